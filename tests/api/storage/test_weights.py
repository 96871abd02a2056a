"""The installed face detectors, on rendered heads: nobody real."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from api.storage.centerface import CenterFace, WeightsMissingError
from api.storage.face_mesh import face_mesh_is_installed
from api.storage.weights import TwoStageFinder, load_face_finder
from imaging.geometry import Similarity
from imaging.landmarks import FaceFinder
from imaging.resample import resample
from imaging.synthetic.heads import HeadTruth
from imaging.synthetic.shot import Shot

Head = Shot[HeadTruth]
needs_mesh = pytest.mark.skipif(not face_mesh_is_installed(), reason="the mesh model has no wheel here")


@pytest.fixture(scope="module")
def finder() -> FaceFinder:
    return load_face_finder()


@needs_mesh
def test_a_frontal_face_has_a_mesh_near_the_true_points(finder: FaceFinder, front_shot: Head) -> None:
    face = finder.find(front_shot.pixels)

    assert face is not None
    assert face.detector == "face_mesh"
    off = np.linalg.norm(face.landmarks - front_shot.truth.landmarks_px, axis=1)
    assert float(np.median(off)) < 0.05 * front_shot.truth.eye_distance_px


@needs_mesh
def test_the_pose_of_a_turned_head_is_read(finder: FaceFinder, oblique_shot: Head) -> None:
    face = finder.find(oblique_shot.pixels)

    assert face is not None
    assert face.yaw_deg == pytest.approx(-45.0, abs=6)


def test_a_profile_keeps_its_anchors(finder: FaceFinder, lateral_shot: Head) -> None:
    face = finder.find(lateral_shot.pixels)

    assert face is not None
    assert face.detector == "centerface"
    assert len(face.landmarks) == 5
    assert face.pitch_deg is None
    assert face.yaw_deg is not None
    assert face.yaw_deg < -60


@needs_mesh
@pytest.mark.parametrize("turn_deg", [-90.0, 45.0, 135.0, 180.0])
def test_a_photo_that_lies_on_its_side_is_read_too(
    finder: FaceFinder, front_shot: Head, turn_deg: float
) -> None:
    height, width = front_shot.pixels.shape[:2]
    turn = Similarity(0.7, turn_deg, (0.0, 0.0))
    middle = np.array([[height / 2, width / 2]])
    row, col = middle[0] - turn(middle)[0]
    carry = Similarity(0.7, turn_deg, (float(row), float(col)))

    face = finder.find(resample(front_shot.pixels, carry, height_px=height, width_px=width))

    assert face is not None
    assert face.has_mesh
    off = np.linalg.norm(face.landmarks - carry(front_shot.truth.landmarks_px), axis=1)
    assert float(np.median(off)) < 0.05 * front_shot.truth.eye_distance_px


def test_where_nobody_is_no_face_is_found(finder: FaceFinder) -> None:
    noise = np.random.default_rng(4).integers(60, 200, (40, 30, 3), np.uint8)
    wall = np.asarray(cv2.resize(noise, (480, 640), interpolation=cv2.INTER_CUBIC), np.uint8)

    assert finder.find(wall) is None


def test_without_the_mesh_the_anchors_are_found_and_it_is_said(front_shot: Head) -> None:
    plain = TwoStageFinder(CenterFace.installed(), None)

    face = plain.find(front_shot.pixels)

    assert face is not None
    assert not plain.has_mesh
    assert face.detector == "centerface"
    assert face.eye_distance_px == pytest.approx(0.7 * front_shot.truth.eye_distance_px, rel=0.15)


def test_missing_weights_are_an_error_of_their_own(tmp_path: Path) -> None:
    with pytest.raises(WeightsMissingError, match="not installed"):
        CenterFace(tmp_path / "centerface.onnx")


@needs_mesh
def test_native_code_keeps_quiet(front_shot: Head, capfd: pytest.CaptureFixture[str]) -> None:
    load_face_finder().find(front_shot.pixels)

    assert capfd.readouterr().err == ""
