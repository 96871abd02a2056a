"""Eyes and mouth are seen, or something lies over them; glasses are never claimed."""

from collections.abc import Callable
from dataclasses import replace

import cv2
import numpy as np
import pytest

from imaging.covered import covered
from imaging.frame import Pixels
from imaging.landmarks import Face
from imaging.synthetic import HeadTruth, Shot

FaceOf = Callable[..., Face]


def with_patch(pixels: Pixels, middle: tuple[float, float], reach: float) -> Pixels:
    """Something of the colour of skin held over a place `(row, col)`."""
    held = pixels.copy()
    place = (round(middle[1]), round(middle[0]))
    cv2.ellipse(held, place, (round(reach), round(reach)), 0, 0, 360, (176, 130, 110), cv2.FILLED)
    return held


def test_an_uncovered_face_shows_both_eyes_and_the_mouth(
    front_shot: Shot[HeadTruth], stranger_shot: Shot[HeadTruth], true_face: FaceOf
) -> None:
    for shot in (front_shot, stranger_shot):
        read = covered(shot.pixels, true_face(shot.truth))

        assert (read.right_eye.value, read.left_eye.value, read.mouth.value) == ("seen",) * 3


def test_a_hand_over_one_eye_is_told(front_shot: Shot[HeadTruth], true_face: FaceOf) -> None:
    face = true_face(front_shot.truth)
    hidden = with_patch(front_shot.pixels, tuple(face.anchors[0]), 0.6 * face.eye_distance_px)

    read = covered(hidden, face)

    assert read.right_eye.value == "covered"
    assert read.left_eye.value == "seen"


def test_a_hand_over_the_mouth_is_told(front_shot: Shot[HeadTruth], true_face: FaceOf) -> None:
    face = true_face(front_shot.truth)
    mouth = face.anchors[3:].mean(axis=0)
    hidden = with_patch(front_shot.pixels, (float(mouth[0]), float(mouth[1])), 0.9 * face.eye_distance_px)

    assert covered(hidden, face).mouth.value == "covered"


@pytest.mark.parametrize("yaw", [None, 60.0])
def test_a_face_that_does_not_look_to_the_camera_is_unknown(
    front_shot: Shot[HeadTruth], true_face: FaceOf, yaw: float | None
) -> None:
    read = covered(front_shot.pixels, replace(true_face(front_shot.truth), yaw_deg=yaw))

    assert read.mouth.value is None
    assert read.mouth.why_unknown


def test_glasses_are_unknown_and_say_so(front_shot: Shot[HeadTruth], true_face: FaceOf) -> None:
    read = covered(np.asarray(front_shot.pixels), true_face(front_shot.truth))

    assert read.glasses.value is None
    assert read.glasses.why_unknown == "glasses are not measured"
