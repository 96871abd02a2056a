"""The migrations make the schema that the classes describe, whole or not at all."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from api.record import migrating, schema
from api.storage.database import Database
from api.storage.errors import SchemaTooNewError
from tests.fixtures_record import House


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = Database(f"sqlite:///{tmp_path / 'x.db'}")
    yield database
    database.close()


def described(database: Database) -> list[tuple[str, str]]:
    """Every table, index and trigger as SQL, without the spelling that does not matter."""
    with database.engine.connect() as connection:
        rows = connection.execute(
            text("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name != 'alembic_version'")
        ).all()
    return sorted((name, " ".join(re.sub(r'["\n\t]', " ", sql).split())) for name, sql in rows)


def test_nothing_is_left_to_generate_after_all_migrations(database: Database) -> None:
    migrating.upgrade(database)

    with database.engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "compare_server_default": True}
        )
        assert compare_metadata(context, schema.metadata()) == []


def test_checks_and_foreign_keys_are_those_of_the_classes(database: Database, tmp_path: Path) -> None:
    migrating.upgrade(database)
    twin = Database(f"sqlite:///{tmp_path / 'twin.db'}")
    schema.metadata().create_all(twin.engine)

    migrated, made = dict(described(database)), dict(described(twin))

    twin.close()
    tables = schema.metadata().tables
    assert {name for name in migrated if name in tables} == set(tables)
    for name in tables:
        assert clauses(migrated[name]) == clauses(made[name]), name


def clauses(sql: str) -> set[str]:
    """The columns and constraints of a CREATE TABLE, in any order."""
    inside = sql[sql.index("(") + 1 : sql.rindex(")")]
    found, depth, start = set(), 0, 0
    for at, letter in enumerate(inside):
        depth += (letter == "(") - (letter == ")")
        if letter == "," and depth == 0:
            found.add(inside[start:at].strip())
            start = at + 1
    return found | {inside[start:].strip()}


def test_a_second_run_changes_nothing(database: Database) -> None:
    first = migrating.upgrade(database)
    before = described(database)

    second = migrating.upgrade(database)

    assert (first, second) == ("new", "current")
    assert described(database) == before


def test_every_step_can_be_taken_from_the_one_before(database: Database) -> None:
    steps = [s.revision for s in ScriptDirectory.from_config(migrating.config()).walk_revisions()][::-1]

    for step in steps:
        with database.connection() as connection:
            command.upgrade(migrating.config(connection), step)

    assert migrating.state(database) == "current"


def test_every_step_can_be_taken_back_to_nothing(database: Database) -> None:
    migrating.upgrade(database)

    with database.connection() as connection:
        command.downgrade(migrating.config(connection), "base")

    assert described(database) == []


def test_a_migration_that_fails_half_way_leaves_nothing(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = MigrationContext.run_migrations

    def interrupted(self: MigrationContext, **kwargs: object) -> None:
        run(self, **kwargs)
        raise KeyboardInterrupt

    monkeypatch.setattr(MigrationContext, "run_migrations", interrupted)
    with pytest.raises(KeyboardInterrupt):
        migrating.upgrade(database)
    monkeypatch.undo()

    assert described(database) == []
    assert migrating.upgrade(database) == "new"


def test_a_newer_database_is_refused_and_left_alone(house: House) -> None:
    path = house.opened.home.path / "likeness.db"
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '2031_01_01_from_the_future'")
    connection.close()

    with pytest.raises(SchemaTooNewError):
        migrating.upgrade(house.opened.database)


def test_every_column_says_what_it_means() -> None:
    silent = [
        f"{table.name}.{column.name}"
        for table in schema.metadata().tables.values()
        for column in table.columns
        if not column.comment and column.name != "id"
    ]

    assert silent == []


def test_every_column_that_may_be_empty_says_what_that_means() -> None:
    silent = [
        f"{table.name}.{column.name}"
        for table in schema.metadata().tables.values()
        for column in table.columns
        if column.nullable and "null" not in (column.comment or "")
    ]

    assert silent == []


def test_every_step_is_dated_and_tells_why() -> None:
    scripts = ScriptDirectory.from_config(migrating.config())

    for script in scripts.walk_revisions():
        assert re.match(r"\d{4}_\d{2}_\d{2}_\w+$", script.revision)
        assert Path(script.path).stem == script.revision
        assert len(script.doc) > 20
