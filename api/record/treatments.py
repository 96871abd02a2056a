"""A treatment: one session of a course, by a practitioner, on an area (FHIR Procedure)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Index, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from api.record.errors import TreatmentUnknownError
from api.storage.database import Base, ClinicScoped, Versioned, own, referable


class Treatment(ClinicScoped, Versioned, Base):
    """What was done, where on the body, by whom, with which settings."""

    __tablename__ = "treatments"
    __table_args__ = (
        referable(),
        own("patients", "patient_id"),
        own("courses", "course_id"),
        own("sites", "site_id"),
        own("users", "practitioner_id"),
        Index(None, "clinic_id", "patient_id", "performed_at"),
        Index(None, "clinic_id", "performed_at"),
        Index(None, "clinic_id", "practitioner_id", "patient_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default_factory=uuid4)
    patient_id: Mapped[UUID] = mapped_column(comment="who was treated")
    course_id: Mapped[UUID | None] = mapped_column(default=None, comment="null: a single treatment")
    site_id: Mapped[UUID | None] = mapped_column(default=None, comment="null: not told")
    practitioner_id: Mapped[UUID] = mapped_column(comment="who treated")
    title: Mapped[str] = mapped_column(String(200), comment="in the clinic's words")
    area: Mapped[str] = mapped_column(String(40), comment="region code, such as `face`")
    session_number: Mapped[int | None] = mapped_column(
        default=None, comment="1 is the first; null: not counted"
    )
    performed_at: Mapped[datetime] = mapped_column(comment="UTC")
    device: Mapped[str | None] = mapped_column(String(200), default=None, comment="null: by hand")
    settings: Mapped[dict[str, Any]] = mapped_column(
        default_factory=dict, comment="device settings with units"
    )
    appointment_ref: Mapped[str | None] = mapped_column(
        String(200), default=None, comment="id in the appointment system; null: none"
    )


def get(session: Session, treatment_id: UUID) -> Treatment:
    """The treatment, or TreatmentUnknownError."""
    found = session.get(Treatment, treatment_id)
    if found is None:
        raise TreatmentUnknownError(treatment_id)
    return found


def of_patient(session: Session, patient_id: UUID) -> Sequence[Treatment]:
    """The patient's treatments, oldest first."""
    wanted = select(Treatment).where(Treatment.patient_id == patient_id)
    return session.scalars(wanted.order_by(Treatment.performed_at, Treatment.id)).all()


def between(session: Session, patient_id: UUID, *, start: datetime, end: datetime) -> Sequence[Treatment]:
    """The patient's treatments after one moment, up to another."""
    wanted = select(Treatment).where(
        Treatment.patient_id == patient_id, Treatment.performed_at > start, Treatment.performed_at <= end
    )
    return session.scalars(wanted.order_by(Treatment.performed_at, Treatment.id)).all()
