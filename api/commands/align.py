"""`likeness align MOVING REFERENCE`: the similarity between two photos, or why there is none.

A refused pair is an answer, and the command succeeds; a file that cannot be read is an error
for one pair, and a line like any other among many (`--pairs`).
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import track

from api.actions.answers import alignment_values, refusal_values
from api.actions.read_files import FileReader, FileRefusal, Seen
from api.commands.failure import CommandFailure
from api.commands.output import print_json
from imaging.align import align as align_frames

_KEPT_PHOTOS = 16  # lists of pairs come back to the same photos

Row = dict[str, Any]


def align(
    moving: Annotated[
        Path | None, typer.Argument(help="the photo that is laid onto the other", metavar="MOVING")
    ] = None,
    reference: Annotated[
        Path | None, typer.Argument(help="the photo that stays", metavar="REFERENCE")
    ] = None,
    pairs: Annotated[
        Path | None,
        typer.Option(help="a file with MOVING, a tab, REFERENCE on each line", metavar="FILE.tsv"),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="one JSON object a pair, in order")] = False,
) -> None:
    """Say how one photo lies on the other: shift, turn and scale, never more."""
    if pairs is not None and moving is None:
        _many(_lines(pairs), as_json=as_json)
    elif pairs is None and moving is not None and reference is not None:
        _one(moving, reference, as_json=as_json)
    else:
        raise typer.BadParameter("give MOVING and REFERENCE, or --pairs FILE.tsv")


def aligned(reader: "Remembering", moving: Path, reference: Path) -> Row:
    """One pair as `align --json` prints it."""
    row: Row = {"moving": str(moving), "reference": str(reference)}
    photos: list[Seen] = []
    for path in (moving, reference):
        seen = reader.look(path)
        if isinstance(seen, FileRefusal):
            return {**row, **refusal_values(seen.reason, f"`{path}`: {seen.detail}")}
        photos.append(seen)
    first, second = photos
    answer = align_frames(
        first.reading.frame, second.reading.frame, moving_face=first.face, reference_face=second.face
    )
    return {**row, **alignment_values(answer)}


class Remembering:
    """A reader that keeps the last few photos, so that a list of pairs decodes each once."""

    def __init__(self, reader: FileReader) -> None:
        self._reader = reader
        self._seen: dict[Path, Seen | FileRefusal] = {}

    def look(self, path: Path) -> Seen | FileRefusal:
        """As `FileReader.look`."""
        seen = self._seen.pop(path, None) or self._reader.look(path)
        self._seen[path] = seen  # the last one read stands last
        while len(self._seen) > _KEPT_PHOTOS:
            del self._seen[next(iter(self._seen))]
        return seen


def _one(moving: Path, reference: Path, *, as_json: bool) -> None:
    with FileReader() as reader:
        remembering = Remembering(reader)
        row = aligned(remembering, moving, reference)
        unread = [path for path in (moving, reference) if isinstance(remembering.look(path), FileRefusal)]
    if as_json:
        print_json(row)
    elif not unread:
        print(_sentence(row))
    if unread:
        raise CommandFailure(f"{row['reason']}: {row['detail']}")


def _many(pairs: list[tuple[str, str] | None], *, as_json: bool) -> None:
    with FileReader() as reader:
        remembering = Remembering(reader)
        for row in _answers(remembering, pairs):
            if as_json:
                print_json(row)
            else:
                print(f"{row['moving']}\t{row['reference']}\t{_sentence(row)}")


def _answers(reader: Remembering, pairs: list[tuple[str, str] | None]) -> Iterator[Row]:
    console = Console(stderr=True)
    shown = track(pairs, "aligning", console=console, disable=not console.is_terminal, transient=True)
    for pair in shown:
        if pair is None:
            nobody: Row = {"moving": None, "reference": None}
            yield {**nobody, **refusal_values("bad_line", "expected MOVING, a tab, REFERENCE")}
        else:
            yield aligned(reader, Path(pair[0]), Path(pair[1]))


def _lines(path: Path) -> list[tuple[str, str] | None]:
    """The pairs of a file; None for a line that is none. Empty lines are no lines."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CommandFailure(f"`{path}` cannot be read as text") from error
    rows = [line.split("\t") for line in text.splitlines() if line.strip()]
    return [(row[0].strip(), row[1].strip()) if len(row) == 2 else None for row in rows]


def _sentence(row: Row) -> str:
    if row["status"] == "refused":
        return f"refused, {row['reason']}: {row['detail']}"
    x, y = row["shift_px"]
    return (
        f"aligned: scale {row['scale']:.4f}, turned {row['rotation_deg']:+.2f} deg, "
        f"shift ({x:.1f}, {y:.1f}) px, expected error {row['error_px']:.1f} px, "
        f"confidence {row['confidence']:.2f}, {row['method']}"
    )


def register(app: typer.Typer) -> None:
    """Add this command."""
    app.command()(align)
