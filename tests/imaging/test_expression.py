"""Mouth, eyes and brows as shares of the eye distance; nothing from five anchors or a turned head."""

from dataclasses import replace

import numpy as np
import pytest

from imaging.expression import MAX_DEEP_YAW_DEG, MAX_YAW_DEG, Expression, expression, mimic_of
from imaging.landmarks import Face


@pytest.fixture
def face() -> Face:
    """A mesh whose points lie where a drawing of a face would have them."""
    points = np.zeros((468, 2))
    places = {33: (100, 60), 133: (100, 90), 362: (100, 130), 263: (100, 160), 159: (96, 75), 145: (104, 75)}
    places |= {386: (96, 145), 374: (104, 145), 105: (75, 75), 334: (75, 145)}
    places |= {61: (180, 85), 291: (180, 135), 13: (179, 110), 14: (181, 110)}
    for index, place in places.items():
        points[index] = place
    return Face(
        box_px=(40.0, 50.0, 180.0, 220.0),
        landmarks=points,
        anchors=np.zeros((5, 2)),
        yaw_deg=0.0,
        pitch_deg=0.0,
        roll_deg=0.0,
        eye_distance_px=70.0,
        detector="face_mesh",
        score=0.9,
    )


def test_shares_are_of_the_distance_between_the_eyes(face: Face) -> None:
    seen = expression(face)

    assert seen is not None
    assert seen.mouth_width_share == pytest.approx(50 / 70)
    assert seen.mouth_open_share == pytest.approx(2 / 70)
    assert seen.eye_open_share == pytest.approx(8 / 70)
    assert seen.brow_height_share == pytest.approx(25 / 70)


def test_size_and_lean_do_not_change_an_expression(face: Face) -> None:
    turn = np.array([[0.8, 0.6], [-0.6, 0.8]])
    larger = replace(face, landmarks=face.landmarks @ turn * 3.0 + 50)

    first, second = expression(face), expression(larger)
    assert first is not None
    assert second is not None
    assert second.mouth_width_share == pytest.approx(first.mouth_width_share)
    assert second.eye_open_share == pytest.approx(first.eye_open_share)


def test_five_anchors_tell_no_expression(face: Face) -> None:
    assert expression(replace(face, detector="centerface", landmarks=face.anchors)) is None


def test_a_turned_head_tells_no_expression(face: Face) -> None:
    assert expression(replace(face, yaw_deg=MAX_YAW_DEG + 1)) is None
    assert expression(replace(face, yaw_deg=None)) is None


def test_depth_lets_a_turned_head_be_read_like_one_that_faces_the_camera(face: Face) -> None:
    turn = np.radians(40.0)
    away = (face.landmarks[:, 1] - 110) * np.sin(turn)
    landmarks = np.column_stack([face.landmarks[:, 0], 110 + (face.landmarks[:, 1] - 110) * np.cos(turn)])
    turned = replace(face, yaw_deg=40.0, landmarks=landmarks, depth_px=away)

    straight, oblique = expression(face), expression(turned)

    assert straight is not None
    assert oblique is not None
    assert oblique.mouth_width_share == pytest.approx(straight.mouth_width_share, rel=0.01)
    assert oblique.eye_open_share == pytest.approx(straight.eye_open_share, rel=0.01)


def test_a_profile_tells_no_expression_even_with_depth(face: Face) -> None:
    deep = replace(face, depth_px=np.zeros(468), yaw_deg=MAX_DEEP_YAW_DEG + 1)

    assert expression(deep) is None


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({}, "neutral"),
        ({"eye_open_share": 0.03}, "eyes_closed"),
        ({"mouth_width_share": 0.95}, "smile"),
        ({"brow_height_share": 0.6}, "raised_brow"),
        ({"mouth_open_share": 0.3}, "mouth_open"),
        ({"mouth_width_share": 0.9}, None),
        ({"eye_open_share": 0.07}, None),
        ({"brow_height_share": 0.53}, None),
    ],
)
def test_a_class_is_told_where_it_stands_out_and_is_unknown_between(
    change: dict[str, float], name: str | None
) -> None:
    rest = Expression(
        mouth_open_share=0.02, mouth_width_share=0.78, eye_open_share=0.13, brow_height_share=0.44
    )

    assert mimic_of(replace(rest, **change)) == name
