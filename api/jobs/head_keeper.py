"""Keeps the audit heads outside the database: at the start, every minute, and at the end of a process.

Between two heads a cut end of the chain would stay unseen; a minute is what a thief would have. What
goes wrong is said in the log and tried again: a full disk must not stop the clinic.
"""

import threading
from typing import Self

import structlog

from api.actions.services import Services
from api.actions.verify_audit import keep_heads
from api.storage.errors import StorageError

EVERY_S = 60.0

log = structlog.get_logger(__name__)


class HeadKeeper:
    """A thread beside the service; use as a context manager."""

    def __init__(self, services: Services, *, every_s: float = EVERY_S) -> None:
        self._services = services
        self._every_s = every_s
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._loop, name="audit-heads", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_raised: object) -> None:
        self._stopping.set()
        self._thread.join()
        self.keep()

    def keep(self) -> int:
        """Keep the heads that have grown; how many those were (0 when they could not be kept)."""
        now = self._services.clock()
        try:
            with self._services.database.across_clinics(now=now, write=False) as session:
                return len(keep_heads(session, heads=self._services.heads, now=now))
        except StorageError as error:
            log.warning("audit heads were not kept", reason=error.reason)
            return 0

    def _loop(self) -> None:
        while not self._stopping.is_set():
            self.keep()
            self._stopping.wait(self._every_s)
