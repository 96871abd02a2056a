"""Jobs are done once, tried again when they fail, parked when they must be, and taken over from the dead."""

import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from api.jobs.worker import Workers
from api.record import jobs
from api.record.jobs import LEASE, MAX_ATTEMPTS, Job
from api.record.photos import Photo
from api.storage.reading import Reader, Reading
from api.storage.sandbox import Sandbox
from imaging.errors import (
    DecodeMemoryError,
    DecoderCrashedError,
    DecodeTimeoutError,
    ImagingError,
    UndecodableImageError,
)
from tests.api.routes.test_upload import send
from tests.clinic import NORTH, Running, picture, run_clinics


class Handler:
    """Fails as often as it is told, then does its job."""

    def __init__(self, *errors: Exception) -> None:
        self.errors = list(errors)
        self.done: list[Mapping[str, Any]] = []
        self.called = threading.Event()

    def __call__(self, _services: object, *, clinic_id: UUID, payload: Mapping[str, Any]) -> None:
        self.called.set()
        if self.errors:
            raise self.errors.pop(0)
        self.done.append({"clinic_id": clinic_id, **payload})


def write_job(running: Running, key: str = "one") -> None:
    with running.services.database.transaction(clinic_id=NORTH, now=running.watch()) as session:
        jobs.enqueue(session, "test", key, {"n": 1}, clinic_id=NORTH, now=running.watch())


def job(running: Running) -> Job:
    with running.services.database.across_clinics(now=running.watch(), write=False) as session:
        return session.scalars(select(Job).where(Job.kind == "test")).one()


def workers(running: Running, handler: Handler, *, threads: int = 0) -> Workers:
    return Workers(running.services, threads=threads, handlers={"test": handler})


def test_a_job_is_done_once_for_its_clinic(running: Running) -> None:
    handler = Handler()
    write_job(running)

    counts = [workers(running, handler).drain() for _ in range(2)]

    assert counts == [1, 0]
    assert handler.done == [{"clinic_id": NORTH, "n": 1}]
    assert job(running).state == "done"


def test_a_failed_job_is_tried_again_later_and_keeps_only_the_kind_of_its_error(running: Running) -> None:
    handler = Handler(RuntimeError("Mara Velez"))
    write_job(running)

    workers(running, handler).drain()
    at_once = job(running)
    running.watch.wait(seconds=6)
    workers(running, handler).drain()

    assert (at_once.state, at_once.last_error) == ("waiting", "RuntimeError")
    assert job(running).state == "done"


def test_a_job_that_keeps_failing_is_parked_and_holds_up_nobody(running: Running) -> None:
    handler = Handler(*[RuntimeError()] * MAX_ATTEMPTS)
    write_job(running)

    for _ in range(MAX_ATTEMPTS):
        workers(running, handler).drain()
        running.watch.wait(hours=8)

    assert job(running).state == "parked"


def test_what_was_parked_is_tried_once_more_at_the_next_start(running: Running) -> None:
    handler = Handler(UndecodableImageError(detail="read by a decoder that was mended since"))
    write_job(running)
    workers(running, handler).drain()
    parked = job(running).state
    handler.called.clear()

    with workers(running, handler, threads=1):
        assert handler.called.wait(10)

    assert (parked, job(running).state) == ("parked", "done")


class Unwell:
    """A reader that the machine fails a few times before it reads."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self.failures: list[ImagingError] = []

    def read(self, data: bytes, *, max_side_px: int | None = 4096) -> Reading:
        if self.failures:
            raise self.failures.pop()
        return self.reader.read(data, max_side_px=max_side_px)


@pytest.mark.parametrize("failure", [DecodeTimeoutError(), DecodeMemoryError(), DecoderCrashedError()])
def test_a_machine_that_fails_for_a_while_makes_no_photo_unreadable(
    tmp_path: Path, sandbox: Sandbox, failure: ImagingError
) -> None:
    reader = Unwell(sandbox)
    with run_clinics(tmp_path, reader=reader) as running:
        photo_id = send(running, picture(1)).json()["photo"]["id"]
        reader.failures = [failure]

        running.work_off()
        meanwhile = running.as_("clinician").get(f"/photos/{photo_id}").json()["state"]
        running.watch.wait(seconds=6)
        running.work_off()

        assert meanwhile == "stored"
        assert running.as_("clinician").get(f"/photos/{photo_id}").json()["state"] == "ready"


def test_a_file_that_cannot_be_read_is_parked_at_once(running: Running) -> None:
    handler = Handler(UndecodableImageError(detail="nonsense"))
    write_job(running)

    workers(running, handler).drain()

    assert (job(running).state, job(running).attempts) == ("parked", 1)


def test_a_job_of_a_worker_that_died_is_taken_over_when_its_lease_is_out(running: Running) -> None:
    handler = Handler()
    write_job(running)
    with running.services.database.across_clinics(now=running.watch()) as session:
        jobs.lease(session, now=running.watch(), kinds=["test"])

    too_early = workers(running, handler).drain()
    running.watch.time += LEASE
    in_time = workers(running, handler).drain()

    assert (too_early, in_time) == (0, 1)


def test_the_only_worker_of_a_home_takes_over_at_its_start(running: Running) -> None:
    handler = Handler()
    write_job(running)
    with running.services.database.across_clinics(now=running.watch()) as session:
        jobs.lease(session, now=running.watch(), kinds=["test"])

    with workers(running, handler, threads=1):
        assert handler.called.wait(10)

    assert job(running).state == "done"


def test_a_bell_wakes_a_waiting_worker(running: Running) -> None:
    handler = Handler()

    with workers(running, handler, threads=1):
        write_job(running)
        running.services.bell.set()
        assert handler.called.wait(10)


def test_a_damaged_original_makes_the_photo_unreadable_and_stays_where_it_is(running: Running) -> None:
    photo_id = send(running, picture(1)).json()["photo"]["id"]
    blob = next(
        path for path in (running.services.settings.home / "photos").rglob("*") if len(path.name) == 64
    )
    damaged = bytearray(blob.read_bytes())
    damaged[100] ^= 1
    blob.chmod(0o600)
    blob.write_bytes(damaged)

    running.work_off()

    told = running.as_("clinician").get(f"/photos/{photo_id}").json()
    assert (told["state"], told["unreadable_reason"]) == ("unreadable", "damaged")
    assert blob.read_bytes() == damaged


@pytest.mark.parametrize("twice", [1, 2])
def test_two_photos_of_one_view_are_aligned_without_being_asked(running: Running, twice: int) -> None:
    ids = [
        send(running, picture(n), taken_at=f"2026-01-0{n + 1}T10:00:00Z").json()["photo"]["id"]
        for n in range(2)
    ]
    for _ in range(twice):
        running.work_off()

    told = running.as_("clinician").get(f"/photos/{ids[1]}").json()["alignment_to_baseline"]

    assert told["status"] in {"aligned", "refused"}
    with running.services.database.across_clinics(now=running.watch(), write=False) as session:
        assert {photo.state for photo in session.scalars(select(Photo))} == {"ready"}
