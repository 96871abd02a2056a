"""What was said is kept as it was said, and read by the gate as its own events."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from sqlalchemy import delete, update

from api.record import consents
from api.record.consents import ConsentGrant, ConsentSignature, ConsentWithdrawal
from api.record.errors import GrantUnknownError
from api.storage.errors import ConflictError
from consent_gate import Grant, Identifiability, Purpose, Scope, ScopeKind, Withdrawal, decide
from consent_gate.rules import DEFAULT_RULES
from tests.consents import INSTAGRAM, WEBSITE, at_work, new_patient, say_yes
from tests.fakes import NOON
from tests.fixtures_record import House
from tests.strategies import ASK, grants


@given(grants)
def test_any_scope_is_read_as_it_was_written(grant: Grant) -> None:
    plain = consents.scope_plain(grant.scope)

    assert consents.scope_of(plain) == grant.scope


def test_a_grant_is_read_as_it_was_given(house: House) -> None:
    patient = new_patient(house)
    scope = Scope(kind=ScopeKind.REGION, regions=frozenset({"face"}), taken_from=date(2026, 1, 14))
    with at_work(house, now=NOON) as work:
        row = say_yes(
            work,
            patient,
            purposes={Purpose.MARKETING, Purpose.TEACHING},
            channels={WEBSITE, INSTAGRAM},
            scope=scope,
            identifiability=Identifiability.EYES_CONCEALED,
            not_before=NOON + timedelta(days=1),
        )

    with at_work(house, now=NOON, write=False) as work:
        (event,) = consents.history(work.session, patient)

    assert event == Grant(
        grant_id=row.id,
        clinic_id=house.clinic_id,
        patient_id=patient,
        purposes=frozenset({Purpose.MARKETING, Purpose.TEACHING}),
        channels=frozenset({WEBSITE, INSTAGRAM}),
        scope=scope,
        identifiability=Identifiability.EYES_CONCEALED,
        granted_at=NOON,
        expires_at=NOON + timedelta(days=90),
        signature_id=row.signature_id,
        not_before=NOON + timedelta(days=1),
    )


def test_a_withdrawal_is_read_as_it_was_said(house: House) -> None:
    patient = new_patient(house)
    with at_work(house, now=NOON) as work:
        row = ConsentWithdrawal(
            clinic_id=work.clinic_id,
            patient_id=patient,
            channels=["social:instagram"],
            scope=consents.scope_plain(Scope()),
            withdrawn_at=NOON,
        )
        work.session.add(row)

    with at_work(house, now=NOON, write=False) as work:
        (event,) = consents.history(work.session, patient)

    assert event == Withdrawal(
        withdrawal_id=row.id,
        clinic_id=house.clinic_id,
        patient_id=patient,
        withdrawn_at=NOON,
        channels=frozenset({INSTAGRAM}),
    )


def test_a_row_that_cannot_be_understood_makes_the_gate_refuse(house: House) -> None:
    with at_work(house, now=NOON, write=False) as work:
        broken = ConsentGrant(
            clinic_id=ASK.photo.clinic_id,
            patient_id=ASK.photo.patient_id,
            signature_id=UUID(int=1),
            purposes=["fame"],
            channels=["website"],
            scope=consents.scope_plain(Scope()),
            identifiability="full_face",
            granted_at=NOON,
            expires_at=NOON + timedelta(days=1),
        )
        answer = decide(ASK, map(consents.grant_of, [broken]), rules=DEFAULT_RULES, now=work.now)

    assert (answer.allowed, answer.codes, answer.fault) == (False, ("gate_failed",), "ValueError")


@pytest.mark.parametrize("table", [ConsentGrant, ConsentSignature])
def test_the_database_refuses_to_change_or_remove_what_was_said(
    house: House, table: type[ConsentGrant] | type[ConsentSignature]
) -> None:
    patient = new_patient(house)
    with at_work(house, now=NOON) as work:
        say_yes(work, patient)

    for statement in (delete(table), update(table).values(patient_id=house.patient_id)):
        with pytest.raises(ConflictError, match="never changed"), at_work(house, now=NOON) as work:
            work.session.execute(statement)


def test_a_grant_of_another_clinic_is_unknown(house: House) -> None:
    patient = new_patient(house)
    with at_work(house, now=NOON) as work:
        grant = say_yes(work, patient)

    with at_work(house, now=NOON, clinic_id=house.other_clinic_id, write=False) as work:
        assert list(consents.history(work.session, patient)) == []
        with pytest.raises(GrantUnknownError):
            consents.get_grant(work.session, grant.id)
