"""Consent through the real database: a person at work in the house, photos, and a yes of the patient."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

from api.actions.grant_consent import Mark, grant_consent
from api.record import consent_documents, patients
from api.record.consents import ConsentGrant
from api.record.patients import Identity
from api.record.photos import Photo
from api.storage.work import Work
from consent_gate import Actor, Channel, Identifiability, Purpose, Role, Scope
from tests.fixtures_record import House

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
WEBSITE, INSTAGRAM = Channel.parse("website"), Channel.parse("social:instagram")
CHAIRSIDE, CLINIC_SCREEN = Channel.parse("chairside"), Channel.parse("clinic_screen")
SIGNED = Mark(method="typed", content="Mara Brandt")


@contextmanager
def at_work(
    house: House,
    *,
    now: datetime,
    role: Role = Role.CLINICIAN,
    user_id: UUID | None = None,
    clinic_id: UUID | None = None,
    patient_id: UUID | None = None,
    write: bool = True,
) -> Iterator[Work]:
    """One transaction of one person; the clinician of the house unless another is named."""
    actor = Actor(
        user_id=user_id or house.clinician_id,
        role=role,
        clinic_id=clinic_id or house.clinic_id,
        patient_id=patient_id,
    )
    with house.opened.database.transaction(
        clinic_id=actor.clinic_id, now=now, actor_id=None, write=write
    ) as session:
        yield Work(
            session=session,
            vault=house.opened.vault,
            ring=house.opened.ring,
            actor=actor,
            clinic_id=actor.clinic_id,
            now=now,
        )


def photo(clinic_id: UUID, patient_id: UUID, *, taken_at: datetime, **changes: Any) -> Photo:
    """A readable photo of the face; its bytes are nowhere."""
    photo_id = changes.pop("id", None) or uuid4()
    usual: dict[str, Any] = {
        "clinic_id": clinic_id,
        "id": photo_id,
        "patient_id": patient_id,
        "region": "face",
        "view": "front",
        "taken_at": taken_at,
        "taken_at_source": "device",
        "received_at": taken_at,
        "sha256": sha256(photo_id.bytes).digest(),
        "bytes_": 1,
        "format": "jpeg",
        "blob": photo_id.hex,
        "width_px": 1200,
        "height_px": 1500,
        "state": "ready",
    }
    return Photo(**{**usual, **changes})


def say_yes(work: Work, patient_id: UUID, **changes: Any) -> ConsentGrant:
    """The patient permits marketing on the website, all photos, whole face, for 90 days."""
    document = consent_documents.current(work.session)[0]
    usual: dict[str, Any] = {
        "patient_id": patient_id,
        "purposes": {Purpose.MARKETING},
        "channels": {WEBSITE},
        "scope": Scope(),
        "identifiability": Identifiability.FULL_FACE,
        "document_id": document.id,
        "mark": SIGNED,
        "expires_at": work.now + timedelta(days=90),
    }
    return grant_consent(work, **{**usual, **changes})


def new_patient(
    house: House, *, born_on: date | None = date(1985, 5, 3), clinic_id: UUID | None = None
) -> UUID:
    """A patient of the first clinic, or of another; adult unless said otherwise."""
    place = clinic_id or house.clinic_id
    with house.opened.database.transaction(clinic_id=place, now=LONG_AGO) as session:
        return patients.register(
            session,
            house.opened.ring,
            clinic_id=place,
            identity=Identity(family_name="Brandt", given_name="Mara", birth_date=born_on),
            now=LONG_AGO,
        ).id
