"""`likeness serve`: the service on one home folder, workers included."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from types import FrameType
from typing import Annotated

import structlog
import typer
import uvicorn

from api.app import create_app, open_services
from api.commands.failure import CommandFailure
from api.commands.logs import configure_logs
from api.jobs.head_keeper import HeadKeeper
from api.jobs.worker import Workers
from api.settings import Settings
from api.storage.errors import HomeLockedError, StorageError
from api.storage.home import Home, HomeLock

KEEP_ALIVE_S = 15
log = structlog.get_logger(__name__)


def serve(
    home: Annotated[
        Path | None, typer.Option(envvar="LIKENESS_HOME", help="the folder that keeps everything")
    ] = None,
    host: Annotated[str | None, typer.Option(help="where to listen; this machine only by default")] = None,
    port: Annotated[int | None, typer.Option(help="8000 by default")] = None,
) -> None:
    """Run the service."""
    configure_logs()
    settings = Settings.from_env(os.environ, home=home, host=host, port=port)
    run_service(settings)


def run_service(settings: Settings) -> None:
    """Serve until stopped.

    Raises
    ------
    CommandFailure
        The home cannot be used; says why.
    """
    # The server hands a SIGTERM on when it has stopped: it must end this block, not the process.
    signal.signal(signal.SIGTERM, _stop)
    try:
        with (
            open_services(settings, role="serve") as services,
            _work_lock(settings) as is_ours,
            HeadKeeper(services),
        ):
            workers = Workers(services, threads=settings.workers) if is_ours else nullcontext()
            if settings.is_open_to_the_network and not settings.https:
                log.warning("open to the network without https", host=settings.host)
            uvicorn.run(
                create_app(services, beside=workers),
                host=settings.host,
                port=settings.port,
                log_level="warning",
                access_log=False,
                server_header=False,
                timeout_keep_alive=KEEP_ALIVE_S,
                timeout_graceful_shutdown=10,
            )
    except StorageError as error:
        raise CommandFailure(str(error)) from error


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise SystemExit(0)


@contextmanager
def _work_lock(settings: Settings) -> Iterator[bool]:
    """Whether this process does the jobs of the home: not while `likeness work` does."""
    if settings.workers == 0:
        yield False
        return
    try:
        lock = HomeLock(Home(settings.home.absolute()), "work")
    except HomeLockedError:
        log.info("another process does the jobs")
        yield False
        return
    try:
        yield True
    finally:
        lock.close()


def register(app: typer.Typer) -> None:
    """Add this command."""
    app.command()(serve)
