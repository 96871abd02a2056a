"""What commands that write pictures share: sharp enough photos, words below, whole files or none."""

import os
import secrets
from collections.abc import Callable, Iterable
from pathlib import Path

from api.actions.compare_files import Photo, wanted_side_px
from api.actions.read_files import FileReader, FileRefusal, Seen
from api.commands.failure import CommandFailure
from imaging.encode import encode_jpeg, encode_png, encode_webp
from imaging.frame import Frame, Pixels
from imaging.operations import Photo as Side
from imaging.recipe import Recipe
from protocols.grade import Grade, Level
from protocols.model import Limit

ENCODERS: dict[str, Callable[[Pixels], bytes]] = {
    ".jpg": encode_jpeg,
    ".jpeg": encode_jpeg,
    ".png": encode_png,
    ".webp": encode_webp,
}


def look(reader: FileReader, path: Path, max_side_px: int) -> Seen:
    """The photo in `path`, or the end of the command."""
    seen = reader.look(path, max_side_px=max_side_px)
    if isinstance(seen, FileRefusal):
        raise CommandFailure(f"`{path}` {seen.reason}: {seen.detail}")
    return seen


def sharp_enough(reader: FileReader, path: Path, photo: Photo, recipe: Recipe, side: Side) -> Frame:
    """The frame, read again where the picture shows more than the working copy holds."""
    wanted = wanted_side_px(recipe, side)
    held = max(photo.frame.pixels.shape)
    is_enough = photo.frame.scale >= 1 or held >= 0.98 * wanted
    return photo.frame if is_enough else look(reader, path, wanted).reading.frame


def spare_originals(out: Path, photos: Iterable[Path]) -> None:
    """Fail where the picture would be written over one of its photos."""
    if any(path.exists() and out.exists() and path.samefile(out) for path in photos):
        raise CommandFailure("OUT is one of the photos: an original is never written over")


def grade_line(grade: Grade) -> str:
    """All seven in one line, each with its level and, where measured, its number beside its limit."""
    words = []
    for criterion in grade.criteria:
        said = f"{criterion.name} {criterion.level.value}"
        if isinstance(criterion.measured, float) and criterion.level is not Level.UNKNOWN:
            said += f" {criterion.measured:.3g} (limit {_limit(criterion.limit)})"
        words.append(said)
    return " · ".join(words)


def write(path: Path, data: bytes) -> None:
    """All of the file or none of it."""
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        part.write_bytes(data)
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise CommandFailure(f"`{path}` cannot be written: {os.strerror(error.errno or 0)}") from error


def _limit(limit: Limit) -> str:
    return " to ".join(f"{end:g}" for end in limit) if isinstance(limit, tuple) else str(limit)
