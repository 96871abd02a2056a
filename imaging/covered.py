"""Whether the eyes and the mouth of a face can be seen, or something of one colour lies over them.

The mesh draws a whole face even through a hand. So it is asked whether something is there: an eye is darker
than what surrounds it, lips differ from the skin around them. A patch that hides them is told; a hand with
its fingers spread, a beard over the lips or a very dark photo may be unknown. Glasses are not told at all:
no photo of the test data says who wears some.
"""

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from imaging.colour import to_lab
from imaging.fact import Word
from imaging.frame import Pixels
from imaging.landmarks import Face
from imaging.mesh_points import EYE_RINGS, LIPS
from imaging.resample import shrink

SEEN: Final = ("seen", "covered")
MAX_YAW_DEG: Final = 35.0
_EYES_PX: Final = 120.0  # eye distance at which it is looked at
_RING: Final = 0.12  # of the eye distance: how far around an eye or the lips
# How much darker an eye gets than what surrounds it, a share of its lightness. Real faces 0.3 and more, dark
# and blurred ones 0.25; a plain patch 0.
_EYE: Final = (0.22, 0.10)
# Lips against the skin around them, CIELAB. Real and rendered faces 3 and more; a plain patch 0.9 at most.
_LIPS: Final = (2.0, 1.1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Covered:
    """Right and left are the subject's own; `glasses` is always unknown."""

    right_eye: Word
    left_eye: Word
    mouth: Word
    glasses: Word


def covered(pixels: Pixels, face: Face | None) -> Covered:
    """What of a face can be seen in `(H, W, 3)` uint8 sRGB; unknown without a mesh or when turned too far."""
    glasses = Word(value=None, options=("none", "worn"), why_unknown="glasses are not measured")
    if face is None or not face.has_mesh or face.yaw_deg is None or abs(face.yaw_deg) > MAX_YAW_DEG:
        nothing = Word(value=None, options=SEEN, why_unknown="no face was found that looks to the camera")
        return Covered(right_eye=nothing, left_eye=nothing, mouth=nothing, glasses=glasses)
    lab, points = _near(pixels, face)
    right, left = (_word(_eye(lab, points[list(ring)]), _EYE) for ring in EYE_RINGS)
    mouth = _word(_lips(lab, points[list(LIPS)]), _LIPS)
    return Covered(right_eye=right, left_eye=left, mouth=mouth, glasses=glasses)


def _near(pixels: Pixels, face: Face) -> tuple[NDArray[np.float32], NDArray[np.float64]]:
    """The face alone, at one size, smoothed, and its points (x, y) there."""
    factor = min(1.0, _EYES_PX / max(face.eye_distance_px, 1.0))
    small = shrink(pixels, factor=factor) if factor < 1 else pixels
    x0, y0, x1, y1 = face.resized(factor).box_px
    left, top = max(0, int(x0) - 8), max(0, int(y0) - 8)
    part = np.ascontiguousarray(small[top : int(y1) + 8, left : int(x1) + 8])
    lab = to_lab(np.asarray(cv2.GaussianBlur(part, (0, 0), 1.5), np.uint8))
    return lab, face.resized(factor).landmarks[:, ::-1] - (left, top)


def _word(value: float | None, limits: tuple[float, float]) -> Word:
    if value is None or limits[1] < value < limits[0]:
        return Word(value=None, options=SEEN, why_unknown="too little stands out to tell")
    return Word(value="seen" if value >= limits[0] else "covered", options=SEEN)


def _eye(lab: NDArray[np.float32], ring: NDArray[np.float64]) -> float | None:
    inside, around = _inside_and_around(lab, ring)
    if len(inside) == 0 or len(around) == 0:
        return None
    level = max(float(around[:, 0].mean()), 1.0)
    return (level - float(inside[:, 0].min())) / level


def _lips(lab: NDArray[np.float32], ring: NDArray[np.float64]) -> float | None:
    inside, around = _inside_and_around(lab, ring)
    if len(inside) == 0 or len(around) == 0:
        return None
    return float(np.linalg.norm(inside.mean(axis=0) - around.mean(axis=0)))


def _inside_and_around(
    lab: NDArray[np.float32], ring: NDArray[np.float64]
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    mask = np.zeros(lab.shape[:2], np.uint8)
    cv2.fillPoly(mask, [cv2.convexHull(np.rint(ring).astype(np.int32))], 1)
    reach = 2 * max(2, round(_RING * _EYES_PX)) + 1
    grown = cv2.dilate(mask, np.ones((reach, reach), np.uint8))
    return lab[mask > 0], lab[(grown > 0) & (mask == 0)]
