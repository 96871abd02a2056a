"""Copies under the key of a patient who no longer has the photo are removed, by a job.

The job is written in the transaction that moves the photo, so it cannot be lost. It
waits as long as an upload may last: bytes that somebody put again meanwhile, or that
any row names, stay.
"""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from uuid import UUID

from api.actions.services import Services
from api.record import jobs, photos, renditions
from api.storage.work import Work

FORGET_COPIES = "forget_copies"
GRACE = timedelta(hours=1)


def forget_later(work: Work, photo_id: UUID, names: Iterable[str]) -> None:
    """Have these blobs removed once nobody can still be putting them."""
    listed = sorted(set(names))
    if not listed:
        return
    key = f"{photo_id} {work.now.isoformat()}"
    jobs.enqueue(
        work.session,
        FORGET_COPIES,
        key,
        {"blobs": listed},
        clinic_id=work.clinic_id,
        now=work.now,
        after=GRACE,
    )


def forget_copies(services: Services, names: Sequence[str]) -> None:
    """Remove those of the blobs that no row names."""
    now = services.clock()
    with services.database.across_clinics(now=now, write=False) as session:
        known = photos.blobs_in_use(session, names) | renditions.blobs_in_use(session, names)
    for name in sorted(set(names) - known):
        services.vault.discard(name, older_than=now - GRACE)
