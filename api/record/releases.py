"""A release: a photo or comparison that left under a permit, where it went, and what was done to it.

Looks inside the clinic are in the audit alone; a release is what may have to be taken back. Rows are
added, never changed; what happens to a release later is a row of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ForeignKeyConstraint, Index, LargeBinary, PrimaryKeyConstraint, String, insert, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from api.storage.database import Base, ClinicScoped, own, referable


class Release(ClinicScoped, Base):
    """One thing that left, once."""

    __tablename__ = "releases"
    __table_args__ = (
        referable(),
        own("comparisons", "comparison_id"),
        ForeignKeyConstraint(
            ["clinic_id", "audit_sequence"],
            ["audit_entries.clinic_id", "audit_entries.sequence"],
            deferrable=True,
            initially="DEFERRED",
        ),
        Index(None, "clinic_id", "released_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default_factory=uuid4)
    audit_sequence: Mapped[int] = mapped_column(comment="the entry of the decision, in the clinic's chain")
    released_at: Mapped[datetime] = mapped_column(comment="UTC")
    released_by: Mapped[UUID | None] = mapped_column(default=None, comment="null: the service itself")
    purpose: Mapped[str] = mapped_column(String(16), comment="purpose code")
    channel: Mapped[str] = mapped_column(String(60), comment="channel such as website, social:instagram")
    until: Mapped[datetime | None] = mapped_column(
        default=None, comment="UTC, end of the permission; null: none"
    )
    grounds: Mapped[list[Any]] = mapped_column(comment="kind:id, sorted")
    obligations: Mapped[list[Any]] = mapped_column(comment="sorted; each was met")
    comparison_id: Mapped[UUID | None] = mapped_column(default=None, comment="null: single photos")
    sha256: Mapped[bytes | None] = mapped_column(
        LargeBinary(32), default=None, comment="of the bytes that left; null: shown, not handed over"
    )


class ReleasedPhoto(ClinicScoped, Base):
    """Which photos a release shows: where to look when one of them must come back."""

    __tablename__ = "released_photos"
    __table_args__ = (
        PrimaryKeyConstraint("clinic_id", "photo_id", "release_id"),
        own("photos", "photo_id"),
        own("releases", "release_id"),
        {"sqlite_with_rowid": False},
    )

    photo_id: Mapped[UUID] = mapped_column(comment="which photo")
    release_id: Mapped[UUID] = mapped_column(comment="which release")


def add(session: Session, release: Release, *, photo_ids: Iterable[UUID]) -> Release:
    """Put down that those photos left."""
    session.add(release)
    session.flush()
    session.execute(
        insert(ReleasedPhoto),
        [
            {"clinic_id": release.clinic_id, "photo_id": photo_id, "release_id": release.id}
            for photo_id in dict.fromkeys(photo_ids)
        ],
    )
    return release


def of_photo(session: Session, photo_id: UUID) -> Sequence[Release]:
    """Every release that shows the photo, oldest first."""
    wanted = (
        select(Release)
        .join(ReleasedPhoto, ReleasedPhoto.release_id == Release.id)
        .where(ReleasedPhoto.photo_id == photo_id)
    )
    return session.scalars(wanted.order_by(Release.released_at, Release.id)).all()
