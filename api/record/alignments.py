"""An alignment: the similarity from one photo to another, or why there is none, with its evidence."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Index, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from api.storage.database import Base, ClinicScoped, one_of, own, referable


class Alignment(ClinicScoped, Base):
    """One answer of one version of the method, for one ordered pair of photos; never changed."""

    __tablename__ = "alignments"
    __table_args__ = (
        referable(),
        own("patients", "patient_id"),
        own("photos", "moving_photo_id"),
        own("photos", "reference_photo_id"),
        UniqueConstraint("moving_photo_id", "reference_photo_id", "version"),
        Index(None, "clinic_id", "reference_photo_id"),
        one_of("status", "aligned", "refused"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default_factory=uuid4)
    patient_id: Mapped[UUID] = mapped_column(comment="whose photos")
    moving_photo_id: Mapped[UUID] = mapped_column(comment="the photo that is moved")
    reference_photo_id: Mapped[UUID] = mapped_column(comment="the photo that stands still")
    version: Mapped[str] = mapped_column(String(20), default="1", comment="of the method")
    status: Mapped[str] = mapped_column(String(10), comment="aligned or refused")
    reason: Mapped[str | None] = mapped_column(String(60), default=None, comment="why refused; null: aligned")
    detail: Mapped[str | None] = mapped_column(String(500), default=None, comment="in words; null: aligned")
    method: Mapped[str | None] = mapped_column(String(40), default=None, comment="what led; null: refused")
    matrix: Mapped[list[Any] | None] = mapped_column(
        default=None, comment="3x3 row-major, full-size (x, y) of moving to reference; null: refused"
    )
    scale: Mapped[float | None] = mapped_column(default=None, comment="factor; null: refused")
    rotation_deg: Mapped[float | None] = mapped_column(
        default=None, comment="clockwise on screen; null: refused"
    )
    shift_row_px: Mapped[float | None] = mapped_column(default=None, comment="reference px; null: refused")
    shift_col_px: Mapped[float | None] = mapped_column(default=None, comment="reference px; null: refused")
    error_px: Mapped[float | None] = mapped_column(
        default=None, comment="expected, at reference size; null: refused"
    )
    confidence: Mapped[float | None] = mapped_column(default=None, comment="0-1; null: refused")
    evidence: Mapped[dict[str, Any]] = mapped_column(
        default_factory=dict, comment="inliers, spread, and the like"
    )
    made_at: Mapped[datetime] = mapped_column(comment="UTC")


def find(
    session: Session, *, moving_photo_id: UUID, reference_photo_id: UUID, version: str = "1"
) -> Alignment | None:
    """The answer for this ordered pair, if it was asked before."""
    wanted = select(Alignment).where(
        Alignment.moving_photo_id == moving_photo_id,
        Alignment.reference_photo_id == reference_photo_id,
        Alignment.version == version,
    )
    return session.scalars(wanted).one_or_none()
