"""An outcome: one measure of one region on the two photos of a comparison, and what may be said of it.

Rows are written once and never changed: a new version of the method or of its repeatability makes new ones.
Values are measured, so a row tells with which version, and against which limit it was judged. The patient is
that of the photos, asked for each time.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, Index, Select, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, aliased, mapped_column

from api.record import carers
from api.record.paging import Page, page
from api.record.patients import Patient
from api.record.photos import Photo
from api.storage.database import Base, ClinicScoped, one_of, own


class Outcome(ClinicScoped, Base):
    """One measure, before and after."""

    __tablename__ = "outcomes"
    __table_args__ = (
        own("comparisons", "comparison_id"),
        own("photos", "before_photo_id"),
        own("photos", "after_photo_id"),
        own("users", "measured_by"),
        UniqueConstraint("comparison_id", "region_digest", "measure", "version"),
        one_of("told", "changed", "within_noise", "unknown"),
        Index(None, "clinic_id", "after_photo_id"),
        Index(None, "clinic_id", "before_photo_id"),
        Index(None, "clinic_id", "measure", "told", "measured_at", "id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default_factory=uuid4)
    comparison_id: Mapped[UUID] = mapped_column(comment="the aligned, graded pair")
    before_photo_id: Mapped[UUID] = mapped_column(comment="the earlier photo: the region is drawn on it")
    after_photo_id: Mapped[UUID] = mapped_column(comment="the later photo")
    label: Mapped[str] = mapped_column(String(40), comment="what the region is called, such as left_cheek")
    region: Mapped[list[Any]] = mapped_column(comment="corners [x, y], full-size px of before")
    adjacent: Mapped[list[Any] | None] = mapped_column(
        default=None, comment="skin beside it, likewise; null: none was drawn"
    )
    px_per_mm: Mapped[float | None] = mapped_column(default=None, comment="of before; null: no scale known")
    region_digest: Mapped[str] = mapped_column(
        String(64), comment="SHA-256 of region, adjacent and px_per_mm, hex"
    )
    measure: Mapped[str] = mapped_column(String(40), comment="such as erythema_a, lines")
    unit: Mapped[str] = mapped_column(String(20), comment="of every number of the row")
    before_value: Mapped[float | None] = mapped_column(default=None, comment="null: unknown")
    before_uncertainty: Mapped[float | None] = mapped_column(
        default=None, comment="one deviation; null: unknown"
    )
    before_reason: Mapped[str | None] = mapped_column(
        String(40), default=None, comment="why unknown; null: measured"
    )
    after_value: Mapped[float | None] = mapped_column(default=None, comment="null: unknown")
    after_uncertainty: Mapped[float | None] = mapped_column(
        default=None, comment="one deviation; null: unknown"
    )
    after_reason: Mapped[str | None] = mapped_column(
        String(40), default=None, comment="why unknown; null: measured"
    )
    change: Mapped[float | None] = mapped_column(default=None, comment="after less before; null: unknown")
    change_limit: Mapped[float | None] = mapped_column(
        default=None, comment="a smaller change is noise; null: not known"
    )
    told: Mapped[str] = mapped_column(String(12), comment="changed, within_noise or unknown")
    reason: Mapped[str | None] = mapped_column(String(40), default=None, comment="why unknown; null: told")
    doubts: Mapped[list[Any]] = mapped_column(default_factory=list, comment="codes told beside the answer")
    version: Mapped[str] = mapped_column(String(60), comment="of the method, and of its repeatability")
    measured_by: Mapped[UUID | None] = mapped_column(default=None, comment="null: a program")
    measured_at: Mapped[datetime] = mapped_column(comment="UTC")


def of_region(
    session: Session, *, comparison_id: UUID, region_digest: str, version: str
) -> Sequence[Outcome]:
    """What was measured of this region in this comparison by this version; empty when nothing was."""
    wanted = select(Outcome).where(
        Outcome.comparison_id == comparison_id,
        Outcome.region_digest == region_digest,
        Outcome.version == version,
    )
    return session.scalars(wanted.order_by(Outcome.measure)).all()


def of_patient(session: Session, patient_id: UUID) -> Sequence[Outcome]:
    """Every outcome of photos that are surely this patient's, newest first."""
    wanted = _shown().where(Photo.patient_id == patient_id)
    return session.scalars(wanted.order_by(Outcome.measured_at.desc(), Outcome.id)).all()


def changed(
    session: Session,
    user_id: UUID,
    *,
    measure: str,
    now: datetime,
    label: str | None = None,
    least: float | None = None,
    most: float | None = None,
    limit: int = 50,
    after: str | None = None,
) -> Page[Outcome]:
    """Changes above the noise, of patients whom this person looks after; newest first.

    Parameters
    ----------
    least, most
        In the unit of the measure, with its sign: a fall of 2 and more is `most=-2`.
    """
    wanted = (
        _shown()
        .where(Outcome.measure == measure, Outcome.told == "changed")
        .where(Photo.patient_id.in_(carers.cared_for(user_id, now=now)))
        .where(*_filters(label=label, least=least, most=most))
    )
    return page(
        session, wanted, by=(Outcome.measured_at, Outcome.id), limit=limit, after=after, descending=True
    )


def _shown() -> Select[Outcome]:
    """Outcomes whose two photos are surely of one patient, who was not erased."""
    before = aliased(Photo)
    return (
        select(Outcome)
        .join(Photo, Photo.id == Outcome.after_photo_id)
        .join(before, before.id == Outcome.before_photo_id)
        .join(Patient, Patient.id == Photo.patient_id)
        .where(before.patient_id == Photo.patient_id, Patient.erased_at.is_(None))
        .where(Photo.patient_confirmed.is_(True), before.patient_confirmed.is_(True))
    )


def _filters(*, label: str | None, least: float | None, most: float | None) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if label is not None:
        conditions.append(Outcome.label == label)
    if least is not None:
        conditions.append(Outcome.change >= least)
    if most is not None:
        conditions.append(Outcome.change <= most)
    return conditions
