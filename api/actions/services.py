"""What one process has, built once at its start: where things are kept, what reads pictures, the clock.

`work` opens one transaction for one acting person, and is the only way to a `Work`.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

from api.clock import Clock
from api.settings import Settings
from api.storage.database import Database
from api.storage.keys import KeyRing
from api.storage.vault import Vault
from api.storage.work import Work
from consent_gate import Actor, Role

SYSTEM = UUID(int=0)
"""who acts when a job measures a photo"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """The adapters of one process."""

    settings: Settings
    clock: Clock
    database: Database
    ring: KeyRing
    vault: Vault

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
