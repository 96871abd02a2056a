"""How differently a patch of skin lies in two pictures that were laid onto each other.

Skin has no yaw and no smile; it has a camera that looks from another side, and tissue that is stretched or
folded otherwise. Both show as shifts that the similarity left: what a plane seen from another side explains
is the tilt, the rest is movement. Read from dense flow on a common field of `(H, W, 3)` uint8 pictures of
equal shape, robustly, so that a treated patch has no say; where too little is found again, both are
unknown.
"""

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from imaging.align.flow import flow_between
from imaging.frame import Pixels
from imaging.robust_fit import robust_slopes

_SIDE_PX: Final = 384
_STEP_PX: Final = 8
_MARGIN_SHARE: Final = 0.06  # of the side: at the rim the flow has half a neighbourhood
_TRUSTED: Final = 0.5
_LEAST_SHARE: Final = 0.35  # of the field


@dataclass(frozen=True, slots=True, kw_only=True)
class Posture:
    """Root mean square shifts over the field, per cent of its diagonal; see the top of this file."""

    tilt_percent: float
    moved_percent: float
    scale_left_percent: float  # what a better scale would have taken away; near 0 for a good alignment


def posture(before: Pixels, after: Pixels) -> Posture | None:
    """How the skin lies in the after picture against the before one; None when that cannot be seen."""
    first, second = (_grey(picture) for picture in (before, after))
    height, width = first.shape
    margin = round(_MARGIN_SHARE * max(height, width))
    if min(height, width) < 4 * margin + 4 * _STEP_PX:
        return None
    rows, cols = np.mgrid[margin : height - margin : _STEP_PX, margin : width - margin : _STEP_PX]
    places = np.stack([rows.ravel(), cols.ravel()], axis=1).astype(np.float64)
    shift, trust = flow_between(second, first).at(places)
    trusted = trust >= _TRUSTED
    if float(trusted.mean()) < _LEAST_SHARE:
        return None
    diagonal = float(np.hypot(height, width))
    return _parts(places[trusted], shift[trusted], middle=np.array([height, width]) / 2, diagonal=diagonal)


def _grey(picture: Pixels) -> NDArray[np.uint8]:
    factor = min(1.0, _SIDE_PX / max(picture.shape[:2]))
    grey = np.asarray(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY), np.uint8)
    if factor == 1:
        return grey
    size = (max(1, round(grey.shape[1] * factor)), max(1, round(grey.shape[0] * factor)))
    return np.asarray(cv2.resize(grey, size, interpolation=cv2.INTER_AREA), np.uint8)


def _parts(
    places: NDArray[np.float64], shift: NDArray[np.float64], *, middle: NDArray[np.float64], diagonal: float
) -> Posture:
    """Similarity, plane and rest; x and y are shares of the diagonal from the middle of the field."""
    y, x = ((places - middle) / diagonal).T
    down, right = (shift / diagonal).T
    zero, one = np.zeros_like(x), np.ones_like(x)
    # Shift, scale, turn; then stretch, shear and the two perspectives of a plane.
    of_right = [one, zero, x, -y, x, y, x * x, x * y]
    of_down = [zero, one, y, x, -y, x, x * y, y * y]
    basis = np.concatenate([np.stack(of_right, axis=1), np.stack(of_down, axis=1)])
    values = np.concatenate([right, down])
    fitted = robust_slopes(basis, values)
    plane = basis[:, 4:] @ fitted[4:]
    rest = values - basis @ fitted
    return Posture(
        tilt_percent=100 * _rms(plane),
        moved_percent=100 * _rms(rest),
        scale_left_percent=100 * float(fitted[2]),
    )


def _rms(parts: NDArray[np.float64]) -> float:
    """Root mean square length of shifts of which the halves are the two axes."""
    right, down = np.split(parts, 2)
    return float(np.sqrt((right**2 + down**2).mean()))
