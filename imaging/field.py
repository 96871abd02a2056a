"""The common field: what all photos of an aligned pair or series show, as a rectangle of the one they lie on.

The largest upright rectangle inside all frames, no narrower than 1 to 2, so that nothing
outside any photo has to be made up. Coordinates are `(x, y)` full-size px of before.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from imaging.geometry import Similarity

Size = tuple[int, int]  # (width, height), px

MAX_ASPECT = 2.0
MIN_SIDE_PX = 48  # below this nobody sees anything
MIN_SHARE = 0.05  # of the area of before
MARGIN_PX = 2.0  # of after: what interpolation reaches for beyond a sample
_GRID = 96


@dataclass(frozen=True, slots=True)
class Field:
    """A rectangle of whole pixels of the before photo."""

    x: int
    y: int
    width: int
    height: int

    @property
    def box_px(self) -> tuple[int, int, int, int]:
        """`(x, y, width, height)`."""
        return self.x, self.y, self.width, self.height

    @property
    def corners(self) -> NDArray[np.float64]:
        """`(row, col)` of the four outer corners, float64 (4, 2)."""
        x0, y0 = self.x - 0.5, self.y - 0.5
        x1, y1 = x0 + self.width, y0 + self.height
        return np.array([(y0, x0), (y0, x1), (y1, x1), (y1, x0)])


@dataclass(frozen=True, slots=True)
class NoField:
    """The two photos share too little to be shown together."""

    reason: str
    detail: str


def common_field(before_px: Size, after_px: Size, similarity: Similarity) -> Field | NoField:
    """The largest rectangle that both photos cover.

    Parameters
    ----------
    before_px, after_px : (width, height)
        Full size of the upright photos, px.
    similarity : Similarity
        Carries full-size pixels of after to those of before.
    """
    return common_field_of(before_px, [(after_px, similarity)])


def common_field_of(before_px: Size, others: Sequence[tuple[Size, Similarity]]) -> Field | NoField:
    """The largest rectangle that a photo and all that were laid onto it cover.

    Parameters
    ----------
    before_px : (width, height)
        Full size of the upright photo that stands still, px.
    others : sequence of ((width, height), similarity)
        Full size of each other photo, and what carries its pixels to those of `before`.
    """
    width, height = before_px
    planes = [plane for size_px, similarity in others for plane in _half_planes(size_px, similarity)]
    low, high = (-0.5, -0.5), (width - 0.5, width - 0.5)
    best = (0.0, 0.0, 0.0, 0.0)
    for _ in range(3):  # each round looks closer around the best of the last
        best = _best_rectangle(
            planes, np.linspace(low[0], high[0], _GRID), np.linspace(low[1], high[1], _GRID), height
        )
        step = ((high[0] - low[0]) / _GRID, (high[1] - low[1]) / _GRID)
        low = (max(best[0] - step[0], -0.5), max(best[2] - step[1], -0.5))
        high = (min(best[0] + step[0], width - 0.5), min(best[2] + step[1], width - 0.5))
    field = _whole_pixels(best)
    if field is None or field.width * field.height < MIN_SHARE * width * height:
        return NoField("overlap_too_small", "the photos share too little of what they show")
    return field


def _half_planes(after_px: Size, similarity: Similarity) -> list[tuple[float, float, float]]:
    """The frame of after, in before: `(a, b, c)` with `a x + b y <= c` inside."""
    inverse = similarity.inverse()
    m = inverse.matrix_xy  # before -> after
    width, height = after_px
    margin = MARGIN_PX - 0.5
    x_row, y_row = m[0], m[1]
    return [
        (x_row[0], x_row[1], width - 1 - margin - x_row[2]),
        (-x_row[0], -x_row[1], x_row[2] - margin),
        (y_row[0], y_row[1], height - 1 - margin - y_row[2]),
        (-y_row[0], -y_row[1], y_row[2] - margin),
    ]


def _best_rectangle(
    planes: list[tuple[float, float, float]],
    lefts: NDArray[np.float64],
    rights: NDArray[np.float64],
    height: int,
) -> tuple[float, float, float, float]:
    """`(x0, y0, x1, y1)` of the largest rectangle with its left and right edge on the grid.

    For a given left and right edge each half-plane bounds the top or the bottom alone, because
    the corner that breaks it first is known from its signs.
    """
    x0, x1 = np.meshgrid(lefts, rights, indexing="ij")
    top = np.full(x0.shape, -0.5)
    bottom = np.full(x0.shape, height - 0.5)
    for a, b, c in planes:
        reach = np.maximum(a * x0, a * x1)
        if b > 1e-12:
            bottom = np.minimum(bottom, (c - reach) / b)
        elif b < -1e-12:
            top = np.maximum(top, (c - reach) / b)
        else:
            bottom = np.where(reach <= c, bottom, -math.inf)
    wide, high = np.maximum(x1 - x0, 0), np.maximum(bottom - top, 0)
    area = np.minimum(wide, MAX_ASPECT * high) * np.minimum(high, MAX_ASPECT * wide)
    at = np.unravel_index(int(np.argmax(area)), area.shape)
    return float(x0[at]), float(top[at]), float(x1[at]), float(bottom[at])


def _whole_pixels(rectangle: tuple[float, float, float, float]) -> Field | None:
    x0, y0, x1, y1 = rectangle
    wide, high = max(x1 - x0, 0.0), max(y1 - y0, 0.0)
    wide, high = min(wide, MAX_ASPECT * high), min(high, MAX_ASPECT * wide)
    if min(wide, high) < MIN_SIDE_PX:
        return None
    x, y = (x0 + x1 - wide) / 2, (y0 + y1 - high) / 2
    left, top = math.ceil(x + 0.5 - 1e-6), math.ceil(y + 0.5 - 1e-6)
    right, bottom = math.floor(x + wide + 0.5 + 1e-6), math.floor(y + high + 0.5 + 1e-6)
    if min(right - left, bottom - top) < MIN_SIDE_PX:
        return None
    return Field(left, top, right - left, bottom - top)
