"""A rating: the grade that one person gave one photo on one scale.

One row a rater, photo and scale; grading again changes the row, and what stood there stays in `changes`. The
patient is that of the photo, asked for each time, so a photo that goes to another patient takes its ratings
along. A grade is kept with the version of its scale: grades of two versions are never compared.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import (
    ColumnElement,
    Index,
    Select,
    SQLColumnExpression,
    String,
    UniqueConstraint,
    and_,
    or_,
    select,
)
from sqlalchemy.orm import Mapped, Session, aliased, mapped_column

from api.record import carers
from api.record.paging import Page, page
from api.record.patients import Patient
from api.record.photos import Photo
from api.storage.database import Base, ClinicScoped, Versioned, own


class Rating(ClinicScoped, Versioned, Base):
    """One grade, by one rater."""

    __tablename__ = "ratings"
    __table_args__ = (
        own("photos", "photo_id"),
        own("photos", "baseline_photo_id"),
        own("users", "rater_id"),
        UniqueConstraint("clinic_id", "photo_id", "scale", "rater_id"),
        Index(None, "clinic_id", "baseline_photo_id"),
        Index(None, "clinic_id", "scale", "scale_version", "rated_at", "id"),
        Index(None, "clinic_id", "rater_id", "scale"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default_factory=uuid4)
    photo_id: Mapped[UUID] = mapped_column(comment="what was graded")
    baseline_photo_id: Mapped[UUID | None] = mapped_column(
        default=None, comment="the photo it was held against; null: a scale of single photos"
    )
    rater_id: Mapped[UUID] = mapped_column(comment="who graded")
    scale: Mapped[str] = mapped_column(String(40), comment="scale id, such as gais, wsrs")
    scale_version: Mapped[str] = mapped_column(String(20), comment="of the scale's wording")
    grade: Mapped[str] = mapped_column(String(20), comment="code of the grade")
    value: Mapped[float] = mapped_column(comment="what the scale counts that grade as")
    blinded: Mapped[bool] = mapped_column(comment="true: the rater was not told when the photo was taken")
    rated_at: Mapped[datetime] = mapped_column(comment="UTC, of the grade that stands")


def by_rater(session: Session, *, photo_id: UUID, scale: str, rater_id: UUID) -> Rating | None:
    """The grade that this person gave this photo on this scale, if any."""
    wanted = select(Rating).where(
        Rating.photo_id == photo_id, Rating.scale == scale, Rating.rater_id == rater_id
    )
    return session.scalars(wanted).one_or_none()


def of_photo(session: Session, photo_id: UUID) -> Sequence[Rating]:
    """Every grade of a photo, by scale and time."""
    wanted = select(Rating).where(Rating.photo_id == photo_id)
    return session.scalars(wanted.order_by(Rating.scale, Rating.rated_at, Rating.id)).all()


def of_patients(
    session: Session, patient_ids: Sequence[UUID], *, scale: str | None = None
) -> Sequence[tuple[Rating, Photo]]:
    """Every grade of photos of these patients that are surely theirs, with the photo, oldest photo first."""
    wanted = _shown(select(Rating)).add_columns(Photo).where(Photo.patient_id.in_(list(patient_ids)))
    if scale is not None:
        wanted = wanted.where(Rating.scale == scale)
    rows = session.execute(wanted.order_by(Photo.taken_at, Photo.id, Rating.rated_at, Rating.id))
    return [(row.Rating, row.Photo) for row in rows]


def seen_by(
    session: Session, user_id: UUID, *, scale: str, version: str, now: datetime
) -> Sequence[tuple[Rating, Photo]]:
    """Every grade on one version of a scale, of patients whom this person looks after."""
    wanted = (
        _shown(select(Rating))
        .add_columns(Photo)
        .where(Rating.scale == scale, Rating.scale_version == version)
        .where(Photo.patient_id.in_(carers.cared_for(user_id, now=now)))
    )
    rows = session.execute(wanted.order_by(Rating.rater_id, Photo.taken_at, Photo.id))
    return [(row.Rating, row.Photo) for row in rows]


def moved(
    session: Session,
    user_id: UUID,
    *,
    scale: str,
    version: str,
    now: datetime,
    least: float | None = None,
    most: float | None = None,
    limit: int = 50,
    after: str | None = None,
) -> Page[Rating]:
    """Grades that differ from the same rater's first of that view by `least` or more, or `most` or less.

    Only of patients whom this person looks after; newest grade first.
    """
    first, photo_first = aliased(Rating), aliased(Photo)
    earlier, photo_earlier = aliased(Rating), aliased(Photo)
    has_earlier = (
        select(earlier.id)
        .join(photo_earlier, photo_earlier.id == earlier.photo_id)
        .where(_same_series(earlier, photo_earlier, first, photo_first))
        .where(
            or_(
                photo_earlier.taken_at < photo_first.taken_at,
                and_(
                    photo_earlier.taken_at == photo_first.taken_at,
                    photo_earlier.id < photo_first.id,
                ),
            )
        )
        .exists()
    )
    wanted = (
        _shown(select(Rating))
        .join(first, first.rater_id == Rating.rater_id)
        .join(photo_first, photo_first.id == first.photo_id)
        .where(Rating.scale == scale, Rating.scale_version == version)
        .where(Photo.patient_id.in_(carers.cared_for(user_id, now=now)))
        .where(_same_series(first, photo_first, Rating, Photo))
        .where(photo_first.patient_confirmed.is_(True), first.id != Rating.id, ~has_earlier)
    )
    wanted = wanted.where(*_between(Rating.value - first.value, least, most))
    return page(session, wanted, by=(Rating.rated_at, Rating.id), limit=limit, after=after, descending=True)


def graded(
    session: Session,
    user_id: UUID,
    *,
    scale: str,
    version: str,
    now: datetime,
    least: float | None = None,
    most: float | None = None,
    limit: int = 50,
    after: str | None = None,
) -> Page[Rating]:
    """Grades of pairs from `least` to `most`, of patients whom this person looks after; newest first."""
    wanted = (
        _shown(select(Rating))
        .where(Rating.scale == scale, Rating.scale_version == version)
        .where(Photo.patient_id.in_(carers.cared_for(user_id, now=now)))
        .where(*_between(Rating.value, least, most))
    )
    return page(session, wanted, by=(Rating.rated_at, Rating.id), limit=limit, after=after, descending=True)


def _shown(wanted: Select[Rating]) -> Select[Rating]:
    """Grades of photos that are surely of their patient, who was not erased; of one patient, for a pair."""
    baseline = aliased(Photo)
    return (
        wanted.join(Photo, Photo.id == Rating.photo_id)
        .join(Patient, Patient.id == Photo.patient_id)
        .outerjoin(baseline, baseline.id == Rating.baseline_photo_id)
        .where(Photo.patient_confirmed.is_(True), Patient.erased_at.is_(None))
        .where(
            or_(
                Rating.baseline_photo_id.is_(None),
                and_(baseline.patient_id == Photo.patient_id, baseline.patient_confirmed.is_(True)),
            )
        )
    )


def _same_series(
    one: type[Rating], photo: type[Photo], other: type[Rating], photo_of_other: type[Photo]
) -> ColumnElement[bool]:
    """One rater, one version of one scale, one view of one patient."""
    return and_(
        one.clinic_id == other.clinic_id,
        one.rater_id == other.rater_id,
        one.scale == other.scale,
        one.scale_version == other.scale_version,
        photo.patient_id == photo_of_other.patient_id,
        photo.region == photo_of_other.region,
        photo.view == photo_of_other.view,
        photo.side == photo_of_other.side,
    )


def _between(
    value: SQLColumnExpression[float], least: float | None, most: float | None
) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if least is not None:
        conditions.append(value >= least)
    if most is not None:
        conditions.append(value <= most)
    return conditions
