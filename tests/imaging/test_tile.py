"""Tiles are the same picture in parts: at every size, for one photo and for a pair."""

import cv2
import numpy as np
import pytest

from imaging.compare import orient_of, picture, plan
from imaging.frame import Frame, Pixels
from imaging.geometry import Similarity
from imaging.operations import SURROUND, Conceal
from imaging.recipe import Recipe
from imaging.tile import Pyramid, tile, whole

MOVED = Similarity(1.04, 3.0, (14.0, -22.0))


def scene(height: int = 1001, width: int = 1203) -> Pixels:
    noise = np.random.default_rng(5).normal(size=(height, width, 3))
    return np.asarray(np.clip(128 + 700 * cv2.GaussianBlur(noise, (0, 0), 4), 5, 250), np.uint8)


@pytest.fixture(scope="module")
def photo() -> Frame:
    return Frame.from_pixels(scene())


@pytest.fixture(scope="module")
def pyramid(photo: Frame) -> Pyramid:
    return Pyramid.of(photo.pixels)


def pair(photo: Frame) -> Recipe:
    recipe = plan(orient_of(photo, "before"), orient_of(photo, "after"), MOVED, side_px=9000)
    assert isinstance(recipe, Recipe)
    return recipe


def test_each_level_is_exactly_half_of_the_one_below(pyramid: Pyramid) -> None:
    shapes = [level.shape[:2] for level in pyramid.levels]

    assert shapes == [(1001, 1203), (501, 602), (251, 301), (126, 151)]


def test_a_tile_at_full_size_is_the_photo_itself(photo: Frame, pyramid: Pyramid) -> None:
    drawn = tile(whole(orient_of(photo, "after")), pyramid, "after", (512, 256, 300, 200), (300, 200))

    assert np.array_equal(drawn, photo.pixels[256:456, 512:812])


@pytest.mark.parametrize("factor", [2, 4])
def test_tiles_fit_together_to_the_reduced_photo(photo: Frame, pyramid: Pyramid, factor: int) -> None:
    recipe, side = whole(orient_of(photo, "after")), 128 * factor
    height, width = photo.pixels.shape[:2]
    rows = []
    for y in range(0, height, side):
        wide = [min(side, width - x) for x in range(0, width, side)]
        high = min(side, height - y)
        rows.append(
            np.concatenate(
                [
                    tile(
                        recipe,
                        pyramid,
                        "after",
                        (at * side, y, w, high),
                        (-(-w // factor), -(-high // factor)),
                    )
                    for at, w in enumerate(wide)
                ],
                axis=1,
            )
        )

    together = np.concatenate(rows)
    level = pyramid.levels[factor.bit_length() - 1]
    inner = (slice(0, -1), slice(0, -1))  # the last row and column cover less than a pixel
    assert together.shape == level.shape
    assert np.abs(together[inner].astype(int) - level[inner]).max() <= 1


@pytest.mark.parametrize("side", ["before", "after"])
def test_a_tile_of_a_pair_is_a_part_of_its_picture(photo: Frame, pyramid: Pyramid, side: str) -> None:
    recipe = pair(photo)
    together = picture(recipe, photo, side)

    drawn = tile(recipe, pyramid, side, (200, 100, 256, 256), (256, 256))

    assert np.abs(drawn.astype(int) - together[100:356, 200:456]).max() <= 1


def test_the_same_place_lies_at_the_same_spot_on_both_tiles_when_reduced(
    photo: Frame, pyramid: Pyramid
) -> None:
    recipe = pair(photo)
    moved = cv2.warpAffine(
        photo.pixels, MOVED.matrix_xy[:2], (1203, 1001), flags=cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP
    )

    first = tile(recipe, pyramid, "before", (128, 128, 512, 512), (128, 128))
    second = tile(recipe, Pyramid.of(np.asarray(moved, np.uint8)), "after", (128, 128, 512, 512), (128, 128))

    shift, _ = cv2.phaseCorrelate(first[..., 1].astype(np.float64), second[..., 1].astype(np.float64))
    assert np.hypot(*shift) < 0.1


def test_what_is_covered_on_the_picture_is_covered_on_every_tile(photo: Frame, pyramid: Pyramid) -> None:
    hidden = Conceal(boxes_px=((300.0, 300.0, 200.0, 100.0),), what="eyes")

    drawn = tile(
        whole(orient_of(photo, "after"), conceals=[hidden]),
        pyramid,
        "after",
        (256, 256, 256, 256),
        (128, 128),
    )

    assert (drawn[22:72, 22:122] == SURROUND).all()
    assert not (drawn[80:] == SURROUND).all(axis=2).any()


@pytest.mark.parametrize("size", [(300, 300), (100, 50)])
def test_nothing_is_enlarged_and_nothing_distorted(
    photo: Frame, pyramid: Pyramid, size: tuple[int, int]
) -> None:
    with pytest.raises(ValueError, match=r"enlarged|distorted"):
        tile(whole(orient_of(photo, "after")), pyramid, "after", (0, 0, 200, 200), size)
