"""What shift, turn and scale could not take away between two faces that were laid onto each other.

Only points that no expression moves and that lie nearly in one plane are asked (forehead, eye corners, upper
cheeks), and both faces need their dense mesh. The turn of the head has a limit of its own; here a mesh that
sat on something else, another face or a strong perspective shows.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from imaging.geometry import Similarity
from imaging.landmarks import Face

# Within 5 mm of a plane in most faces: a turn of 3 degrees, which is within its own limit, leaves 0.4 %.
_STILL: Final = (10, 67, 297, 33, 133, 362, 263, 117, 119, 121, 346, 348, 350)


@dataclass(frozen=True, slots=True, kw_only=True)
class Misfit:
    """`left_percent`: root mean square distance, per cent of the eye distance of the before face.

    `scale_left_percent`: by how much the after face is still larger than the before face.
    """

    left_percent: float
    scale_left_percent: float


def misfit(before: Face, after: Face, onto: Similarity) -> Misfit | None:
    """Both faces in the pixels between which `onto` carries the after one; None without two meshes."""
    if not before.has_mesh or not after.has_mesh or before.eye_distance_px <= 0:
        return None
    goal = before.landmarks[list(_STILL)]
    carried = onto(after.landmarks[list(_STILL)])
    best = _similarity_left(carried, goal)
    off = float(np.sqrt((np.abs(best.left) ** 2).mean()))
    return Misfit(
        left_percent=100 * off / before.eye_distance_px, scale_left_percent=100 * (1 / best.scale - 1)
    )


@dataclass(frozen=True, slots=True)
class _Best:
    scale: float
    left: np.ndarray[tuple[int, ...], np.dtype[np.complex128]]


def _similarity_left(
    moving: np.ndarray[tuple[int, ...], np.dtype[np.float64]],
    goal: np.ndarray[tuple[int, ...], np.dtype[np.float64]],
) -> _Best:
    """The best similarity of the points: what the alignment, which saw the whole face, left of scale."""
    source, target = (points[:, 1] + 1j * points[:, 0] for points in (moving, goal))
    source, target = source - source.mean(), target - target.mean()
    factor = complex((np.conj(source) * target).sum() / (np.abs(source) ** 2).sum())
    return _Best(abs(factor), factor * source - target)
