"""A change above the noise is one; everything else is noise, or unknown."""

import math
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imaging.outcome import UNITS
from protocols.change import (
    MEANS,
    NEEDS,
    SDC_FACTOR,
    MeasuredChange,
    PairState,
    Reading,
    Told,
    judge,
    within_subject_sd,
)
from protocols.criterion import CRITERIA, Level
from protocols.errors import CatalogueError
from protocols.repeatability import parse_repeatability

GOOD = PairState(overall=Level.GREEN, levels=dict.fromkeys(CRITERIA, Level.GREEN), same_camera=True)
FILE: dict[str, Any] = {
    "version": "1",
    "measured_on": date(2026, 11, 20),
    "source": "rendered",
    "conditions": "one lamp",
    "software": {"numpy": "2"},
    "kinds": {
        "face": {
            "lines": {
                "within_subject_sd": 0.1,
                "worst_subject_sd": 0.2,
                "subjects": 3,
                "captures": 18,
                "unit": "percent",
            }
        }
    },
}
measures = st.sampled_from(sorted(NEEDS))
numbers = st.floats(-100, 100)


def sure(value: float, uncertainty: float = 0.0) -> Reading:
    return Reading(value=value, uncertainty=uncertainty)


def with_level(criterion: str, level: Level) -> PairState:
    return replace(GOOD, levels={**GOOD.levels, criterion: level})


def test_what_is_measured_and_what_is_judged_are_the_same_measures() -> None:
    assert list(NEEDS) == [name for name in NEEDS if name in UNITS]
    assert set(NEEDS) == set(UNITS) == set(MEANS)


def test_a_change_above_the_limit_is_a_change() -> None:
    found = judge("erythema_a", sure(17.0), sure(13.9), pair=GOOD, sdc=1.4)

    assert (found.told, found.change, found.limit) == (Told.CHANGED, pytest.approx(-3.1), 1.4)


def test_a_change_of_exactly_the_limit_is_noise() -> None:
    found = judge("erythema_a", sure(16.0), sure(14.0), pair=GOOD, sdc=2.0)

    assert found.told is Told.WITHIN_NOISE


def test_values_that_are_themselves_uncertain_raise_the_limit() -> None:
    found = judge("erythema_a", sure(17.0, 2.0), sure(13.9, 2.0), pair=GOOD, sdc=1.4)

    assert found.limit == pytest.approx(1.96 * math.hypot(2, 2))
    assert found.told is Told.WITHIN_NOISE


def test_a_red_pair_is_never_called_a_result() -> None:
    found = judge("erythema_a", sure(30.0), sure(1.0), pair=replace(GOOD, overall=Level.RED), sdc=1.4)

    assert (found.told, found.reason) == (Told.UNKNOWN, "pair_is_red")


def test_two_cameras_are_not_mixed_in_one_series() -> None:
    found = judge("erythema_a", sure(30.0), sure(1.0), pair=replace(GOOD, same_camera=False), sdc=1.4)

    assert (found.told, found.reason) == (Told.UNKNOWN, "cameras_differ")


def test_a_camera_that_is_not_known_is_told_beside_the_answer() -> None:
    found = judge("erythema_a", sure(30.0), sure(1.0), pair=replace(GOOD, same_camera=None), sdc=1.4)

    assert (found.told, found.doubts) == (Told.CHANGED, ("camera_unknown",))


@pytest.mark.parametrize("measure", [name for name, needs in NEEDS.items() if "light" in needs])
def test_what_depends_on_the_light_is_unknown_while_the_light_is(measure: str) -> None:
    found = judge(measure, sure(9.0), sure(1.0), pair=with_level("light", Level.UNKNOWN), sdc=0.1)

    assert (found.told, found.reason) == (Told.UNKNOWN, "light_unknown")


def test_redness_against_a_reference_is_told_under_unknown_light_with_a_doubt() -> None:
    found = judge("erythema_a", sure(9.0), sure(1.0), pair=with_level("light", Level.UNKNOWN), sdc=0.1)

    assert (found.told, found.doubts) == (Told.CHANGED, ("light_unknown",))


@given(measures)
def test_light_that_is_known_to_differ_makes_every_change_unknown(measure: str) -> None:
    found = judge(measure, sure(9.0), sure(1.0), pair=with_level("light", Level.AMBER), sdc=0.1)

    assert (found.told, found.reason) == (Told.UNKNOWN, "light_differs")


def test_texture_of_two_photos_of_different_sharpness_is_unknown() -> None:
    found = judge("lines", sure(9.0), sure(1.0), pair=with_level("sharpness", Level.AMBER), sdc=0.1)

    assert (found.told, found.reason) == (Told.UNKNOWN, "sharpness_differs")


def test_a_measure_whose_repeatability_nobody_measured_claims_nothing() -> None:
    found = judge("erythema_a", sure(30.0), sure(1.0), pair=GOOD, sdc=None)

    assert (found.told, found.reason, found.limit) == (Told.UNKNOWN, "repeatability_unknown", None)


def test_the_reason_of_a_missing_value_is_kept() -> None:
    nothing = Reading(value=None, uncertainty=None, reason="no_colour_reference")

    found = judge("erythema_a", sure(9.0), nothing, pair=GOOD, sdc=1.0)

    assert (found.told, found.reason, found.change) == (Told.UNKNOWN, "no_colour_reference", None)


@given(measures, numbers, numbers, st.floats(0.01, 10), st.sampled_from(list(Level)))
def test_less_knowledge_never_turns_noise_into_a_change(
    measure: str, before: float, after: float, sdc: float, level: Level
) -> None:
    whole = judge(measure, sure(before), sure(after), pair=GOOD, sdc=sdc)

    for criterion in CRITERIA:
        found = judge(measure, sure(before), sure(after), pair=with_level(criterion, level), sdc=sdc)
        assert found.told in {whole.told, Told.UNKNOWN}


@given(measures, numbers, numbers, st.floats(0.01, 10), st.floats(0, 5))
def test_the_way_back_is_as_large_as_the_way_there(
    measure: str, before: float, after: float, sdc: float, vague: float
) -> None:
    one, other = sure(before, vague), sure(after)

    there, back = (judge(measure, *pair, pair=GOOD, sdc=sdc) for pair in ((one, other), (other, one)))

    assert there.told is back.told
    assert there.change == pytest.approx(-back.change if back.change is not None else None)


def test_a_verdict_cannot_be_made_without_its_numbers() -> None:
    with pytest.raises(ValueError, match="without a number"):
        MeasuredChange(measure="lines", change=None, limit=1.0, told=Told.CHANGED, reason=None)


@pytest.mark.parametrize(("measure", "sdc"), [("beauty", 1.0), ("lines", 0.0), ("lines", math.nan)])
def test_a_measure_or_a_limit_that_is_none_is_refused(measure: str, sdc: float) -> None:
    with pytest.raises(ValueError, match="no measure"):
        judge(measure, sure(1.0), sure(2.0), pair=GOOD, sdc=sdc)


def test_the_pooled_deviation_is_that_within_the_subjects() -> None:
    found = within_subject_sd([[1.0, 3.0], [101.0, 103.0], [7.0]])

    assert found == pytest.approx(math.sqrt(2))


@pytest.mark.parametrize("groups", [[], [[1.0]], [[1.0], [2.0]]])
def test_without_a_repetition_there_is_no_deviation(groups: list[Sequence[float]]) -> None:
    assert within_subject_sd(groups) is None


def test_the_smallest_detectable_change_is_that_of_the_subject_who_repeats_worst() -> None:
    found = parse_repeatability(FILE).of("face", "lines")

    assert found is not None
    assert found.smallest_detectable_change == pytest.approx(0.2 * SDC_FACTOR)
    assert pytest.approx(2.77, abs=0.01) == SDC_FACTOR


def test_what_was_not_measured_on_a_kind_of_photo_is_not_known_there() -> None:
    assert parse_repeatability(FILE).of("close_up", "lines") is None


@pytest.mark.parametrize(
    "changes",
    [
        {"source": "guessed"},
        {"conditions": ""},
        {"measured_on": "lately"},
        {"more": 1},
        {"kinds": {"face": {"beauty": FILE["kinds"]["face"]["lines"]}}},
        {"kinds": {"face": {"lines": {}}}},
        {"kinds": {"face": {"lines": {**FILE["kinds"]["face"]["lines"], "within_subject_sd": 0.0}}}},
        {"kinds": {"face": {"lines": {**FILE["kinds"]["face"]["lines"], "within_subject_sd": math.nan}}}},
        {"kinds": {"face": {"lines": {**FILE["kinds"]["face"]["lines"], "subjects": 1}}}},
        {"kinds": {"face": {"lines": {**FILE["kinds"]["face"]["lines"], "captures": 4}}}},
    ],
    ids=str,
)
def test_a_file_that_does_not_say_how_it_was_measured_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(CatalogueError):
        parse_repeatability({**FILE, **changes})
