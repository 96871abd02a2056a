"""A process that takes photos in and says so, made to be killed.

Reads lines `CAPTURE_ID PATH` and answers `CAPTURE_ID PHOTO_ID` once the photo is kept and its row is
committed. `vault` keeps bytes and row only; `action` goes through the whole upload, decoding included.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from pathlib import Path
from uuid import UUID

from api.actions.services import Services
from api.actions.upload_photo import Upload, upload_photo
from api.app import open_services
from api.clock import now
from api.record import jobs, patients, photos
from api.record.opening import Opened, open_home
from api.record.photos import Photo
from api.settings import Settings
from consent_gate import Actor, Role

THREADS = 4
Ingest = Callable[[str, bytes], UUID]


def by_vault(opened: Opened, *, clinic_id: UUID, patient_id: UUID) -> Ingest:
    """The least that an upload does: bytes on the disk, then row and job in one transaction."""

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


def by_action(services: Services, *, clinic_id: UUID, patient_id: UUID, user_id: UUID) -> Ingest:
    """The upload as the service does it."""
    actor = Actor(user_id=user_id, role=Role.CLINICIAN, clinic_id=clinic_id)

    def ingest(capture_id: str, data: bytes) -> UUID:
        upload = Upload(patient_id=patient_id, data=data, region="face", view="front", capture_id=capture_id)
        return upload_photo(services, actor, upload)[0].id

    return ingest


def main(home: Path, mode: str, clinic_id: UUID, patient_id: UUID, user_id: UUID) -> None:
    """Take in what standard input names, several at once, until it ends."""
    voice = threading.Lock()
    with ExitStack() as stack:
        if mode == "vault":
            opened = stack.enter_context(closing(open_home(home, role="serve", now=now())))
            ingest = by_vault(opened, clinic_id=clinic_id, patient_id=patient_id)
        else:
            services = stack.enter_context(open_services(Settings(home=home), role="serve"))
            ingest = by_action(services, clinic_id=clinic_id, patient_id=patient_id, user_id=user_id)
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
    main(Path(sys.argv[1]), sys.argv[2], *(UUID(text) for text in sys.argv[3:6]))
