"""A photo as the gate sees it: the row, plus the patient's date of birth where a rule may ask for it.

Care looks at no age, so the date of birth stays sealed for it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.record import patients
from api.record.patients import Patient
from api.record.photos import Photo
from api.storage.keys import KeyRing
from consent_gate import Subject


def subject(photo: Photo, *, born_on: date | None) -> Subject:
    """That photo, for an ask."""
    return Subject(
        photo_id=photo.id,
        patient_id=photo.patient_id,
        clinic_id=photo.clinic_id,
        session_id=photo.capture_session_id,
        region=photo.region,
        taken_on=photo.taken_at.date(),
        patient_confirmed=photo.patient_confirmed,
        born_on=born_on,
    )


def of_patient(session: Session, ring: KeyRing, patient_id: UUID) -> list[Subject]:
    """Every photo of the patient; none once erased."""
    patient = session.get(Patient, patient_id)
    if patient is None or patient.erased_at is not None:
        return []
    born_on = patients.identity(ring, patient).birth_date
    # Columns, not rows of classes: a patient may have a thousand photos, and facts are long.
    wanted = select(
        Photo.id,
        Photo.clinic_id,
        Photo.capture_session_id,
        Photo.region,
        Photo.taken_at,
        Photo.patient_confirmed,
    ).where(Photo.patient_id == patient_id)
    return [
        Subject(
            photo_id=row.id,
            patient_id=patient_id,
            clinic_id=row.clinic_id,
            session_id=row.capture_session_id,
            region=row.region,
            taken_on=row.taken_at.date(),
            patient_confirmed=row.patient_confirmed,
            born_on=born_on,
        )
        for row in session.execute(wanted.order_by(Photo.id))
    ]


def born_on(session: Session, ring: KeyRing, patient_ids: Iterable[UUID]) -> dict[UUID, date | None]:
    """The dates of birth of those patients that are still known."""
    wanted = select(Patient).where(Patient.id.in_(set(patient_ids)), Patient.erased_at.is_(None))
    return {patient.id: patients.identity(ring, patient).birth_date for patient in session.scalars(wanted)}
