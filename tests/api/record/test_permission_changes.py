"""N8, law 9: each fact that the gate looks at changes the table in the commit that changes the fact."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

import pytest

from api.record import patients, permissions
from api.record.capture_sessions import CaptureSession
from api.record.patients import Identity
from api.record.photos import Photo
from api.storage.work import Work
from consent_gate import Identifiability, Purpose, Scope, ScopeKind
from tests.consents import CLINIC_SCREEN, LONG_AGO, WEBSITE, at_work, new_patient, photo, say_yes
from tests.fakes import NOON
from tests.fixtures_record import House

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Shown:
    """One photo of a visit that may be shown, its patient, and another patient who said nothing."""

    photo: UUID
    patient: UUID
    silent: UUID


@pytest.fixture
def shown(house: House) -> Shown:
    """Permitted for that visit only, on days up to the day it was taken, as a crop of the cheek."""
    patient, silent = new_patient(house), new_patient(house)
    with at_work(house, now=NOON) as work:
        visit = CaptureSession(
            clinic_id=work.clinic_id, patient_id=patient, label="visit", started_at=LONG_AGO
        )
        work.session.add(visit)
        row = photo(
            work.clinic_id,
            patient,
            taken_at=LONG_AGO,
            region="cheek_left",
            capture_session_id=visit.id,
        )
        work.session.add(row)
        work.session.flush()
        say_yes(
            work,
            patient,
            identifiability=Identifiability.CROPPED,
            scope=Scope(kind=ScopeKind.SESSION, ids=frozenset({visit.id}), taken_to=LONG_AGO.date()),
        )
    return Shown(photo=row.id, patient=patient, silent=silent)


def open_uses(house: House) -> int:
    with at_work(house, now=NOON + DAY, write=False) as work:
        return permissions.count(
            work.session, purpose=Purpose.MARKETING, channel=WEBSITE, now=NOON + DAY
        ).total


def row_of(work: Work, shown: Shown) -> Photo:
    return work.session.get_one(Photo, shown.photo)


def unconfirm(work: Work, shown: Shown) -> None:
    row_of(work, shown).patient_confirmed = False


def whole_face(work: Work, shown: Shown) -> None:
    row_of(work, shown).region = "face"


def later(work: Work, shown: Shown) -> None:
    row_of(work, shown).taken_at = LONG_AGO + DAY


def no_visit(work: Work, shown: Shown) -> None:
    row_of(work, shown).capture_session_id = None


def unreadable(work: Work, shown: Shown) -> None:
    row_of(work, shown).state = "unreadable"


def another_patient(work: Work, shown: Shown) -> None:
    row_of(work, shown).patient_id = shown.silent


def removed(work: Work, shown: Shown) -> None:
    work.session.delete(row_of(work, shown))


def younger(work: Work, shown: Shown) -> None:
    name = Identity(family_name="Brandt", given_name="Mara", birth_date=date(2012, 1, 1))
    patients.rename(work.session, work.ring, patients.get(work.session, shown.patient), name)


def of_unknown_age(work: Work, shown: Shown) -> None:
    name = Identity(family_name="Brandt", given_name="Mara", birth_date=None)
    patients.rename(work.session, work.ring, patients.get(work.session, shown.patient), name)


def erased(work: Work, shown: Shown) -> None:
    patients.shred(work.session, patients.get(work.session, shown.patient), now=work.now)


@pytest.mark.parametrize(
    "change",
    [
        unconfirm,
        whole_face,
        later,
        no_visit,
        unreadable,
        another_patient,
        removed,
        younger,
        of_unknown_age,
        erased,
    ],
)
def test_a_change_that_closes_the_gate_closes_the_list_in_the_same_commit(
    house: House, shown: Shown, change: Callable[[Work, Shown], None]
) -> None:
    before = open_uses(house)

    with at_work(house, now=NOON + DAY) as work:
        change(work, shown)

    assert (before, open_uses(house)) == (1, 0)


def test_erasing_a_patient_without_a_date_of_birth_closes_the_list_too(house: House) -> None:
    patient = new_patient(house, born_on=None)
    with at_work(house, now=NOON) as work:
        work.session.add(photo(work.clinic_id, patient, taken_at=LONG_AGO))
        say_yes(work, patient, purposes={Purpose.TEACHING}, channels={CLINIC_SCREEN})

    totals = []
    for is_erased in (False, True):
        with at_work(house, now=NOON) as work:
            if is_erased:
                patients.shred(work.session, patients.get(work.session, patient), now=NOON)
        with at_work(house, now=NOON, write=False) as work:
            counts = permissions.count(
                work.session, purpose=Purpose.TEACHING, channel=CLINIC_SCREEN, now=NOON
            )
            totals.append(counts.total)

    assert totals == [1, 0]


def test_a_photo_that_comes_home_to_its_patient_is_listed_again(house: House, shown: Shown) -> None:
    with at_work(house, now=NOON + DAY) as work:
        visit = row_of(work, shown).capture_session_id
        another_patient(work, shown)
        no_visit(work, shown)
    with at_work(house, now=NOON + DAY) as work:
        row_of(work, shown).patient_id = shown.patient
        row_of(work, shown).capture_session_id = visit

    assert open_uses(house) == 1


def test_a_new_photo_of_a_permitted_region_is_listed_with_the_commit_that_keeps_it(house: House) -> None:
    patient = new_patient(house)
    with at_work(house, now=NOON) as work:
        say_yes(work, patient)
    before = open_uses(house)

    with at_work(house, now=NOON) as work:
        work.session.add(photo(work.clinic_id, patient, taken_at=LONG_AGO))

    assert (before, open_uses(house)) == (0, 1)


def test_another_view_is_told_in_the_list(house: House, shown: Shown) -> None:
    with at_work(house, now=NOON + DAY) as work:
        row_of(work, shown).view = "oblique_left"

    with at_work(house, now=NOON + DAY, write=False) as work:
        counts = permissions.count(work.session, purpose=Purpose.MARKETING, channel=WEBSITE, now=NOON + DAY)

    assert counts.by_view == {"oblique_left": 1}
