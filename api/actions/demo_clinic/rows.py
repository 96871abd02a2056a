"""The made-up clinic as rows: its calendar, its house, its people, its products.

Each is looked for by its id before it is made, so that a start that was killed goes on where it stood.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import TypeVar
from uuid import UUID

from api.actions.demo_clinic.story import (
    ZONE,
    Story,
    StoryPatient,
    StoryVisit,
    demo_id,
    moment,
)
from api.actions.passwords import hashed
from api.actions.services import Services
from api.record.batches import Batch
from api.record.clinics import Clinic
from api.record.products import Product
from api.record.sites import Site
from api.record.users import User
from api.storage.database import Base, ClinicSession
from api.storage.work import Work

CLINIC_ID = demo_id("clinic")
SITE_ID = demo_id("site")
_OPENED_DAYS_AGO = 200  # the clinic is older than its first patient: its consent texts are, too
_LOCKED = "none yet"  # no argon2 hash: nothing that is typed can match it
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


def as_of(services: Services, moment: datetime) -> Services:
    """The same adapters, acting at that moment of the story."""
    return replace(services, clock=lambda: moment)


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
    once(work.session, Site(clinic_id=CLINIC_ID, id=SITE_ID, name=story.site, created_at=opened))
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
                    password_hash=_LOCKED,
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
        once(work.session, row)
        batch = Batch(
            clinic_id=CLINIC_ID,
            id=demo_id("batch", product.lot),
            product_id=row.id,
            lot=product.lot,
            expires_on=calendar.first_day + timedelta(days=product.good_days),
        )
        once(work.session, batch)


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


def once(session: ClinicSession, row: R) -> None:
    """Add the row unless it is there."""
    if session.get(type(row), row.id) is None:  # type: ignore[attr-defined]  # each of these tables has one
        session.add(row)
        session.flush()
