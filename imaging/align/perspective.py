"""What a free perspective would explain, and what of it a similarity cannot.

It is never applied to a picture. It tells two photos that were taken from different directions, and where it
is well determined it says which similarity is best over the whole field, not only where the spots stand.
"""

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from imaging.align.proposals import Pairs
from imaging.geometry import EstimationFailure, Points, Similarity

_LEAST: Final = 8  # twice what determines it
_MANY: Final = 150  # matches with which it is well determined over the field ...
_MOST_OF: Final = 0.75  # ... when so large a share of the clear matches agrees: a plane, not a limb
_STEP_PX: Final = 8


@dataclass(frozen=True, slots=True)
class Perspective:
    """A 3x3 matrix for `(x, y)` px, how many of the clear matches agree with it, and of how many."""

    matrix: NDArray[np.float64]
    agreeing: int
    matches: int

    @property
    def is_sure(self) -> bool:
        """The scene is close to a plane and seen in many places."""
        return self.agreeing >= max(_MANY, _MOST_OF * self.matches)

    def __call__(self, points: Points) -> Points:
        """`(row, col)` points of shape (N, 2), carried."""
        xyw = np.column_stack([points[:, ::-1], np.ones(len(points))]) @ self.matrix.T
        return np.asarray(xyw[:, 1::-1] / xyw[:, 2:], dtype=np.float64)


@dataclass(frozen=True, slots=True)
class OverField:
    """The similarity nearest to a perspective over the common field, and what is left between them."""

    similarity: Similarity
    left_px: float  # root mean square, px of REFERENCE's view


def find_perspective(pairs: Pairs, *, tolerance_px: float) -> Perspective | None:
    """The perspective that most matches agree with; None when there are too few."""
    if len(pairs) < _LEAST:
        return None
    src, dst = (np.ascontiguousarray(points[:, ::-1]) for points in (pairs.src, pairs.dst))
    found, agreeing = cv2.findHomography(src, dst, cv2.RANSAC, tolerance_px, maxIters=500)
    if found is None:
        return None
    return Perspective(np.asarray(found, dtype=np.float64), int(np.sum(agreeing)), len(pairs))


def over_field(
    perspective: Perspective, nearby: Similarity, shape: tuple[int, ...], region: NDArray[np.bool_]
) -> OverField | None:
    """The nearest similarity over the part of REFERENCE's `region` that MOVING, of that shape, shows.

    `nearby` is about that similarity: it says which part that is.
    """
    places = nearby.inverse()(np.argwhere(region[::_STEP_PX, ::_STEP_PX]) * float(_STEP_PX))
    places = places[((places >= 0) & (places < np.array(shape))).all(axis=1)]
    if len(places) < 3:
        return None
    there = perspective(places)
    fit = Similarity.estimate(places, there)
    if isinstance(fit, EstimationFailure):
        return None
    return OverField(fit, float(np.sqrt(((fit(places) - there) ** 2).sum(axis=1).mean())))
