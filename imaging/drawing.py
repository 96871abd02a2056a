"""One photo drawn on a canvas by a similarity, area-averaged when it shrinks: what people see."""

import math

import cv2
import numpy as np
from numpy.typing import NDArray

from imaging.frame import Pixels
from imaging.geometry import Similarity

_ALIASES_ABOVE = 1.1  # source px a canvas px: below it cubic interpolation alone shows no aliasing
_REACH_PX = 4  # of the shrunk source: what cubic interpolation looks at beyond a sample, and a rest


def sample(pixels: Pixels, to_source: Similarity, size_px: tuple[int, int], *, fill: int) -> Pixels:
    """Canvas of `size_px` (width, height) drawn from `pixels`, uint8 `(H, W, 3)`.

    A canvas pixel takes the average of the source pixels that it covers (area) when the source
    is larger, and a cubic interpolation otherwise. A canvas pixel whose centre lies outside the
    source is `fill`; nothing is made up there.

    Parameters
    ----------
    to_source : Similarity
        Carries canvas pixels to pixels of `pixels`.
    """
    width, height = size_px
    shrink = to_source.scale if to_source.scale > _ALIASES_ABOVE else 1.0
    source, to_shrunk = _shrunk(pixels, to_source, size_px, shrink)
    if source is None:
        return np.full((height, width, 3), fill, np.uint8)
    matrix = to_shrunk @ to_source.matrix_xy
    if _is_whole_shift(matrix):
        cut = _cut(source, matrix, size_px)
        if cut is not None:
            return cut
    drawn = cv2.warpAffine(
        source,
        matrix[:2],
        size_px,
        flags=cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_REPLICATE,  # only for the taps; what lies outside is filled below
    )
    return _fill_outside(np.asarray(drawn, np.uint8), to_source, pixels.shape[:2], fill)


def _shrunk(
    pixels: Pixels, to_source: Similarity, size_px: tuple[int, int], shrink: float
) -> tuple[Pixels | None, NDArray[np.float64]]:
    """The part of the source that is needed, area-averaged; and the 3x3 `(x, y)` matrix to it."""
    height, width = pixels.shape[:2]
    corners = to_source(_corners(size_px))
    reach = _REACH_PX * shrink
    y0, x0 = (max(0, math.floor(v)) for v in corners.min(axis=0) - reach)
    y1, x1 = (math.ceil(v) for v in corners.max(axis=0) + reach + 1)
    y1, x1 = min(y1, height), min(x1, width)
    if x1 <= x0 or y1 <= y0:
        return None, np.eye(3)
    part = pixels[y0:y1, x0:x1]
    wide, high = max(1, round((x1 - x0) / shrink)), max(1, round((y1 - y0) / shrink))
    if shrink > 1.0:
        part = np.asarray(cv2.resize(part, (wide, high), interpolation=cv2.INTER_AREA), np.uint8)
    fx, fy = part.shape[1] / (x1 - x0), part.shape[0] / (y1 - y0)
    to_part = np.array([[fx, 0, (0.5 - x0) * fx - 0.5], [0, fy, (0.5 - y0) * fy - 0.5], [0, 0, 1]])
    return part, to_part


def _is_whole_shift(matrix: NDArray[np.float64]) -> bool:
    shift = matrix[:2, 2]
    return bool(
        np.allclose(matrix[:2, :2], np.eye(2), atol=1e-6) and np.allclose(shift, np.rint(shift), atol=1e-3)
    )


def _cut(source: Pixels, matrix: NDArray[np.float64], size_px: tuple[int, int]) -> Pixels | None:
    """A plain cut where the canvas lies on whole source pixels; None when it reaches outside."""
    x, y = (int(v) for v in np.rint(matrix[:2, 2]))
    if min(x, y) < 0:
        return None
    part = source[y : y + size_px[1], x : x + size_px[0]]
    return part.copy() if part.shape[:2] == (size_px[1], size_px[0]) else None


def _fill_outside(drawn: Pixels, to_source: Similarity, source_shape: tuple[int, ...], fill: int) -> Pixels:
    height, width = drawn.shape[:2]
    high, wide = source_shape[:2]
    corners = to_source(_corners((width, height)))
    if (corners >= -0.5).all() and (corners <= (high - 0.5, wide - 0.5)).all():
        return drawn
    m = to_source.matrix_xy
    col, row = np.arange(width)[None, :], np.arange(height)[:, None]
    x, y = m[0, 0] * col + m[0, 1] * row + m[0, 2], m[1, 0] * col + m[1, 1] * row + m[1, 2]
    drawn[(x < -0.5) | (x > wide - 0.5) | (y < -0.5) | (y > high - 0.5)] = fill
    return drawn


def _corners(size_px: tuple[int, int]) -> NDArray[np.float64]:
    """`(row, col)` of the centres of the four corner pixels."""
    width, height = size_px
    return np.array([(0, 0), (0, width - 1), (height - 1, width - 1), (height - 1, 0)], np.float64)
