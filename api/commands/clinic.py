"""`likeness clinic NAME`: a clinic and its first administrator, on a home that is not being served."""

import os
import secrets
from pathlib import Path
from typing import Annotated

import typer

from api.actions.open_clinic import open_clinic
from api.app import open_services
from api.commands.failure import CommandFailure
from api.commands.logs import configure_logs
from api.record.errors import RecordError
from api.settings import Settings
from api.storage.errors import StorageError


def clinic(
    name: Annotated[str, typer.Argument(help="as the clinic writes it")],
    username: Annotated[str, typer.Option(help="the administrator signs in by this name")] = "administrator",
    time_zone: Annotated[str, typer.Option(help="IANA name, such as Europe/Berlin")] = "Europe/Berlin",
    home: Annotated[
        Path | None, typer.Option(envvar="LIKENESS_HOME", help="the folder that keeps everything")
    ] = None,
) -> None:
    """Add a clinic; prints its administrator's password, once."""
    configure_logs()
    settings = Settings.from_env(os.environ, home=home)
    password = secrets.token_urlsafe(15)
    try:
        with open_services(settings, role="serve") as services:
            open_clinic(services, name=name, time_zone=time_zone, username=username, password=password)
    except (StorageError, RecordError) as error:
        raise CommandFailure(str(error)) from error
    print(f"{name}: sign in as `{username}` with the password `{password}` (told only here)")


def register(app: typer.Typer) -> None:
    """Add this command."""
    app.command()(clinic)
