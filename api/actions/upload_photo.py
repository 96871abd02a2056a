"""A photo comes in: looked at, judged, kept on the disk, and only then acknowledged.

In the order of the steps:

1. Whose it is, and whether it is here already: a question to the record.
2. What it is: header, whole picture, clocks, side. A file that is no photo, is cut
   short, a bomb, too small, dated in the future or of the other side is refused
   here, each with its own error, and nothing has been kept. The sender still has
   the file; a person may send it once more with `accept` and a reason.
3. The bytes are kept, encrypted, and read back.
4. Row, job and audit entry, in one transaction.

Two short transactions stand around the slow part, so that decoding holds up
nobody; what they saw is checked again in the second. Bytes that were kept for a
row that never came are swept later.
"""

import hashlib
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from api.actions.errors import InvalidInputError, WrongSideError
from api.actions.photo_times import Times, times_of
from api.actions.photo_words import CLOCK_IN_FUTURE, VIEWS, WRONG_SIDE, is_region, side_of
from api.actions.record_audit import record_act
from api.actions.services import Services
from api.record import capture_sessions, clinics, jobs, patients, photos, treatments
from api.record.errors import CaptureIdReusedError, DuplicatePhotoError, PatientUnknownError
from api.record.patients import Patient
from api.record.photos import Photo
from api.storage.reading import Reading, read_photo
from api.storage.vault import StoredOriginal
from api.storage.work import Work
from consent_gate import Actor
from protocols.checks import side_shown
from protocols.model import Verdict
from protocols.views import shown_view

UNDERSTAND = "understand_photo"
OVERRIDES = frozenset({WRONG_SIDE, CLOCK_IN_FUTURE})
ACCEPTABLE = frozenset({"wrong_side", CLOCK_IN_FUTURE})
"""what a person may keep a photo in spite of"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """What came with the bytes; checked where it is made."""

    patient_id: UUID
    data: bytes = field(repr=False)
    region: str
    view: str
    side: str | None = None
    session_id: UUID | None = None
    treatment_id: UUID | None = None
    taken_at: datetime | None = None
    capture_id: str | None = None
    file_name: str | None = field(default=None, repr=False)
    accept: frozenset[str] = frozenset()
    reason: str | None = None

    def __post_init__(self) -> None:
        """Raise InvalidInputError for what cannot be filed."""
        if not is_region(self.region):
            raise InvalidInputError(where="region", problem="is no region, expected one such as `face`")
        if self.view not in VIEWS:
            raise InvalidInputError(where="view", problem=f"is no view, expected one of {', '.join(VIEWS)}")
        known = {side_of(self.region), side_of(self.view)} - {"none"}
        if self.side in {"left", "right"} and known and known != {self.side}:
            raise InvalidInputError(where="side", problem="contradicts the region or the view")
        if self.accept - ACCEPTABLE:
            raise InvalidInputError(where="accept", problem=f"expected {' or '.join(sorted(ACCEPTABLE))}")
        if self.accept and not (self.reason or "").strip():
            raise InvalidInputError(where="reason", problem="is missing: say why the photo is kept")
        if self.taken_at is not None and self.taken_at.tzinfo is None:
            raise InvalidInputError(where="taken_at", problem="has no time zone")

    @property
    def sha256(self) -> bytes:
        """What tells these bytes from others."""
        return hashlib.sha256(self.data).digest()

    @property
    def filed_side(self) -> str:
        """`left`, `right` or `none`: as said, else as region and view say."""
        said = (self.side, side_of(self.region), side_of(self.view))
        return next((side for side in said if side in {"left", "right"}), "none")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Judged:
    """What was seen of the bytes, and what about it must be flagged."""

    reading: Reading
    times: Times
    flags: tuple[str, ...]


def upload_photo(
    services: Services,
    actor: Actor,
    upload: Upload,
    *,
    and_then: Callable[[Work, Photo], None] = lambda _work, _photo: None,
) -> tuple[Photo, bool]:
    """The photo, kept; and whether it is new (a repeated capture is not).

    `and_then` runs in the transaction that writes the row.

    Raises
    ------
    PatientUnknownError
        There is no such patient in this clinic.
    DuplicatePhotoError, CaptureIdReusedError
        It is here already, or its capture id belongs to another photo.
    ImagingError, InvalidInputError
        It cannot be kept as it is; nothing was.
    """
    with services.work(actor, write=False) as work:
        patient, zone, known = _at_home(work, upload)
    if known is not None:
        return known, False
    judged = _judge(services, upload, zone=zone, now=services.clock())
    stored = services.vault.keep(upload.data, holder=patient)
    with services.work(actor) as work:
        row = _row(work, upload, judged, stored)
        photo = photos.add(work.session, row)
        if photo is row:
            key = str(photo.id)
            jobs.enqueue(
                work.session,
                UNDERSTAND,
                key,
                {"photo_id": key},
                clinic_id=work.clinic_id,
                now=work.now,
            )
            record_act(work, "upload_photo", patient_id=photo.patient_id, photo_ids=[photo.id])
        and_then(work, photo)
    services.bell.set()
    return photo, photo is row


def _at_home(work: Work, upload: Upload) -> tuple[Patient, str, Photo | None]:
    """The patient with keys, the clinic's time zone, and the photo that this upload repeats."""
    patient = patients.get(work.session, upload.patient_id)
    if upload.session_id is not None:
        visit = capture_sessions.get(work.session, upload.session_id)
        _check_whose(visit.patient_id, upload, where="session_id")
    if upload.treatment_id is not None:
        treatment = treatments.get(work.session, upload.treatment_id)
        _check_whose(treatment.patient_id, upload, where="treatment_id")
    if patient.wrapped_pixels_key is None:  # loaded now: the session is over when the vault asks
        raise PatientUnknownError(upload.patient_id)
    zone = clinics.get(work.session, work.clinic_id).time_zone
    return patient, zone, _repeated(work, upload)


def _check_whose(patient_id: UUID, upload: Upload, *, where: str) -> None:
    if patient_id != upload.patient_id:
        raise InvalidInputError(where=where, problem="belongs to another patient")


def _repeated(work: Work, upload: Upload) -> Photo | None:
    """The photo that this upload repeats; raises for bytes or a capture id that are another one's."""
    found = photos.by_capture_id(work.session, upload.capture_id) if upload.capture_id else None
    if found is not None and (found.patient_id, found.sha256) == (upload.patient_id, upload.sha256):
        return found
    if found is not None:
        raise CaptureIdReusedError(capture_id=upload.capture_id or "", photo_id=found.id)
    twin = photos.by_content(work.session, upload.patient_id, upload.sha256)
    if twin is not None:
        raise DuplicatePhotoError(photo_id=twin.id)
    return None


def _judge(services: Services, upload: Upload, *, zone: str, now: datetime) -> _Judged:
    reading = read_photo(services.sandbox, upload.data)
    times = times_of(
        reading.metadata,
        said=upload.taken_at,
        clinic_zone=zone,
        now=now,
        accepted=CLOCK_IN_FUTURE in upload.accept,
    )
    flags = times.flags
    shown = _other_side(services, upload, reading)
    if shown is not None:
        view, yaw = shown
        if "wrong_side" not in upload.accept:
            raise WrongSideError(view=upload.view, shown=view, yaw_deg=yaw)
        flags = (*flags, WRONG_SIDE)
    return _Judged(reading=reading, times=times, flags=flags)


def _other_side(services: Services, upload: Upload, reading: Reading) -> tuple[str, float] | None:
    """The view that the face shows, and its turn, when that is clearly the other side."""
    if side_of(upload.view) == "none":
        return None
    face = services.finder.find(reading.frame.pixels)
    if face is None or face.yaw_deg is None:
        return None
    finding = side_shown({"yaw_deg": face.yaw_deg}, upload.view)
    shown = shown_view(face.yaw_deg)
    if finding is None or finding.verdict is not Verdict.FAIL or shown is None:
        return None
    return shown, face.yaw_deg


def _row(work: Work, upload: Upload, judged: _Judged, stored: StoredOriginal) -> Photo:
    patient = patients.get(work.session, upload.patient_id)
    header, times = judged.reading.header, judged.times
    photo = Photo(
        clinic_id=work.clinic_id,
        patient_id=patient.id,
        capture_session_id=upload.session_id,
        treatment_id=upload.treatment_id,
        uploaded_by=work.actor.user_id,
        capture_id=upload.capture_id,
        region=upload.region,
        view=upload.view,
        side=upload.filed_side,
        taken_at=times.taken_at,
        taken_at_source=times.source,
        taken_at_device=times.device,
        taken_at_exif=times.exif,
        taken_at_exif_zone=times.exif_zone,
        received_at=work.now,
        sha256=stored.sha256,
        bytes_=stored.length,
        format=header.format,
        blob=stored.name,
        width_px=header.width_px,
        height_px=header.height_px,
        flags=list(judged.flags),
    )
    identity_key = patients.identity_key(work.ring, patient)
    if upload.reason and judged.flags and upload.accept:
        sealed = identity_key.seal(upload.reason, table="photos", column="flags", row=photo.id)
        override = {"by": str(work.actor.user_id), "reason_sealed": b64encode(sealed).decode()}
        photo.flags = [{"code": code, **override} if code in OVERRIDES else code for code in judged.flags]
    if upload.file_name:
        photo.file_name_sealed = identity_key.seal(
            upload.file_name, table="photos", column="file_name", row=photo.id
        )
    gps = judged.reading.metadata.gps
    if gps is not None:
        place = f"{gps.latitude_deg},{gps.longitude_deg},{'' if gps.altitude_m is None else gps.altitude_m}"
        photo.location_sealed = identity_key.seal(place, table="photos", column="location", row=photo.id)
    return photo
