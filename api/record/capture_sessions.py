"""A capture session: the photos of one visit, under one protocol, at one time point (FHIR ImagingStudy)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import Index, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from api.record.errors import CaptureSessionUnknownError
from api.storage.database import Base, ClinicScoped, Versioned, own, referable


class CaptureSession(ClinicScoped, Versioned, Base):
    """One visit in front of the camera."""

    __tablename__ = "capture_sessions"
    __table_args__ = (
        referable(),
        own("patients", "patient_id"),
        own("sites", "site_id"),
        own("treatments", "treatment_id"),
        own("users", "photographer_id"),
        Index(None, "clinic_id", "patient_id", "started_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default_factory=uuid4)
    patient_id: Mapped[UUID] = mapped_column(comment="whose visit")
    site_id: Mapped[UUID | None] = mapped_column(default=None, comment="null: not told")
    treatment_id: Mapped[UUID | None] = mapped_column(default=None, comment="null: a visit without treatment")
    photographer_id: Mapped[UUID | None] = mapped_column(default=None, comment="null: not told")
    label: Mapped[str] = mapped_column(String(200), comment="as the timeline shows it")
    time_point: Mapped[str | None] = mapped_column(
        String(40), default=None, comment="such as baseline, immediate, 2_weeks; null: not planned"
    )
    protocol: Mapped[str | None] = mapped_column(String(80), default=None, comment="protocol id; null: none")
    protocol_version: Mapped[str | None] = mapped_column(
        String(20), default=None, comment="null: no protocol"
    )
    started_at: Mapped[datetime] = mapped_column(comment="UTC")


def get(session: Session, capture_session_id: UUID) -> CaptureSession:
    """The capture session, or CaptureSessionUnknownError."""
    found = session.get(CaptureSession, capture_session_id)
    if found is None:
        raise CaptureSessionUnknownError(capture_session_id)
    return found


def of_patient(session: Session, patient_id: UUID) -> Sequence[CaptureSession]:
    """The patient's capture sessions, oldest first."""
    wanted = select(CaptureSession).where(CaptureSession.patient_id == patient_id)
    return session.scalars(wanted.order_by(CaptureSession.started_at, CaptureSession.id)).all()
