"""`likeness compare BEFORE AFTER -o OUT`: the core job on two files, without a server.

The picture carries its grade and what was corrected below it. A pair that cannot be aligned
is drawn apart, as taken, and says so; that is an answer, not an error.
"""

import os
import secrets
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer

from api.actions.answers import alignment_values, grade_values
from api.actions.compare_files import (
    SIDES,
    Comparison,
    Photo,
    compare_photos,
    corrected_values,
    photo_of,
    wanted_side_px,
)
from api.actions.errors import NotComparableError
from api.actions.read_files import ALIGN_PX, FileReader, FileRefusal, Seen
from api.actions.ways_to_look import demand_comparable
from api.commands.failure import CommandFailure
from api.commands.output import print_json
from imaging.align import Alignment, AlignmentRefusal, align
from imaging.caption import captioned, framed, legend
from imaging.compare import difference, picture, render
from imaging.encode import encode_jpeg, encode_png, encode_webp
from imaging.frame import Frame, Pixels
from imaging.operations import Mode as LayoutMode
from imaging.recipe import Recipe
from protocols.grade import Grade, Level
from protocols.model import Limit

ENCODERS: dict[str, Callable[[Pixels], bytes]] = {
    ".jpg": encode_jpeg,
    ".jpeg": encode_jpeg,
    ".png": encode_png,
    ".webp": encode_webp,
}


class Mode(StrEnum):
    """How the two are shown."""

    SIDE_BY_SIDE = "side_by_side"
    SLIDER = "slider"
    OVERLAY = "overlay"
    DIFFERENCE = "difference"


_MODES: dict[Mode, LayoutMode] = {
    Mode.SIDE_BY_SIDE: "side_by_side",
    Mode.SLIDER: "slider",
    Mode.OVERLAY: "overlay",
    Mode.DIFFERENCE: "difference",
}


def compare(
    before: Annotated[Path, typer.Argument(help="the earlier photo; it stays as it is")],
    after: Annotated[Path, typer.Argument(help="the later photo; it is laid onto the earlier one")],
    out: Annotated[Path, typer.Option("-o", "--out", help="the picture to write: .jpg, .png or .webp")],
    mode: Annotated[Mode, typer.Option(help="how the two are shown")] = Mode.SIDE_BY_SIDE,
    size: Annotated[int, typer.Option(min=64, max=8192, help="longer side of each photo, px")] = 1024,
    as_json: Annotated[
        bool, typer.Option("--json", help="one JSON object: alignment, grade, recipe")
    ] = False,
) -> None:
    """Lay two photos onto each other, grade the pair, and draw it with its grade."""
    if out.suffix.lower() not in ENCODERS:
        raise typer.BadParameter(f"expected a name that ends in {', '.join(ENCODERS)}, got `{out.name}`")
    if any(path.exists() and out.exists() and path.samefile(out) for path in (before, after)):
        raise CommandFailure("OUT is one of the two photos: an original is never written over")
    with FileReader() as reader:
        seen = [_look(reader, path, ALIGN_PX) for path in (before, after)]
        photos = [photo_of(one.reading, one.face) for one in seen]
        first, second = photos
        answer = align(second.frame, first.frame, moving_face=second.face, reference_face=first.face)
        made = compare_photos(first, second, answer, mode=_MODES[mode], side_px=size)
        if made.refusal is None:
            _demand(mode, made)
        frames = _sharp_enough(reader, (before, after), photos, made.recipe)
    drawn = _drawn(made, *frames)
    _write(out, ENCODERS[out.suffix.lower()](drawn))
    if as_json:
        print_json({"before": str(before), "after": str(after), "out": str(out), **values_of(made, answer)})
    else:
        print(f"{made.grade.sentence} {made.recipe.sentence()}")


def values_of(made: Comparison, answer: Alignment | AlignmentRefusal) -> dict[str, Any]:
    """What `compare --json` prints, beside the names of the files."""
    return {
        **alignment_values(made.refusal or answer),
        "mode": made.recipe.layout.mode,
        "interval_days": made.interval_days,
        "grade": grade_values(made.grade),
        "corrected": corrected_values(made.recipe, answer),
        "recipe": made.recipe.values(),
        "recipe_hash": made.recipe.hash,
    }


def _demand(mode: Mode, made: Comparison) -> None:
    """Fail where this way to look would show the cameras and not the patient."""
    try:
        demand_comparable(mode, made.grade.overall)
    except NotComparableError as error:
        raise CommandFailure(f"{error}: {made.grade.sentence}") from error


def _look(reader: FileReader, path: Path, max_side_px: int) -> Seen:
    seen = reader.look(path, max_side_px=max_side_px)
    if isinstance(seen, FileRefusal):
        raise CommandFailure(f"`{path}` {seen.reason}: {seen.detail}")
    return seen


def _sharp_enough(
    reader: FileReader, paths: tuple[Path, Path], photos: list[Photo], recipe: Recipe
) -> tuple[Frame, Frame]:
    """The frames, read again where the picture shows more than the working copy holds."""
    frames = []
    for side, path, photo in zip(SIDES, paths, photos, strict=True):
        wanted = wanted_side_px(recipe, side)
        held = max(photo.frame.pixels.shape)
        is_enough = photo.frame.scale >= 1 or held >= 0.98 * wanted
        frames.append(photo.frame if is_enough else _look(reader, path, wanted).reading.frame)
    return frames[0], frames[1]


def _drawn(made: Comparison, before: Frame, after: Frame) -> Pixels:
    recipe = made.recipe
    canvas = framed(render(recipe, before, after), surround=recipe.layout.surround)
    if recipe.layout.mode == "difference":
        seen = difference(picture(recipe, before, "before"), picture(recipe, after, "after"))
        below = legend(canvas.shape[1], floor=seen.floor, white=seen.white)
        canvas = np.concatenate([canvas, below])
    lines = (recipe.sentence(), grade_line(made.grade))
    return captioned(canvas, mark=made.grade.overall.value, headline=made.grade.sentence, lines=lines)


def grade_line(grade: Grade) -> str:
    """All seven in one line, each with its level and, where measured, its number beside its limit."""
    words = []
    for criterion in grade.criteria:
        said = f"{criterion.name} {criterion.level.value}"
        if isinstance(criterion.measured, float) and criterion.level is not Level.UNKNOWN:
            said += f" {criterion.measured:.3g} (limit {_limit(criterion.limit)})"
        words.append(said)
    return " · ".join(words)


def _limit(limit: Limit) -> str:
    return " to ".join(f"{end:g}" for end in limit) if isinstance(limit, tuple) else str(limit)


def _write(path: Path, data: bytes) -> None:
    """All of the file or none of it."""
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        part.write_bytes(data)
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise CommandFailure(f"`{path}` cannot be written: {os.strerror(error.errno or 0)}") from error


def register(app: typer.Typer) -> None:
    """Add this command."""
    app.command()(compare)
