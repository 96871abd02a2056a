"""What shift, turn and scale leave between two faces."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from imaging.geometry import Similarity
from imaging.landmarks import Face
from imaging.misfit import misfit
from imaging.synthetic import HeadTruth, Shot

FaceOf = Callable[..., Face]
TURN = Similarity(1.2, 20.0, (30.0, -12.0))


@pytest.fixture
def face(front_shot: Shot[HeadTruth], true_face: FaceOf) -> Face:
    return true_face(front_shot.truth)


def test_the_same_face_moved_leaves_nothing_under_its_true_alignment(face: Face) -> None:
    moved = replace(face, landmarks=TURN.inverse()(face.landmarks))

    left = misfit(face, moved, TURN)

    assert left is not None
    assert left.left_percent == pytest.approx(0, abs=1e-6)
    assert left.scale_left_percent == pytest.approx(0, abs=1e-6)


def test_a_wrong_scale_is_said_in_per_cent(face: Face) -> None:
    left = misfit(face, face, Similarity(1.03, 0.0, (0.0, 0.0)))

    assert left is not None
    assert left.scale_left_percent == pytest.approx(3, abs=0.01)


def test_a_stretched_face_is_left_over(face: Face) -> None:
    stretched = replace(face, landmarks=face.landmarks * np.array([1.0, 1.1]))

    left = misfit(face, stretched, Similarity.identity())

    assert left is not None
    assert left.left_percent > 2.5


def test_five_anchors_tell_nothing(face: Face) -> None:
    bare = replace(face, detector="centerface", landmarks=face.anchors, depth_px=None)

    assert misfit(face, bare, Similarity.identity()) is None
