"""Inputs of the benchmarks, made here: nothing is downloaded and nobody is on them.

Scenes have detail at all scales and sensor noise, so that files are as large as a camera's.
"""

import io
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from imaging.geometry import Similarity

Pixels = NDArray[np.uint8]

MEGAPIXELS = {12: (4032, 3024), 24: (5664, 4248), 48: (8064, 6048)}


def scene(width: int, height: int, *, seed: int = 0) -> Pixels:
    """Noise at every octave down to 4 px over a warm ground, with a little grain."""
    rng = np.random.default_rng(seed)
    total = np.full((height, width, 3), (176.0, 140.0, 122.0), np.float32)
    cells, strength = 4, 26.0
    while cells * 4 <= width:
        coarse = rng.standard_normal((max(2, cells * height // width), cells, 3)).astype(np.float32)
        total += strength * cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC)
        cells, strength = cells * 2, strength * 0.82
    grain = rng.standard_normal((512, 512, 3)).astype(np.float32)
    tiled = np.tile(grain, (height // 512 + 1, width // 512 + 1, 1))[:height, :width]
    return np.asarray(np.clip(total + 1.5 * tiled, 0, 255), np.uint8)


def jpeg(pixels: Pixels, *, quality: int = 92) -> bytes:
    """As a phone writes it: baseline, 4:2:0."""
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, "JPEG", quality=quality)
    return out.getvalue()


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two photos of one scene, and the similarity from the second to the first."""

    before: Pixels
    after: Pixels
    truth: Similarity


def moved(width: int, height: int, *, truth: Similarity, seed: int = 1) -> Pair:
    """A scene photographed twice; `truth` carries pixels of the second photo to those of the first."""
    ground = scene(round(width * 1.3), round(height * 1.3), seed=seed)
    to_ground = Similarity(1.0, 0.0, (0.15 * height, 0.15 * width))
    before = _photo(ground, to_ground, (width, height), seed=seed)
    after = _photo(ground, truth.then(to_ground), (width, height), seed=seed + 1)
    return Pair(before=before, after=after, truth=truth)


def corner_error_px(found: NDArray[np.float64], truth: Similarity, size: tuple[int, int]) -> float:
    """Mean distance of the four corners carried by a 3x3 `(x, y)` matrix from where they belong."""
    width, height = size
    corners = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float64)
    ones = np.column_stack([corners, np.ones(4)])
    carried, wanted = ones @ found.T, ones @ truth.matrix_xy.T
    off = carried[:, :2] / carried[:, 2:] - wanted[:, :2]
    return float(np.linalg.norm(off, axis=1).mean())


def _photo(ground: Pixels, to_ground: Similarity, size: tuple[int, int], *, seed: int) -> Pixels:
    flags = cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP
    drawn = cv2.warpAffine(ground, to_ground.matrix_xy[:2], size, flags=flags)
    noise = np.random.default_rng(seed).normal(0, 2, drawn.shape)
    return np.asarray(np.clip(drawn + noise, 0, 255), np.uint8)
