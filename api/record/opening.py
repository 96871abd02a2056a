"""A home, opened: lock, database, schema, master key and photo folder, each checked before the next.

Everything that can be wrong with a folder is found here, before the first request: another process
has it, the database is damaged or too new, the master key is lost or another one, the disk with the
photos is not mounted. Nothing is created where something was expected.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import structlog
from sqlalchemy import inspect

from api.record import installation, migrating, schema
from api.storage.blobs import LocalBlobs
from api.storage.database import Database
from api.storage.home import Home, HomeLock, Role
from api.storage.keys import KeyRing, open_ring
from api.storage.vault import Vault

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """What a process works with until it closes it."""

    home: Home
    lock: HomeLock | None
    database: Database
    ring: KeyRing
    blobs: LocalBlobs
    vault: Vault

    def close(self) -> None:
        """Let go of the database, then of the folder."""
        self.database.close()
        if self.lock is not None:
            self.lock.close()


def open_home(
    path: Path,
    *,
    role: Role,
    now: datetime,
    master_key: str | None = None,
    database_url: str | None = None,
) -> Opened:
    """The home at `path`, made at the first start, checked at every other.

    Parameters
    ----------
    role
        `serve` and `work` are held by one process each; `tool` takes no lock.
    master_key
        In base64, from the environment; None: the file in the home.
    database_url
        None: a SQLite file in the home.

    Raises
    ------
    HomeError, DatabaseError, KeyringError
        With one clear sentence.
    """
    home = Home(path.absolute())
    home.prepare()
    lock = None if role == "tool" else HomeLock(home, role)
    database = Database(database_url or home.database_url)
    try:
        ring, blobs = _checked(home, database, master_key=master_key, now=now)
    except BaseException:
        database.close()
        if lock is not None:
            lock.close()
        raise
    opened = Opened(home=home, lock=lock, database=database, ring=ring, blobs=blobs, vault=Vault(blobs, ring))
    mode = database.mode
    log.info(
        "record opened",
        engine=mode.engine,
        version=mode.version,
        journal=mode.journal,
        synchronous=mode.synchronous,
        because=mode.reason,
    )
    return opened


def _checked(
    home: Home, database: Database, *, master_key: str | None, now: datetime
) -> tuple[KeyRing, LocalBlobs]:
    schema.metadata()  # every table is known from here on, and every rule that keeps one true
    database.check()
    # The key is checked before the schema is touched: a wrong home is left exactly as it was.
    ring = open_ring(home.master_key, said=master_key, check=_key_check(database, now=now))
    migrating.upgrade(database)
    blobs = LocalBlobs(home.photos)
    with database.across_clinics(now=now) as session:
        installation.tie(session, blobs, key_check=ring.check, now=now)
    return ring, blobs


def _key_check(database: Database, *, now: datetime) -> bytes | None:
    if not inspect(database.engine).has_table(installation.Installation.__tablename__):
        return None
    with database.across_clinics(now=now, write=False) as session:
        known = installation.find(session)
        return None if known is None else known.key_check
