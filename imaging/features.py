"""Spots that can be found again: where they are, how large, which way they point, what they look like.

SIFT at a working size, described by RootSIFT (Hellinger distance); pairs must choose each other and be
clearly better than the second choice.
"""

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from imaging.geometry import Points, Similarity

_CONTRAST: Final = 0.01  # a quarter of the usual: skin is faint
_CLEAR: Final = 0.85  # distance to the best over that to the second best
_ALIKE: Final = (
    0.75  # likeness of words that stand where they must: looser, for place speaks for them already
)
_BLUR_SHARE: Final = 0.03  # of the picture's side
_TURN_DEG: Final = 30.0
_SIZE: Final = 0.45  # natural logarithm


@dataclass(frozen=True, slots=True)
class Features:
    """N spots: `(row, col)` px, size px, angle in degrees clockwise, 128 numbers of unit length each."""

    points: Points
    sizes: NDArray[np.float64]
    angles_deg: NDArray[np.float64]
    words: NDArray[np.float32]

    def __len__(self) -> int:
        return len(self.points)


@dataclass(frozen=True, slots=True)
class Matches:
    """Indices into the two sets, and how clear each choice was (0 certain, 1 a toss-up)."""

    moving: NDArray[np.intp]
    reference: NDArray[np.intp]
    doubt: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.moving)


def find_features(grey: NDArray[np.uint8], where: NDArray[np.bool_], *, most: int) -> Features:
    """About `most` spots of a (H, W) uint8 picture where the mask `where` allows, strongest first.

    What lies outside the mask is blurred away before the search, so that spots, which are limited in number
    and costly to describe, are spent inside.
    """
    engine = cv2.SIFT.create(nfeatures=most, contrastThreshold=_CONTRAST)
    spots, described = engine.detectAndCompute(_only(grey, where), None)
    kept = [place for place, spot in enumerate(spots) if where[_pixel(spot, where.shape)]]
    if not kept:
        empty = np.zeros(0)
        return Features(np.zeros((0, 2)), empty, empty, np.zeros((0, 128), np.float32))
    words = np.asarray(described, dtype=np.float32)[kept]
    return Features(
        points=np.array([(spots[place].pt[1], spots[place].pt[0]) for place in kept]),
        sizes=np.array([spots[place].size for place in kept]),
        angles_deg=np.array([spots[place].angle for place in kept]),
        words=np.sqrt(words / np.maximum(words.sum(axis=1, keepdims=True), 1e-6)),
    )


def _only(grey: NDArray[np.uint8], where: NDArray[np.bool_]) -> NDArray[np.uint8]:
    if where.all():
        return grey
    sigma = max(grey.shape) * _BLUR_SHARE
    share = cv2.GaussianBlur(where.astype(np.float32), (0, 0), sigma / 8)
    share = np.where(where, 1.0, np.minimum(share * 2, 1.0))
    plain = cv2.GaussianBlur(grey, (0, 0), sigma)
    return np.asarray(plain + (grey - plain.astype(np.float32)) * share, dtype=np.uint8)


def match(moving: Features, reference: Features) -> Matches:
    """Pairs that choose each other, clearly."""
    none = np.zeros(0, np.intp)
    if len(moving) < 2 or len(reference) < 2:
        return Matches(none, none, np.zeros(0))
    likeness = moving.words @ reference.words.T
    rows = np.arange(len(moving))
    first = likeness.argmax(axis=1)
    best = likeness[rows, first]
    mutual = likeness.argmax(axis=0)[first] == rows
    likeness[rows, first] = -1.0
    second = likeness.max(axis=1)
    doubt = np.sqrt(np.maximum(1 - best, 0) / np.maximum(1 - second, 1e-9))
    good = mutual & (doubt < _CLEAR)
    return Matches(np.flatnonzero(good), first[good], doubt[good].astype(np.float64))


def find_near(moving: Features, reference: Features, carry: Similarity, *, within_px: float) -> Matches:
    """Pairs that choose each other among those that `carry` brings within reach, turned and sized alike."""
    carried = carry(moving.points)
    rows, cols = (carried[:, None, axis] - reference.points[None, :, axis] for axis in (0, 1))
    one, other = np.nonzero(rows * rows + cols * cols < within_px**2)
    twist = reference.angles_deg[other] - moving.angles_deg[one] - carry.rotation_deg
    stretch = np.log(reference.sizes[other] / moving.sizes[one] / carry.scale)
    fits = (np.abs((twist + 180) % 360 - 180) < _TURN_DEG) & (np.abs(stretch) < _SIZE)
    one, other = one[fits], other[fits]
    likeness = np.einsum("nd,nd->n", moving.words[one], reference.words[other]).astype(np.float64)
    best_of_one, best_of_other = np.full(len(moving), _ALIKE), np.full(len(reference), _ALIKE)
    np.maximum.at(best_of_one, one, likeness)
    np.maximum.at(best_of_other, other, likeness)
    chosen = (likeness > _ALIKE) & (likeness >= best_of_one[one]) & (likeness >= best_of_other[other])
    doubt = (1 - likeness[chosen]) / (1 - _ALIKE)
    return Matches(one[chosen], other[chosen], doubt)


def _pixel(spot: cv2.KeyPoint, shape: tuple[int, ...]) -> tuple[int, int]:
    col, row = spot.pt
    return min(int(row + 0.5), shape[0] - 1), min(int(col + 0.5), shape[1] - 1)
