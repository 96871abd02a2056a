"""A patient: one person at one clinic. Names and dates of birth are sealed; only `identity` opens them.

The search goes through keyed hashes of the beginnings of names (`patient_search`), so the database
alone tells nobody who is treated here.
"""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from api.record.errors import PatientUnknownError
from api.record.patient_keys import PatientKeys
from api.storage.database import Base, ClinicScoped, Versioned, one_of, referable

SEXES = ("female", "male", "other", "unknown")


class Patient(ClinicScoped, Versioned, Base):
    """One person; the sealed columns are opened with the patient's identity key."""

    __tablename__ = "patients"
    __table_args__ = (referable(), UniqueConstraint("clinic_id", "number"), one_of("sex", *SEXES))

    id: Mapped[UUID] = mapped_column(primary_key=True, default_factory=uuid4)
    number: Mapped[str] = mapped_column(
        String(40), comment="the clinic's own number; says nothing about the person"
    )
    family_name_sealed: Mapped[bytes | None] = mapped_column(comment="sealed; null: erased")
    given_name_sealed: Mapped[bytes | None] = mapped_column(comment="sealed; null: erased")
    birth_date_sealed: Mapped[bytes | None] = mapped_column(
        default=None, comment="sealed ISO day; null: not known"
    )
    sex: Mapped[str] = mapped_column(String(8), default="unknown", comment="as recorded by the clinic")
    created_at: Mapped[datetime] = mapped_column(comment="UTC")
    erased_at: Mapped[datetime | None] = mapped_column(default=None, comment="UTC; null: not erased")

    keys: Mapped[PatientKeys] = relationship(
        init=False,
        viewonly=True,
        primaryjoin="foreign(PatientKeys.patient_id) == Patient.id",
        uselist=False,
    )


def get(session: Session, patient_id: UUID) -> Patient:
    """The patient, or PatientUnknownError."""
    found = session.get(Patient, patient_id)
    if found is None:
        raise PatientUnknownError(patient_id)
    return found


def by_number(session: Session, number: str) -> Patient | None:
    """The patient with the clinic's own number."""
    return session.query(Patient).where(Patient.number == number).one_or_none()


def born(text: str) -> date:
    """The day that a sealed birth date holds."""
    return date.fromisoformat(text)
