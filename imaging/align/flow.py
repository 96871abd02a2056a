"""How far each spot of one patch lies from the same spot in another that was laid over it.

Both patches are grey, of one size, roughly aligned. Light is divided out first (local mean and contrast), so
a darker visit or a cast shadow does not move anything by itself.
"""

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from imaging.geometry import Points

_LIGHT_SHARE: Final = 1 / 28  # of the patch side: wider than a crease, narrower than a shadow
_NOISE: Final = 4.0  # grey levels that are not contrast
_RETURN_PX: Final = 1.5  # there and back again misses by this much where the flow is guesswork
_SMOOTH_SHARE: Final = 1 / 46  # of the patch side: the neighbourhood that has a say at a point


@dataclass(frozen=True, slots=True)
class Flow:
    """Where each pixel of REFERENCE is found in MOVING, and how far that can be trusted."""

    shift: NDArray[np.float32]  # (H, W, 2) row, col
    trust: NDArray[np.float32]  # (H, W) 0-1: does the way there and back end where it began

    def at(self, points: Points) -> tuple[Points, NDArray[np.float64]]:
        """Shift and trust at `(row, col)` points; trust is 0 outside the patch."""
        col, row = (np.ascontiguousarray(points[None, :, axis], dtype=np.float32) for axis in (1, 0))
        shift = cv2.remap(self.shift, col, row, cv2.INTER_LINEAR)[0]
        trust = cv2.remap(self.trust, col, row, cv2.INTER_LINEAR)[0]
        return shift.astype(np.float64), np.clip(trust.astype(np.float64), 0, 1)


def flow_between(moving: NDArray[np.uint8], reference: NDArray[np.uint8]) -> Flow:
    """Dense flow from REFERENCE to MOVING, smoothed by its own trust; both (H, W) uint8, one size."""
    side = max(reference.shape)
    one, other = (without_light(patch, sigma_px=side * _LIGHT_SHARE) for patch in (moving, reference))
    engine = cv2.DISOpticalFlow.create(cv2.DISOpticalFlow_PRESET_FAST)
    still = np.zeros((*reference.shape, 2), np.float32)
    there = np.asarray(engine.calc(other, one, still.copy()), dtype=np.float32)
    back = np.asarray(engine.calc(one, other, still.copy()), dtype=np.float32)
    col, row = np.meshgrid(np.arange(reference.shape[1]), np.arange(reference.shape[0]))
    col, row = (col + there[..., 0]).astype(np.float32), (row + there[..., 1]).astype(np.float32)
    miss = np.linalg.norm(there + cv2.remap(back, col, row, cv2.INTER_LINEAR), axis=2)
    trust = np.exp(-((miss / _RETURN_PX) ** 2)).astype(np.float32)
    sigma = side * _SMOOTH_SHARE
    around = cv2.GaussianBlur(trust, (0, 0), sigma)
    smooth = cv2.GaussianBlur(there * trust[..., None], (0, 0), sigma) / (around[..., None] + 1e-6)
    return Flow(np.ascontiguousarray(smooth[..., ::-1]), around)


def without_light(patch: NDArray[np.uint8], *, sigma_px: float) -> NDArray[np.uint8]:
    """The patch with its local mean and contrast divided out, around 128."""
    grey = patch.astype(np.float32)
    detail = grey - cv2.GaussianBlur(grey, (0, 0), sigma_px)
    contrast = np.sqrt(cv2.GaussianBlur(detail * detail, (0, 0), sigma_px)) + _NOISE
    return np.clip(128 + detail / contrast * 45, 0, 255).astype(np.uint8)


def agreement(
    moving: NDArray[np.uint8], reference: NDArray[np.uint8], region: NDArray[np.bool_]
) -> float | None:
    """Correlation (-1..1) of two patches over `region`, light divided out; None without a region."""
    every = max(1, max(reference.shape) // 256)  # finer detail does not stay from visit to visit
    one, other = (np.ascontiguousarray(part[::every, ::every]) for part in (moving, reference))
    where = region[::every, ::every]
    if int(where.sum()) < 64:
        return None
    sigma = max(other.shape) * _LIGHT_SHARE
    a, b = (without_light(patch, sigma_px=sigma)[where].astype(np.float64) for patch in (one, other))
    a, b = a - a.mean(), b - b.mean()
    size = float(np.sqrt((a @ a) * (b @ b)))
    return float(a @ b) / size if size > 0 else None
