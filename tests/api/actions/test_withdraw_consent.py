"""Taking back is one act, as easy as giving, and leaves the proof of what was."""

from datetime import timedelta
from uuid import UUID

import pytest

from api.actions.errors import InvalidInputError
from api.actions.withdraw_consent import withdraw_all, withdraw_grant
from api.record import audit, consents, patients, permissions
from api.record.errors import GrantUnknownError, PatientUnknownError
from consent_gate import Channel, Purpose, Role, Scope, ScopeKind
from tests.consents import INSTAGRAM, LONG_AGO, WEBSITE, at_work, new_patient, photo, say_yes
from tests.fakes import NOON
from tests.fixtures_record import House

DAY = timedelta(days=1)


@pytest.fixture
def patient(house: House) -> UUID:
    """A patient with two photos who said yes to the website and Instagram."""
    patient_id = new_patient(house)
    with at_work(house, now=NOON) as work:
        work.session.add_all(photo(work.clinic_id, patient_id, taken_at=LONG_AGO) for _ in range(2))
        say_yes(work, patient_id, channels={WEBSITE, INSTAGRAM})
    return patient_id


def listed(house: House, channel: Channel) -> int:
    with at_work(house, now=NOON + DAY, write=False) as work:
        return permissions.count(work.session, purpose=Purpose.MARKETING, channel=channel, now=work.now).total


def grant_of(house: House, patient: UUID) -> UUID:
    with at_work(house, now=NOON, write=False) as work:
        return consents.grants(work.session, patient)[0].id


def test_the_lists_are_empty_when_the_withdrawal_is_acknowledged(house: House, patient: UUID) -> None:
    before = listed(house, WEBSITE)

    with at_work(house, now=NOON + DAY) as work:
        withdraw_grant(work, grant_id=grant_of(house, patient))

    assert (before, listed(house, WEBSITE), listed(house, INSTAGRAM)) == (2, 0, 0)


def test_a_part_can_be_taken_back(house: House, patient: UUID) -> None:
    with at_work(house, now=NOON + DAY) as work:
        withdraw_grant(work, grant_id=grant_of(house, patient), channels={INSTAGRAM})

    assert (listed(house, WEBSITE), listed(house, INSTAGRAM)) == (2, 0)


def test_one_photo_can_be_taken_back(house: House, patient: UUID) -> None:
    with at_work(house, now=NOON + DAY) as work:
        one = permissions.visible(
            work.session, purpose=Purpose.MARKETING, channel=WEBSITE, now=work.now
        ).items[0]
        withdraw_all(
            work, patient_id=patient, scope=Scope(kind=ScopeKind.PHOTO, ids=frozenset({one.photo_id}))
        )

    assert listed(house, WEBSITE) == 1


def test_taking_everything_back_takes_back_what_was_given_by_then(house: House, patient: UUID) -> None:
    with at_work(house, now=NOON + DAY) as work:
        withdraw_all(work, patient_id=patient)
    closed = listed(house, WEBSITE)
    with at_work(house, now=NOON + DAY + timedelta(microseconds=1)) as work:
        say_yes(work, patient)

    with at_work(house, now=NOON + 2 * DAY, write=False) as work:
        again = permissions.count(work.session, purpose=Purpose.MARKETING, channel=WEBSITE, now=work.now)

    assert (closed, again.total) == (0, 2)


@pytest.mark.parametrize("step", [timedelta(microseconds=1), timedelta(minutes=5), 400 * DAY])
def test_taking_everything_back_holds_even_if_the_clock_was_set_back_meanwhile(
    house: House, patient: UUID, step: timedelta
) -> None:
    with at_work(house, now=NOON + DAY) as work:
        say_yes(work, patient, channels={WEBSITE, INSTAGRAM})

    with at_work(house, now=NOON + DAY - step) as work:
        withdraw_all(work, patient_id=patient)

    assert (listed(house, WEBSITE), listed(house, INSTAGRAM)) == (0, 0)


def test_a_part_of_everything_taken_back_under_a_late_clock_leaves_the_rest(
    house: House, patient: UUID
) -> None:
    with at_work(house, now=NOON - timedelta(minutes=5)) as work:
        withdraw_all(work, patient_id=patient, channels={INSTAGRAM})

    assert (listed(house, WEBSITE), listed(house, INSTAGRAM)) == (2, 0)


def test_saying_it_twice_is_as_good_as_once(house: House, patient: UUID) -> None:
    grant_id = grant_of(house, patient)
    with at_work(house, now=NOON + DAY) as work:
        first = withdraw_grant(work, grant_id=grant_id)
    with at_work(house, now=NOON + 2 * DAY) as work:
        second = withdraw_grant(work, grant_id=grant_id)

    with at_work(house, now=NOON, write=False) as work:
        kept = consents.withdrawals(work.session, patient)
        acts = [entry.action for entry in audit.listed(work.session).items]

    assert first.id == second.id
    assert [row.withdrawn_at for row in kept] == [NOON + DAY]
    assert acts == ["withdraw", "grant"]


def test_the_reason_is_kept_sealed(house: House, patient: UUID) -> None:
    with at_work(house, now=NOON + DAY) as work:
        row = withdraw_all(work, patient_id=patient, reason="my sister saw it ")
        key = patients.identity_key(work.ring, patients.get(work.session, patient))
        sealed = row.reason_sealed or b""
        opened = key.open(sealed, table="consent_withdrawals", column="reason", row=row.id)

    assert b"sister" not in sealed
    assert opened == "my sister saw it"


def test_a_withdrawal_of_nothing_is_refused(house: House, patient: UUID) -> None:
    with at_work(house, now=NOON + DAY) as work, pytest.raises(InvalidInputError):
        withdraw_all(work, patient_id=patient, purposes=set())


def test_a_grant_of_another_clinic_or_patient_is_unknown(house: House, patient: UUID) -> None:
    grant_id, other = grant_of(house, patient), new_patient(house)

    with at_work(house, now=NOON, clinic_id=house.other_clinic_id) as work, pytest.raises(GrantUnknownError):
        withdraw_grant(work, grant_id=grant_id)
    with at_work(house, now=NOON, role=Role.PATIENT, patient_id=other) as work:
        with pytest.raises(GrantUnknownError):
            withdraw_grant(work, grant_id=grant_id)
        with pytest.raises(PatientUnknownError):
            withdraw_all(work, patient_id=patient)

    assert listed(house, WEBSITE) == 2
