"""What an action is given: everything that it may touch, built once at the edge.

One `Work` is one request, one job or one command: one transaction of one clinic, one acting person,
one moment.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from api.storage.database import ClinicSession
from api.storage.keys import KeyRing
from api.storage.vault import Vault
from consent_gate import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """The session, the vault, the keys, who acts, and when."""

    session: ClinicSession
    vault: Vault
    ring: KeyRing
    actor: Actor
    clinic_id: UUID
    now: datetime

    def __post_init__(self) -> None:
        """Lend the session the keys: the permission table, kept at each commit, needs dates of birth."""
        self.session.info["ring"] = self.ring
