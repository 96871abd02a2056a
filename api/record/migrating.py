"""The schema, brought to this version: forwards only, whole or not at all.

All steps run in one transaction, so a killed migration leaves the database as it was. A database that
a newer version wrote is refused. Settings of Alembic are given here; there is no alembic.ini.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from api.storage.database import Database
from api.storage.errors import SchemaTooNewError

MIGRATIONS = Path(__file__).parent / "migrations"

State = Literal["new", "behind", "current"]


def config(connection: Connection | None = None) -> Config:
    """Alembic's settings, bound to a connection that is already in a transaction."""
    settings = Config()
    settings.set_main_option("script_location", str(MIGRATIONS))
    settings.set_main_option("file_template", "%%(year)d_%%(month).2d_%%(day).2d_%%(slug)s")
    if connection is not None:
        settings.attributes["connection"] = connection
    return settings


def state(database: Database) -> State:
    """Whether the schema is missing, older than this version, or as this version wants it.

    Raises
    ------
    SchemaTooNewError
        A newer version of Likeness wrote it.
    """
    with database.engine.connect() as connection:
        return _state(connection)


def upgrade(database: Database) -> State:
    """Bring the schema to this version; what it was before.

    Raises
    ------
    SchemaTooNewError
        A newer version of Likeness wrote it.
    """
    with database.connection() as connection:
        before = _state(connection)
        if before != "current":
            command.upgrade(config(connection), "head")
        return before


def _state(connection: Connection) -> State:
    scripts = ScriptDirectory.from_config(config())
    heads = set(MigrationContext.configure(connection).get_current_heads())
    if not heads:
        return "new"
    known = {script.revision for script in scripts.walk_revisions()}
    if not heads <= known:
        raise SchemaTooNewError("a newer version of Likeness wrote this database: install that version again")
    return "current" if heads == set(scripts.get_heads()) else "behind"
