"""How a head or a patch of skin was held: frowns, styling, and what stands for pose on skin."""

import pytest

from protocols.criterion import Facts, Level
from protocols.held_alike import expression, pose

REST: Facts = {
    "mouth_open_share": 0.02,
    "mouth_width_share": 0.8,
    "eye_open_share": 0.13,
    "brow_height_share": 0.44,
    "mimic": "neutral",
}
SKIN: Facts = {"subject": "skin", "tilt_percent": 0.3, "moved_percent": 0.4}


def test_a_close_up_of_skin_needs_no_head() -> None:
    assert pose({}, {}, SKIN).level is Level.GREEN
    assert expression({}, {}, SKIN).level is Level.GREEN


@pytest.mark.parametrize(
    ("fact", "value", "level"),
    [
        ("tilt_percent", 0.75, Level.GREEN),
        ("tilt_percent", 1.2, Level.AMBER),
        ("tilt_percent", 2.0, Level.RED),
        ("tilt_percent", None, Level.UNKNOWN),
    ],
)
def test_skin_is_held_to_the_tilt_of_the_camera(fact: str, value: float | None, level: Level) -> None:
    assert pose({}, {}, {**SKIN, fact: value}).level is level


@pytest.mark.parametrize(
    ("moved", "level"),
    [(0.75, Level.GREEN), (1.2, Level.AMBER), (2.0, Level.RED), (None, Level.UNKNOWN)],
)
def test_skin_is_held_to_how_it_lies(moved: float | None, level: Level) -> None:
    assert expression({}, {}, {**SKIN, "moved_percent": moved}).level is level


def test_a_face_without_measurements_is_not_taken_for_skin() -> None:
    assert pose({}, {}, {"tilt_percent": 0.1}).level is Level.UNKNOWN
    assert expression({}, {}, {"moved_percent": 0.1}).level is Level.UNKNOWN


@pytest.mark.parametrize("ratio", [0.76, 1.0, 1.29])
def test_lines_between_the_brows_that_stay_are_the_same_expression(ratio: float) -> None:
    assert expression(REST, REST, {"frown_lines_ratio": ratio}).level is Level.GREEN


def test_deeper_lines_between_the_brows_ask_a_person() -> None:
    found = expression(REST, REST, {"frown_lines_ratio": 1.8})

    assert found.level is Level.UNKNOWN
    assert "frown or the course of the treatment" in found.sentence


def test_lines_that_fade_are_the_treatment_unless_the_brows_rise_too() -> None:
    risen = {**REST, "brow_height_share": 0.455}

    assert expression(REST, REST, {"frown_lines_ratio": 0.5}).level is Level.GREEN
    assert expression(REST, risen, {"frown_lines_ratio": 0.5}).level is Level.UNKNOWN


def test_lines_that_were_not_looked_at_are_unknown() -> None:
    assert expression(REST, REST, {}).level is Level.UNKNOWN


def test_two_classes_that_are_told_and_differ_are_red() -> None:
    found = expression(REST, {**REST, "mimic": "smile"}, {"frown_lines_ratio": 1.0})

    assert found.level is Level.RED
    assert found.sentence == "The first photo is at rest, the second smiling."


@pytest.mark.parametrize(("told", "level"), [("same", Level.GREEN), ("differs", Level.RED)])
def test_what_a_person_said_of_make_up_counts(told: str, level: Level) -> None:
    assert expression(REST, REST, {"frown_lines_ratio": 1.0, "styling": told}).level is level
