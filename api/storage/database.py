"""One database, one way to commit: `with database.transaction(...) as session`.

Rules. A returned block commits, an exception rolls back. A transaction belongs to one clinic and
cannot see or touch another (`isolation.py`); `across_clinics` is for signing in, for the worker and
for migrations, and says so. Writers take the lock at their first statement (`BEGIN IMMEDIATE`), so
no transaction fails half-way for want of it. SQLite below 3.51.3 can corrupt a write-ahead log that
two connections reset at once; there the rollback journal is used. Never memory-mapped.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from sqlite3 import sqlite_version_info
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from api.storage.errors import (
    ConflictError,
    DatabaseBusyError,
    DatabaseDamagedError,
    DatabaseError,
    DatabaseFullError,
    DatabaseReadOnlyError,
)
from api.storage.isolation import ClinicSession
from api.storage.tables import (
    Base,
    ClinicItself,
    ClinicScoped,
    UtcDateTime,
    Versioned,
    one_of,
    own,
    referable,
)

__all__ = [
    "Base",
    "ClinicItself",
    "ClinicScoped",
    "ClinicSession",
    "Database",
    "Mode",
    "UtcDateTime",
    "Versioned",
    "mode_for",
    "one_of",
    "own",
    "referable",
]

SAFE_WAL = (3, 51, 3)  # the first release whose WAL reset cannot corrupt
BUSY_MS = 15_000  # how long a writer waits for another before it gives up
WRITE = "likeness_write"
_NULL_IN = "NULL value in "  # how SQLite reports a null where none may be


@dataclass(frozen=True, slots=True)
class Mode:
    """How the database keeps its promises on this machine; logged at start."""

    engine: str
    version: str
    journal: str
    synchronous: str
    reason: str


def mode_for(version: tuple[int, int, int]) -> Mode:
    """The journal that this SQLite can be trusted with."""
    written = ".".join(map(str, version))
    if version >= SAFE_WAL:
        return Mode("sqlite", written, "WAL", "FULL", "the WAL-reset fault is fixed in this version")
    return Mode("sqlite", written, "TRUNCATE", "EXTRA", "this version can corrupt a write-ahead log on reset")


class Database:
    """Where the rows are; hands out sessions and commits them."""

    def __init__(self, url: str, *, busy_ms: int = BUSY_MS) -> None:
        self.url = make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        if self.is_sqlite:
            self.mode = mode_for((sqlite_version_info[0], sqlite_version_info[1], sqlite_version_info[2]))
            self.engine = create_engine(
                self.url, pool_size=16, max_overflow=48, connect_args={"timeout": busy_ms / 1000}
            )
            _prepare_sqlite(self.engine, self.mode)
        else:
            self.mode = Mode(self.url.get_backend_name(), "", "server", "server", "the server decides")
            self.engine = create_engine(self.url, pool_pre_ping=True)
        self._writer = self.engine.execution_options(**{WRITE: True})

    @contextmanager
    def transaction(
        self, *, clinic_id: UUID, now: datetime, actor_id: UUID | None = None, write: bool = True
    ) -> Iterator[ClinicSession]:
        """A session that sees one clinic; committed when the block returns, rolled back when it raises.

        `now` and `actor_id` sign the versions of changed rows. Objects stay readable after the
        commit. With `write=False` nothing can be written, and no lock is taken.

        Raises
        ------
        DatabaseBusyError, DatabaseFullError, DatabaseReadOnlyError, DatabaseDamagedError, ConflictError
            The database refused; nothing was written.
        """
        with self._session(clinic_id=clinic_id, now=now, actor_id=actor_id, write=write) as session:
            yield session

    @contextmanager
    def across_clinics(
        self, *, now: datetime, actor_id: UUID | None = None, write: bool = True
    ) -> Iterator[ClinicSession]:
        """A session that sees every clinic: for signing in, leasing jobs, sweeping and migrating only."""
        with self._session(clinic_id=None, now=now, actor_id=actor_id, write=write) as session:
            yield session

    @contextmanager
    def connection(self) -> Iterator[Connection]:
        """A bare connection inside one writing transaction, for migrations."""
        with _translated(), self._writer.begin() as connection:
            yield connection

    def check(self) -> None:
        """Ask the database whether it is whole.

        Raises
        ------
        DatabaseDamagedError
            It is not; a backup has to be restored.
        """
        if not self.is_sqlite:
            return
        with _translated(), self.engine.connect() as connection:
            found: Sequence[str] = connection.execute(text("PRAGMA quick_check(3)")).scalars().all()
            if found != ["ok"]:
                found = _true_of(
                    connection, connection.execute(text("PRAGMA integrity_check(100000)")).scalars()
                )
        if found != ["ok"]:
            raise DatabaseDamagedError(f"the database fails its own check: {'; '.join(found[:3])}")

    def close(self) -> None:
        """Let go of every connection."""
        self.engine.dispose()

    @contextmanager
    def _session(
        self, *, clinic_id: UUID | None, now: datetime, actor_id: UUID | None, write: bool
    ) -> Iterator[ClinicSession]:
        engine = self._writer if write else self.engine
        with (
            _translated(),
            ClinicSession(engine, clinic_id=clinic_id, actor_id=actor_id, now=now, write=write) as session,
        ):
            yield session
            session.commit()


def _true_of(connection: Connection, findings: Iterable[str]) -> Sequence[str]:
    """What the check found, without the nulls that are not there; `["ok"]` when nothing is left.

    SQLite 3.40 mistakes one column for another in tables without rowid and reports nulls in healthy ones.
    """
    asked: dict[str, bool] = {}
    for found in findings:
        table, dot, column = found.removeprefix(_NULL_IN).partition(".")
        if not found.startswith(_NULL_IN) or not dot:
            asked[found] = True
        elif found not in asked:
            name, field = (part.replace('"', '""') for part in (table, column))
            nulls = f'SELECT EXISTS (SELECT 1 FROM "{name}" WHERE "{field}" IS NULL)'  # noqa: S608 - quoted above
            asked[found] = bool(connection.execute(text(nulls)).scalar())
    return [found for found, is_true in asked.items() if is_true and found != "ok"] or ["ok"]


def _prepare_sqlite(engine: Engine, mode: Mode) -> None:
    @event.listens_for(engine, "connect")
    def _settings(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves, also before schema changes
        for pragma in (
            f"journal_mode={mode.journal}",
            f"synchronous={mode.synchronous}",
            "foreign_keys=ON",
            "mmap_size=0",
            "secure_delete=ON",
            "trusted_schema=OFF",
        ):
            connection.execute(f"PRAGMA {pragma}").close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        write = connection.get_execution_options().get(WRITE, False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except IntegrityError as error:
        raise ConflictError(f"a row contradicts one that is there: {_cause(error)}") from error
    except DBAPIError as error:
        raise _error(_cause(error)) from error


def _cause(error: DBAPIError) -> str:
    # Only the driver's own words: the statement's values may be a patient's.
    return str(error.orig).splitlines()[0] if error.orig else "no reason given"


def _error(cause: str) -> DatabaseError:
    said = cause.lower()
    for words, kind in (
        (("locked", "busy"), DatabaseBusyError),
        (("full",), DatabaseFullError),
        (("readonly", "read-only", "unable to open"), DatabaseReadOnlyError),
        (("malformed", "not a database", "disk i/o error"), DatabaseDamagedError),
    ):
        if any(word in said for word in words):
            return kind(cause)
    return DatabaseError(cause)
