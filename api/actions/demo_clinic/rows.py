"""The rows of the made-up clinic: people, products, patients, visits, treatments.

Each is looked for by its id before it is made, so that a start that was killed goes on where it stood.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TypeVar
from uuid import UUID

from api.actions.demo_clinic.story import (
    ZONE,
    Story,
    StoryPatient,
    StoryTreatment,
    StoryVisit,
    demo_id,
    moment,
)
from api.actions.passwords import hashed
from api.record.batches import Batch
from api.record.capture_sessions import CaptureSession
from api.record.carers import Carer
from api.record.clinics import Clinic
from api.record.courses import Course
from api.record.patients import Identity, Patient, register
from api.record.product_uses import ProductUse
from api.record.products import Product
from api.record.sites import Site
from api.record.treatments import Treatment
from api.record.users import User
from api.storage.database import Base, ClinicSession
from api.storage.keys import KeyRing
from api.storage.work import Work

CLINIC_ID = demo_id("clinic")
SITE_ID = demo_id("site")
_OPENED_DAYS_AGO = 200  # the clinic is older than its first patient: its consent texts are, too
_FIRST_SHOT = time(9, 20)
_SHOT_EVERY = timedelta(seconds=40)
_TREATED_AFTER = timedelta(minutes=35)

R = TypeVar("R", bound=Base)


def user_id(username: str) -> UUID:
    """The id of a member of the staff."""
    return demo_id("user", username)


def patient_id(patient: StoryPatient) -> UUID:
    """The id of a patient."""
    return demo_id("patient", patient.key)


def visit_id(patient: StoryPatient, visit: StoryVisit) -> UUID:
    """The id of a visit's capture session."""
    return demo_id("visit", patient.key, visit.key)


def treatment_id(patient: StoryPatient, visit: StoryVisit) -> UUID:
    """The id of the treatment of a visit."""
    return demo_id("treatment", patient.key, visit.key)


@dataclass(frozen=True, slots=True)
class Calendar:
    """The days of the story as moments, counted back from the day of the first start."""

    first_day: date

    @classmethod
    def of(cls, clinic: Clinic) -> "Calendar":
        """As the clinic's row remembers it."""
        opened = clinic.created_at.astimezone(ZONE).date()
        return cls(opened + timedelta(days=_OPENED_DAYS_AGO))

    def at(self, days_ago: int) -> datetime:
        """The morning of that day, UTC."""
        return moment(self.first_day, days_ago, at=_FIRST_SHOT)

    def shots(self, visit: StoryVisit) -> tuple[datetime, ...]:
        """When each view of a visit was taken, in the clinic's zone as a camera shows it."""
        start = self.at(visit.days_ago).astimezone(ZONE)
        return tuple(start + number * _SHOT_EVERY for number in range(len(visit.views)))

    def treated(self, visit: StoryVisit) -> datetime:
        """When the treatment of a visit was done, UTC."""
        return self.at(visit.days_ago) + _TREATED_AFTER


def make_clinic(session: ClinicSession, story: Story, *, now: datetime) -> Clinic:
    """The clinic; `session` is one across clinics, because there is none yet."""
    found = session.get(Clinic, CLINIC_ID)
    if found is not None:
        return found
    today = now.astimezone(ZONE).date()
    opened = moment(today, _OPENED_DAYS_AGO, at=time(8, 0))
    clinic = Clinic(id=CLINIC_ID, name=story.clinic, jurisdiction="eu", time_zone=ZONE.key, created_at=opened)
    session.add(clinic)
    session.flush()
    return clinic


def make_house(work: Work, story: Story, calendar: Calendar) -> None:
    """Site, staff and products. The staff cannot sign in before passwords are handed out."""
    opened = calendar.at(_OPENED_DAYS_AGO - 1)
    _once(work.session, Site(clinic_id=CLINIC_ID, id=SITE_ID, name=story.site, created_at=opened))
    for person in story.staff:
        if work.session.get(User, user_id(person.username)) is None:
            work.session.add(
                User(
                    clinic_id=CLINIC_ID,
                    id=user_id(person.username),
                    site_id=SITE_ID,
                    username=person.username,
                    name=person.name,
                    role=person.role,
                    password_hash=hashed(secrets.token_urlsafe(24)),
                    is_active=False,
                    created_at=opened,
                )
            )
    for product in story.products:
        row = Product(
            clinic_id=CLINIC_ID,
            id=demo_id("product", product.key),
            name=product.name,
            maker=product.maker,
            kind=product.kind,
            unit=product.unit,
        )
        _once(work.session, row)
        batch = Batch(
            clinic_id=CLINIC_ID,
            id=demo_id("batch", product.lot),
            product_id=row.id,
            lot=product.lot,
            expires_on=calendar.first_day + timedelta(days=product.good_days),
        )
        _once(work.session, batch)


def make_patient(work: Work, ring: KeyRing, patient: StoryPatient, calendar: Calendar) -> None:
    """The patient, the course, and the two people who look after her."""
    first = patient.visits[0]
    start = calendar.at(first.days_ago)
    if work.session.get(Patient, patient_id(patient)) is None:
        identity = Identity(
            family_name=patient.family_name, given_name=patient.given_name, birth_date=patient.born_on
        )
        register(
            work.session,
            ring,
            clinic_id=CLINIC_ID,
            identity=identity,
            now=start,
            sex=patient.sex,
            patient_id=patient_id(patient),
        )
    course = Course(
        clinic_id=CLINIC_ID,
        id=demo_id("course", patient.key),
        patient_id=patient_id(patient),
        title=patient.course,
        area=patient.area,
        planned_sessions=patient.sessions,
        started_on=start.astimezone(ZONE).date(),
    )
    _once(work.session, course)
    for username in ("clinician", "photographer"):
        carer = Carer(
            clinic_id=CLINIC_ID,
            id=demo_id("carer", patient.key, username),
            patient_id=patient_id(patient),
            user_id=user_id(username),
            since=start,
        )
        _once(work.session, carer)


def make_visit(
    work: Work, story: Story, patient: StoryPatient, visit: StoryVisit, calendar: Calendar
) -> None:
    """The capture session of a visit, and the treatment that followed its photos."""
    treatment = visit.treatment
    if treatment is not None:
        _make_treatment(work, story, patient, visit, treatment, calendar)
    row = CaptureSession(
        clinic_id=CLINIC_ID,
        id=visit_id(patient, visit),
        patient_id=patient_id(patient),
        site_id=SITE_ID,
        treatment_id=None if treatment is None else treatment_id(patient, visit),
        photographer_id=user_id("photographer"),
        label=visit.label,
        time_point=visit.time_point,
        started_at=calendar.at(visit.days_ago),
    )
    _once(work.session, row)


def _make_treatment(
    work: Work,
    story: Story,
    patient: StoryPatient,
    visit: StoryVisit,
    treatment: StoryTreatment,
    calendar: Calendar,
) -> None:
    row = Treatment(
        clinic_id=CLINIC_ID,
        id=treatment_id(patient, visit),
        patient_id=patient_id(patient),
        course_id=demo_id("course", patient.key),
        site_id=SITE_ID,
        practitioner_id=user_id("clinician"),
        title=treatment.title,
        area=treatment.area,
        session_number=treatment.number,
        performed_at=calendar.treated(visit),
        device=treatment.device,
        settings=dict(treatment.settings),
        appointment_ref=f"A-{calendar.treated(visit):%y%m%d}-{patient.key[:3].upper()}",
    )
    _once(work.session, row)
    for number, given in enumerate(treatment.given):
        product = story.product(given.product)
        use = ProductUse(
            clinic_id=CLINIC_ID,
            id=demo_id("use", patient.key, visit.key, str(number)),
            treatment_id=row.id,
            product_id=demo_id("product", given.product),
            batch_id=demo_id("batch", product.lot),
            amount=given.amount,
            unit=product.unit,
            area=given.area,
        )
        _once(work.session, use)


def treatment_before(patient: StoryPatient, visit: StoryVisit) -> UUID | None:
    """The last treatment whose effect the photos of a visit show; None before the first."""
    earlier = [v for v in patient.visits if v.days_ago > visit.days_ago and v.treatment is not None]
    return treatment_id(patient, min(earlier, key=lambda v: v.days_ago)) if earlier else None


def hand_out_passwords(work: Work, usernames: Sequence[str]) -> dict[str, str]:
    """New passwords for these users, who may sign in from now on; kept as hashes only."""
    passwords = {}
    for username in usernames:
        user = work.session.get_one(User, user_id(username))
        passwords[username] = _password()
        user.password_hash, user.is_active = hashed(passwords[username]), True
    return passwords


def _password() -> str:
    """Four groups of four letters and digits that are not mistaken for each other: some 78 bits."""
    letters = "abcdefghjkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(letters) for _ in range(4)) for _ in range(4))


def _once(session: ClinicSession, row: R) -> None:
    """Add the row unless it is there."""
    if session.get(type(row), row.id) is None:  # type: ignore[attr-defined]  # each of these tables has one
        session.add(row)
        session.flush()
