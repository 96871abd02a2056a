"""A portfolio lists and counts the consented photos for whoever may use them, and puts the look on record."""

from uuid import UUID

import pytest

from api.actions.errors import NotAllowedError
from api.actions.list_portfolio import list_portfolio
from api.record import audit
from consent_gate import Purpose, Role
from tests.consents import LONG_AGO, WEBSITE, at_work, new_patient, photo, say_yes
from tests.fakes import NOON
from tests.fixtures_record import House


@pytest.fixture
def shown(house: House) -> UUID:
    """One photo that may be shown; beside it one that may not."""
    patient = new_patient(house)
    with at_work(house, now=NOON) as work:
        yes = photo(work.clinic_id, patient, taken_at=LONG_AGO)
        no = photo(work.clinic_id, house.patient_id, taken_at=LONG_AGO)
        work.session.add_all([yes, no])
        say_yes(work, patient)
    return yes.id


@pytest.mark.parametrize("role", [Role.MARKETER, Role.CLINICIAN, Role.ADMINISTRATOR])
def test_who_may_use_photos_so_sees_those_that_may_be_used(house: House, shown: UUID, role: Role) -> None:
    with at_work(house, now=NOON, role=role) as work:
        found = list_portfolio(work, purpose=Purpose.MARKETING, channel=WEBSITE)

    assert [row.photo_id for row in found.page.items] == [shown]
    assert (found.counts.total, found.counts.by_region) == (1, {"face": 1})


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.PHOTOGRAPHER, Role.PATIENT, Role.SYSTEM])
def test_who_may_not_sees_no_list_and_no_count(house: House, shown: UUID, role: Role) -> None:
    with at_work(house, now=NOON, role=role) as work, pytest.raises(NotAllowedError):
        list_portfolio(work, purpose=Purpose.MARKETING, channel=WEBSITE)


def test_care_has_no_portfolio(house: House, shown: UUID) -> None:
    with at_work(house, now=NOON) as work, pytest.raises(NotAllowedError):
        list_portfolio(work, purpose=Purpose.CARE, channel=WEBSITE)


def test_the_look_is_on_record_with_what_was_seen(house: House, shown: UUID) -> None:
    with at_work(house, now=NOON, role=Role.MARKETER) as work:
        list_portfolio(work, purpose=Purpose.MARKETING, channel=WEBSITE)

    with at_work(house, now=NOON, write=False) as work:
        entry = audit.listed(work.session, photo_id=shown).items[0]

    assert (entry.action, entry.actor_role, entry.purpose) == ("list_portfolio", "marketer", "marketing")
