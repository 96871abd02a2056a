"""Several photos of one view, each laid onto the same baseline and drawn on one canvas.

All frames show the same field: what the baseline and every aligned photo cover, or a box inside
it. Each photo is carried by its own alignment to the baseline and by no chain, so that errors
do not add up; where the way over a neighbour lands elsewhere, the series says how far (`drift`).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from imaging.field import Field, NoField, common_field_of
from imaging.frame import Pixels
from imaging.geometry import Similarity
from imaging.operations import SURROUND, Align, Calibrate, Colour, Crop, Layout, Orient, Scale
from imaging.recipe import Recipe

Box = tuple[int, int, int, int]
"""x, y, width, height in full-size pixels of the baseline"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drift:
    """How far a photo moves between its own alignment and the way over its neighbour."""

    moved_px: float  # of the baseline, root mean square over the corners of the field
    limit_px: float  # what the stated errors of the three alignments explain together

    @property
    def is_explained(self) -> bool:
        """Whether the stated errors are as large as the disagreement."""
        return self.moved_px <= self.limit_px


def series_field(baseline: Orient, others: Sequence[tuple[Orient, Similarity]]) -> Field | NoField:
    """What the baseline and all photos that were laid onto it show."""
    return common_field_of(baseline.size_px, [(other.size_px, similarity) for other, similarity in others])


def within(field: Field, box_px: Box) -> Field | NoField:
    """The part of the field that a close-up shows: the box, moved inside and cut to the field."""
    x, y, width, height = box_px
    width, height = min(width, field.width), min(height, field.height)
    if min(width, height) < 1:
        return NoField("overlap_too_small", "the close-up has no pixels")
    left = min(max(x, field.x), field.x + field.width - width)
    top = min(max(y, field.y), field.y + field.height - height)
    return Field(left, top, width, height)


def plan_frame(
    baseline: Orient,
    photo: Orient,
    similarity: Similarity,
    field: Field,
    *,
    side_px: int,
    colours: tuple[Colour | Calibrate, ...] = (),
) -> Recipe:
    """The recipe of one photo of a series, on the canvas that all of them share.

    Parameters
    ----------
    similarity : Similarity
        Carries full-size pixels of the photo to those of the baseline.
    side_px : int
        Longer side of the canvas. Nothing is enlarged beyond the baseline.
    colours : tuple of operations
        Whole-frame colour of this photo, which counts as `after` here.
    """
    before, after = replace(baseline, photo="before"), replace(photo, photo="after")
    factor = min(1.0, side_px / max(field.width, field.height))
    size = Scale(size_px=(max(1, round(field.width * factor)), max(1, round(field.height * factor))))
    steps = (Align.of(similarity), Crop(box_px=field.box_px), size)
    return Recipe((before, after, *steps, *colours, Layout(mode="after")))


def drift(
    direct: Similarity,
    to_neighbour: Similarity,
    neighbour: Similarity,
    field: Field,
    *,
    errors_px: Sequence[float],
) -> Drift:
    """How far the photo's own alignment and the way over its neighbour disagree on the field.

    Parameters
    ----------
    direct, neighbour : Similarity
        Carry the photo and its neighbour to the baseline.
    to_neighbour : Similarity
        Carries the photo to its neighbour.
    errors_px : sequence of float
        Expected errors of the three, px of the baseline; together they are the limit.
    """
    inside = direct.inverse()(field.corners)
    apart = to_neighbour.then(neighbour)(inside) - field.corners
    moved = float(np.sqrt((apart**2).sum(axis=1).mean()))
    return Drift(moved_px=moved, limit_px=float(sum(errors_px)))


def grid(pictures: Sequence[Pixels], *, columns: int | None = None, gap_px: int = 24) -> Pixels:
    """Pictures of one size in rows, in their order, surround between and after them.

    Parameters
    ----------
    columns : int, optional
        By default as many as make the whole about square.

    Raises
    ------
    ValueError
        There are none, or they differ in size.
    """
    if len({picture.shape for picture in pictures}) != 1:
        raise ValueError("a grid needs one or more pictures of one size")
    height, width = pictures[0].shape[:2]
    across = columns or _columns(len(pictures), width=width, height=height)
    down = -(-len(pictures) // across)
    size = (down * height + (down - 1) * gap_px, across * width + (across - 1) * gap_px, 3)
    canvas = np.full(size, SURROUND, np.uint8)
    for at, picture in enumerate(pictures):
        top, left = (at // across) * (height + gap_px), (at % across) * (width + gap_px)
        canvas[top : top + height, left : left + width] = picture
    return canvas


def _columns(count: int, *, width: int, height: int) -> int:
    """So many that the whole is nearest to a square."""

    def longer_side(across: int) -> int:
        return max(across * width, -(-count // across) * height)

    return min(range(1, count + 1), key=longer_side)


__all__ = ["Box", "Drift", "drift", "grid", "plan_frame", "series_field", "within"]
