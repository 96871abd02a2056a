"""A carer: who stands in a treating relationship with a patient, from when to when.

Care rests on this relationship and on no consent. Whoever treated the patient is a carer as well
(`treatments.has_treated`); the table holds what no treatment shows, such as a first consultation.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import Index, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from api.record.treatments import Treatment
from api.storage.database import Base, ClinicScoped, Versioned, own


class Carer(ClinicScoped, Versioned, Base):
    """One person who looks after one patient."""

    __tablename__ = "carers"
    __table_args__ = (
        own("patients", "patient_id"),
        own("users", "user_id"),
        Index(None, "user_id", "patient_id"),
        Index(None, "patient_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default_factory=uuid4)
    patient_id: Mapped[UUID] = mapped_column(comment="who is cared for")
    user_id: Mapped[UUID] = mapped_column(comment="who cares")
    since: Mapped[datetime] = mapped_column(comment="UTC")
    until: Mapped[datetime | None] = mapped_column(default=None, comment="UTC; null while it lasts")


def treated_by(session: Session, user_id: UUID, patient_ids: Iterable[UUID], *, now: datetime) -> set[UUID]:
    """Which of these patients the person looks after now, or has treated."""
    asked = list(patient_ids)
    lasting = select(Carer.patient_id).where(
        Carer.user_id == user_id,
        Carer.patient_id.in_(asked),
        Carer.since <= now,
        or_(Carer.until.is_(None), Carer.until > now),
    )
    treated = select(Treatment.patient_id).where(
        Treatment.practitioner_id == user_id, Treatment.patient_id.in_(asked), Treatment.performed_at <= now
    )
    return {*session.scalars(lasting), *session.scalars(treated)}


def is_treating(session: Session, user_id: UUID, patient_id: UUID, *, now: datetime) -> bool:
    """Whether the person looks after the patient now, or has treated them."""
    return patient_id in treated_by(session, user_id, [patient_id], now=now)
