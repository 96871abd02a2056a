"""The strip below a picture: all of the picture, no hue, a shape for the verdict."""

import numpy as np
import pytest

from imaging.caption import Mark, captioned, framed, legend

MARKS: tuple[Mark, ...] = ("green", "amber", "red", "unknown")
PICTURE = np.random.default_rng(1).integers(0, 255, (300, 900, 3)).astype(np.uint8)


def strip(
    mark: Mark, headline: str = "Comparable.", lines: tuple[str, ...] = ("Not retouched.",)
) -> np.ndarray:
    """What stands below the picture."""
    return captioned(PICTURE, mark=mark, headline=headline, lines=lines)[300:]


def test_the_picture_above_the_strip_is_untouched() -> None:
    drawn = captioned(PICTURE, mark="green", headline="Comparable.", lines=())

    np.testing.assert_array_equal(drawn[:300], PICTURE)


@pytest.mark.parametrize("mark", MARKS)
def test_no_hue_stands_in_the_strip(mark: Mark) -> None:
    drawn = strip(mark)

    assert (drawn[..., 0] == drawn[..., 1]).all()
    assert (drawn[..., 0] == drawn[..., 2]).all()


def test_the_four_verdicts_have_four_shapes() -> None:
    shapes = {strip(mark, headline="").tobytes() for mark in MARKS}

    assert len(shapes) == 4


def test_long_words_are_wrapped_and_not_cut() -> None:
    words = "Colour differs by 2.6 ΔE on the backdrop, limit 2: judge redness with care. " * 4

    drawn = strip("amber", lines=(words,))

    assert len(drawn) > len(strip("amber")) + 40
    assert (drawn[:, -10:] == drawn[0, -1]).all()


def test_a_frame_keeps_clear_space_round_the_picture() -> None:
    drawn = framed(PICTURE, surround=118, margin_px=24)

    assert drawn.shape == (348, 948, 3)
    np.testing.assert_array_equal(drawn[24:-24, 24:-24], PICTURE)
    assert (drawn[:24] == 118).all()


def test_the_legend_runs_from_black_to_white() -> None:
    drawn = legend(800, floor=3.2, white=25.0)

    row = drawn[len(drawn) // 3, :, 0].astype(int)
    assert row.max() == 255
    assert (np.diff(row[100:700]) >= 0).all()
