"""`likeness inspect PHOTO...`: what it is, when it was taken, how good it is."""

from pathlib import Path
from typing import Annotated

import typer

from api.actions.compare_files import Photo, photo_of
from api.actions.read_files import FACTS_PX, FileReader, FileRefusal
from api.commands.failure import CommandFailure
from api.commands.output import facts_table, print_json


def inspect(
    photos: Annotated[list[Path], typer.Argument(help="files to look at", metavar="PHOTO...")],
    as_json: Annotated[bool, typer.Option("--json", help="one JSON object a line, in order")] = False,
) -> None:
    """Say what each photo is: format, time, orientation, sharpness, exposure, face."""
    refused = []
    with FileReader() as reader:
        for path in photos:
            looked = reader.look(path, max_side_px=FACTS_PX)
            if isinstance(looked, FileRefusal):
                seen: Photo | FileRefusal = looked
                refused.append(f"`{path}` {looked.reason}: {looked.detail}")
            else:
                seen = photo_of(looked.reading, looked.face)
            if as_json:
                print_json({"file": str(path), **inspection_values(seen)})
            elif isinstance(seen, Photo):
                facts_table(str(path), seen.facts)
    # With --json the refusals are in the output, and the question was answered.
    if refused and not as_json:
        raise CommandFailure("; ".join(refused))


def inspection_values(seen: Photo | FileRefusal) -> dict[str, object]:
    """What `inspect --json` prints for one file."""
    if isinstance(seen, FileRefusal):
        return {
            "status": "refused",
            "reason": seen.reason,
            "detail": seen.detail,
            "facts": None,
            "findings": [],
        }
    return {"status": "read", "reason": None, "detail": None, "facts": seen.facts, "findings": []}


def register(app: typer.Typer) -> None:
    """Add this command."""
    app.command()(inspect)
