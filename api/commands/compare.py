"""`likeness compare BEFORE AFTER -o OUT`: the core job on two files, without a server.

The picture carries its grade and what was corrected below it. A pair that cannot be aligned
is drawn apart, as taken, and says so; that is an answer, not an error.
"""

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer

from api.actions.answers import alignment_values, grade_values
from api.actions.compare_files import SIDES, Comparison, compare_photos, corrected_values, photo_of
from api.actions.errors import NotComparableError
from api.actions.read_files import ALIGN_PX, FileReader
from api.actions.ways_to_look import demand_comparable
from api.commands.compare_many import compare_many
from api.commands.drawing import ENCODERS, grade_line, look, sharp_enough, spare_originals, write
from api.commands.failure import CommandFailure
from api.commands.output import print_json
from imaging.align import Alignment, AlignmentRefusal, align
from imaging.caption import captioned, framed, legend
from imaging.compare import difference, picture, render
from imaging.frame import Frame, Pixels
from imaging.operations import Mode as LayoutMode
from imaging.operations import operation_values


class Mode(StrEnum):
    """How the two are shown."""

    SIDE_BY_SIDE = "side_by_side"
    SLIDER = "slider"
    OVERLAY = "overlay"
    DIFFERENCE = "difference"
    GRID = "grid"
    TIMELAPSE = "timelapse"


SET_MODES = frozenset({Mode.GRID, Mode.TIMELAPSE})
_MODES: dict[Mode, LayoutMode] = {
    Mode.SIDE_BY_SIDE: "side_by_side",
    Mode.SLIDER: "slider",
    Mode.OVERLAY: "overlay",
    Mode.DIFFERENCE: "difference",
}


def compare(
    before: Annotated[Path, typer.Argument(help="the earlier photo; it stays as it is")],
    after: Annotated[Path, typer.Argument(help="the later photo; it is laid onto the earlier one")],
    out: Annotated[
        Path,
        typer.Option("-o", "--out", help="the picture to write: .jpg, .png or .webp; a film: .webp or .mp4"),
    ],
    more: Annotated[
        list[Path] | None, typer.Argument(help="further photos, for grid and timelapse; all go onto BEFORE")
    ] = None,
    mode: Annotated[Mode, typer.Option(help="how the two are shown")] = Mode.SIDE_BY_SIDE,
    size: Annotated[int, typer.Option(min=64, max=8192, help="longer side of each photo, px")] = 1024,
    propose_colour: Annotated[
        bool,
        typer.Option(
            "--propose-colour", help="balance AFTER by the wall where no chart or card is; a proposal"
        ),
    ] = False,
    skin: Annotated[
        bool, typer.Option("--skin", help="both are close-ups of skin: no pose and no expression is asked")
    ] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="one JSON object: alignment, grade, recipe")
    ] = False,
) -> None:
    """Lay photos onto the first, grade them, and draw them with their grade."""
    if mode in SET_MODES:
        compare_many([before, after, *(more or ())], out, mode=mode, size=size, as_json=as_json)
        return
    if more:
        raise typer.BadParameter(f"`{mode}` shows two photos; use --mode grid or timelapse for more")
    if out.suffix.lower() not in ENCODERS:
        raise typer.BadParameter(f"expected a name that ends in {', '.join(ENCODERS)}, got `{out.name}`")
    spare_originals(out, (before, after))
    with FileReader() as reader:
        seen = [look(reader, path, ALIGN_PX) for path in (before, after)]
        photos = [photo_of(one.reading, one.face) for one in seen]
        first, second = photos
        answer = align(second.frame, first.frame, moving_face=second.face, reference_face=first.face)
        made = compare_photos(
            first,
            second,
            answer,
            mode=_MODES[mode],
            side_px=size,
            propose_colour=propose_colour,
            subject="skin" if skin else "face",
        )
        if made.refusal is None:
            _demand(mode, made)
        first_frame, second_frame = (
            sharp_enough(reader, path, photo, made.recipe, side)
            for path, photo, side in zip((before, after), photos, SIDES, strict=True)
        )
    drawn = _drawn(made, first_frame, second_frame)
    write(out, ENCODERS[out.suffix.lower()](drawn))
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
        "colour_proposal": None if made.proposal is None else operation_values(made.proposal),
        "recipe": made.recipe.values(),
        "recipe_hash": made.recipe.hash,
    }


def _demand(mode: Mode, made: Comparison) -> None:
    """Fail where this way to look would show the cameras and not the patient."""
    try:
        demand_comparable(mode, made.grade.overall)
    except NotComparableError as error:
        raise CommandFailure(f"{error}: {made.grade.sentence}") from error


def _drawn(made: Comparison, before: Frame, after: Frame) -> Pixels:
    recipe = made.recipe
    canvas = framed(render(recipe, before, after), surround=recipe.layout.surround)
    if recipe.layout.mode == "difference":
        seen = difference(picture(recipe, before, "before"), picture(recipe, after, "after"))
        below = legend(canvas.shape[1], floor=seen.floor, white=seen.white)
        canvas = np.concatenate([canvas, below])
    lines = (recipe.sentence(), grade_line(made.grade))
    return captioned(canvas, mark=made.grade.overall.value, headline=made.grade.sentence, lines=lines)


def register(app: typer.Typer) -> None:
    """Add this command."""
    app.command()(compare)
