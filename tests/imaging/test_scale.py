"""Millimetres from the patient's own eye distance, and never from an average face."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from imaging.fact import Fact
from imaging.landmarks import Face
from imaging.scale import camera_distance_mm, focal_length_px, px_per_mm
from imaging.synthetic import HeadTruth, Shot


@pytest.fixture
def face(front_shot: Shot[HeadTruth], true_face: Callable[..., Face]) -> Face:
    return replace(true_face(front_shot.truth), eye_distance_px=126.0, yaw_deg=0.0)


def test_the_own_eye_distance_gives_px_per_mm_with_an_error(face: Face) -> None:
    scale = px_per_mm(face, eye_distance_mm=63.0)

    assert scale.value == pytest.approx(2.0)
    assert scale.error is not None
    assert 0 < scale.error < 0.1


def test_a_turned_head_has_its_foreshortening_taken_off(face: Face) -> None:
    turned = replace(face, yaw_deg=30.0, eye_distance_px=126.0 * 0.8660254)

    assert px_per_mm(turned, eye_distance_mm=63.0).value == pytest.approx(2.0)


@pytest.mark.parametrize("known", [None, 0.0, -3.0])
def test_without_a_known_eye_distance_there_is_no_scale(face: Face, known: float | None) -> None:
    assert px_per_mm(face, eye_distance_mm=known).value is None


def test_a_profile_gives_no_scale(face: Face) -> None:
    assert px_per_mm(replace(face, yaw_deg=80.0), eye_distance_mm=63.0).value is None


def test_scale_and_lens_give_the_camera_distance(face: Face) -> None:
    focal = focal_length_px(43.27, height_px=3000, width_px=4000)
    distance = camera_distance_mm(px_per_mm(face, eye_distance_mm=63.0), focal)

    assert focal == pytest.approx(5000)
    assert distance.value == pytest.approx(2500)
    assert distance.error is not None
    assert distance.error > 70


def test_a_missing_lens_or_scale_leaves_the_distance_unknown(face: Face) -> None:
    assert focal_length_px(None, height_px=3, width_px=4) is None
    assert camera_distance_mm(px_per_mm(face, eye_distance_mm=63.0), None).value is None
    assert camera_distance_mm(Fact(value=None, unit="px/mm"), 4000.0).value is None
