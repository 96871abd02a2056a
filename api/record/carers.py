"""A carer: who stands in a treating relationship with a patient, from when to when.

Care rests on this relationship and on no consent. Whoever treated the patient is a carer as well,
from the treatment on; the table holds what no treatment shows: a first consultation, an emergency.
When care was ended, what was treated before then gives it no more: only a new treatment or carer does.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, CompoundSelect, Index, String, exists, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from api.record.treatments import Treatment
from api.storage.database import Base, ClinicScoped, Versioned, one_of, own
from consent_gate import CareRelation, Relationship


class Carer(ClinicScoped, Versioned, Base):
    """One person who looks after one patient."""

    __tablename__ = "carers"
    __table_args__ = (
        own("patients", "patient_id"),
        own("users", "user_id"),
        one_of("kind", "treating", "emergency"),
        Index(None, "clinic_id", "user_id", "patient_id"),
        Index(None, "clinic_id", "patient_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default_factory=uuid4)
    patient_id: Mapped[UUID] = mapped_column(comment="who is cared for")
    user_id: Mapped[UUID] = mapped_column(comment="who cares")
    kind: Mapped[str] = mapped_column(String(12), default="treating", comment="treating, or emergency")
    reason: Mapped[str] = mapped_column(String(500), default="", comment="an emergency's; else empty")
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
    treated = select(Treatment.patient_id).where(*_treated(user_id, now), Treatment.patient_id.in_(asked))
    return {*session.scalars(lasting), *session.scalars(treated)}


def cared_for(user_id: UUID, *, now: datetime) -> CompoundSelect[UUID]:
    """Ids of all patients whom the person looks after now, or has treated; to be put into a larger query."""
    lasting = select(Carer.patient_id).where(
        Carer.user_id == user_id, Carer.since <= now, or_(Carer.until.is_(None), Carer.until > now)
    )
    treated = select(Treatment.patient_id).where(*_treated(user_id, now))
    return lasting.union(treated)


def relation(session: Session, user_id: UUID, patient_id: UUID, *, now: datetime) -> CareRelation | None:
    """What the gate is told about this person and this patient; None when they are strangers."""
    lasting = (
        select(Carer)
        .where(
            Carer.user_id == user_id,
            Carer.patient_id == patient_id,
            Carer.since <= now,
            or_(Carer.until.is_(None), Carer.until > now),
        )
        .order_by(Carer.kind.desc(), Carer.since, Carer.id)  # treating before emergency
        .limit(1)
    )
    carer = session.scalars(lasting).one_or_none()
    if carer is not None:
        return CareRelation(
            relation_id=carer.id,
            kind=Relationship(carer.kind),
            user_id=user_id,
            patient_id=patient_id,
            clinic_id=carer.clinic_id,
            since=carer.since,
            until=carer.until,
            reason=carer.reason,
        )
    treated = (
        select(Treatment)
        .where(*_treated(user_id, now), Treatment.patient_id == patient_id)
        .order_by(Treatment.performed_at, Treatment.id)
        .limit(1)
    )
    treatment = session.scalars(treated).one_or_none()
    if treatment is None:
        return None
    return CareRelation(
        relation_id=treatment.id,
        kind=Relationship.TREATING,
        user_id=user_id,
        patient_id=patient_id,
        clinic_id=treatment.clinic_id,
        since=treatment.performed_at,
    )


def _treated(user_id: UUID, now: datetime) -> tuple[ColumnElement[bool], ...]:
    """Which treatments make the person a carer: done by them, and no end of care came after."""
    ended = exists().where(
        Carer.user_id == user_id,
        Carer.patient_id == Treatment.patient_id,
        Carer.kind == "treating",  # an emergency passes, and takes nothing from who treated before
        Carer.until <= now,
        Carer.until >= Treatment.performed_at,
    )
    return (Treatment.practitioner_id == user_id, Treatment.performed_at <= now, ~ended)


def is_treating(session: Session, user_id: UUID, patient_id: UUID, *, now: datetime) -> bool:
    """Whether the person looks after the patient now, or has treated them."""
    return patient_id in treated_by(session, user_id, [patient_id], now=now)
