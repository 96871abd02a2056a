"""Two photos of one face, aligned; and pairs of faces that must not be."""

from dataclasses import replace

import cv2
import numpy as np
import pytest

from imaging.align import Alignment, AlignmentRefusal, align
from imaging.frame import Frame
from imaging.landmarks import Face
from imaging.synthetic.heads import HeadTruth
from imaging.synthetic.shot import Shot
from tests.true_faces import five_anchors, true_face

Head = Shot[HeadTruth]


def aligned(moving: Head, reference: Head) -> Alignment | AlignmentRefusal:
    return align(
        Frame.from_pixels(moving.pixels),
        Frame.from_pixels(reference.pixels),
        moving_face=true_face(moving),
        reference_face=true_face(reference),
    )


def error_px(found: Alignment, moving: Head, reference: Head) -> float:
    """Mean distance of the carried landmarks from where the true similarity carries them."""
    points = moving.truth.landmarks_px[moving.truth.visible]
    xyw = (
        np.column_stack([points[:, ::-1], np.ones(len(points))]) @ moving.truth.onto(reference.truth).matrix.T
    )
    return float(np.linalg.norm(found.similarity(points) - xyw[:, 1::-1], axis=1).mean())


def test_a_second_photo_of_the_face_is_carried_onto_the_first(
    front_shot: Head, front_shot_again: Head
) -> None:
    found = aligned(front_shot_again, front_shot)

    assert isinstance(found, Alignment)
    assert error_px(found, front_shot_again, front_shot) < 1.0
    assert found.confidence > 0.9
    assert found.method == "face_landmarks+image"


def test_the_expected_error_is_of_the_size_of_the_error(front_shot: Head, front_shot_again: Head) -> None:
    found = aligned(front_shot_again, front_shot)

    assert isinstance(found, Alignment)
    assert found.error_px < 3.0


def test_five_anchors_and_the_image_do_nearly_as_well(front_shot: Head, front_shot_again: Head) -> None:
    found = align(
        Frame.from_pixels(front_shot_again.pixels),
        Frame.from_pixels(front_shot.pixels),
        moving_face=five_anchors(front_shot_again),
        reference_face=five_anchors(front_shot),
    )

    assert isinstance(found, Alignment)
    assert error_px(found, front_shot_again, front_shot) < 2.0
    assert found.confidence <= 0.85


def test_landmarks_that_are_off_are_drawn_to_where_the_image_says(
    front_shot: Head, front_shot_again: Head
) -> None:
    face = true_face(front_shot_again)
    shifted = replace(face, landmarks=face.landmarks + np.array([4.0, -3.0]))

    found = align(
        Frame.from_pixels(front_shot_again.pixels),
        Frame.from_pixels(front_shot.pixels),
        moving_face=shifted,
        reference_face=true_face(front_shot),
    )

    assert isinstance(found, Alignment)
    assert error_px(found, front_shot_again, front_shot) < 3.5  # 5 px without the image


def test_the_answer_is_in_full_size_pixels(front_shot: Head, front_shot_again: Head) -> None:
    height, width = front_shot.pixels.shape[:2]
    small = Frame(pixels=front_shot.pixels, full_width_px=4 * width, full_height_px=4 * height)

    plain = aligned(front_shot_again, front_shot)
    found = align(
        Frame.from_pixels(front_shot_again.pixels),
        small,
        moving_face=true_face(front_shot_again),
        reference_face=true_face(front_shot),
    )

    assert isinstance(plain, Alignment)
    assert isinstance(found, Alignment)
    assert found.scale == pytest.approx(4 * plain.scale)
    assert found.error_px == pytest.approx(4 * plain.error_px)


def test_the_same_pair_gives_the_same_answer_twice(front_shot: Head, front_shot_again: Head) -> None:
    assert aligned(front_shot_again, front_shot) == aligned(front_shot_again, front_shot)


def test_front_and_oblique_are_different_views(front_shot: Head, oblique_shot: Head) -> None:
    found = aligned(oblique_shot, front_shot)

    assert isinstance(found, AlignmentRefusal)
    assert found.reason == "views_differ"
    assert "45 degrees of yaw" in found.detail


def test_a_mirrored_photo_is_refused(front_shot: Head, front_shot_again: Head) -> None:
    width = front_shot_again.pixels.shape[1]

    found = align(
        Frame.from_pixels(np.ascontiguousarray(front_shot_again.pixels[:, ::-1])),
        Frame.from_pixels(front_shot.pixels),
        moving_face=true_face(front_shot_again).mirrored(width_px=width),
        reference_face=true_face(front_shot),
    )

    assert isinstance(found, AlignmentRefusal)
    assert found.reason == "views_differ"
    assert "mirror" in found.detail


def test_a_face_that_the_edge_cuts_is_refused(front_shot: Head, front_shot_again: Head) -> None:
    face = true_face(front_shot_again)
    middle = int(face.anchors[2, 1])

    found = align(
        Frame.from_pixels(np.ascontiguousarray(front_shot_again.pixels[:, :middle])),
        Frame.from_pixels(front_shot.pixels),
        moving_face=face,
        reference_face=true_face(front_shot),
    )

    assert isinstance(found, AlignmentRefusal)
    assert found.reason == "evidence_thin"
    assert "edge" in found.detail


def test_a_covered_face_is_refused(front_shot: Head, front_shot_again: Head) -> None:
    face = true_face(front_shot_again)
    pixels = front_shot_again.pixels.copy()
    cloth = np.random.default_rng(2).integers(60, 160, (40, 30, 3), np.uint8)
    x0, y0, x1, y1 = (int(value) for value in face.box_px)
    pixels[y0 + 20 : y1, x0:x1] = cv2.resize(cloth, (x1 - x0, y1 - y0 - 20))

    found = align(
        Frame.from_pixels(pixels),
        Frame.from_pixels(front_shot.pixels),
        moving_face=face,
        reference_face=true_face(front_shot),
    )

    assert isinstance(found, AlignmentRefusal)
    assert found.reason == "evidence_thin"


def test_a_face_in_one_photo_only_is_refused(front_shot: Head) -> None:
    frame = Frame.from_pixels(front_shot.pixels)

    found = align(frame, frame, moving_face=true_face(front_shot), reference_face=None)

    assert found == AlignmentRefusal(reason="face_in_one_only", detail="a face is seen in one photo only")


def test_a_photo_too_small_to_say_anything_is_refused(front_shot: Head) -> None:
    tiny = Frame.from_pixels(np.zeros((40, 300, 3), np.uint8))

    found = align(tiny, Frame.from_pixels(front_shot.pixels), moving_face=None, reference_face=None)

    assert isinstance(found, AlignmentRefusal)
    assert found.reason == "too_small"


def test_a_mirrored_face_keeps_the_meaning_of_its_points(front_shot: Head) -> None:
    face = true_face(front_shot)
    width = front_shot.pixels.shape[1]

    twice = face.mirrored(width_px=width).mirrored(width_px=width)

    np.testing.assert_allclose(twice.landmarks, face.landmarks)
    assert _right_eye_is_left_of_the_other(face)
    assert _right_eye_is_left_of_the_other(face.mirrored(width_px=width))


def _right_eye_is_left_of_the_other(face: Face) -> bool:
    return bool(face.anchors[0, 1] < face.anchors[1, 1])
