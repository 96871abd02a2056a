"""`likeness compare A B C... --mode grid|timelapse`: several photos on one field, each laid onto the first.

A photo that cannot be laid onto the first is left out and named; the date stands beside each picture.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import typer

from api.actions.compare_files import interval_days, photo_of
from api.actions.compare_set import PhotoSet, compare_set, frame_values
from api.actions.read_files import ALIGN_PX, FileReader
from api.commands.drawing import ENCODERS, look, sharp_enough, spare_originals, write
from api.commands.failure import CommandFailure
from api.commands.output import print_json
from imaging.align import Alignment, AlignmentRefusal, align
from imaging.caption import captioned, framed
from imaging.compare import picture
from imaging.errors import FilmSupportMissingError
from imaging.film import MOST_FRAMES, dated, encode_animation, encode_mp4
from imaging.frame import Frame, Pixels
from imaging.operations import SURROUND
from imaging.recipe import Recipe
from imaging.series import grid
from protocols.model import Verdict

FILMS: dict[str, Callable[[Sequence[Pixels]], bytes]] = {".webp": encode_animation, ".mp4": encode_mp4}
NO_DATE = "date not known"


def compare_many(paths: Sequence[Path], out: Path, *, mode: str, size: int, as_json: bool) -> None:
    """Lay all photos onto the first and write them as a grid or a film."""
    kinds = ENCODERS if mode == "grid" else FILMS
    if out.suffix.lower() not in kinds:
        raise typer.BadParameter(f"expected a name that ends in {', '.join(kinds)}, got `{out.name}`")
    if len(paths) > MOST_FRAMES:
        raise typer.BadParameter(f"expected at most {MOST_FRAMES} photos, got {len(paths)}")
    spare_originals(out, paths)
    with FileReader() as reader:
        seen = [look(reader, path, ALIGN_PX) for path in paths]
        photos = [photo_of(one.reading, one.face) for one in seen]

        def aligns(moving: int, reference: int) -> Alignment | AlignmentRefusal:
            first, second = photos[moving], photos[reference]
            return align(first.frame, second.frame, moving_face=first.face, reference_face=second.face)

        names = [f"photo {at}" for at in range(1, len(paths) + 1)]
        made = compare_set(photos, aligns, side_px=size, names=names)
        if made.field is None:
            raise CommandFailure(f"no photo can be laid onto the first: {_why(made)}")
        pictures = []
        for path, photo, frame in zip(paths, photos, made.frames, strict=True):
            if frame.recipe is not None:
                recipe = Recipe.from_values(frame.recipe)
                sharp = sharp_enough(reader, path, photo, recipe, "after")
                interval = interval_days(photos[0].facts, photo.facts)
                pictures.append(_frame(recipe, sharp, photo.facts.get("taken_at"), interval))
    write(out, _encoded(pictures, out, made, mode=mode))
    if as_json:
        print_json({"out": str(out), "mode": mode, **values_of(made, paths)})
    else:
        print(" ".join([made.grade.sentence, *_left_out(made, paths), *_drifting(made, paths)]))


def values_of(made: PhotoSet, paths: Sequence[Path]) -> dict[str, Any]:
    """What `compare --json` prints of a set."""
    field = made.field
    return {
        "field": None if field is None else {"box_px": list(field.box_px)},
        "grade": {"overall": made.grade.overall.value, "sentence": made.grade.sentence},
        "frames": [
            {"photo": str(path), **frame_values(frame), "recipe": frame.recipe}
            for path, frame in zip(paths, made.frames, strict=True)
        ],
    }


def _frame(recipe: Recipe, frame: Frame, taken_at: object, interval: float | None) -> Pixels:
    day = datetime.fromisoformat(taken_at) if isinstance(taken_at, str) else None
    headline = NO_DATE if day is None else f"{day.day} {day:%b %Y}"
    line = "" if not interval else f"{interval:.0f} days after the first"
    return dated(picture(recipe, frame, "after"), headline=headline, line=line)


def _encoded(pictures: Sequence[Pixels], out: Path, made: PhotoSet, *, mode: str) -> bytes:
    try:
        if mode != "grid":
            return FILMS[out.suffix.lower()](pictures)
    except FilmSupportMissingError as error:
        raise CommandFailure(str(error)) from error
    drawn = framed(grid(pictures), surround=SURROUND)
    said = captioned(drawn, mark=made.grade.overall.value, headline=made.grade.sentence, lines=())
    return ENCODERS[out.suffix.lower()](said)


def _why(made: PhotoSet) -> str:
    reasons = [frame.refusal.detail for frame in made.frames if frame.refusal is not None]
    return "; ".join(dict.fromkeys(reasons)) or "they share too little of what they show"


def _left_out(made: PhotoSet, paths: Sequence[Path]) -> list[str]:
    return [
        f"Left out, `{path.name}`: {frame.refusal.detail}."
        for path, frame in zip(paths, made.frames, strict=True)
        if frame.refusal is not None
    ]


def _drifting(made: PhotoSet, paths: Sequence[Path]) -> list[str]:
    return [
        f"Drift, `{path.name}`: {frame.drift.measured:.1f} px, limit {frame.drift.limit:.1f}."
        for path, frame in zip(paths, made.frames, strict=True)
        if frame.drift is not None and frame.drift.verdict is Verdict.FAIL
    ]
