"""Whether one photo is the mirror image of the other.

A face is nearly its own mirror image, so landmarks fit a mirrored photo as well as a true one. Fine detail
(spots, hairs, creases) is not: small blocks of it are looked for in the other photo, as it is and mirrored,
and the two sets of scores are compared block by block. This tells left from right, never who it is.
"""

from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

_FINE_PX: Final = 0.7  # detail between this blur and the next one
_COARSE_PX: Final = 4.0
_BLOCK_PX: Final = 24
_STEP_PX: Final = 12
_REACH_PX: Final = 5  # faces give way by that much
_COVERED: Final = 0.8  # of a block must lie on the face


def detail(patch: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Fine structure of a grey (H, W) patch at even contrast."""
    grey = patch.astype(np.float32)
    band = cv2.GaussianBlur(grey, (0, 0), _FINE_PX) - cv2.GaussianBlur(grey, (0, 0), _COARSE_PX)
    contrast = np.sqrt(cv2.GaussianBlur(band * band, (0, 0), _COARSE_PX)) + 2.0
    return np.asarray(band / contrast, dtype=np.float32)


def block_scores(
    moving: NDArray[np.float32], reference: NDArray[np.float32], region: NDArray[np.bool_]
) -> NDArray[np.float64]:
    """How well each block of REFERENCE's detail is found near its place in MOVING's, -1 to 1."""
    height, width = reference.shape
    scores = []
    for top in range(0, height - _BLOCK_PX, _STEP_PX):
        for left in range(0, width - _BLOCK_PX, _STEP_PX):
            bottom, right = top + _BLOCK_PX, left + _BLOCK_PX
            if region[top:bottom, left:right].mean() < _COVERED:
                continue
            around = moving[
                max(0, top - _REACH_PX) : bottom + _REACH_PX, max(0, left - _REACH_PX) : right + _REACH_PX
            ]
            found = cv2.matchTemplate(around, reference[top:bottom, left:right], cv2.TM_CCOEFF_NORMED)
            scores.append(float(np.max(found)))
    return np.array(scores)


def advantage(plain: NDArray[np.float64], mirrored: NDArray[np.float64]) -> float:
    """By how many standard errors the photo as it is agrees better than its mirror image.

    Blocks overlap by half each way, so a quarter of them counts as independent.
    """
    better = plain - mirrored
    if len(better) < 8:
        return 0.0
    error = float(better.std()) / np.sqrt(len(better) / 4)
    return float(better.mean()) / max(float(error), 1e-9)
