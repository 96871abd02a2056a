"""Asking the gate through the record: relation, consent, clinic; and the audit entry that goes with it."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from api.actions.ask_permission import OFFERED, ask, uses
from api.actions.withdraw_consent import withdraw_all, withdraw_grant
from api.record import audit, patients, permissions
from api.record.carers import Carer
from api.record.photos import Photo
from consent_gate import Channel, Permit, PermitError, Purpose, Role
from tests.consents import CHAIRSIDE, LONG_AGO, WEBSITE, at_work, new_patient, photo, say_yes
from tests.fakes import NOON
from tests.fixtures_record import House

DAY = timedelta(days=1)
RECORD = Channel.parse("record")


@pytest.fixture
def patient(house: House) -> UUID:
    return new_patient(house)


@pytest.fixture
def pair(house: House, patient: UUID) -> list[UUID]:
    """Two photos of her face."""
    with at_work(house, now=NOON) as work:
        rows = [photo(work.clinic_id, patient, taken_at=LONG_AGO + DAY * day) for day in (0, 90)]
        work.session.add_all(rows)
    return [row.id for row in rows]


def entries(house: House) -> list[audit.AuditEntry]:
    with at_work(house, now=NOON, write=False) as work:
        return list(reversed(audit.listed(work.session).items))


def test_who_treats_her_may_look_for_care_and_the_look_is_on_record(
    house: House, patient: UUID, pair: list[UUID]
) -> None:
    with at_work(house, now=NOON) as work:
        carer = Carer(
            clinic_id=work.clinic_id, patient_id=patient, user_id=house.clinician_id, since=LONG_AGO
        )
        work.session.add(carer)
        decision = ask(work, photo_ids=pair, purpose=Purpose.CARE, channel=CHAIRSIDE)

    (entry,) = entries(house)
    assert Permit(decision).covers(pair[1], now=NOON)
    assert (entry.action, entry.outcome, entry.patient_id, entry.actor_id) == (
        "look",
        "allowed",
        patient,
        house.clinician_id,
    )
    assert (entry.purpose, entry.channel, entry.photo_ids) == (
        "care",
        "chairside",
        [str(each) for each in pair],
    )
    assert entry.grounds == [f"treating:{carer.id}"]


def test_who_does_not_treat_her_may_not_and_that_is_on_record_too(house: House, pair: list[UUID]) -> None:
    with at_work(house, now=NOON) as work:
        decision = ask(work, photo_ids=pair, purpose=Purpose.CARE, channel=CHAIRSIDE)

    (entry,) = entries(house)
    assert (entry.outcome, entry.refusals, entry.grounds) == ("refused", ["no_treating_relationship"], [])
    with pytest.raises(PermitError):
        Permit(decision)


def test_consent_opens_and_withdrawal_closes_at_once(house: House, patient: UUID, pair: list[UUID]) -> None:
    answers = []
    for step in (None, "grant", "withdraw"):
        with at_work(house, now=NOON) as work:
            if step == "grant":
                grant = say_yes(work, patient)
            if step == "withdraw":
                withdraw_grant(work, grant_id=grant.id)
        with at_work(house, now=NOON, role=Role.MARKETER) as work:
            answers.append(ask(work, photo_ids=pair, purpose=Purpose.MARKETING, channel=WEBSITE))

    assert [answer.codes for answer in answers] == [("no_permission",), (), ("withdrawn",)]
    assert [entry.action for entry in entries(house)] == ["look", "grant", "look", "withdraw", "look"]


def test_one_photo_of_a_pair_without_permission_refuses_the_pair(
    house: House, patient: UUID, pair: list[UUID]
) -> None:
    other = new_patient(house)
    with at_work(house, now=NOON) as work:
        say_yes(work, patient)
        stranger = photo(work.clinic_id, other, taken_at=LONG_AGO)
        work.session.add(stranger)
    with at_work(house, now=NOON) as work:
        answer = ask(work, photo_ids=[pair[0], stranger.id], purpose=Purpose.MARKETING, channel=WEBSITE)

    assert answer.codes == ("no_permission",)
    assert entries(house)[-1].patient_id is None


def test_c4_a_photo_of_another_clinic_and_one_that_is_nowhere_get_the_same_answer(
    house: House, pair: list[UUID]
) -> None:
    there = {"now": NOON, "clinic_id": house.other_clinic_id}
    with at_work(house, **there) as work:  # type: ignore[arg-type]
        foreign = ask(work, photo_ids=pair, purpose=Purpose.MARKETING, channel=WEBSITE)
        nowhere = ask(work, photo_ids=[uuid4()], purpose=Purpose.MARKETING, channel=WEBSITE)

    assert foreign == nowhere
    assert foreign.codes == ("unknown_photo",)


def test_a_pair_of_which_one_photo_is_nowhere_is_not_there(
    house: House, patient: UUID, pair: list[UUID]
) -> None:
    with at_work(house, now=NOON) as work:
        say_yes(work, patient)
        answer = ask(work, photo_ids=[pair[0], uuid4()], purpose=Purpose.MARKETING, channel=WEBSITE)

    assert (answer.codes, entries(house)[-1].outcome) == (("unknown_photo",), "refused")


def test_a_photo_of_an_erased_patient_is_not_there(house: House, patient: UUID, pair: list[UUID]) -> None:
    with at_work(house, now=NOON) as work:
        say_yes(work, patient)
        patients.shred(work.session, patients.get(work.session, patient), now=NOON)
        answer = ask(work, photo_ids=pair, purpose=Purpose.MARKETING, channel=WEBSITE)

    assert answer.codes == ("unknown_photo",)


def test_a_worker_measures_for_the_record_and_nothing_else(house: House, pair: list[UUID]) -> None:
    with at_work(house, now=NOON, role=Role.SYSTEM) as work:
        work.session.get_one(Photo, pair[0]).patient_confirmed = False
        measured = ask(work, photo_ids=pair, purpose=Purpose.CARE, channel=RECORD, action="measure")
        shown = ask(work, photo_ids=pair, purpose=Purpose.CARE, channel=CHAIRSIDE)

    assert (measured.allowed, shown.allowed) == (True, False)
    assert entries(house)[0].actor_id is None


def test_a_patient_sees_her_own_photos_in_her_portal_and_nobody_elses(
    house: House, patient: UUID, pair: list[UUID]
) -> None:
    answers = []
    for who in (patient, new_patient(house)):
        with at_work(house, now=NOON, role=Role.PATIENT, patient_id=who) as work:
            answers.append(
                ask(
                    work,
                    photo_ids=pair,
                    purpose=Purpose.PATIENT_COPY,
                    channel=Channel.parse("portal"),
                )
            )

    assert [answer.codes for answer in answers] == [(), ("unknown_photo",)]


def test_a_consent_row_that_cannot_be_read_refuses_everything_but_care(
    house: House, patient: UUID, pair: list[UUID]
) -> None:
    with at_work(house, now=NOON) as work:
        say_yes(work, patient)
        work.session.add(
            Carer(clinic_id=work.clinic_id, patient_id=patient, user_id=house.clinician_id, since=LONG_AGO)
        )
    with house.opened.database.connection() as connection:
        connection.execute(text("DROP TRIGGER consent_grants_no_update"))
        connection.execute(text("""UPDATE consent_grants SET purposes = '["fame"]'"""))

    with at_work(house, now=NOON) as work:
        marketing = ask(work, photo_ids=pair, purpose=Purpose.MARKETING, channel=WEBSITE)
        care = ask(work, photo_ids=pair, purpose=Purpose.CARE, channel=CHAIRSIDE)

    assert (marketing.codes, marketing.fault, care.allowed) == (("gate_failed",), "ValueError", True)


def test_a_consent_row_that_cannot_be_read_lists_nothing_and_stops_no_withdrawal(
    house: House, patient: UUID, pair: list[UUID]
) -> None:
    with at_work(house, now=NOON) as work:
        say_yes(work, patient)
    with house.opened.database.connection() as connection:
        connection.execute(text("DROP TRIGGER consent_grants_no_update"))
        connection.execute(text("""UPDATE consent_grants SET scope = '{"kind": "everything"}'"""))

    with at_work(house, now=NOON) as work:
        withdraw_all(work, patient_id=patient, purposes={Purpose.TEACHING})
    with at_work(house, now=NOON, write=False) as work:
        counts = permissions.count(work.session, purpose=Purpose.MARKETING, channel=WEBSITE, now=NOON)

    assert counts.total == 0


def test_every_offered_use_is_told_with_its_answer(house: House, patient: UUID, pair: list[UUID]) -> None:
    tiktok = Channel.parse("social:tiktok")
    with at_work(house, now=NOON) as work:
        say_yes(work, patient, channels={WEBSITE, tiktok})
        told = uses(work, photo_ids=pair, grade="green")

    allowed = {(each.purpose, each.channel): each for each in told if each.allowed}
    assert [(each.purpose, each.channel) for each in told] == [*OFFERED, (Purpose.MARKETING, tiktok)]
    assert allowed.keys() == {(Purpose.MARKETING, WEBSITE), (Purpose.MARKETING, tiktok)}
    assert allowed[Purpose.MARKETING, WEBSITE].until == NOON + 90 * DAY
    assert all(each.refusals for each in told if not each.allowed)
    assert all(each.label for each in told)


def test_what_she_said_to_purposes_that_a_role_never_asks_for_is_not_told(
    house: House, patient: UUID, pair: list[UUID]
) -> None:
    with at_work(house, now=NOON, role=Role.CLINICIAN) as work:
        say_yes(work, patient, purposes={Purpose.RESEARCH, Purpose.MARKETING})
    with at_work(house, now=NOON, role=Role.MARKETER, write=False) as work:
        told = {each.purpose for each in uses(work, photo_ids=pair, grade="green")}

    assert Purpose.MARKETING in told
    assert not told & {Purpose.RESEARCH, Purpose.AI_TRAINING, Purpose.PATIENT_COPY}


def test_a_red_pair_may_be_looked_at_for_care_and_never_published(
    house: House, patient: UUID, pair: list[UUID]
) -> None:
    with at_work(house, now=NOON) as work:
        say_yes(work, patient)
        told = uses(work, photo_ids=pair, grade="red")

    website = next(each for each in told if each.channel == WEBSITE)
    assert [refusal.code for refusal in website.refusals] == ["grade_too_low"]


def test_no_to_one_use_leaves_the_others(house: House, patient: UUID, pair: list[UUID]) -> None:
    with at_work(house, now=NOON) as work:
        say_yes(work, patient, purposes={Purpose.MARKETING, Purpose.TEACHING})
    with at_work(house, now=NOON + DAY) as work:
        withdraw_all(work, patient_id=patient, purposes={Purpose.MARKETING})
        answers = [
            ask(work, photo_ids=pair, purpose=purpose, channel=WEBSITE).allowed
            for purpose in (Purpose.MARKETING, Purpose.TEACHING)
        ]

    assert answers == [False, True]
