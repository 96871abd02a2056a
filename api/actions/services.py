"""What one process has, built once at its start: where things are kept, what reads pictures, the clock.

`work` opens one transaction for one acting person, and is the only way to a
`Work`. Decoding and measuring need no transaction and are never done inside one:
they take long, and whoever holds the database holds up everybody.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from api.clock import Clock
from api.settings import Settings
from api.storage.database import Database
from api.storage.heads import HeadFile
from api.storage.keys import KeyRing
from api.storage.reading import Reader
from api.storage.vault import Vault
from api.storage.work import Work
from consent_gate import Actor, Role
from imaging.landmarks import Face, FaceFinder

SYSTEM = UUID(int=0)
"""who acts when a job measures a photo"""


class SharedFinder:
    """A face finder for many threads: loaded at its first use, one photo at a time."""

    def __init__(self, load: Callable[[], FaceFinder]) -> None:
        self._load = load
        self._finder: FaceFinder | None = None
        self._lock = threading.Lock()

    def find(self, pixels: NDArray[np.uint8]) -> Face | None:
        """The most prominent face, as `FaceFinder.find`."""
        with self._lock:
            if self._finder is None:
                self._finder = self._load()
            return self._finder.find(pixels)


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """The adapters of one process."""

    settings: Settings
    clock: Clock
    database: Database
    ring: KeyRing
    vault: Vault
    sandbox: Reader
    finder: FaceFinder
    heads: HeadFile
    """the ends of the audit chains, kept outside the database"""
    bell: threading.Event = field(default_factory=threading.Event)
    """rung when a job was written, so that the workers of this process need not wait for their next look"""

    @contextmanager
    def work(self, actor: Actor, *, write: bool = True) -> Iterator[Work]:
        """One transaction: committed when the block returns, rolled back when it raises."""
        now = self.clock()
        person = None if actor.role is Role.SYSTEM else actor.user_id
        with self.database.transaction(
            clinic_id=actor.clinic_id, now=now, actor_id=person, write=write
        ) as session:
            yield Work(
                session=session,
                vault=self.vault,
                ring=self.ring,
                actor=actor,
                clinic_id=actor.clinic_id,
                now=now,
            )


def system(clinic_id: UUID) -> Actor:
    """The actor of the jobs of one clinic."""
    return Actor(user_id=SYSTEM, role=Role.SYSTEM, clinic_id=clinic_id)
