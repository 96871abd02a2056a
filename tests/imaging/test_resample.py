"""Pixels carried by a similarity."""

import numpy as np

from imaging.geometry import Similarity
from imaging.resample import resample, shrink


def checks(side: int, cell: int) -> np.ndarray:
    row, col = np.mgrid[:side, :side] // cell
    return (((row + col) % 2) * 255).astype(np.uint8)


def test_the_identity_changes_nothing() -> None:
    picture = checks(64, 8)

    same = resample(picture, Similarity.identity(), height_px=64, width_px=64)

    np.testing.assert_array_equal(same, picture)


def test_a_bright_spot_lands_where_the_similarity_says() -> None:
    picture = np.zeros((100, 120), np.uint8)
    picture[30:33, 50:53] = 255
    carry = Similarity(1.5, 90.0, (5.0, 110.0))

    moved = resample(picture, carry, height_px=200, width_px=200)

    row, col = np.array(np.nonzero(moved > 127)).mean(axis=1)
    np.testing.assert_allclose([[row, col]], carry(np.array([[31.0, 51.0]])), atol=0.3)


def test_shrinking_averages_instead_of_picking() -> None:
    fine = checks(512, 1)

    small = resample(fine, Similarity.resized(1 / 8), height_px=64, width_px=64)

    assert np.abs(small[4:-4, 4:-4].astype(float) - 127.5).max() < 3


def test_what_lies_outside_the_source_is_black() -> None:
    white = np.full((40, 40, 3), 255, np.uint8)

    moved = resample(white, Similarity(1.0, 0.0, (20.0, 0.0)), height_px=40, width_px=40)

    assert moved[:18].max() == 0
    assert moved[22:, :38].min() == 255


def test_a_carry_that_misses_the_canvas_gives_a_black_one() -> None:
    white = np.full((40, 40), 255, np.uint8)

    moved = resample(white, Similarity(1.0, 0.0, (500.0, 0.0)), height_px=40, width_px=40)

    assert moved.max() == 0


def test_shrinking_by_nothing_gives_the_same_pixels() -> None:
    picture = checks(32, 4)

    assert shrink(picture, factor=1.0) is picture
