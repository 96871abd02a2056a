"""A process that takes photos in and says so, made to be killed.

`python -m tests.suites.ingest HOME CLINIC PATIENT` reads lines `CAPTURE_ID PATH` and answers
`CAPTURE_ID PHOTO_ID` once the photo is kept and its row is committed: the least that an upload does.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from uuid import UUID

from api.clock import now
from api.record import jobs, patients, photos
from api.record.opening import Opened, open_home
from api.record.photos import Photo

THREADS = 4
Ingest = Callable[[str, bytes], UUID]


def by_vault(opened: Opened, *, clinic_id: UUID, patient_id: UUID) -> Ingest:
    """Bytes on the disk, then row and job in one transaction."""

    def ingest(capture_id: str, data: bytes) -> UUID:
        with opened.database.transaction(clinic_id=clinic_id, now=now(), write=False) as session:
            patient = patients.get(session, patient_id)
            known = photos.by_capture_id(session, capture_id)
        if known is not None:
            return known.id
        stored = opened.vault.keep(data, holder=patient)
        with opened.database.transaction(clinic_id=clinic_id, now=now()) as session:
            photo = photos.add(
                session,
                Photo(
                    clinic_id=clinic_id,
                    patient_id=patient_id,
                    capture_id=capture_id,
                    region="face",
                    view="front",
                    taken_at=session.now,
                    taken_at_source="received",
                    received_at=session.now,
                    sha256=stored.sha256,
                    bytes_=stored.length,
                    format="jpeg",
                    blob=stored.name,
                    width_px=640,
                    height_px=480,
                ),
            )
            jobs.enqueue(session, "measure", str(photo.id), {}, clinic_id=clinic_id, now=session.now)
            return photo.id

    return ingest


def main(home: Path, clinic_id: UUID, patient_id: UUID) -> None:
    """Take in what standard input names, several at once, until it ends."""
    voice = threading.Lock()
    with closing(open_home(home, role="serve", now=now())) as opened:
        ingest = by_vault(opened, clinic_id=clinic_id, patient_id=patient_id)
        print("ready", flush=True)

        def one(line: str) -> None:
            capture_id, path = line.split(maxsplit=1)
            photo_id = ingest(capture_id, Path(path.strip()).read_bytes())
            with voice:
                print(capture_id, photo_id, flush=True)

        with ThreadPoolExecutor(THREADS) as pool:
            for done in [pool.submit(one, line) for line in sys.stdin]:
                done.result()


if __name__ == "__main__":
    main(Path(sys.argv[1]), UUID(sys.argv[2]), UUID(sys.argv[3]))
