"""`likeness work`: a worker of its own, beside a service that keeps its threads for requests."""

import os
import signal
import threading
from pathlib import Path
from typing import Annotated

import typer

from api.actions.services import Services
from api.app import open_services
from api.commands.failure import CommandFailure
from api.commands.logs import configure_logs
from api.jobs.worker import Workers
from api.record import jobs
from api.settings import Settings
from api.storage.errors import StorageError


def work(
    home: Annotated[
        Path | None, typer.Option(envvar="LIKENESS_HOME", help="the folder that keeps everything")
    ] = None,
    once: Annotated[bool, typer.Option("--once", help="do what is due, then end")] = False,
    retry: Annotated[bool, typer.Option("--retry", help="begin with what was given up")] = False,
) -> None:
    """Do the jobs of a home until stopped."""
    configure_logs()
    settings = Settings.from_env(os.environ, home=home)
    try:
        with open_services(settings, role="work") as services:
            if retry:
                _retry(services)
            if once:
                print(f"{Workers(services, threads=0).drain()} jobs done")
                return
            stopped = threading.Event()
            for number in (signal.SIGINT, signal.SIGTERM):
                signal.signal(number, lambda *_: stopped.set())
            with Workers(services, threads=max(1, settings.workers)):
                stopped.wait()
    except StorageError as error:
        raise CommandFailure(str(error)) from error


def _retry(services: Services) -> None:
    now = services.clock()
    with services.database.across_clinics(now=now) as session:
        print(f"{jobs.retry_parked(session, now=now)} jobs begin anew")


def register(app: typer.Typer) -> None:
    """Add this command."""
    app.command()(work)
