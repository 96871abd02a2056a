"""`likeness demo`: a small clinic with made-up patients, ready to click.

The first start makes everything in `--home` (default `.likeness/demo`), shows how far it is, and prints the
passwords once. Every later start only serves; a first start that was stopped goes on where it stood.
"""

import logging
import os
import sys
from pathlib import Path
from typing import Annotated

import structlog
import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bar
from rich.table import Table

from api.actions.seed_demo import Progress, SignIn, hand_out, seed_demo
from api.actions.services import Services
from api.app import open_services
from api.commands.failure import CommandFailure
from api.commands.logs import configure_logs
from api.commands.serve import run_service
from api.jobs.worker import Workers
from api.settings import Settings
from api.storage.errors import StorageError

DEFAULT_HOME = Path(".likeness/demo")


def demo(
    home: Annotated[
        Path | None, typer.Option(envvar="LIKENESS_HOME", help="the folder that keeps the demo clinic")
    ] = None,
    host: Annotated[str | None, typer.Option(help="where to listen; this machine only by default")] = None,
    port: Annotated[int | None, typer.Option(help="8000 by default")] = None,
    new_passwords: Annotated[
        bool, typer.Option("--new-passwords", help="make and print new passwords for everybody")
    ] = False,
) -> None:
    """Serve a small clinic with made-up patients; the first start takes a minute."""
    configure_logs()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    settings = Settings.from_env(os.environ, home=home or DEFAULT_HOME, host=host, port=port)
    console = Console(soft_wrap=True)
    try:
        _make(settings, console, again=new_passwords)
    except StorageError as error:
        raise CommandFailure(str(error)) from error
    console.print(f"Likeness is on [bold]http://{settings.host}:{settings.port}[/bold] (Ctrl+C ends it)")
    run_service(settings)


def _make(settings: Settings, console: Console, *, again: bool) -> None:
    """Whatever is missing in the home, with a bar while photos are made."""
    with (
        open_services(settings, role="serve") as services,
        Bar(
            TextColumn("making the demo clinic"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("photos"),
            TimeElapsedColumn(),
            console=console,
            transient=True,
        ) as bar,
    ):
        line = bar.add_task("photos", total=None, visible=False)

        def show(progress: Progress) -> None:
            bar.update(line, completed=progress.done, total=progress.total, visible=True)

        seed_demo(services, settle=_settle, progress=show)
        bar.stop()
        hand_out(services, tell=lambda staff: _tell(console, staff), again=again)


def _settle(services: Services) -> None:
    """Measure and align what was sent, in this thread."""
    Workers(services, threads=0).drain()


def _tell(console: Console, staff: list[SignIn]) -> None:
    """The one time that the passwords are seen."""
    table = Table(title="Sign in with one of these. They are shown this once; only hashes are kept.")
    for heading in ("role", "name", "user name", "password"):
        table.add_column(heading, no_wrap=True)
    for person in staff:
        table.add_row(person.role, person.name, person.username, person.password)
    console.print(table)
    sys.stdout.flush()


def register(app: typer.Typer) -> None:
    """Add this command."""
    app.command()(demo)
