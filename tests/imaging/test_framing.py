"""How a face sits in the frame."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from imaging.framing import framing
from imaging.landmarks import Face
from imaging.synthetic import HeadTruth, Shot

FaceOf = Callable[..., Face]


@pytest.fixture
def face(front_shot: Shot[HeadTruth], true_face: FaceOf) -> Face:
    return replace(true_face(front_shot.truth), box_px=(160.0, 200.0, 320.0, 400.0))


def test_shares_and_offsets_are_of_the_frame(face: Face) -> None:
    read = framing(face, height_px=640, width_px=480)

    assert read.face_height.value == pytest.approx(200 / 640)
    assert read.off_right.value == pytest.approx(0)
    assert read.off_down.value == pytest.approx(600 / 640 - 1)
    assert read.cut_by.value == "none"


@pytest.mark.parametrize(
    ("box", "edge"),
    [
        ((160.0, 1.0, 320.0, 200.0), "top"),
        ((2.0, 100.0, 180.0, 300.0), "left"),
        ((330.0, 100.0, 479.0, 300.0), "right"),
        ((160.0, 430.0, 320.0, 639.0), "bottom"),
        ((0.0, 0.0, 479.0, 639.0), "several"),
    ],
)
def test_the_edge_that_cuts_a_face_is_named(
    face: Face, box: tuple[float, float, float, float], edge: str
) -> None:
    assert framing(replace(face, box_px=box), height_px=640, width_px=480).cut_by.value == edge


def test_without_a_face_the_framing_is_unknown_and_says_why() -> None:
    read = framing(None, height_px=640, width_px=480)

    assert read.face_height.value is None
    assert read.cut_by.value is None
    assert read.cut_by.why_unknown == "no face was found"
