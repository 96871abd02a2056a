"""`likeness audit verify|heads`: prove that the audit is what was written; keep its heads outside.

`verify` exits 1 and names the first bad entry of the first clinic whose chain does not hold.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer

from api.actions.verify_audit import keep_heads, verify_audit
from api.clock import now
from api.commands.failure import CommandFailure
from api.commands.output import print_json
from api.record import audit as entries
from api.record.opening import Opened, open_home
from api.settings import Settings
from api.storage.errors import StorageError
from api.storage.heads import HeadFile, heads_path
from consent_gate.chain import Break, ChainReport

WORDS = {
    Break.EDITED: "was edited",
    Break.MISPLACED: "is missing, doubled or out of order",
    Break.UNLINKED: "does not continue the entry before it",
    Break.CUT: "is gone: the heads outside know it",
    Break.REWRITTEN: "or a later one was written anew: the heads outside differ",
}

app = typer.Typer(name="audit", help="The chain of audit entries.", no_args_is_help=True)

HomeOption = Annotated[Path | None, typer.Option(help="the folder; else LIKENESS_HOME")]
HeadsOption = Annotated[
    Path | None, typer.Option(help="a copy of the heads kept elsewhere; else the one in the home")
]


@dataclass(frozen=True, slots=True)
class Place:
    """An opened home and the heads that go with it."""

    opened: Opened
    heads: HeadFile


@app.command()
def verify(
    home: HomeOption = None,
    heads: HeadsOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="one JSON object a clinic")] = False,
) -> None:
    """Walk every clinic's chain, and hold it against the heads outside."""
    bad: list[str] = []
    with (
        _opened(home, heads) as place,
        place.opened.database.across_clinics(now=now(), write=False) as session,
    ):
        for clinic_id in {*entries.clinics_with_entries(session), *place.heads.read()}:
            report = verify_audit(session, clinic_id=clinic_id, heads=place.heads)
            _tell(clinic_id, report, as_json=as_json)
            if not report.ok and report.why is not None:
                bad.append(f"entry {report.first_bad} of clinic {clinic_id} {WORDS[report.why]}")
    if bad:
        raise CommandFailure("; ".join(bad))


@app.command(name="heads")
def keep(
    home: HomeOption = None,
    to: Annotated[Path | None, typer.Option(help="another file, best on another machine")] = None,
) -> None:
    """Add the head of every chain that has grown to the file outside."""
    with _opened(home, to) as place:
        at = now()
        with place.opened.database.across_clinics(now=at, write=False) as session:
            kept = keep_heads(session, heads=place.heads, now=at)
    print(f"kept {len(kept)} {'head' if len(kept) == 1 else 'heads'} in {place.heads.path}")


@contextmanager
def _opened(home: Path | None, heads: Path | None) -> Iterator[Place]:
    settings = Settings.from_env(os.environ, home=home)
    if settings.database_url is None and not (settings.home / "likeness.db").exists():
        raise CommandFailure(f"`{settings.home}` holds no record")
    try:
        opened = open_home(
            settings.home,
            role="tool",
            now=now(),
            master_key=settings.master_key,
            database_url=settings.database_url,
        )
        try:
            yield Place(opened, HeadFile(heads or heads_path(settings.home)))
        finally:
            opened.close()
    except StorageError as error:
        raise CommandFailure(str(error)) from error


def _tell(clinic_id: UUID, report: ChainReport, *, as_json: bool) -> None:
    if as_json:
        print_json(
            {
                "clinic_id": str(clinic_id),
                "ok": report.ok,
                "entries": report.entries,
                "head": report.head.digest.hex(),
                "first_bad": report.first_bad,
                "latest_bad": report.latest_bad,
                "why": report.why and str(report.why),
            }
        )
    elif report.ok:
        print(f"clinic {clinic_id}: {report.entries} entries in order, head {report.head.digest.hex()[:12]}")


def register(root: typer.Typer) -> None:
    """Add `audit` to the command line."""
    root.add_typer(app)
