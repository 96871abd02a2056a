import dataclasses

import numpy as np
import pytest

from imaging.synthetic import (
    PEOPLE,
    VIEWS,
    Camera,
    Head,
    HeadTruth,
    Lines,
    Mesh,
    Pose,
    Shot,
    Spot,
    Visit,
    head_shot,
    sculpt,
)
from imaging.synthetic.skin_colour import linear_to_lab
from tests.fixtures_synthetic import SMALL

NOSE_TIP, CHIN, BROW = 4, 152, 9
TINY = Camera(width_px=96, height_px=128)  # where only the truth is looked at


def lab_near(shot: Shot[HeadTruth], row_col: np.ndarray, reach: int = 6) -> np.ndarray:
    """Median L*a*b* of a small square of the picture."""
    row, col = (round(float(value)) for value in row_col)
    square = shot.pixels[row - reach : row + reach, col - reach : col + reach].reshape(-1, 3) / 255
    linear = np.where(square <= 0.04045, square / 12.92, ((square + 0.055) / 1.055) ** 2.4)
    return np.median(linear_to_lab(linear), axis=0)


def test_the_same_seed_gives_the_same_picture(fair_head: Head, front_shot: Shot[HeadTruth]) -> None:
    again = head_shot(fair_head, camera=SMALL, seed=1)

    np.testing.assert_array_equal(again.pixels, front_shot.pixels)


def test_another_seed_changes_the_noise_and_nothing_else(
    fair_head: Head, front_shot: Shot[HeadTruth]
) -> None:
    other = head_shot(fair_head, camera=SMALL, seed=99)

    difference = np.abs(other.pixels.astype(int) - front_shot.pixels.astype(int))

    assert 0 < difference.mean() < 3
    np.testing.assert_array_equal(other.truth.landmarks_px, front_shot.truth.landmarks_px)


def test_a_shot_is_rgb_of_the_size_of_the_camera(front_shot: Shot[HeadTruth]) -> None:
    assert front_shot.pixels.shape == (640, 480, 3)
    assert front_shot.pixels.dtype == np.uint8


def test_a_roll_a_shift_and_a_longer_lens_are_an_exact_similarity(
    front_shot: Shot[HeadTruth], front_shot_again: Shot[HeadTruth]
) -> None:
    fit = front_shot.truth.onto(front_shot_again.truth)

    assert abs(fit.rotation_deg - 3.0) < 1e-6
    assert abs(fit.scale - 104 / 99) < 1e-6
    assert fit.residual_px < 1e-6


def test_the_pixels_lie_where_the_truth_says(front_shot: Shot[HeadTruth]) -> None:
    pupil, cheek = front_shot.truth.pupils_px[0], front_shot.truth.landmarks_px[50]

    assert lab_near(front_shot, pupil, reach=2)[0] < 40
    assert lab_near(front_shot, cheek)[0] > 60


def test_yaw_moves_the_nose_right_pitch_lifts_the_chin_roll_turns_clockwise(fair_head: Head) -> None:
    def offset(pose: Pose, of: int, against: int) -> np.ndarray:
        places = head_shot(fair_head, pose=pose, camera=TINY).truth.landmarks_px
        return np.asarray(places[of] - places[against])

    right = offset(Pose(20.0), NOSE_TIP, BROW) - offset(Pose(), NOSE_TIP, BROW)
    lifted = offset(Pose(0.0, 20.0), CHIN, NOSE_TIP) - offset(Pose(), CHIN, NOSE_TIP)
    clockwise = offset(Pose(0.0, 0.0, 10.0), CHIN, BROW)

    assert right[1] > 1
    assert lifted[0] > 0  # the nose rises more than the chin
    assert clockwise[1] < 0  # the chin swings to the picture's left


def test_a_view_is_named_by_the_side_that_it_shows(fair_head: Head) -> None:
    left_cheek, right_cheek = 280, 50  # of the person

    visible = head_shot(fair_head, pose=VIEWS["lateral_left"], camera=TINY).truth.visible

    assert visible[left_cheek]
    assert not visible[right_cheek]


@pytest.fixture(scope="module")
def plain(mesh: Mesh) -> Shot[HeadTruth]:
    """The first person without any change, matt enough to measure."""
    return head_shot(sculpt(mesh, PEOPLE[0], texture_px=512), camera=SMALL, seed=7)


def test_redness_raises_a_in_the_cheeks_and_leaves_the_temple(mesh: Mesh, plain: Shot[HeadTruth]) -> None:
    red = head_shot(sculpt(mesh, PEOPLE[0], visit=Visit(redness=9.0), texture_px=512), camera=SMALL, seed=7)
    cheek, temple = red.truth.landmarks_px[50], red.truth.landmarks_px[54]

    in_cheek = lab_near(red, cheek) - lab_near(plain, cheek)
    at_temple = lab_near(red, temple) - lab_near(plain, temple)

    assert 5 < in_cheek[1] < 13
    assert abs(at_temple[1]) < 1


def test_more_lip_volume_makes_higher_lips(mesh: Mesh, plain: Shot[HeadTruth]) -> None:
    full = head_shot(
        sculpt(mesh, PEOPLE[0], visit=Visit(lip_volume=0.8), texture_px=512), camera=SMALL, seed=7
    )

    def height(shot: Shot[HeadTruth]) -> float:
        return float(shot.truth.landmarks_px[17, 0] - shot.truth.landmarks_px[0, 0])

    assert height(full) > 1.05 * height(plain)


def test_deeper_lines_change_the_forehead_and_no_landmark(mesh: Mesh, plain: Shot[HeadTruth]) -> None:
    lined = head_shot(
        sculpt(mesh, PEOPLE[0], visit=Visit(lines=Lines(forehead=1.5)), texture_px=512), camera=SMALL, seed=7
    )
    row, col = (round(float(value)) for value in plain.truth.landmarks_px[151])

    def contrast(shot: Shot[HeadTruth]) -> float:
        return float(shot.pixels[row - 30 : row + 5, col - 40 : col + 40].astype(float).std())

    np.testing.assert_array_equal(lined.truth.landmarks_px, plain.truth.landmarks_px)
    assert contrast(lined) > contrast(plain) + 1


def test_a_spot_is_dark_where_the_truth_puts_it(mesh: Mesh, plain: Shot[HeadTruth]) -> None:
    visit = Visit(spots=(Spot(landmark=205, radius_cm=0.35, melanin=0.6),))
    spotted = head_shot(sculpt(mesh, PEOPLE[0], visit=visit, texture_px=512), camera=SMALL, seed=7)
    place = spotted.truth.spots_px[0]

    darker = lab_near(plain, place, reach=2)[0] - lab_near(spotted, place, reach=2)[0]

    assert darker > 10


def test_two_different_people_have_no_true_alignment(
    front_shot: Shot[HeadTruth], stranger_shot: Shot[HeadTruth]
) -> None:
    with pytest.raises(ValueError, match="two different people"):
        front_shot.truth.onto(stranger_shot.truth)


def test_the_people_differ_in_tone_from_very_light_to_dark() -> None:
    tones = [person.ita_deg for person in PEOPLE]

    assert len({person.code for person in PEOPLE}) == len(PEOPLE) >= 5
    assert max(tones) >= 55
    assert min(tones) <= -40
    assert {person.bun for person in PEOPLE} == {True, False}


def test_a_camera_that_cannot_be_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 32 px"):
        Camera(width_px=8)


def test_an_exposure_of_one_stop_more_is_brighter(fair_head: Head) -> None:
    normal = head_shot(fair_head, camera=SMALL, seed=1)

    brighter = head_shot(fair_head, camera=dataclasses.replace(SMALL, exposure_ev=0.5), seed=1)

    assert brighter.pixels.mean() > normal.pixels.mean() + 10


def test_a_jpeg_of_a_shot_is_one(front_shot: Shot[HeadTruth]) -> None:
    data = front_shot.jpeg(quality=80)

    assert data[:3] == b"\xff\xd8\xff"
    assert data[-2:] == b"\xff\xd9"
