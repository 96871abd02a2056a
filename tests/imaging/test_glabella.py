"""The lines between the brows: a frown draws them, a careful second photo does not."""

from collections.abc import Callable

import pytest

from imaging.glabella import lines_ratio
from imaging.landmarks import Face
from imaging.synthetic import PEOPLE, Camera, Expression, Head, Mesh, Visit, head_shot, sculpt

CAMERA = Camera(width_px=480, height_px=640)
FaceOf = Callable[..., Face]


@pytest.fixture(scope="module")
def frowning_head(mesh: Mesh) -> Head:
    return sculpt(mesh, PEOPLE[0], visit=Visit(redness=8.0), expression=Expression(frown=1.0), texture_px=768)


def test_a_frown_deepens_them_and_a_second_shot_does_not(
    fair_head: Head, frowning_head: Head, true_face: FaceOf
) -> None:
    first = head_shot(fair_head, camera=CAMERA, seed=1)
    again = head_shot(fair_head, camera=CAMERA, seed=2)
    frown = head_shot(frowning_head, camera=CAMERA, seed=3)
    face = true_face(first.truth)
    eyes = face.eye_distance_px

    same = lines_ratio(first.pixels, again.pixels, face.landmarks, eye_distance_px=eyes)
    deeper = lines_ratio(first.pixels, frown.pixels, face.landmarks, eye_distance_px=eyes)

    assert same == pytest.approx(1, abs=0.15)
    assert deeper is not None
    assert deeper > 1.5


def test_a_face_cut_above_the_brows_tells_nothing(fair_head: Head, true_face: FaceOf) -> None:
    shot = head_shot(fair_head, camera=CAMERA, seed=1)
    cut = round(float(shot.truth.landmarks_px[107][0]))
    face = true_face(shot.truth, shift=(-cut, 0.0))

    below = shot.pixels[cut:]
    assert lines_ratio(below, below, face.landmarks, eye_distance_px=face.eye_distance_px) is None
