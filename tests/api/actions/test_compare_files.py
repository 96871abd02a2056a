"""Two photos that were read, graded and planned: what each fact does to the grade."""

import math
from dataclasses import replace
from typing import Any

import pytest

from api.actions.compare_files import (
    Photo,
    compare_photos,
    corrected_values,
    interval_days,
    wanted_side_px,
)
from api.actions.facts import check_facts, photo_facts
from api.storage.reading import Reading
from api.storage.weights import load_face_finder
from imaging.align import Alignment, AlignmentRefusal, align
from imaging.exif import Gps, Metadata
from imaging.frame import Frame
from imaging.header import Header
from imaging.landmarks import FaceFinder
from imaging.quality import measure
from imaging.synthetic import Camera, Head, HeadTruth, Light, Shot, head_shot
from protocols.grade import Level

NARROW = replace(Camera(), width_px=480, height_px=640)


@pytest.fixture(scope="module")
def finder() -> FaceFinder:
    return load_face_finder()


def read(shot: Shot[HeadTruth], finder: FaceFinder, **metadata: Any) -> Photo:
    """A shot as if it had come from a file with this metadata."""
    frame = Frame.from_pixels(shot.pixels)
    header = Header(
        format="jpeg",
        coding="baseline",
        width_px=frame.width_px,
        height_px=frame.height_px,
        frames=1,
        orientation=1,
        profile_bytes=0,
        bits=8,
        metadata_bytes=0,
    )
    reading = Reading(frame=frame, header=header, metadata=Metadata(state="read", **metadata))
    face = finder.find(frame.pixels)
    return Photo(frame=frame, face=face, facts=photo_facts(reading, measure(frame), face))


def laid(before: Photo, after: Photo) -> Alignment | AlignmentRefusal:
    """The after photo onto the before photo."""
    return align(after.frame, before.frame, moving_face=after.face, reference_face=before.face)


@pytest.fixture(scope="module")
def before(front_shot: Shot[HeadTruth], finder: FaceFinder) -> Photo:
    return read(front_shot, finder, focal_length_35mm=99.0)


@pytest.fixture(scope="module")
def after(front_shot_again: Shot[HeadTruth], finder: FaceFinder) -> Photo:
    return read(front_shot_again, finder, focal_length_35mm=104.0)


def levels(before: Photo, after: Photo, **options: Any) -> dict[str, Level]:
    """The level of each criterion."""
    made = compare_photos(before, after, laid(before, after), **options)
    return {criterion.name: criterion.level for criterion in made.grade.criteria}


def test_a_careful_pair_is_green_in_all_that_the_truth_holds_equal(before: Photo, after: Photo) -> None:
    found = levels(before, after, apart_days=84.0, window_days=(70.0, 98.0))

    # The second was exposed a fifth of a stop less: the wall says so.
    assert found == {**dict.fromkeys(found, Level.GREEN), "colour": Level.AMBER}


def test_a_pair_with_equal_exposure_is_green_as_a_whole(
    before: Photo, fair_head: Head, finder: FaceFinder
) -> None:
    again = read(head_shot(fair_head, camera=NARROW, seed=8), finder, focal_length_35mm=99.0)

    made = compare_photos(before, again, laid(before, again), apart_days=84.0, window_days=(70.0, 98.0))

    assert made.grade.overall is Level.GREEN
    assert made.grade.sentence == "Comparable."


def test_a_photo_from_closer_by_is_not_green_in_distance(
    before: Photo, fair_head: Head, finder: FaceFinder
) -> None:
    closer = read(
        head_shot(fair_head, camera=replace(NARROW, distance_cm=95.0), seed=8), finder, focal_length_35mm=99.0
    )

    made = compare_photos(before, closer, laid(before, closer))

    distance = made.grade.criteria[1]
    assert distance.level is Level.RED
    assert distance.measured == pytest.approx(95 / 110, abs=0.03)


def test_a_turned_light_is_not_green_in_light(before: Photo, fair_head: Head, finder: FaceFinder) -> None:
    turned = read(head_shot(fair_head, camera=NARROW, light=Light(azimuth_deg=30.0), seed=8), finder)

    assert levels(before, turned)["light"] is Level.RED


def test_a_warmer_balance_is_not_green_in_colour(before: Photo, fair_head: Head, finder: FaceFinder) -> None:
    camera = replace(NARROW, white_balance=(1.12, 1.0, 0.88))
    warm = read(head_shot(fair_head, camera=camera, seed=8), finder)

    assert levels(before, warm)["colour"] in {Level.AMBER, Level.RED, Level.UNKNOWN}


def test_a_softer_photo_is_not_green_in_sharpness(before: Photo, fair_head: Head, finder: FaceFinder) -> None:
    soft = read(head_shot(fair_head, camera=replace(NARROW, blur_px=1.4), seed=8), finder)

    assert levels(before, soft)["sharpness"] is Level.RED


def test_a_refused_pair_measures_nothing_together_and_is_red(
    before: Photo, lateral_shot: Shot[HeadTruth], finder: FaceFinder
) -> None:
    profile = read(lateral_shot, finder)

    made = compare_photos(before, profile, laid(before, profile), mode="overlay")

    assert made.refusal is not None
    assert made.grade.overall is Level.RED
    assert made.recipe.align is None
    assert made.pair == {}
    assert corrected_values(made.recipe, made.refusal)["expected_error_px"] is None


def test_the_place_of_a_photo_is_kept_out_of_its_facts(
    front_shot: Shot[HeadTruth], finder: FaceFinder
) -> None:
    photo = read(front_shot, finder, gps=Gps(latitude_deg=51.50735, longitude_deg=-0.12776))

    assert "51.507" not in repr(photo.facts)
    assert "gps" not in photo.facts


def test_what_was_not_measured_is_none_for_the_checks() -> None:
    facts = check_facts({"width_px": 300, "height_px": 400, "face": None, "clipped_low": {"value": None}})

    assert facts["yaw_deg"] is None
    assert facts["clipped_percent"] is None
    assert facts["frame_diagonal_px"] == 500


@pytest.mark.parametrize(
    ("first", "second", "days"),
    [
        ("2026-01-14T09:00:00", "2026-01-28T21:00:00", 14.5),
        ("2026-01-14T09:00:00+02:00", "2026-01-14T09:00:00+00:00", 2 / 24),
        ("2026-01-14T09:00:00", "2026-01-14T09:00:00+00:00", None),
        (None, "2026-01-14T09:00:00", None),
    ],
)
def test_an_interval_is_known_only_between_two_clocks_that_can_be_compared(
    first: str | None, second: str | None, days: float | None
) -> None:
    assert interval_days({"taken_at": first}, {"taken_at": second}) == pytest.approx(days)


@pytest.mark.parametrize(("side_px", "factor"), [(600, 1), (315, 2), (250, 2), (158, 4), (100, 6)])
def test_a_photo_is_read_at_the_smallest_whole_fraction_that_the_picture_needs(
    before: Photo, side_px: int, factor: int
) -> None:
    made = compare_photos(before, before, laid(before, before), side_px=side_px)

    assert wanted_side_px(made.recipe, "before") == math.ceil(640 / factor)
