"""What one process has, built once at its start: where things are kept, what reads pictures, the clock.

`work` opens one transaction for one acting person, and is the only way to a
`Work`. Decoding and measuring need no transaction and are never done inside one:
they take long, and whoever holds the database holds up everybody.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from api.actions.light_table import LightTable
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


FACES_AT_HAND = 64
"""a visit's photos and their baselines"""


class SharedFinder:
    """A face finder for many threads: loaded at its first use, one photo at a time.

    One photo is looked at when it comes in, when it is understood and when it is aligned. The last
    few answers are at hand, by the digest of the pixels, so that it is searched once. They lie in
    memory only and go with the process: no face is kept (`domain.md` G8).
    """

    def __init__(self, load: Callable[[], FaceFinder]) -> None:
        self._load = load
        self._finder: FaceFinder | None = None
        self._lock = threading.Lock()
        self._answers: OrderedDict[bytes, Face | None] = OrderedDict()

    def find(self, pixels: NDArray[np.uint8]) -> Face | None:
        """The most prominent face, as `FaceFinder.find`."""
        name = sha256(np.ascontiguousarray(pixels).data).digest() + repr(pixels.shape).encode()
        with self._lock:
            if name in self._answers:
                self._answers.move_to_end(name)
                return self._answers[name]
            if self._finder is None:
                self._finder = self._load()
            face = self._finder.find(pixels)
            self._answers[name] = face
            if len(self._answers) > FACES_AT_HAND:
                self._answers.popitem(last=False)
            return face


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
    light_table: LightTable = field(default_factory=LightTable)
    """the photos that are looked at closely"""

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
