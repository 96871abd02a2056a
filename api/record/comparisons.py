"""A comparison: two photos of a patient held against each other, with the grade and the recipe."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Index, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from api.record.errors import ComparisonUnknownError
from api.storage.database import Base, ClinicScoped, one_of, own, referable


class Comparison(ClinicScoped, Base):
    """What was compared, how far that is fair, and how the picture was made; never changed."""

    __tablename__ = "comparisons"
    __table_args__ = (
        referable(),
        own("patients", "patient_id"),
        own("photos", "before_photo_id"),
        own("photos", "after_photo_id"),
        own("alignments", "alignment_id"),
        own("users", "made_by"),
        Index(None, "clinic_id", "patient_id", "made_at"),
        Index(None, "clinic_id", "before_photo_id"),
        Index(None, "clinic_id", "after_photo_id"),
        one_of("status", "aligned", "refused"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default_factory=uuid4)
    patient_id: Mapped[UUID] = mapped_column(comment="whose photos")
    before_photo_id: Mapped[UUID] = mapped_column(comment="the earlier photo")
    after_photo_id: Mapped[UUID] = mapped_column(comment="the later photo")
    alignment_id: Mapped[UUID | None] = mapped_column(default=None, comment="null: none was tried")
    made_by: Mapped[UUID | None] = mapped_column(default=None, comment="null: a program")
    made_at: Mapped[datetime] = mapped_column(comment="UTC")
    status: Mapped[str] = mapped_column(String(10), comment="aligned or refused")
    reason: Mapped[str | None] = mapped_column(String(60), default=None, comment="why refused; null: aligned")
    detail: Mapped[str | None] = mapped_column(String(500), default=None, comment="in words; null: aligned")
    field_width_px: Mapped[int | None] = mapped_column(default=None, comment="common field; null: refused")
    field_height_px: Mapped[int | None] = mapped_column(default=None, comment="common field; null: refused")
    grade: Mapped[dict[str, Any]] = mapped_column(default_factory=dict, comment="overall and criteria")
    recipe: Mapped[dict[str, Any]] = mapped_column(default_factory=dict, comment="ordered operations")
    corrected: Mapped[dict[str, Any]] = mapped_column(default_factory=dict, comment="what was done to align")


def get(session: Session, comparison_id: UUID) -> Comparison:
    """The comparison, or ComparisonUnknownError."""
    found = session.get(Comparison, comparison_id)
    if found is None:
        raise ComparisonUnknownError(comparison_id)
    return found


def of_patient(session: Session, patient_id: UUID) -> Sequence[Comparison]:
    """The patient's comparisons, newest first."""
    wanted = select(Comparison).where(Comparison.patient_id == patient_id)
    return session.scalars(wanted.order_by(Comparison.made_at.desc(), Comparison.id)).all()
