"""Smooth random fields and the few array operations that every painter shares.

A field is a float32 array (rows, columns); sizes of features are in texels. Randomness comes from the
generator in the argument, so the same seed gives the same picture.
"""

from typing import TypeAlias

import cv2
import numpy as np
import numpy.typing as npt

Array: TypeAlias = npt.NDArray[np.floating]
Mask: TypeAlias = npt.NDArray[np.bool_]
Indices: TypeAlias = npt.NDArray[np.integer]

# `remap` addresses fewer than 2^15 rows or columns: long lists of points are folded into rows of this length.
_FOLD = 4096


def smoothstep(low: float, high: float, values: Array) -> Array:
    """Rise from 0 at `low` to 1 at `high`, flat at both ends (`low` may be the larger)."""
    t = np.clip((values - low) / (high - low), 0.0, 1.0)
    return np.asarray(t * t * (3.0 - 2.0 * t))


def bump(values: Array, centre: Array | float, width: float) -> Array:
    """Bell of height 1 about `centre`; falls to 1/e at `width`."""
    return np.asarray(np.exp(-(((values - centre) / width) ** 2)))


def blur(field: Array, sigma_px: float) -> Array:
    """The field under a Gaussian of `sigma_px`; unchanged where that is too small to matter."""
    return field if sigma_px < 0.2 else np.asarray(cv2.GaussianBlur(field, (0, 0), sigma_px), np.float32)


def resized(field: Array, shape: tuple[int, int], *, area: bool = False) -> Array:
    """The field at another size (rows, columns): cubic, or averaged over areas when it shrinks."""
    how = cv2.INTER_AREA if area else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(field, (shape[1], shape[0]), interpolation=how), np.float32)


def sample(field: Array, columns: Array, rows: Array) -> Array:
    """Values of a field (H, W[, C]) at fractional places: maps give the maps' shape, lists (N, C)."""
    xs, ys = np.asarray(columns, np.float32), np.asarray(rows, np.float32)
    if xs.ndim == 2:
        return np.asarray(_remap(field, xs, ys), np.float32)
    count = xs.size
    rows_needed = -(-count // _FOLD)
    padded = np.zeros((2, rows_needed * _FOLD), np.float32)
    padded[0, :count], padded[1, :count] = xs, ys
    folded = padded.reshape(2, rows_needed, _FOLD)
    channels = field.shape[2] if field.ndim == 3 else 1
    return _remap(field, folded[0], folded[1]).reshape(-1, channels)[:count]


def _remap(field: Array, xs: Array, ys: Array) -> Array:
    moved = cv2.remap(field, xs, ys, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(moved, np.float32)


def value_noise(
    rng: np.random.Generator, shape: tuple[int, int], cell: float | tuple[float, float], *, wrap: bool = True
) -> Array:
    """Noise of mean 0 and deviation 1 whose features are `cell` texels (or (rows, columns) texels) large.

    With `wrap` the left and right edges meet without a seam.
    """
    tall, wide = cell if isinstance(cell, tuple) else (cell, cell)
    rows, columns = max(2, round(shape[0] / tall)), max(2, round(shape[1] / wide))
    grid = rng.standard_normal((rows + 4, columns)).astype(np.float32)
    if wrap:
        grid = np.concatenate([grid[:, -2:], grid, grid[:, :2]], axis=1)
    else:
        grid = np.concatenate([grid, rng.standard_normal((rows + 4, 4)).astype(np.float32)], axis=1)
    fy, fx = shape[0] / rows, shape[1] / columns
    big = cv2.resize(grid, None, fx=fx, fy=fy, interpolation=cv2.INTER_CUBIC)
    top, left = int(2 * fy), int(2 * fx)
    field = np.asarray(big[top : top + shape[0], left : left + shape[1]], np.float32)
    return np.asarray(field / (float(field.std()) + 1e-6), np.float32)


def fractal_noise(
    rng: np.random.Generator, shape: tuple[int, int], cell: float, *, octaves: int = 4, gain: float = 0.6
) -> Array:
    """Noise summed over octaves that halve in size from `cell`; deviation 1."""
    total = np.zeros(shape, np.float32)
    for octave in range(octaves):
        total = total + gain**octave * value_noise(rng, shape, max(1.0, cell / 2**octave))
    return np.asarray(total / float(total.std()), np.float32)


def smooth_curve(points: Array, count: int, *, closed: bool = False) -> Array:
    """`count` points on a Catmull-Rom curve through `points` (N, D)."""
    knots = len(points)
    t = np.linspace(0.0, knots if closed else knots - 1, count, endpoint=not closed)
    index = np.floor(t).astype(int)
    part = (t - index)[:, None]

    def knot(offset: int) -> Array:
        place = index + offset
        return np.asarray(points[place % knots if closed else np.clip(place, 0, knots - 1)])

    before, start, end, after = knot(-1), knot(0), knot(1), knot(2)
    slope = end - before
    bend = 2 * before - 5 * start + 4 * end - after
    twist = 3 * start - before - 3 * end + after
    return np.asarray(0.5 * (2 * start + slope * part + bend * part**2 + twist * part**3))


def dot(first: Array, second: Array) -> Array:
    """Products (...) of vectors (..., 3); three terms written out are five times as fast as a sum."""
    terms = (first[..., k] * second[..., k] for k in range(3))
    return np.asarray(next(terms) + next(terms) + next(terms))


def length(vectors: Array) -> Array:
    """Lengths (...) of vectors (..., 3)."""
    return np.asarray(np.sqrt(dot(vectors, vectors)))


def unit(vectors: Array) -> Array:
    """The vectors (..., 3) at length 1."""
    return np.asarray(vectors / (length(vectors) + vectors.dtype.type(1e-9))[..., None])
