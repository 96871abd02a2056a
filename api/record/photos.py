"""A photo: one original and what is known about it.

Three times are kept: what the device said, what EXIF said, and when the server received it.
`taken_at` is the one that the timeline uses, with its source; a time that cannot be right is
flagged, never corrected. The same bytes twice for one patient are refused; for another patient they
are a row of their own that tells nobody about the first. A capture id made on the device makes a
repeated upload the same photo.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Index, LargeBinary, String, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from api.record.errors import CaptureIdReusedError, DuplicatePhotoError, PhotoUnknownError
from api.record.patient_keys import PatientKeys
from api.storage.database import Base, ClinicScoped, Versioned, one_of, own, referable

STATES = ("stored", "ready", "unreadable")
SIDES = ("left", "right", "none")
TIME_SOURCES = ("device", "exif", "received", "entered")


class Photo(ClinicScoped, Versioned, Base):
    """One original, immutable; its facts come later, from a job."""

    __tablename__ = "photos"
    __table_args__ = (
        referable(),
        own("patients", "patient_id"),
        own("capture_sessions", "capture_session_id"),
        own("treatments", "treatment_id"),
        own("users", "uploaded_by"),
        UniqueConstraint("clinic_id", "capture_id"),
        UniqueConstraint("patient_id", "sha256"),
        one_of("state", *STATES),
        one_of("side", *SIDES),
        one_of("taken_at_source", *TIME_SOURCES),
        Index(None, "clinic_id", "patient_id", "region", "view", "taken_at"),
        Index(None, "clinic_id", "received_at", "id"),
        Index(None, "clinic_id", "capture_session_id"),
        Index(None, "clinic_id", "treatment_id"),
        Index(None, "blob"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default_factory=uuid4)
    patient_id: Mapped[UUID] = mapped_column(comment="whose photo")
    capture_session_id: Mapped[UUID | None] = mapped_column(default=None, comment="null: no visit named")
    treatment_id: Mapped[UUID | None] = mapped_column(default=None, comment="null: linked to no treatment")
    uploaded_by: Mapped[UUID | None] = mapped_column(default=None, comment="null: a program")
    capture_id: Mapped[str | None] = mapped_column(
        String(80), default=None, comment="made on the device; a retry repeats it; null: none was sent"
    )

    region: Mapped[str] = mapped_column(String(40), comment="region code, such as face, cheek_left")
    view: Mapped[str] = mapped_column(String(40), comment="view code, such as front, oblique_left")
    side: Mapped[str] = mapped_column(String(8), default="none", comment="left, right or none")

    taken_at: Mapped[datetime] = mapped_column(comment="UTC; the time that the timeline uses")
    taken_at_source: Mapped[str] = mapped_column(String(10), comment="which of the times that is")
    taken_at_device: Mapped[datetime | None] = mapped_column(default=None, comment="UTC; null: not sent")
    taken_at_exif: Mapped[datetime | None] = mapped_column(
        default=None,
        comment="UTC; wall-clock time as if UTC where the zone is unknown; null: camera did not say",
    )
    taken_at_exif_zone: Mapped[str | None] = mapped_column(
        String(10), default=None, comment="such as +02:00, or unknown; null: no EXIF time"
    )
    received_at: Mapped[datetime] = mapped_column(comment="UTC, by the server's clock")

    sha256: Mapped[bytes] = mapped_column(LargeBinary(32), comment="of the original's bytes")
    bytes_: Mapped[int] = mapped_column("bytes", comment="length of the original")
    format: Mapped[str] = mapped_column(String(10), comment="by content: jpeg, png, webp, tiff, heic, avif")
    blob: Mapped[str] = mapped_column(String(80), comment="name of the encrypted original")
    width_px: Mapped[int] = mapped_column(comment="upright, full size")
    height_px: Mapped[int] = mapped_column(comment="upright, full size")

    state: Mapped[str] = mapped_column(String(12), default="stored", comment="stored, ready or unreadable")
    unreadable_reason: Mapped[str | None] = mapped_column(String(60), default=None, comment="null: readable")
    facts: Mapped[dict[str, Any] | None] = mapped_column(default=None, comment="null: not measured yet")
    flags: Mapped[list[Any]] = mapped_column(
        default_factory=list, comment="codes such as clock_in_future, zone_unknown"
    )
    patient_confirmed: Mapped[bool] = mapped_column(default=True, comment="false: whose photo is in doubt")
    is_baseline: Mapped[bool] = mapped_column(
        default=False, comment="later photos of the view are held to it"
    )
    file_name_sealed: Mapped[bytes | None] = mapped_column(default=None, comment="sealed; null: none sent")
    location_sealed: Mapped[bytes | None] = mapped_column(default=None, comment="GPS, sealed; null: none")

    keys: Mapped[PatientKeys] = relationship(
        init=False,
        viewonly=True,
        primaryjoin="foreign(Photo.patient_id) == PatientKeys.patient_id",
        lazy="joined",
        innerjoin=True,
    )

    @property
    def wrapped_pixels_key(self) -> bytes | None:
        """The patient's wrapped key for pixels; None after erasure."""
        return self.keys.wrapped_pixels_key


def get(session: Session, photo_id: UUID) -> Photo:
    """The photo, or PhotoUnknownError."""
    found = session.get(Photo, photo_id)
    if found is None:
        raise PhotoUnknownError(photo_id)
    return found


def add(session: Session, photo: Photo) -> Photo:
    """Put the photo into the record, or return the one that this upload repeats.

    Raises
    ------
    DuplicatePhotoError
        The patient has the same bytes already, under another capture id.
    CaptureIdReusedError
        The capture id was used for other bytes or another patient.
    """
    repeated = None if photo.capture_id is None else by_capture_id(session, photo.capture_id)
    if repeated is not None:
        if (repeated.patient_id, repeated.sha256) == (photo.patient_id, photo.sha256):
            return repeated
        raise CaptureIdReusedError(capture_id=repeated.capture_id or "", photo_id=repeated.id)
    twin = by_content(session, photo.patient_id, photo.sha256)
    if twin is not None:
        raise DuplicatePhotoError(photo_id=twin.id)
    session.add(photo)
    session.flush()
    session.refresh(photo, ["keys"])  # readable also after the transaction, as of a photo that was found
    return photo


def by_capture_id(session: Session, capture_id: str) -> Photo | None:
    """The photo that a device's capture became in this clinic."""
    return session.scalars(select(Photo).where(Photo.capture_id == capture_id)).one_or_none()


def by_content(session: Session, patient_id: UUID, sha256: bytes) -> Photo | None:
    """The patient's photo with these bytes."""
    wanted = select(Photo).where(Photo.patient_id == patient_id, Photo.sha256 == sha256)
    return session.scalars(wanted).one_or_none()


def of_patient(session: Session, patient_id: UUID) -> Sequence[Photo]:
    """The patient's photos by region, view and time: one index walk."""
    wanted = select(Photo).where(Photo.patient_id == patient_id)
    return session.scalars(wanted.order_by(Photo.region, Photo.view, Photo.taken_at, Photo.id)).all()


def baseline_for(session: Session, photo: Photo) -> Photo | None:
    """The photo that this one is held against: the marked one of the same view, else the earliest."""
    wanted = (
        select(Photo)
        .where(
            Photo.patient_id == photo.patient_id,
            Photo.region == photo.region,
            Photo.view == photo.view,
            Photo.side == photo.side,
            Photo.id != photo.id,
            Photo.state != "unreadable",
        )
        .order_by(Photo.is_baseline.desc(), Photo.taken_at, Photo.id)
        .limit(1)
    )
    found = session.scalars(wanted).one_or_none()
    if found is None or found.is_baseline or found.taken_at <= photo.taken_at:
        return found
    return None


def latest_faces(session: Session, patient_ids: Iterable[UUID]) -> dict[UUID, UUID]:
    """For each patient, the newest readable front view of the face."""
    place = func.row_number().over(partition_by=Photo.patient_id, order_by=(Photo.taken_at.desc(), Photo.id))
    fronts = (
        select(Photo.patient_id, Photo.id, place.label("place"))
        .where(
            Photo.patient_id.in_(list(patient_ids)),
            Photo.region == "face",
            Photo.view == "front",
            Photo.state == "ready",
        )
        .subquery()
    )
    wanted = select(fronts.c.patient_id, fronts.c.id).where(fronts.c.place == 1)
    return {row.patient_id: row.id for row in session.execute(wanted)}


def counts(session: Session, patient_ids: Iterable[UUID]) -> dict[UUID, tuple[int, datetime]]:
    """For each patient that has photos: how many, and when the last one was taken."""
    wanted = (
        select(Photo.patient_id, func.count(), func.max(Photo.taken_at))
        .where(Photo.patient_id.in_(list(patient_ids)))
        .group_by(Photo.patient_id)
    )
    return {patient_id: (count, at) for patient_id, count, at in session.execute(wanted)}


def blobs_in_use(session: Session, names: Iterable[str]) -> set[str]:
    """Which of these blobs are originals of photos; needs a session across clinics."""
    return set(session.scalars(select(Photo.blob).where(Photo.blob.in_(list(names)))))


def originals(session: Session) -> Iterator[tuple[UUID, str]]:
    """Every photo of a patient who was not erased, with its blob's name; needs a session across clinics."""
    wanted = (
        select(Photo.id, Photo.blob)
        .join(PatientKeys, PatientKeys.patient_id == Photo.patient_id)
        .where(PatientKeys.wrapped_pixels_key.is_not(None))
        .order_by(Photo.id)
    )
    for row in session.execute(wanted.execution_options(yield_per=1000)):
        yield row.id, row.blob
