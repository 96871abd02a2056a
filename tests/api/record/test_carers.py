"""A treating relationship begins, lasts and ends at its instants, for that person and patient only."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from api.record import carers
from api.record.carers import Carer
from api.record.treatments import Treatment
from consent_gate import Relationship
from tests.fakes import NOON
from tests.fixtures_record import House, user

HOUR = timedelta(hours=1)


def add(house: House, *rows: Carer | Treatment) -> None:
    with house.opened.database.transaction(clinic_id=house.clinic_id, now=NOON) as session:
        session.add_all(rows)


def carer(
    house: House, *, since: datetime = NOON, until: datetime | None = None, kind: str = "treating"
) -> Carer:
    return Carer(
        clinic_id=house.clinic_id,
        patient_id=house.patient_id,
        user_id=house.clinician_id,
        kind=kind,
        reason="fainted" if kind == "emergency" else "",
        since=since,
        until=until,
    )


def treatment(house: House, performed_at: datetime = NOON) -> Treatment:
    return Treatment(
        clinic_id=house.clinic_id,
        patient_id=house.patient_id,
        practitioner_id=house.clinician_id,
        title="IPL",
        area="face",
        performed_at=performed_at,
    )


def treating(house: House, now: datetime, *, user_id: UUID | None = None) -> bool:
    with house.opened.database.transaction(clinic_id=house.clinic_id, now=now) as session:
        who = user_id or house.clinician_id
        is_treating = carers.is_treating(session, who, house.patient_id, now=now)
        relation = carers.relation(session, who, house.patient_id, now=now)
        assert (relation is not None) is is_treating
        return is_treating


def test_strangers_have_no_relation(house: House) -> None:
    assert not treating(house, NOON)


def test_it_begins_at_its_instant_and_is_over_at_its_end(house: House) -> None:
    add(house, carer(house, since=NOON, until=NOON + HOUR))
    microsecond = timedelta(microseconds=1)

    answers = [
        treating(house, now) for now in (NOON - microsecond, NOON, NOON + HOUR - microsecond, NOON + HOUR)
    ]

    assert answers == [False, True, True, False]


def test_whoever_treated_the_patient_is_a_carer_from_then_on(house: House) -> None:
    add(house, treatment(house))

    assert not treating(house, NOON - HOUR)
    assert treating(house, NOON + timedelta(days=4000))


def test_an_end_of_care_outweighs_what_was_treated_before_it_and_not_what_is_treated_after(
    house: House,
) -> None:
    ended = carer(house, since=NOON + HOUR, until=NOON + 2 * HOUR)
    add(house, treatment(house), ended, treatment(house, NOON + 5 * HOUR))

    answers = [treating(house, NOON + hours * HOUR) for hours in (0, 1, 2, 4, 5)]

    assert answers == [True, True, False, False, True]


def test_an_emergency_that_is_over_takes_nothing_from_who_treated(house: House) -> None:
    add(house, treatment(house), carer(house, until=NOON + HOUR, kind="emergency"))

    assert treating(house, NOON + 2 * HOUR)


def test_a_colleague_is_no_carer(house: House) -> None:
    colleague = user(house.clinic_id, "ben", "clinician")
    with house.opened.database.transaction(clinic_id=house.clinic_id, now=NOON) as session:
        session.add(colleague)
    add(house, carer(house), treatment(house))

    assert not treating(house, NOON, user_id=colleague.id)


def test_an_emergency_says_so_with_its_reason_and_end(house: House) -> None:
    add(house, carer(house, until=NOON + HOUR, kind="emergency"))

    with house.opened.database.transaction(clinic_id=house.clinic_id, now=NOON) as session:
        relation = carers.relation(session, house.clinician_id, house.patient_id, now=NOON)

    assert relation is not None
    assert relation.kind is Relationship.EMERGENCY
    assert (relation.reason, relation.until) == ("fainted", NOON + HOUR)


def test_a_treating_relation_goes_before_an_emergency(house: House) -> None:
    add(house, carer(house, until=NOON + HOUR, kind="emergency"), carer(house, since=NOON))

    with house.opened.database.transaction(clinic_id=house.clinic_id, now=NOON) as session:
        relation = carers.relation(session, house.clinician_id, house.patient_id, now=NOON)

    assert relation is not None
    assert relation.kind is Relationship.TREATING


def test_many_patients_are_asked_about_at_once(house: House) -> None:
    add(house, carer(house))

    with house.opened.database.transaction(clinic_id=house.clinic_id, now=NOON) as session:
        treated = carers.treated_by(
            session, house.clinician_id, [house.patient_id, house.other_patient_id], now=NOON
        )

    assert treated == {house.patient_id}
