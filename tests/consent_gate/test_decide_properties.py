"""C3: what must hold for every ask, every history and every moment."""

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from consent_gate import DEFAULT_RULES, Ask, Event, Grant, Purpose, Withdrawal, decide, decide_all
from tests.strategies import (
    ANNA,
    ASK,
    BERTA,
    CLINIC_OF,
    MOMENTS,
    NOON,
    TICK,
    asks,
    cases,
    grant,
    grants,
    histories,
    moments,
    withdrawal,
    withdrawals,
)


@given(cases, st.randoms(use_true_random=False))
def test_the_order_of_events_changes_nothing(
    case: tuple[Ask, list[Event], datetime], dice: random.Random
) -> None:
    ask, history, now = case
    shuffled = dice.sample(history, k=len(history))

    answer = decide(ask, shuffled, rules=DEFAULT_RULES, now=now)

    assert answer == decide(ask, history, rules=DEFAULT_RULES, now=now)


@given(cases)
def test_an_event_told_twice_counts_once(case: tuple[Ask, list[Event], datetime]) -> None:
    ask, history, now = case

    answer = decide(ask, [*history, *history], rules=DEFAULT_RULES, now=now)

    assert answer == decide(ask, history, rules=DEFAULT_RULES, now=now)


@given(cases, histories)
def test_events_about_other_patients_do_not_count(
    case: tuple[Ask, list[Event], datetime], others: list[Event]
) -> None:
    ask, history, now = case
    strangers = [event for event in others if event.patient_id != ask.photo.patient_id]

    answer = decide(ask, [*history, *strangers], rules=DEFAULT_RULES, now=now)

    assert answer == decide(ask, history, rules=DEFAULT_RULES, now=now)


@given(cases, grants)
def test_the_same_patient_number_at_another_clinic_does_not_count(
    case: tuple[Ask, list[Event], datetime], given_there: Grant
) -> None:
    ask, history, now = case
    elsewhere = next(clinic for clinic in CLINIC_OF.values() if clinic != ask.photo.clinic_id)
    stray = replace(given_there, patient_id=ask.photo.patient_id, clinic_id=elsewhere)

    answer = decide(ask, [*history, stray], rules=DEFAULT_RULES, now=now)

    assert answer == decide(ask, history, rules=DEFAULT_RULES, now=now)


@given(cases, grants)
def test_a_grant_for_another_purpose_or_channel_opens_nothing(
    case: tuple[Ask, list[Event], datetime], other: Grant
) -> None:
    ask, history, now = case
    before = decide(ask, history, rules=DEFAULT_RULES, now=now)

    after = decide(ask, [*history, other], rules=DEFAULT_RULES, now=now)

    speaks = ask.purpose in other.purposes and ask.channel in other.channels
    assert speaks or after.allowed == before.allowed
    assert speaks or after.obligations == before.obligations


@given(cases, withdrawals)
def test_a_withdrawal_never_opens_the_gate(case: tuple[Ask, list[Event], datetime], end: Withdrawal) -> None:
    ask, history, now = case
    before = decide(ask, history, rules=DEFAULT_RULES, now=now)

    after = decide(ask, [*history, end], rules=DEFAULT_RULES, now=now)

    assert before.allowed or not after.allowed
    if after.allowed:
        assert after.grounds <= before.grounds


@given(cases, moments)
def test_taking_everything_back_closes_the_gate_for_all_that_was_given_by_then(
    case: tuple[Ask, list[Event], datetime], at: datetime
) -> None:
    ask, history, now = case
    photo = ask.photo
    end = withdrawal(patient_id=photo.patient_id, clinic_id=photo.clinic_id, withdrawn_at=at)

    answer = decide(ask, [*history, end], rules=DEFAULT_RULES, now=now)

    later = {event.grant_id for event in history if isinstance(event, Grant) and event.granted_at > at}
    stands = {ground.id for ground in answer.grounds if ground.kind == "grant"}
    assert stands <= later


@given(st.sampled_from(MOMENTS), st.sampled_from(MOMENTS))
def test_a_grant_given_at_the_very_instant_of_a_withdrawal_does_not_survive_it(
    given_at: datetime, taken_back_at: datetime
) -> None:
    yes = grant(granted_at=given_at, expires_at=given_at + 5 * TICK)

    answer = decide(ASK, [withdrawal(withdrawn_at=taken_back_at), yes], rules=DEFAULT_RULES, now=given_at)

    assert answer.allowed == (given_at > taken_back_at)


@given(asks, moments)
def test_without_a_word_from_the_patient_nothing_but_care_is_allowed(ask: Ask, now: datetime) -> None:
    answer = decide(ask, [], rules=DEFAULT_RULES, now=now)

    rests_on_relation = ask.relation is not None and ask.purpose in {Purpose.CARE, Purpose.PATIENT_COPY}
    assert rests_on_relation or not answer.allowed


@given(cases)
def test_care_is_never_opened_or_closed_by_consent(case: tuple[Ask, list[Event], datetime]) -> None:
    ask, history, now = case
    care = replace(ask, purpose=Purpose.CARE)

    answer = decide(care, history, rules=DEFAULT_RULES, now=now)

    assert answer == decide(care, [], rules=DEFAULT_RULES, now=now)


@given(cases)
def test_a_yes_holds_the_same_until_the_moment_it_names_and_not_at_it(
    case: tuple[Ask, list[Event], datetime],
) -> None:
    ask, history, now = case
    answer = decide(ask, history, rules=DEFAULT_RULES, now=now)

    if answer.until is not None:
        just_before = decide(ask, history, rules=DEFAULT_RULES, now=answer.until - TICK)
        at = decide(ask, history, rules=DEFAULT_RULES, now=answer.until)

        assert just_before.allowed
        assert just_before.obligations == answer.obligations
        assert not at.allowed or at.obligations != answer.obligations


@given(cases)
def test_a_decision_says_yes_or_says_why_not(case: tuple[Ask, list[Event], datetime]) -> None:
    ask, history, now = case

    answer = decide(ask, history, rules=DEFAULT_RULES, now=now)

    assert answer.allowed != bool(answer.refusals)
    assert not answer.allowed or answer.grounds
    assert all(refusal.sentence and refusal.mend for refusal in answer.refusals)
    assert answer.fault == ""


@given(cases)
def test_another_clinic_learns_nothing_not_even_that_the_photo_exists(
    case: tuple[Ask, list[Event], datetime],
) -> None:
    ask, history, now = case
    elsewhere = next(clinic for clinic in CLINIC_OF.values() if clinic != ask.photo.clinic_id)
    strange = replace(ask, actor=replace(ask.actor, clinic_id=elsewhere))

    answer = decide(strange, history, rules=DEFAULT_RULES, now=now)

    assert answer.codes == ("unknown_photo",)
    assert (answer.grounds, answer.obligations, answer.until) == (frozenset(), frozenset(), None)


@given(st.lists(asks, max_size=3), histories, moments)
def test_a_comparison_passes_only_when_each_of_its_photos_does(
    asked: list[Ask], history: list[Event], now: datetime
) -> None:
    same = [
        replace(ask, actor=asked[0].actor, purpose=asked[0].purpose, channel=asked[0].channel)
        for ask in asked
    ]

    joint = decide_all(same, history, rules=DEFAULT_RULES, now=now)

    each = [decide(ask, history, rules=DEFAULT_RULES, now=now) for ask in same]
    assert joint.allowed == (bool(each) and all(one.allowed for one in each))
    assert all(one.obligations <= joint.obligations for one in each)
    assert all(one.until is None or (joint.until and joint.until <= one.until) for one in each)


@settings(max_examples=30)
@given(st.integers(0, 5), cases)
def test_an_error_anywhere_inside_is_a_refusal(place: int, case: tuple[Ask, list[Event], datetime]) -> None:
    ask, history, now = case

    def breaking() -> Iterator[Event]:
        yield from history[:place]
        raise OSError("the disk is gone")

    on_consent = replace(ask, purpose=Purpose.MARKETING, actor=replace(ask.actor, role=ASK.actor.role))
    own_clinic = replace(on_consent, actor=replace(on_consent.actor, clinic_id=ask.photo.clinic_id))
    answer = decide(own_clinic, breaking(), rules=DEFAULT_RULES, now=now)

    assert (answer.allowed, answer.codes, answer.fault) == (False, ("gate_failed",), "OSError")


def test_a_moment_without_zone_is_a_refusal_and_not_a_guess() -> None:
    answer = decide(ASK, [grant()], rules=DEFAULT_RULES, now=NOON.replace(tzinfo=None))

    assert answer.codes == ("gate_failed",)


def test_the_two_patients_of_the_world_are_neighbours() -> None:
    berta = replace(ASK, photo=replace(ASK.photo, patient_id=BERTA))

    answers = [decide(ask, [grant()], rules=DEFAULT_RULES, now=NOON).allowed for ask in (ASK, berta)]

    assert (ASK.photo.patient_id, answers) == (ANNA, [True, False])
