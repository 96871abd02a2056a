"""`likeness migrate`: bring the schema of a home to this version, or say in which state it is."""

import os
from pathlib import Path
from typing import Annotated

import typer

from api.clock import now
from api.commands.failure import CommandFailure
from api.record import migrating
from api.record.opening import open_home
from api.settings import Settings
from api.storage.database import Database
from api.storage.errors import StorageError
from api.storage.home import Home

SENTENCES = {
    "new": "there is no record yet",
    "behind": "the record is of an older version: `likeness migrate` brings it to this one",
    "current": "the record is of this version",
}


def migrate(
    home: Annotated[Path | None, typer.Option(help="the folder; else LIKENESS_HOME")] = None,
    check: Annotated[bool, typer.Option("--check", help="only say in which state the record is")] = False,
) -> None:
    """Bring the record to this version: forwards only, whole or not at all."""
    settings = Settings.from_env(os.environ, home=home)
    try:
        if check:
            print(SENTENCES[_state(settings)])
            return
        opened = open_home(
            settings.home,
            role="serve",  # nobody serves meanwhile
            now=now(),
            master_key=settings.master_key,
            database_url=settings.database_url,
        )
    except StorageError as error:
        raise CommandFailure(str(error)) from error
    opened.close()
    print(SENTENCES["current"])


def _state(settings: Settings) -> migrating.State:
    if not settings.database_url and not (settings.home / "likeness.db").exists():
        return "new"
    database = Database(settings.database_url or Home(settings.home).database_url)
    try:
        return migrating.state(database)
    finally:
        database.close()


def register(app: typer.Typer) -> None:
    """Add `migrate` to the command line."""
    app.command()(migrate)
