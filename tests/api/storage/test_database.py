"""One way to commit; a journal that this SQLite can be trusted with; errors that say what to do."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import select, text

from api.record import clinics
from api.record.clinics import Clinic
from api.record.sites import Site
from api.storage.database import Database, UtcDateTime, mode_for
from api.storage.errors import (
    ConflictError,
    DatabaseBusyError,
    DatabaseDamagedError,
    DatabaseReadOnlyError,
)
from tests.fakes import NOON
from tests.fixtures_record import House


def pragma(database: Database, name: str) -> object:
    with database.engine.connect() as connection:
        return connection.execute(text(f"PRAGMA {name}")).scalar_one()


@pytest.mark.parametrize("version", [(3, 7, 0), (3, 40, 1), (3, 51, 2)])
def test_a_sqlite_that_can_corrupt_its_log_uses_the_rollback_journal(version: tuple[int, int, int]) -> None:
    mode = mode_for(version)

    assert (mode.journal, mode.synchronous) == ("TRUNCATE", "EXTRA")


@pytest.mark.parametrize("version", [(3, 51, 3), (3, 54, 1), (4, 0, 0)])
def test_a_sqlite_without_that_fault_uses_the_log(version: tuple[int, int, int]) -> None:
    mode = mode_for(version)

    assert (mode.journal, mode.synchronous) == ("WAL", "FULL")


def test_the_connection_is_as_the_mode_says(house: House) -> None:
    database = house.opened.database

    assert str(pragma(database, "journal_mode")).upper() == database.mode.journal
    assert pragma(database, "synchronous") == {"FULL": 2, "EXTRA": 3}[database.mode.synchronous]
    assert pragma(database, "foreign_keys") == 1
    assert pragma(database, "secure_delete") == 1
    assert pragma(database, "mmap_size") in {None, 0}


def test_a_block_that_returns_is_committed_and_one_that_raises_is_not(house: House) -> None:
    database = house.opened.database
    with database.transaction(clinic_id=house.clinic_id, now=NOON) as session:
        session.add(Site(clinic_id=house.clinic_id, name="kept", created_at=NOON))

    def fail() -> None:
        with database.transaction(clinic_id=house.clinic_id, now=NOON) as session:
            session.add(Site(clinic_id=house.clinic_id, name="lost", created_at=NOON))
            session.flush()
            raise LookupError

    with pytest.raises(LookupError):
        fail()

    with database.transaction(clinic_id=house.clinic_id, now=NOON, write=False) as session:
        assert [site.name for site in session.scalars(select(Site))] == ["kept"]


def test_a_reading_transaction_refuses_to_write(house: House) -> None:
    with (
        pytest.raises(RuntimeError, match="reading"),
        house.opened.database.transaction(clinic_id=house.clinic_id, now=NOON, write=False) as session,
    ):
        session.add(Site(clinic_id=house.clinic_id, name="x", created_at=NOON))


def test_a_locked_database_is_waited_for_and_then_told(house: House, home_path: Path) -> None:
    impatient = Database(house.opened.home.database_url, busy_ms=100)
    blocker = sqlite3.connect(home_path / "likeness.db", isolation_level=None)
    blocker.execute("BEGIN EXCLUSIVE")

    with (
        pytest.raises(DatabaseBusyError),
        impatient.transaction(clinic_id=house.clinic_id, now=NOON) as session,
    ):
        session.scalars(select(Site)).all()

    blocker.close()
    impatient.close()


def test_a_contradicting_row_is_a_conflict_without_the_values_in_it(house: House) -> None:
    first = Site(clinic_id=house.clinic_id, name="one", created_at=NOON)
    again = Site(clinic_id=house.clinic_id, id=first.id, name="secret name", created_at=NOON)
    with house.opened.database.transaction(clinic_id=house.clinic_id, now=NOON) as session:
        session.add(first)

    with (
        pytest.raises(ConflictError) as caught,
        house.opened.database.transaction(clinic_id=house.clinic_id, now=NOON) as session,
    ):
        session.add(again)

    assert "secret name" not in str(caught.value)


def test_a_damaged_file_is_found_by_the_check(home_path: Path) -> None:
    path = home_path / "likeness.db"
    content = bytearray(path.read_bytes())
    content[4096 * 3 : 4096 * 9] = b"\xff" * (4096 * 6)
    path.write_bytes(content)
    database = Database(f"sqlite:///{path}")

    with pytest.raises(DatabaseDamagedError):
        database.check()

    database.close()


def test_a_file_that_is_no_database_is_found_by_the_check(tmp_path: Path) -> None:
    (tmp_path / "x.db").write_bytes(b"not a database" * 1000)
    database = Database(f"sqlite:///{tmp_path / 'x.db'}")

    with pytest.raises(DatabaseDamagedError):
        database.check()

    database.close()


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'no' / 'x.db'}")

    with pytest.raises(DatabaseReadOnlyError):
        database.check()


def test_times_come_back_aware_in_utc_whatever_zone_they_went_in(house: House) -> None:
    tokyo = datetime(2026, 11, 20, 21, 0, tzinfo=timezone(timedelta(hours=9)))
    site = Site(clinic_id=house.clinic_id, name="x", created_at=tokyo)
    with house.opened.database.transaction(clinic_id=house.clinic_id, now=NOON) as session:
        session.add(site)

    with house.opened.database.transaction(clinic_id=house.clinic_id, now=NOON) as session:
        found = session.get_one(Site, site.id).created_at

    assert found == tokyo
    assert found.tzinfo is UTC


def test_a_time_without_zone_is_our_own_mistake(house: House) -> None:
    naive = NOON.replace(tzinfo=None)

    with pytest.raises(ValueError, match="zone"):
        UtcDateTime().process_bind_param(naive, house.opened.database.engine.dialect)


WRITER = """
import sys
from datetime import UTC, datetime
from uuid import UUID
from api.record import schema
from api.record.sites import Site
from api.storage.database import Database

database, clinic, mark = Database(sys.argv[1]), UUID(sys.argv[2]), sys.argv[3]
now = datetime(2026, 11, 20, tzinfo=UTC)
for number in range(int(sys.argv[4])):
    with database.transaction(clinic_id=clinic, now=now) as session:
        session.add(Site(clinic_id=clinic, name=f"{mark}{number}", created_at=now))
"""


def test_two_processes_that_write_at_once_lose_nothing_and_break_nothing(house: House) -> None:
    url, clinic = house.opened.home.database_url, str(house.clinic_id)

    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, url, clinic, mark, "100"]) for mark in ("a", "b")
    ]
    ended = [writer.wait(timeout=120) for writer in writers]

    assert ended == [0, 0]
    house.opened.database.check()
    with house.opened.database.transaction(clinic_id=house.clinic_id, now=NOON) as session:
        names = {site.name for site in session.scalars(select(Site))}
        assert names == {f"{mark}{number}" for mark in "ab" for number in range(100)}


def test_a_clinic_sees_itself_and_no_other(house: House) -> None:
    with house.opened.database.transaction(clinic_id=house.clinic_id, now=NOON) as session:
        seen = session.scalars(select(Clinic)).all()

        assert [clinic.id for clinic in seen] == [house.clinic_id]
        with pytest.raises(clinics.ClinicUnknownError):
            clinics.get(session, house.other_clinic_id)


def test_a_healthy_table_without_rowid_is_not_called_damaged(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'x.db'}")
    with database.connection() as connection:
        connection.execute(
            text(
                "CREATE TABLE t (a TEXT NOT NULL, b INTEGER NOT NULL, c TEXT NOT NULL, "
                "PRIMARY KEY (c, a, b)) WITHOUT ROWID"
            )
        )
        connection.execute(text("INSERT INTO t VALUES ('a', 1, 'c')"))

    database.check()

    database.close()


def test_columns_beside_the_key_of_a_table_without_rowid_are_not_called_null(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'x.db'}")
    with database.connection() as connection:
        connection.execute(
            text(
                "CREATE TABLE t (a TEXT NOT NULL, b TEXT NOT NULL, c INT NOT NULL, "
                "PRIMARY KEY (c, a)) WITHOUT ROWID"
            )
        )
        connection.execute(text("INSERT INTO t VALUES ('a', 'b', 1)"))

    database.check()

    database.close()
