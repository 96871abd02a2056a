"""The grade: the worst decides, unknown is never green, and each number stands at its limit."""

import dataclasses

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from protocols.grade import CRITERIA, Criterion, Grade, Level, grade_pair
from protocols.model import Verdict

STILL = {
    "yaw_deg": 1.0,
    "pitch_deg": -2.0,
    "roll_deg": 0.5,
    "frame_diagonal_px": 5000.0,
    "focal_length_35mm": 50.0,
    "mouth_open_share": 0.02,
    "mouth_width_share": 0.8,
    "eye_open_share": 0.15,
    "brow_height_share": 0.4,
    "clipped_skin_percent": 0.1,
}
PAIR = {
    "scale": 1.0,
    "scale_left_percent": -0.2,
    "landmarks_left_percent": 0.6,
    "frown_lines_ratio": 1.02,
    "light_change_deg": 4.0,
    "colour_delta_e": 1.2,
    "colour_reference": "backdrop",
    "sharpness_change_percent": -3.0,
}
MONTHS = {"interval_days": 84.0, "window_days": (70.0, 98.0)}
numbers = st.none() | st.floats(-200, 200) | st.sampled_from([float("nan"), float("inf"), 3.0, 6.0, 15.0])
photos = st.dictionaries(st.sampled_from(sorted(STILL)), numbers, max_size=2)
pairs = st.dictionaries(st.sampled_from(sorted(PAIR)), numbers, max_size=2)
refusals = st.none() | st.just("the head is turned another way")
levels = st.lists(st.sampled_from(Level), min_size=7, max_size=7)


def criterion(name: str, level: Level) -> Criterion:
    """A criterion at a level, whatever was measured."""
    measured = None if level is Level.UNKNOWN else 1.0
    return Criterion(
        name=name, level=level, measured=measured, limit=1.0, outer_limit=2.0, unit="deg", sentence=name
    )


def whole(found: list[Level], refusal: str | None = None) -> Grade:
    """A grade of seven levels."""
    return Grade(
        criteria=tuple(criterion(name, level) for name, level in zip(CRITERIA, found, strict=True)),
        refusal=refusal,
    )


def level_of(grade: Grade, name: str) -> Level:
    """The level of one criterion."""
    return next(criterion.level for criterion in grade.criteria if criterion.name == name)


def test_a_pair_that_holds_every_limit_is_green() -> None:
    grade = grade_pair(STILL, STILL, PAIR, interval_days=84.0, window_days=(70.0, 98.0))

    assert grade.overall is Level.GREEN
    assert [criterion.verdict for criterion in grade.criteria] == [Verdict.PASS] * 7


@given(photos, photos, pairs, refusals)
def test_the_seven_stand_in_their_order_whatever_is_known(
    before: dict[str, float | None],
    after: dict[str, float | None],
    pair: dict[str, float | None],
    refusal: str | None,
) -> None:
    grade = grade_pair(before, after, pair, refusal=refusal)

    assert tuple(criterion.name for criterion in grade.criteria) == CRITERIA


@given(levels)
def test_the_worst_decides_and_unknown_never_makes_green(found: list[Level]) -> None:
    overall = whole(found).overall

    if Level.RED in found:
        assert overall is Level.RED
    elif Level.AMBER in found:
        assert overall is Level.AMBER
    elif Level.UNKNOWN in found:
        assert overall is Level.UNKNOWN
    else:
        assert overall is Level.GREEN


@given(levels)
def test_a_refused_pair_is_red_whatever_else_is_known(found: list[Level]) -> None:
    grade = whole(found, refusal="the photo is mirrored")

    assert grade.overall is Level.RED
    assert grade.sentence == "These two cannot be compared: the photo is mirrored."


@given(photos, photos, pairs, st.sampled_from([*STILL, *PAIR]))
def test_forgetting_a_fact_never_makes_a_grade_green(
    before: dict[str, float | None], after: dict[str, float | None], pair: dict[str, float | None], name: str
) -> None:
    full = grade_pair({**STILL, **before}, {**STILL, **after}, {**PAIR, **pair}, **MONTHS)  # type: ignore[arg-type]
    assume(full.overall is not Level.GREEN)
    forgetful = [
        {key: value for key, value in facts.items() if key != name}
        for facts in ({**STILL, **before}, {**STILL, **after}, {**PAIR, **pair})
    ]

    grade = grade_pair(*forgetful, **MONTHS)  # type: ignore[arg-type]

    assert grade.overall is not Level.GREEN


@pytest.mark.parametrize("name", sorted(STILL))
def test_a_fact_that_one_photo_lacks_makes_its_criterion_unknown(name: str) -> None:
    after = {key: value for key, value in STILL.items() if key != name}

    grade = grade_pair(STILL, after, PAIR, interval_days=84.0, window_days=(70.0, 98.0))

    assert [c.level for c in grade.criteria].count(Level.UNKNOWN) == 1
    assert grade.overall is Level.UNKNOWN


def test_nothing_known_is_unknown_and_says_what_is_missing() -> None:
    grade = grade_pair({}, {}, {})

    assert {criterion.level for criterion in grade.criteria} == {Level.UNKNOWN}
    assert "No card, so colour is unknown." in grade.sentence
    assert grade.sentence.startswith("Comparable as far as is known.")


@pytest.mark.parametrize(
    ("turn", "level"),
    [(3.0, Level.GREEN), (-3.0, Level.GREEN), (3.1, Level.AMBER), (6.0, Level.AMBER), (-6.1, Level.RED)],
)
@pytest.mark.parametrize("axis", ["yaw_deg", "pitch_deg"])
def test_a_turn_or_nod_is_held_to_three_and_six_degrees(axis: str, turn: float, level: Level) -> None:
    after = {**STILL, axis: STILL[axis] + turn}

    assert level_of(grade_pair(STILL, after, PAIR), "pose") is level


def test_a_turn_beyond_the_limit_is_said_even_where_the_nod_is_unknown() -> None:
    before = {"yaw_deg": 0.0, "pitch_deg": None}
    after = {"yaw_deg": 9.0, "pitch_deg": None}

    assert level_of(grade_pair(before, after, {}), "pose") is Level.RED


def test_a_lean_that_the_plane_can_undo_costs_nothing_up_to_eight_degrees() -> None:
    leaning = {**STILL, "roll_deg": STILL["roll_deg"] + 7.9}
    fallen = {**STILL, "roll_deg": STILL["roll_deg"] + 8.1}

    assert level_of(grade_pair(STILL, leaning, PAIR), "pose") is Level.GREEN
    assert level_of(grade_pair(STILL, fallen, PAIR), "pose") is Level.RED


@pytest.mark.parametrize(
    ("scale", "level"),
    [(1.03, Level.GREEN), (0.97, Level.GREEN), (1.05, Level.AMBER), (0.93, Level.AMBER), (1.09, Level.RED)],
)
def test_distance_is_held_to_three_and_eight_per_cent(scale: float, level: Level) -> None:
    assert level_of(grade_pair(STILL, STILL, {**PAIR, "scale": scale}), "distance") is level


def test_a_longer_lens_farther_away_is_another_distance_though_the_head_is_as_large() -> None:
    longer = {**STILL, "focal_length_35mm": 100.0}

    grade = grade_pair(STILL, longer, PAIR)

    assert level_of(grade, "distance") is Level.RED
    assert grade.criteria[1].measured == pytest.approx(2.0)
    assert "farther" in grade.criteria[1].sentence


def test_a_camera_with_more_pixels_is_no_other_distance() -> None:
    finer = {**STILL, "frame_diagonal_px": 10000.0}

    grade = grade_pair(STILL, finer, {**PAIR, "scale": 0.5})

    assert grade.criteria[1].measured == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("fact", "name", "at_limit", "at_outer", "beyond"),
    [
        ("light_change_deg", "light", 15.0, 30.0, 30.1),
        ("colour_delta_e", "colour", 2.0, 4.0, 4.1),
        ("sharpness_change_percent", "sharpness", -10.0, -25.0, -25.1),
    ],
)
def test_a_limit_still_counts_as_inside(
    fact: str, name: str, at_limit: float, at_outer: float, beyond: float
) -> None:
    found = [
        level_of(grade_pair(STILL, STILL, {**PAIR, fact: value}), name)
        for value in (at_limit, at_outer, beyond)
    ]

    assert found == [Level.GREEN, Level.AMBER, Level.RED]


def test_a_sharper_later_photo_hides_nothing() -> None:
    grade = grade_pair(STILL, STILL, {**PAIR, "sharpness_change_percent": 40.0})

    assert level_of(grade, "sharpness") is Level.GREEN
    assert grade.criteria[4].sentence == "The later photo is sharper by 40 %."


def test_an_open_mouth_is_another_expression() -> None:
    laughing = {**STILL, "mouth_open_share": 0.25}

    grade = grade_pair(STILL, laughing, PAIR)

    assert level_of(grade, "expression") is Level.RED
    assert "mouth is opened" in grade.criteria[5].sentence.lower()


@pytest.mark.parametrize(
    ("days", "window", "level"),
    [
        (None, (70.0, 98.0), Level.UNKNOWN),
        (84.0, None, Level.UNKNOWN),
        (0.2, None, Level.RED),
        (0.2, (0.0, 98.0), Level.RED),
        (-5.0, (70.0, 98.0), Level.RED),
        (70.0, (70.0, 98.0), Level.GREEN),
        (99.0, (70.0, 98.0), Level.AMBER),
    ],
)
def test_timing_knows_the_window_and_calls_a_photo_of_the_same_day_no_result(
    days: float | None, window: tuple[float, float] | None, level: Level
) -> None:
    grade = grade_pair(STILL, STILL, PAIR, interval_days=days, window_days=window)

    assert level_of(grade, "timing") is level


@given(photos, photos, pairs)
def test_every_criterion_speaks_in_sentences(
    before: dict[str, float | None], after: dict[str, float | None], pair: dict[str, float | None]
) -> None:
    grade = grade_pair(before, after, pair, interval_days=3.0, window_days=(10.0, 20.0))

    for one in grade.criteria:
        assert one.sentence.endswith(".")
        assert one.sentence[0].isupper()


def test_a_grade_cannot_be_made_with_a_criterion_left_out() -> None:
    with pytest.raises(ValueError, match="expected the criteria"):
        Grade(criteria=whole([Level.GREEN] * 7).criteria[:6], refusal=None)


def test_a_level_cannot_be_claimed_without_a_measurement() -> None:
    measured = criterion("pose", Level.GREEN)

    with pytest.raises(ValueError, match="without a measurement"):
        dataclasses.replace(measured, measured=None)
