"""Where the patient is, on drawn pictures: a limb before a wall, padding, no skin at all."""

import cv2
import numpy as np

from imaging.patient import find_patient

SKIN = (205, 150, 125)
WALL = (120, 130, 138)


def limb(height: int = 480, width: int = 360, *, skin: tuple[int, int, int] = SKIN) -> np.ndarray:
    """A forearm-like bar of skin before a grey wall, with some grain."""
    picture = np.full((height, width, 3), WALL, np.uint8)
    cv2.rectangle(picture, (width // 3, 40), (2 * width // 3, height - 40), skin, cv2.FILLED)
    grain = np.random.default_rng(3).normal(0, 4, picture.shape)
    return np.clip(picture + grain, 0, 255).astype(np.uint8)


def inside_and_outside(picture: np.ndarray) -> tuple[float, float]:
    height, width = picture.shape[:2]
    points = np.array([[height / 2, width / 2], [height / 4, width / 2], [height / 2, 20], [20, width - 20]])
    chance = find_patient(picture).at(points, shape=picture.shape)
    return float(chance[:2].min()), float(chance[2:].max())


def test_skin_counts_and_the_wall_does_not() -> None:
    inside, outside = inside_and_outside(limb())

    assert inside > 0.9
    assert outside < 0.1


def test_dark_skin_counts_as_skin() -> None:
    inside, outside = inside_and_outside(limb(skin=(92, 58, 44)))

    assert inside > 0.9
    assert outside < 0.1


def test_a_colour_cast_does_not_hide_the_skin() -> None:
    warm = np.clip(limb() * np.array([1.1, 0.9, 0.65]), 0, 255).astype(np.uint8)

    inside, outside = inside_and_outside(warm)

    assert inside > 0.9
    assert outside < 0.1


def test_padding_is_no_part_of_the_photo() -> None:
    picture = limb()
    padded = cv2.copyMakeBorder(picture, 0, 0, 60, 140, cv2.BORDER_CONSTANT)

    top, left, bottom, right = find_patient(padded).content

    assert (top, bottom) == (0, 480)
    assert 60 <= left <= 72
    assert 408 <= right <= 420


def test_where_no_skin_is_seen_everything_counts() -> None:
    grey = np.repeat(np.random.default_rng(1).integers(0, 255, (300, 300, 1), np.uint8), 3, axis=2)

    patient = find_patient(grey)

    assert patient.skin_share == 0
    assert patient.chance.min() == 1


def test_a_blank_photo_is_not_all_padding() -> None:
    blank = np.full((200, 200, 3), 255, np.uint8)

    assert find_patient(blank).content == (0, 0, 200, 200)


def test_the_box_goes_round_the_skin_with_a_margin() -> None:
    top, left, bottom, right = find_patient(limb()).box(shape=(480, 360))

    assert 0 <= top < 40
    assert 90 < left < 120
    assert 240 < right < 270
    assert bottom > 440


def test_the_same_photo_gives_the_same_map_twice() -> None:
    picture = limb()

    np.testing.assert_array_equal(find_patient(picture).chance, find_patient(picture).chance)
