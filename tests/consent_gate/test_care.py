"""Care rests on a treating relationship (G1), the patient's own copy on being her (G6)."""

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from consent_gate import (
    DEFAULT_RULES,
    Ask,
    CareRelation,
    Channel,
    Decision,
    InvalidRelationError,
    Purpose,
    Relationship,
    Role,
    decide,
)
from tests.strategies import ANNA, ASK, BERTA, CLINIC, DAY, NOON, OTHER_CLINIC, TICK, USERS, subject


def relation(**changes: Any) -> CareRelation:
    usual: dict[str, Any] = {
        "relation_id": UUID(int=0x80),
        "kind": Relationship.TREATING,
        "user_id": USERS[0],
        "patient_id": ANNA,
        "clinic_id": CLINIC,
        "since": NOON - DAY,
    }
    return CareRelation(**{**usual, **changes})


CARE = replace(ASK, purpose=Purpose.CARE, channel=Channel.parse("chairside"), relation=relation())


def answer(ask: Ask) -> Decision:
    return decide(ask, [], rules=DEFAULT_RULES, now=NOON)


@pytest.mark.parametrize("channel", ["chairside", "clinic_screen", "record"])
def test_who_treats_a_patient_sees_her_photos_for_care(channel: str) -> None:
    yes = answer(replace(CARE, channel=Channel.parse(channel)))

    assert yes.allowed
    assert [(ground.kind, ground.id) for ground in yes.grounds] == [("treating", UUID(int=0x80))]
    assert (yes.obligations, yes.until) == (frozenset(), None)


@pytest.mark.parametrize("channel", ["website", "social:instagram", "portal", "print", "dataset"])
def test_care_does_not_leave_the_clinic(channel: str) -> None:
    no = answer(replace(CARE, channel=Channel.parse(channel)))

    assert no.codes == ("channel_not_for_care",)


@pytest.mark.parametrize(
    "change",
    [{"user_id": USERS[1]}, {"patient_id": BERTA}, {"clinic_id": OTHER_CLINIC}],
    ids=["another user", "another patient", "another clinic"],
)
def test_a_relation_of_others_is_none(change: dict[str, UUID]) -> None:
    no = answer(replace(CARE, relation=relation(**change)))

    assert no.codes == ("no_treating_relationship",)


def test_without_a_relation_there_is_no_care() -> None:
    assert answer(replace(CARE, relation=None)).codes == ("no_treating_relationship",)


def test_a_relation_counts_from_its_first_moment_until_just_before_its_last() -> None:
    kept = relation(since=NOON, until=NOON + DAY)

    answers = [
        decide(replace(CARE, relation=kept), [], rules=DEFAULT_RULES, now=NOON + at).allowed
        for at in (-TICK, 0 * TICK, DAY - TICK, DAY)
    ]

    assert answers == [False, True, True, False]


@pytest.mark.parametrize("role", [Role.MARKETER, Role.ADMINISTRATOR, Role.AUDITOR, Role.PATIENT, Role.SYSTEM])
def test_other_roles_have_no_care_access_even_with_a_relation(role: Role) -> None:
    actor = replace(CARE.actor, role=role, patient_id=ANNA if role is Role.PATIENT else None)

    assert not answer(replace(CARE, actor=actor)).allowed


def test_a_photographer_of_the_patient_has_care_access() -> None:
    assert answer(replace(CARE, actor=replace(CARE.actor, role=Role.PHOTOGRAPHER))).allowed


def test_a_worker_measures_a_photo_that_nobody_has_confirmed_yet() -> None:
    worker = replace(
        CARE,
        actor=replace(CARE.actor, role=Role.SYSTEM),
        photo=subject(patient_confirmed=False),
        channel=Channel.parse("record"),
        relation=relation(kind=Relationship.PROCESSING),
    )

    assert answer(worker).allowed
    assert not answer(replace(worker, channel=Channel.parse("clinic_screen"))).allowed
    assert not answer(replace(worker, purpose=Purpose.AI_TRAINING)).allowed


def test_a_person_cannot_look_under_the_name_of_processing() -> None:
    ask = replace(CARE, channel=Channel.parse("record"), relation=relation(kind=Relationship.PROCESSING))

    assert answer(ask).codes == ("no_treating_relationship",)


def test_the_patient_sees_her_own_photos_in_her_portal_and_only_there() -> None:
    hers = replace(
        CARE,
        actor=replace(CARE.actor, role=Role.PATIENT, patient_id=ANNA),
        purpose=Purpose.PATIENT_COPY,
        channel=Channel.parse("portal"),
        relation=relation(kind=Relationship.OWN),
    )

    assert answer(hers).allowed
    assert answer(replace(hers, channel=Channel.parse("website"))).codes == ("own_portal_only",)


def test_a_patient_learns_nothing_of_another_patient() -> None:
    nosy = replace(
        CARE,
        actor=replace(CARE.actor, role=Role.PATIENT, patient_id=ANNA),
        photo=subject(patient_id=BERTA, patient_confirmed=False),
        purpose=Purpose.PATIENT_COPY,
        channel=Channel.parse("portal"),
        relation=relation(kind=Relationship.OWN),
    )

    assert answer(nosy).codes == ("unknown_photo",)


def test_c9_breaking_the_glass_opens_care_for_a_reason_and_for_a_time() -> None:
    glass = relation(kind=Relationship.EMERGENCY, reason="unconscious", until=NOON + DAY)

    yes = answer(replace(CARE, relation=glass))

    assert (yes.allowed, yes.until) == (True, NOON + DAY)
    assert [ground.kind for ground in yes.grounds] == ["emergency"]


@pytest.mark.parametrize("change", [{"reason": " ", "until": NOON}, {"reason": "unconscious"}])
def test_c9_there_is_no_emergency_without_reason_and_end(change: dict[str, Any]) -> None:
    with pytest.raises(InvalidRelationError):
        relation(kind=Relationship.EMERGENCY, **change)
