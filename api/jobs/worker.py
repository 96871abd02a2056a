"""The workers of one process: threads that lease jobs, do them, and say so.

A job is leased for a minute and the lease renewed while it runs; a worker that
dies loses it, and the job begins anew elsewhere. What a handler raises is kept by
its kind only, never by its text, which may name people; the trace goes to the
log. A file that cannot be read is no reason to try again; a machine that fails is,
for hours, and once more at each start.
"""

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Protocol, Self
from uuid import UUID

import structlog

from api.actions.forget_copies import FORGET_COPIES
from api.actions.services import Services
from api.actions.upload_photo import UNDERSTAND
from api.jobs import forget, understand
from api.jobs.chores import EVERY_S, do_chores
from api.record import jobs
from api.storage.errors import DatabaseError
from imaging.errors import DecoderFailedError, ImagingError

LOOK_EVERY_S = 1.0
"""how often a worker that nobody rang looks for jobs, such as those of another process"""
BEAT_EVERY_S = 20.0
"""a third of a lease"""

log = structlog.get_logger(__name__)


class Handler(Protocol):
    """Does one kind of job; may run twice and must not mind."""

    def __call__(self, services: Services, *, clinic_id: UUID, payload: Mapping[str, Any]) -> None:
        """Raise whatever goes wrong: the job is tried again, or parked."""


HANDLERS: Mapping[str, Handler] = {UNDERSTAND: understand.run, FORGET_COPIES: forget.run}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Leased:
    """One job, held by this worker."""

    number: int
    lease: UUID
    kind: str
    clinic_id: UUID
    payload: Mapping[str, Any]


class Workers:
    """Some worker threads; use as a context manager, or call `drain` to work in the caller's thread."""

    def __init__(
        self, services: Services, *, threads: int, handlers: Mapping[str, Handler] = HANDLERS
    ) -> None:
        self._services = services
        self._handlers = handlers
        self._stopping = threading.Event()
        self._threads = [
            threading.Thread(target=self._loop, name=f"worker-{number}", daemon=True)
            for number in range(threads)
        ]
        if threads:
            self._threads.append(threading.Thread(target=self._chores, name="chores", daemon=True))

    def __enter__(self) -> Self:
        # Whoever enters holds the home's lock for workers: what another one still had, it died with.
        now = self._services.clock()
        with self._services.database.across_clinics(now=now) as session:
            jobs.release_all(session, now=now)
            jobs.retry_parked(session, now=now, attempts=1)
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_raised: object) -> None:
        self._stopping.set()
        self._services.bell.set()
        for thread in self._threads:
            thread.join()

    def drain(self) -> int:
        """Do every job that is due, here and now; how many there were."""
        count = 0
        while self._do_one():
            count += 1
        return count

    def _loop(self) -> None:
        while not self._stopping.is_set():
            try:
                while not self._stopping.is_set() and self._do_one():
                    pass
            except DatabaseError as error:
                # Busy or full: the jobs wait in the record, the next look finds them.
                log.warning("jobs cannot be reached", reason=error.reason)
            self._services.bell.wait(LOOK_EVERY_S)
            self._services.bell.clear()

    def _chores(self) -> None:
        do_chores(self._services)
        while not self._stopping.wait(EVERY_S):
            do_chores(self._services)

    def _do_one(self) -> bool:
        leased = self._lease()
        if leased is None:
            return False
        try:
            with self._beating(leased):
                self._handlers[leased.kind](
                    self._services, clinic_id=leased.clinic_id, payload=leased.payload
                )
        except Exception as error:
            # A worker outlives every job.
            log.exception("job failed", number=leased.number, kind=leased.kind)
            self._settle(leased, error)
        else:
            self._settle(leased, None)
        return True

    def _lease(self) -> _Leased | None:
        now = self._services.clock()
        with self._services.database.across_clinics(now=now) as session:
            job = jobs.lease(session, now=now, kinds=sorted(self._handlers))
            if job is None or job.lease is None:
                return None
            return _Leased(
                number=job.number,
                lease=job.lease,
                kind=job.kind,
                clinic_id=job.clinic_id,
                payload=job.payload,
            )

    def _settle(self, leased: _Leased, error: Exception | None) -> None:
        now = self._services.clock()
        with self._services.database.across_clinics(now=now) as session:
            if error is None:
                jobs.finish(session, number=leased.number, lease=leased.lease, now=now)
            else:
                jobs.fail(
                    session,
                    number=leased.number,
                    lease=leased.lease,
                    now=now,
                    error=type(error).__name__,
                    final=isinstance(error, ImagingError) and not isinstance(error, DecoderFailedError),
                )

    def _renew(self, leased: _Leased) -> None:
        now = self._services.clock()
        with self._services.database.across_clinics(now=now) as session:
            jobs.heartbeat(session, number=leased.number, lease=leased.lease, now=now)

    @contextmanager
    def _beating(self, leased: _Leased) -> Iterator[None]:
        """Keep the lease while the block runs."""
        over = threading.Event()

        def beat() -> None:
            while not over.wait(BEAT_EVERY_S):
                try:
                    self._renew(leased)
                except DatabaseError as error:
                    # One beat may be missed: a lease lasts for three.
                    log.warning("lease not renewed", number=leased.number, reason=error.reason)

        thread = threading.Thread(target=beat, name=f"beat-{leased.number}", daemon=True)
        thread.start()
        try:
            yield
        finally:
            over.set()
            thread.join()
