"""The upright lines between the brows: how strongly they show in one of two aligned pictures or the other.

A frown hardly moves the mesh of a face, but it draws these lines. Treatment takes them away, so what they
did is said as a ratio and judged elsewhere, together with what the brows did.
"""

from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from imaging.frame import Pixels
from imaging.mesh_points import GLABELLA

_EYES_PX: Final = 130.0  # eye distance at which the widths below hold
_ACROSS_PX, _ALONG_PX, _WIDE_PX = 1.2, 4.0, 5.0  # of a line, along it, and what is no line any more
_HALF_WIDTH: Final = 0.32  # of the distance between the inner ends of the brows
_ABOVE: Final = 0.12  # of the eye distance: how far above the brows it is looked at
_LEAST_PX: Final = 8
_FAINT: Final = 0.15  # per cent of the light: below it there is nothing to compare


def lines_ratio(
    before: Pixels, after: Pixels, landmarks: NDArray[np.float64], *, eye_distance_px: float
) -> float | None:
    """Strength of the lines in the after picture over the before one; None where they cannot be seen.

    Parameters
    ----------
    before, after
        `(H, W, 3)` uint8 of one field.
    landmarks
        `(468, 2)` mesh points `(row, col)` of the before face on that field.
    """
    upper_right, upper_left, left, bridge, right = landmarks[list(GLABELLA)]
    half = _HALF_WIDTH * float(np.linalg.norm(right - left))
    middle = float(right[1] + left[1]) / 2
    top = round((upper_right[0] + upper_left[0]) / 2 - _ABOVE * eye_distance_px)
    box = (top, round(float(bridge[0])), round(middle - half), round(middle + half))
    height, width = before.shape[:2]
    is_inside = box[0] >= 0 and box[2] >= 0 and box[1] <= height and box[3] <= width
    if not is_inside or min(box[1] - box[0], box[3] - box[2]) < _LEAST_PX:
        return None
    first, second = (_strength(picture, box, eye_distance_px / _EYES_PX) for picture in (before, after))
    return second / first if min(first, second) > _FAINT else None


def _strength(picture: Pixels, box: tuple[int, int, int, int], scale: float) -> float:
    """Per cent of the light there: what differs across over the width of a line, not along it."""
    grey = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY).astype(np.float32)
    along = _ALONG_PX * scale
    fine = cv2.GaussianBlur(grey, (0, 0), sigmaX=_ACROSS_PX * scale, sigmaY=along)
    lines = fine - cv2.GaussianBlur(grey, (0, 0), sigmaX=_WIDE_PX * scale, sigmaY=along)
    top, bottom, left, right = box
    level = max(float(grey[top:bottom, left:right].mean()), 1.0)
    return 100 * float(lines[top:bottom, left:right].std()) / level
