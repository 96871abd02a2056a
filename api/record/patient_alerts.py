"""An alert: what everybody who treats or photographs the patient must know (FHIR AllergyIntolerance, Flag).

An allergy, a contraindication or a note, in free words that are sealed with the patient's identity
key. An alert is never edited or removed: it ends, and another one takes its place.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import Index, String, and_, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from api.record.errors import AlertUnknownError
from api.storage.database import Base, ClinicScoped, Versioned, one_of, own
from api.storage.keys import DataKey

KINDS = ("allergy", "contraindication", "note")
TEXT_LENGTH = 2000  # characters


class PatientAlert(ClinicScoped, Versioned, Base):
    """One thing to know about the patient, from when to when."""

    __tablename__ = "patient_alerts"
    __table_args__ = (
        own("patients", "patient_id"),
        one_of("kind", *KINDS),
        Index(None, "clinic_id", "patient_id", "since"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default_factory=uuid4)
    patient_id: Mapped[UUID] = mapped_column(comment="about whom")
    kind: Mapped[str] = mapped_column(String(20), comment="allergy, contraindication or note")
    text_sealed: Mapped[bytes | None] = mapped_column(comment="sealed free text; null: erased")
    since: Mapped[datetime] = mapped_column(comment="UTC")
    until: Mapped[datetime | None] = mapped_column(default=None, comment="UTC; null while it holds")

    def holds_at(self, moment: datetime) -> bool:
        """Whether it has begun and not ended; at the very instant of its end it no longer holds."""
        return self.since <= moment and (self.until is None or moment < self.until)


def add(
    session: Session,
    text: str,
    *,
    kind: str,
    clinic_id: UUID,
    patient_id: UUID,
    key: DataKey,
    since: datetime,
    until: datetime | None = None,
) -> PatientAlert:
    """A new alert; `key` is the patient's identity key."""
    row_id = uuid4()
    row = PatientAlert(
        clinic_id=clinic_id,
        id=row_id,
        patient_id=patient_id,
        kind=kind,
        text_sealed=key.seal(text, table="patient_alerts", column="text", row=row_id),
        since=since,
        until=until,
    )
    session.add(row)
    session.flush()
    return row


def get(session: Session, alert_id: UUID, *, patient_id: UUID) -> PatientAlert:
    """The patient's alert, or AlertUnknownError."""
    found = session.get(PatientAlert, alert_id)
    if found is None or found.patient_id != patient_id:
        raise AlertUnknownError(alert_id)
    return found


def of_patient(
    session: Session, patient_id: UUID, *, not_ended_at: datetime | None = None
) -> Sequence[PatientAlert]:
    """The patient's alerts, oldest first; with a moment only those that had not ended then."""
    wanted = select(PatientAlert).where(PatientAlert.patient_id == patient_id)
    if not_ended_at is not None:
        # One that ended before it began has ended, too.
        ends_later = and_(PatientAlert.until > not_ended_at, PatientAlert.until > PatientAlert.since)
        wanted = wanted.where(or_(PatientAlert.until.is_(None), ends_later))
    return session.scalars(wanted.order_by(PatientAlert.since, PatientAlert.id)).all()


def text(key: DataKey, row: PatientAlert) -> str:
    """The words, opened with the patient's identity key; empty once they are erased."""
    if row.text_sealed is None:
        return ""
    return key.open(row.text_sealed, table="patient_alerts", column="text", row=row.id)


def forget(session: Session, patient_id: UUID) -> None:
    """Empty the words of them all; when there was an alert, and of which kind, remains."""
    for row in of_patient(session, patient_id):
        row.text_sealed = None
    session.flush()
