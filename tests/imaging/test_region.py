"""Which pixels of a photo lie in a region."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from imaging.errors import InvalidRegionError
from imaging.frame import Frame
from imaging.geometry import Similarity
from imaging.region import NoSample, Region, Sample, sample

BOX = Region(((20.0, 30.0), (20.0, 79.0), (59.0, 79.0), (59.0, 30.0)))


def plain(colour: tuple[int, int, int] = (180, 120, 100), shape: tuple[int, int] = (100, 120)) -> Frame:
    return Frame.from_pixels(np.full((*shape, 3), colour, np.uint8))


def test_a_box_holds_the_pixels_between_its_corners() -> None:
    found = sample(plain(), BOX)

    assert isinstance(found, Sample)
    assert int(found.inside().sum()) == 40 * 50


def test_the_mean_is_that_of_light_not_of_code_values() -> None:
    pixels = plain().pixels.copy()
    pixels[::2] = 40
    pixels[1::2] = 200

    found = sample(Frame.from_pixels(pixels), BOX)

    assert isinstance(found, Sample)
    mean = found.mean_linear()
    assert mean is not None
    assert mean[0] == pytest.approx((0.0212 + 0.5776) / 2, abs=1e-3)


def test_a_clipped_pixel_and_its_neighbours_do_not_count() -> None:
    pixels = plain().pixels.copy()
    pixels[40, 50] = (255, 120, 100)

    found = sample(Frame.from_pixels(pixels), BOX)

    assert isinstance(found, Sample)
    assert int(found.inside().sum()) == 40 * 50 - 9


def test_a_region_that_is_mostly_clipped_says_nothing() -> None:
    pixels = plain().pixels.copy()
    pixels[:45] = 255

    found = sample(Frame.from_pixels(pixels), BOX)

    assert found == NoSample(reason="clipped")


def test_a_region_that_leaves_the_photo_says_nothing() -> None:
    moved = BOX.carried(Similarity(1.0, 0.0, (0.0, 60.0)))

    found = sample(plain(), moved)

    assert found == NoSample(reason="outside")


def test_a_region_far_off_the_photo_says_nothing() -> None:
    found = sample(plain(), BOX.carried(Similarity(1.0, 0.0, (900.0, 900.0))))

    assert found == NoSample(reason="outside")


def test_a_few_pixels_say_nothing() -> None:
    found = sample(plain(), Region.ellipse((50.0, 50.0), 6.0, 6.0))

    assert found == NoSample(reason="too_small")


def test_on_a_reduced_copy_the_region_covers_the_same_part() -> None:
    whole = plain(shape=(200, 240))
    half = Frame(pixels=plain().pixels, full_width_px=240, full_height_px=200)
    region = BOX.carried(Similarity.resized(2.0))

    counts = [int(found.inside().sum()) for found in (sample(whole, region), sample(half, region))]  # type: ignore[union-attr]

    assert counts[0] == pytest.approx(4 * counts[1], rel=0.03)


@given(
    st.floats(0.5, 2),
    st.floats(-180, 180),
    st.tuples(st.floats(-50, 50), st.floats(-50, 50)),
)
def test_a_carried_region_keeps_its_share_of_the_body(
    scale: float, turn: float, shift: tuple[float, float]
) -> None:
    moved = BOX.carried(Similarity(scale, turn, shift))

    assert moved.area_px == pytest.approx(scale**2 * BOX.area_px, rel=1e-6)


def test_an_ellipse_has_its_area() -> None:
    region = Region.ellipse((0.0, 0.0), 10.0, 20.0)

    assert region.area_px == pytest.approx(math.pi * 200, rel=0.01)


@pytest.mark.parametrize(
    "outline",
    [
        (),
        ((0, 0), (1, 1)),
        ((0, 0), (5, 5), (10, 10)),
        ((0, 0), (0, math.nan), (4, 4)),
        ((0, 0), (0, 1e9), (4, 4)),
        tuple((float(number), float(number**2)) for number in range(300)),
    ],
)
def test_an_outline_that_encloses_nothing_is_refused(outline: tuple[tuple[float, float], ...]) -> None:
    with pytest.raises(InvalidRegionError):
        Region(outline)


def test_points_with_three_numbers_are_refused() -> None:
    with pytest.raises(InvalidRegionError):
        Region.of([[0.0, 0.0, 1.0], [0.0, 5.0, 1.0], [5.0, 5.0, 1.0]])
