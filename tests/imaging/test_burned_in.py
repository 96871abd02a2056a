"""A date in a corner is seen; hair, cloth and a plain wall are no text."""

import cv2
import numpy as np
import pytest

from imaging.burned_in import burned_in
from imaging.frame import Pixels
from imaging.synthetic import HeadTruth, Shot


def stamped(pixels: Pixels, text: str, place: tuple[int, int], colour: tuple[int, int, int]) -> Pixels:
    """The picture with text written over it."""
    written = pixels.copy()
    cv2.putText(written, text, place, cv2.FONT_HERSHEY_SIMPLEX, 0.7, colour, 2, cv2.LINE_AA)
    return written


@pytest.mark.parametrize("colour", [(255, 150, 40), (255, 255, 255), (0, 0, 0)])
def test_a_date_burned_into_a_corner_is_seen_where_it_is(
    front_shot: Shot[HeadTruth], colour: tuple[int, int, int]
) -> None:
    seen = burned_in(stamped(front_shot.pixels, "2026-03-14 10:22", (10, 30), colour))

    assert seen is not None
    assert seen.letters >= 8
    x0, y0, x1, y1 = seen.box_px
    assert x0 < 40
    assert 100 < x1 < 280
    assert y0 < 30
    assert y1 < 50


def test_a_photo_as_taken_bears_no_text(
    front_shot: Shot[HeadTruth], lateral_shot: Shot[HeadTruth], stranger_shot: Shot[HeadTruth]
) -> None:
    assert [burned_in(shot.pixels) for shot in (front_shot, lateral_shot, stranger_shot)] == [None] * 3


def test_a_blank_picture_bears_no_text() -> None:
    assert burned_in(np.full((200, 300, 3), 120, np.uint8)) is None
