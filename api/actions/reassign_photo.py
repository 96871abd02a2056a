"""A photo was taken of somebody else: it moves to the right patient, as one act.

The bytes are kept anew under the right patient's key, read back, and only then
does the row change, with its renditions and permissions, in one transaction.
From there on every link, picture and comparison of the wrong patient refuses it:
comparisons hold photos of one patient or are not there. What the old key still
opens is removed by a job.
"""

from base64 import b64decode, b64encode
from collections.abc import Callable
from contextlib import suppress
from uuid import UUID

from api.actions.ask_permission import ask
from api.actions.errors import InvalidInputError, RefusedError
from api.actions.forget_copies import forget_later
from api.actions.processing import measuring_permit
from api.actions.record_audit import record_act
from api.actions.release_photo import refusals_values, refused
from api.actions.services import Services
from api.actions.upload_photo import UNDERSTAND
from api.record import carers, jobs, patients, photos, renditions
from api.record.errors import DuplicatePhotoError, PatientUnknownError
from api.record.patients import Patient
from api.record.photos import Photo
from api.storage.errors import BlobDamagedError, BlobMissingError, ConflictError
from api.storage.keys import DataKey
from api.storage.vault import StoredOriginal
from api.storage.work import Work
from consent_gate import Actor, Channel, ChannelKind, Purpose
from consent_gate.wording import refuse


def reassign_photo(
    services: Services,
    actor: Actor,
    photo_id: UUID,
    *,
    patient_id: UUID,
    and_then: Callable[[Work, Photo], None] = lambda _work, _photo: None,
) -> Photo:
    """The photo, now the other patient's; `and_then` runs in the transaction that moves it.

    Raises
    ------
    PhotoUnknownError, PatientUnknownError
        Nothing of that id is in this clinic.
    RefusedError
        The caller does not look after both patients.
    DuplicatePhotoError
        The other patient has the same bytes already.
    """
    with services.work(actor) as work:
        channel = Channel(ChannelKind.CLINIC_SCREEN)
        decision = ask(
            work, photo_ids=[photo_id], purpose=Purpose.CARE, channel=channel, action="reassign_photo"
        )
        photo = photos.get(work.session, photo_id) if decision.allowed else None
        holder = patients.get(work.session, patient_id) if photo else None
        has_keys = photo is not None and holder is not None and None not in _keys(photo, holder)
        is_carer = carers.is_treating(work.session, actor.user_id, patient_id, now=work.now)
        twin = photos.by_content(work.session, patient_id, photo.sha256) if photo else None
        drawn = renditions.of_photo(work.session, photo_id)
    if photo is None or holder is None:
        raise refused(decision)
    if not is_carer:
        raise RefusedError(refusals_values([refuse("no_treating_relationship")]))
    if not has_keys:
        raise PatientUnknownError(patient_id)
    if photo.patient_id == patient_id:
        raise InvalidInputError(where="patient_id", problem="is the patient who has it already")
    if twin is not None:
        raise DuplicatePhotoError(photo_id=twin.id)
    permit, now = measuring_permit(services, photo), services.clock()
    original = services.vault.keep(services.vault.open(photo, permit=permit, now=now), holder=holder)
    copies: dict[UUID, StoredOriginal] = {}
    for one in drawn:
        with suppress(BlobDamagedError, BlobMissingError):  # what cannot be opened is made anew by the job
            data = services.vault.open_rendition(photo, one, permit=permit, now=now)
            copies[one.id] = services.vault.keep(data, holder=holder)
    with services.work(actor) as work:
        moved = _moved(work, photo, patient_id, original=original, copies=copies)
        and_then(work, moved)
    return moved


def _keys(*holders: Photo | Patient) -> list[bytes | None]:
    return [holder.wrapped_pixels_key for holder in holders]


def _moved(
    work: Work,
    seen: Photo,
    patient_id: UUID,
    *,
    original: StoredOriginal,
    copies: dict[UUID, StoredOriginal],
) -> Photo:
    photo_id, before = seen.id, seen.patient_id
    photo = photos.get(work.session, photo_id)
    if photo.patient_id != before:
        raise ConflictError("somebody else has moved the photo just now")
    old, new = (patients.get(work.session, each) for each in (before, patient_id))
    drawn = renditions.of_photo(work.session, photo_id)
    forget_later(work, photo_id, [photo.blob, *(one.blob for one in drawn)])
    # From here to the flush nothing is asked of the database: seal and patient change as one version.
    _seal_anew(work, photo, old, new)
    photo.patient_id, photo.blob = patient_id, original.name
    # Visit and treatment were the other patient's.
    photo.capture_session_id = photo.treatment_id = None
    photo.is_baseline, photo.patient_confirmed = False, True
    for rendition in drawn:
        copy = copies.get(rendition.id)
        if copy is None:  # made since we looked, under the key of the wrong patient
            work.session.delete(rendition)
        else:
            rendition.blob = copy.name
    work.session.flush()
    for each in (before, patient_id):
        record_act(work, "reassign_photo", patient_id=each, photo_ids=[photo_id])
    key = str(photo_id)
    jobs.enqueue(work.session, UNDERSTAND, key, {"photo_id": key}, clinic_id=work.clinic_id, now=work.now)
    return photo


def _seal_anew(work: Work, photo: Photo, old: Patient, new: Patient) -> None:
    """What only the old patient's key opens, for the new one's."""
    opener, sealer = (patients.identity_key(work.ring, each) for each in (old, new))
    for column in ("file_name", "location"):
        sealed: bytes | None = getattr(photo, f"{column}_sealed")
        if sealed is not None:
            text = opener.open(sealed, table="photos", column=column, row=photo.id)
            anew = sealer.seal(text, table="photos", column=column, row=photo.id)
            setattr(photo, f"{column}_sealed", anew)
    photo.flags = [_flag_anew(flag, photo.id, opener, sealer) for flag in photo.flags]


def _flag_anew(
    flag: str | dict[str, str], photo_id: UUID, opener: DataKey, sealer: DataKey
) -> str | dict[str, str]:
    if isinstance(flag, str):
        return flag
    reason = opener.open(b64decode(flag["reason_sealed"]), table="photos", column="flags", row=photo_id)
    sealed = sealer.seal(reason, table="photos", column="flags", row=photo_id)
    return {**flag, "reason_sealed": b64encode(sealed).decode()}
