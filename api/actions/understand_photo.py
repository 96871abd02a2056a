"""A kept photo is understood: facts, renditions, and how it lies to its baseline.

May run twice, on two machines, at any time after the upload: what is written is
the same each time. A photo that moved to another patient meanwhile is left to the
job that its move wrote. A photo whose bytes cannot be read any more becomes
`unreadable`, with the reason; its original stays where it is. A decoder that gave
no answer, or bytes that are not there, are raised: the job is tried again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from api.actions.align_photos import align_to_baseline
from api.actions.facts import photo_facts
from api.actions.forget_copies import forget_later
from api.actions.processing import measuring_permit
from api.actions.services import Services, system
from api.record import photos, renditions
from api.record.photos import Photo
from api.record.renditions import Rendition
from api.storage.errors import BlobDamagedError, BlobMissingError
from api.storage.reading import Reading, read_photo
from api.storage.vault import StoredOriginal
from imaging.encode import encode_jpeg
from imaging.errors import DecoderFailedError, ImagingError
from imaging.quality import measure
from imaging.resample import shrink

SIZES = {"screen": 2048, "thumbnail": 512}
"""px of the longer side; comparisons are drawn from the screen rendition"""
QUALITY = {"screen": 92, "thumbnail": 82}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Made:
    """One rendition, kept."""

    kind: str
    width_px: int
    height_px: int
    stored: StoredOriginal


def understand_photo(services: Services, *, clinic_id: UUID, photo_id: UUID) -> None:
    """Measure the photo, make its renditions, align it; once is enough, twice does no harm."""
    actor = system(clinic_id)
    with services.work(actor, write=False) as work:
        photo = photos.get(work.session, photo_id)
        has_key = photo.wrapped_pixels_key is not None
        found = [renditions.find(work.session, photo_id, kind) for kind in SIZES]
    if not has_key:
        return  # the patient was erased meanwhile: there is nothing left to measure
    drawn = [one for one in found if one is not None]
    if photo.state != "ready" or len(drawn) < len(SIZES) or not _all_open(services, photo, drawn):
        reading = _read(services, photo)
        if isinstance(reading, str):
            _mark_unreadable(services, photo, reason=reading)
            return
        if not _keep(services, photo, reading):
            return
    align_to_baseline(services, clinic_id=clinic_id, photo_id=photo_id)


def _read(services: Services, photo: Photo) -> Reading | str:
    """What the original says, or the code of why it cannot be read."""
    permit = measuring_permit(services, photo)
    try:
        data = services.vault.open(photo, permit=permit, now=services.clock())
        return read_photo(services.sandbox, data)
    except DecoderFailedError:
        raise  # a machine that was slow, short of memory or killed says nothing about the file
    except (ImagingError, BlobDamagedError) as error:
        return error.reason


def _all_open(services: Services, photo: Photo, drawn: Sequence[Rendition]) -> bool:
    """Whether every rendition is there, whole, and under the key of the photo's patient."""
    permit = measuring_permit(services, photo)
    try:
        for one in drawn:
            services.vault.open_rendition(photo, one, permit=permit, now=services.clock())
    except (BlobDamagedError, BlobMissingError):
        return False
    return True


def _is_still(row: Photo, photo: Photo) -> bool:
    """Whether the row still tells of the bytes that were read, and of their patient."""
    return (row.patient_id, row.blob) == (photo.patient_id, photo.blob)


def _mark_unreadable(services: Services, photo: Photo, *, reason: str) -> None:
    with services.work(system(photo.clinic_id)) as work:
        row = photos.get(work.session, photo.id)
        if _is_still(row, photo):
            row.state, row.unreadable_reason = "unreadable", reason


def _keep(services: Services, photo: Photo, reading: Reading) -> bool:
    """Keep what was found; False, and nothing kept, when the photo moved meanwhile."""
    frame = reading.frame
    face = services.finder.find(frame.pixels)
    facts = photo_facts(reading, measure(frame), face)
    made = [_rendition(services, photo, frame.pixels, kind) for kind in SIZES]
    with services.work(system(photo.clinic_id)) as work:
        row = photos.get(work.session, photo.id)
        if not _is_still(row, photo):
            forget_later(work, photo.id, [one.stored.name for one in made])
            return False
        row.facts, row.state, row.unreadable_reason = facts, "ready", None
        for one in made:
            rendition = Rendition(
                clinic_id=work.clinic_id,
                photo_id=photo.id,
                kind=one.kind,
                format="jpeg",
                width_px=one.width_px,
                height_px=one.height_px,
                sha256=one.stored.sha256,
                bytes_=one.stored.length,
                blob=one.stored.name,
                made_at=work.now,
            )
            renditions.put(work.session, rendition)
    return True


def _rendition(services: Services, photo: Photo, pixels: NDArray[np.uint8], kind: str) -> _Made:
    drawn = shrink(pixels, factor=min(1.0, SIZES[kind] / max(pixels.shape[:2])))
    stored = services.vault.keep(encode_jpeg(drawn, quality=QUALITY[kind]), holder=photo)
    return _Made(kind=kind, width_px=drawn.shape[1], height_px=drawn.shape[0], stored=stored)
