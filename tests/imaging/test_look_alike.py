"""Near-duplicates: a print of the frame that survives size and exposure, and tells other views apart."""

import cv2
import numpy as np

from imaging.look_alike import bits_apart, frame_print, looks_alike
from imaging.synthetic import HeadTruth, Shot


def test_a_smaller_darker_copy_has_nearly_the_same_print(front_shot: Shot[HeadTruth]) -> None:
    small = np.asarray(cv2.resize(front_shot.pixels, (240, 320), interpolation=cv2.INTER_AREA), np.uint8)
    dark = (small * 0.8).astype(np.uint8)

    assert looks_alike(frame_print(front_shot.pixels), frame_print(dark)) is True


def test_another_view_has_another_print(front_shot: Shot[HeadTruth], lateral_shot: Shot[HeadTruth]) -> None:
    first, second = frame_print(front_shot.pixels), frame_print(lateral_shot.pixels)

    assert first is not None
    assert second is not None
    assert bits_apart(first, second) > 12
    assert looks_alike(first, second) is False


def test_a_blank_picture_has_no_print_and_is_like_nothing(front_shot: Shot[HeadTruth]) -> None:
    blank = frame_print(np.full((64, 64, 3), 128, np.uint8))

    assert blank is None
    assert looks_alike(blank, frame_print(front_shot.pixels)) is None
