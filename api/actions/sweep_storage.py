"""Blobs without a row are removed, rows without a blob are told; done at a start, before uploads come.

Bytes are kept before their row is written, so a process that dies in between leaves a blob that
nobody knows. It is removed once it is older than any upload can last. When far more blobs are unknown
than crashes explain, the database is not the one that belongs to the folder (an old backup, say):
nothing is removed, and a person must look.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from uuid import UUID

from api.record import photos, renditions
from api.storage.blobs import LocalBlobs
from api.storage.database import Database

GRACE = timedelta(hours=1)  # no upload lasts longer; younger blobs may still get their row
BATCH = 500  # names in one question to the database
ALWAYS_FEW = 50  # this many strays are never suspicious
SUSPICIOUS = 0.1  # share of all blobs; beyond it the database is doubted, not the blobs


@dataclass(frozen=True, slots=True, kw_only=True)
class Swept:
    """What was found and done."""

    blobs: int
    strays: int  # blobs that no row names
    removed: int  # those of them that were old enough
    unfinished: int  # leftovers of interrupted writes, removed
    missing: tuple[UUID, ...]  # photos whose original is not there
    doubtful: bool  # so many strays that none was removed


def sweep_storage(database: Database, blobs: LocalBlobs, *, now: datetime, grace: timedelta = GRACE) -> Swept:
    """Remove what crashes left behind in the photo folder; nothing that any row names is touched."""
    older_than = now - grace
    unfinished = blobs.sweep_unfinished(older_than=older_than)
    names = set(blobs.names())
    strays = {name for batch in _batches(iter(names)) for name in _unknown(database, batch, now=now)}
    doubtful = len(strays) > max(ALWAYS_FEW, SUSPICIOUS * len(names))
    removed = 0 if doubtful else sum(blobs.discard(name, older_than=older_than) for name in sorted(strays))
    return Swept(
        blobs=len(names),
        strays=len(strays),
        removed=removed,
        unfinished=unfinished,
        missing=_missing(database, blobs, names, now=now),
        doubtful=doubtful,
    )


def _unknown(database: Database, names: list[str], *, now: datetime) -> set[str]:
    with database.across_clinics(now=now, write=False) as session:
        known = photos.blobs_in_use(session, names) | renditions.blobs_in_use(session, names)
    return set(names) - known


def _missing(database: Database, blobs: LocalBlobs, seen: set[str], *, now: datetime) -> tuple[UUID, ...]:
    # A photo that came after the names were listed is looked up by itself.
    with database.across_clinics(now=now, write=False) as session:
        return tuple(
            photo_id
            for photo_id, name in photos.originals(session)
            if name not in seen and not blobs.has(name)
        )


def _batches(names: Iterator[str]) -> Iterator[list[str]]:
    while batch := list(islice(names, BATCH)):
        yield batch
