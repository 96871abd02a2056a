"""A patch of skin, drawn once on the baseline photo: which pixels of any photo lie in it.

An outline is `(row, col)` points in full-size pixels of one photo; a similarity carries it to another. The
pixels themselves are never carried: colour is read where the camera put it, and no interpolation mixes it.
Pixels with a channel at the end of its range are left out, because what they show is only a bound.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

import cv2
import numpy as np
from numpy.typing import NDArray

from imaging.colour import to_linear
from imaging.errors import InvalidRegionError
from imaging.frame import Frame, Pixels
from imaging.geometry import Similarity

Mask = NDArray[np.bool_]

MIN_PIXELS = 400  # fewer say little about skin: a mole of 2 mm at 10 px/mm has 300
MAX_POINTS = 200
_MAX_PX = 1_000_000.0  # no photo is that long; larger numbers are mistakes
_CLIPPED_HIGH, _CLIPPED_LOW = 254, 2  # 0-255, as in `quality`
_FIXED_BITS = 4  # the drawing call takes pixels with four bits behind the point
_MIN_INSIDE = 0.9  # of the region must lie on the photo
_MIN_USABLE = 0.7  # of what lies there must not be clipped


@dataclass(frozen=True, slots=True)
class Region:
    """A polygon of 3 to 200 `(row, col)` points, full-size px; it has an area.

    Raises
    ------
    InvalidRegionError
        Too few or too many points, a number that is not finite, or no area.
    """

    outline: tuple[tuple[float, float], ...]

    def __post_init__(self) -> None:
        if not 3 <= len(self.outline) <= MAX_POINTS:
            raise InvalidRegionError(detail=f"expected 3 to {MAX_POINTS} points, got {len(self.outline)}")
        points = np.array(self.outline, dtype=np.float64)
        if points.ndim != 2 or points.shape[1] != 2 or not np.isfinite(points).all():
            raise InvalidRegionError(detail="expected pairs of finite numbers")
        if float(np.abs(points).max()) > _MAX_PX:
            raise InvalidRegionError(detail="a point lies off every photo")
        if self.area_px < 1:
            raise InvalidRegionError(detail="the outline has no area")

    @classmethod
    def of(cls, points: Iterable[Iterable[float]]) -> Self:
        """The region with these `(row, col)` corners; raises InvalidRegionError."""
        corners = [tuple(float(value) for value in point) for point in points]
        if any(len(corner) != 2 for corner in corners):
            raise InvalidRegionError(detail="expected pairs of finite numbers")
        return cls(tuple((corner[0], corner[1]) for corner in corners))

    @classmethod
    def ellipse(cls, centre: tuple[float, float], half_height: float, half_width: float) -> Self:
        """An upright ellipse about `(row, col)`, as 48 corners."""
        turns = [2 * math.pi * step / 48 for step in range(48)]
        row, col = centre
        return cls(tuple((row + half_height * math.sin(t), col + half_width * math.cos(t)) for t in turns))

    @property
    def points(self) -> NDArray[np.float64]:
        """The corners, `(N, 2)` `(row, col)`."""
        return np.array(self.outline, dtype=np.float64)

    @property
    def area_px(self) -> float:
        """Area by the shoelace formula, px^2 at full size."""
        rows, cols = self.points.T
        return float(abs(rows @ np.roll(cols, 1) - cols @ np.roll(rows, 1)) / 2)

    def carried(self, carry: Similarity) -> "Region":
        """The same patch in the pixels that `carry` leads to."""
        return Region.of(carry(self.points))


@dataclass(frozen=True, slots=True, kw_only=True)
class NoSample:
    """Why a region of a photo says nothing: `outside`, `too_small` or `clipped`."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Sample:
    """A part of a photo's own pixels with the region in it.

    Attributes
    ----------
    pixels
        `(h, w, 3)` uint8 sRGB, cut from the frame, nothing resampled.
    usable
        `(h, w)`: not clipped, and not beside a clipped pixel.
    corners
        `(N, 2)` `(row, col)` of the outline in `pixels`.
    """

    pixels: Pixels
    usable: Mask
    corners: NDArray[np.float64]

    def inside(self, shift: tuple[float, float] = (0.0, 0.0)) -> Mask:
        """`(h, w)`: usable pixels of the region, the outline moved by `shift` `(row, col)` px first."""
        return drawn(self.corners + np.array(shift), self.usable.shape) & self.usable

    def mean_linear(self, shift: tuple[float, float] = (0.0, 0.0)) -> NDArray[np.float64] | None:
        """Mean linear light `(3,)`, 0-1, over the region; None when nothing usable lies there.

        The mean of light, not of its code values: blur and grain move it little.
        """
        chosen = self.pixels[self.inside(shift)]
        return None if len(chosen) < MIN_PIXELS // 2 else to_linear(chosen).astype(np.float64).mean(axis=0)


def sample(frame: Frame, region: Region, *, margin_px: float = 0.0) -> Sample | NoSample:
    """The region's pixels with `margin_px` around them, or why they say nothing.

    Parameters
    ----------
    region
        In full-size pixels of this photo.
    margin_px
        In pixels of the frame.
    """
    corners = Similarity.resized(frame.scale)(region.points)
    top, left = (max(0, math.floor(value - margin_px) - 1) for value in corners.min(axis=0))
    bottom, right = (
        min(limit, math.ceil(value + margin_px) + 2)
        for value, limit in zip(corners.max(axis=0), frame.pixels.shape[:2], strict=True)
    )
    if bottom <= top or right <= left:
        return NoSample(reason="outside")
    pixels = frame.pixels[top:bottom, left:right]
    moved = corners - np.array((top, left))
    whole = drawn(moved, pixels.shape[:2])
    if whole.sum() < _MIN_INSIDE * region.area_px * frame.scale**2:
        return NoSample(reason="outside")
    usable = unclipped(pixels)
    found = int((whole & usable).sum())
    if whole.sum() < MIN_PIXELS:
        return NoSample(reason="too_small")
    if found < max(MIN_PIXELS, _MIN_USABLE * whole.sum()):
        return NoSample(reason="clipped")
    return Sample(pixels=pixels, usable=usable, corners=moved)


def unclipped(pixels: Pixels) -> Mask:
    """Where no channel is at an end of its range, nor beside one that is (compression spreads it)."""
    bad = np.asarray(((pixels >= _CLIPPED_HIGH) | (pixels <= _CLIPPED_LOW)).any(axis=2), np.uint8)
    spread = cv2.dilate(bad, np.ones((3, 3), np.uint8))
    return np.asarray(spread == 0)


def drawn(corners: NDArray[np.float64], shape: tuple[int, ...]) -> Mask:
    """The filled polygon on a canvas of `shape`; corners are `(row, col)`."""
    canvas = np.zeros(shape[:2], np.uint8)
    fixed = np.round(corners[:, ::-1] * 2**_FIXED_BITS).astype(np.int32)
    cv2.fillPoly(canvas, [fixed], 1, cv2.LINE_8, _FIXED_BITS)
    return np.asarray(canvas > 0)
