"""What lies behind the patient: its colour, whether it is even, and when too little is seen of it."""

from collections.abc import Callable

import numpy as np
import pytest

from imaging.background import background
from imaging.landmarks import Face
from imaging.synthetic import HeadTruth, Shot

FaceOf = Callable[..., Face]


def test_a_painted_wall_is_even_and_has_its_colour(front_shot: Shot[HeadTruth], true_face: FaceOf) -> None:
    read = background(front_shot.pixels, true_face(front_shot.truth))

    wall = front_shot.pixels[20:60, 20:60].reshape(-1, 3).mean(axis=0)
    assert read.even.value is not None
    assert read.even.value > 95
    assert read.lab is not None
    assert read.lab[0] == pytest.approx(100 * wall.mean() / 255, abs=8)


def test_shelves_behind_the_patient_are_not_even(front_shot: Shot[HeadTruth], true_face: FaceOf) -> None:
    busy = front_shot.pixels.copy()
    for left in (0, 40, 80, 350, 390, 430):
        busy[:, left : left + 20] = (200, 60, 40)
    for top in range(0, 640, 60):
        busy[top : top + 25, :120] = (30, 30, 40)

    read = background(busy, true_face(front_shot.truth))

    assert read.even.value is not None
    assert read.even.value < 80


def test_a_face_that_fills_the_frame_leaves_no_background(
    front_shot: Shot[HeadTruth], true_face: FaceOf
) -> None:
    face = true_face(front_shot.truth)
    x0, y0, x1, y1 = (round(value) for value in face.box_px)
    close = np.ascontiguousarray(front_shot.pixels[y0:y1, x0:x1])
    moved = true_face(front_shot.truth, shift=(-y0, -x0))

    assert background(close, moved).lab is None
