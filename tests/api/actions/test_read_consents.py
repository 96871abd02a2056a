"""What she said, told for people: the state of each grant, and the form as it stands."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest

from api.actions.ask_permission import OFFERED
from api.actions.read_consents import Consents, read_consents
from api.actions.withdraw_consent import withdraw_grant
from api.record.errors import PatientUnknownError
from consent_gate import Channel, Purpose, Scope, ScopeKind
from tests.consents import INSTAGRAM, WEBSITE, at_work, new_patient, say_yes
from tests.fakes import NOON
from tests.fixtures_record import House

DAY = timedelta(days=1)


@pytest.fixture
def patient(house: House) -> UUID:
    return new_patient(house)


def told(house: House, patient: UUID, *, now: datetime = NOON) -> Consents:
    with at_work(house, now=now, write=False) as work:
        return read_consents(work, patient_id=patient)


def states(consents: Consents) -> dict[str, str]:
    return {f"{cell.purpose} {cell.channel}": cell.state for cell in consents.matrix}


def test_a_form_that_nobody_has_answered_stands_at_no(house: House, patient: UUID) -> None:
    answer = told(house, patient)

    assert [(cell.purpose, cell.channel) for cell in answer.matrix] == list(OFFERED)
    assert set(states(answer).values()) == {"no"}
    assert (answer.grants, answer.events) == ([], [])
    assert {document.language for document in answer.documents} == {"de", "en"}


def test_a_yes_stands_in_its_cell_with_its_end_and_in_no_other(house: House, patient: UUID) -> None:
    with at_work(house, now=NOON) as work:
        say_yes(work, patient)

    answer = told(house, patient)

    yes = [cell for cell in answer.matrix if cell.state == "yes"]
    assert [(cell.purpose, cell.channel, cell.until) for cell in yes] == [
        (Purpose.MARKETING, WEBSITE, NOON + 90 * DAY)
    ]


def test_a_channel_outside_the_form_gets_a_line_of_its_own(house: House, patient: UUID) -> None:
    with at_work(house, now=NOON) as work:
        say_yes(work, patient, channels={Channel.parse("social:tiktok")})

    last = told(house, patient).matrix[-1]

    assert (last.label, last.state) == ("Marketing: TikTok", "yes")


@pytest.mark.parametrize(
    ("when", "state"),
    [
        (NOON, "active"),
        (NOON + 90 * DAY - DAY, "active"),
        (NOON + 90 * DAY, "expired"),
        (NOON - DAY, "not_yet"),
    ],
)
def test_a_grant_tells_where_it_stands(house: House, patient: UUID, when: datetime, state: str) -> None:
    with at_work(house, now=NOON) as work:
        say_yes(work, patient)

    (grant,) = told(house, patient, now=when).grants

    assert grant.state == state
    assert grant.document.title in {"Permission to show photos", "Erlaubnis, Fotos zu zeigen"}


def test_a_withdrawal_is_told_with_its_time_and_the_cells_have_ended(house: House, patient: UUID) -> None:
    with at_work(house, now=NOON) as work:
        grant = say_yes(work, patient, channels={WEBSITE, INSTAGRAM})
    with at_work(house, now=NOON + DAY) as work:
        withdraw_grant(work, grant_id=grant.id, channels={INSTAGRAM})
    part = told(house, patient, now=NOON + DAY)
    with at_work(house, now=NOON + 2 * DAY) as work:
        withdraw_grant(work, grant_id=grant.id)
    whole = told(house, patient, now=NOON + 2 * DAY)

    assert (part.grants[0].state, part.grants[0].withdrawn_at) == ("withdrawn_in_part", NOON + DAY)
    assert states(part)["marketing website"] == "yes"
    assert states(part)["marketing social:instagram"] == "ended"
    assert (whole.grants[0].state, whole.grants[0].withdrawn_at) == ("withdrawn", NOON + 2 * DAY)
    assert states(whole)["marketing website"] == "ended"
    assert [event.kind for event in whole.events] == ["withdrawal", "withdrawal", "grant"]


def test_taking_back_one_visit_leaves_the_line_at_yes(house: House, patient: UUID) -> None:
    with at_work(house, now=NOON) as work:
        grant = say_yes(work, patient)
        photos = Scope(kind=ScopeKind.REGION, regions=frozenset({"face"}))
        withdraw_grant(work, grant_id=grant.id, scope=photos)

    answer = told(house, patient)

    assert (answer.grants[0].state, states(answer)["marketing website"]) == ("withdrawn_in_part", "yes")


def test_a_patient_of_another_clinic_is_unknown(house: House) -> None:
    with pytest.raises(PatientUnknownError):
        told(house, house.other_patient_id)
