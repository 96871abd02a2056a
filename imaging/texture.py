"""How rough skin looks and how much of it is lined, from light alone: no colour enters.

Both measures read the logarithm of luminance, so that a longer exposure, which multiplies all light, adds a
constant that the filters take away. Both depend on how the light falls on the relief and on focus: they
compare photos under one light and of one sharpness only, and `protocols.change` asks for both.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from imaging.colour import LUMINANCE, to_linear
from imaging.region import Mask, Sample

MIN_PX_PER_MM = 6.0  # P: fewer pixels cannot carry a claim about fine lines (domain paper 3.3)
_FINE_MM, _COARSE_MM = 0.2, 1.0  # furrows lie 0.6 and 1.7 mm apart
_MIN_SIGMA_PX = 0.9 * MIN_PX_PER_MM * _FINE_MM  # the later photo may be taken from a tenth further away
_FLOOR = 1e-3  # linear light: below it the logarithm is all noise

Plane = NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """The sizes that count: deviations of the two Gaussians, px of the frame."""

    fine_px: float
    coarse_px: float

    @property
    def resolved(self) -> bool:
        """Whether the photo has the pixels for it."""
        return self.fine_px >= _MIN_SIGMA_PX

    @property
    def margin_px(self) -> float:
        """How far the filters reach."""
        return 3 * self.coarse_px


def band(px_per_mm: float) -> Band:
    """The band on a photo of that scale: the same sizes of skin on every photo, whatever its pixels."""
    return Band(fine_px=_FINE_MM * px_per_mm, coarse_px=_COARSE_MM * px_per_mm)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Relief:
    """What the filters made of a sample: `(h, w)` planes in natural logarithms of luminance."""

    detail: Plane
    lines: Plane

    def roughness_percent(self, inside: Mask) -> float:
        """Standard deviation of the detail over the region, as per cent of the local light."""
        return 100.0 * float(self.detail[inside].std())

    def line_percent(self, inside: Mask) -> float:
        """Mean darkness of line-like valleys over the region: depth times share of area, per cent."""
        return 100.0 * float(self.lines[inside].mean())


def relief(sample: Sample, size: Band) -> Relief:
    """The detail and the lines of a sample at that size."""
    light = to_linear(sample.pixels) @ LUMINANCE.astype(np.float32)
    known = sample.usable.astype(np.float32)
    logs = np.where(sample.usable, np.log(np.maximum(light, _FLOOR)), 0).astype(np.float32)
    # A clipped pixel takes the value around it, so that its edge is no detail.
    around = _blur(logs, size.coarse_px) / np.maximum(_blur(known, size.coarse_px), 1e-6)
    filled = np.where(sample.usable, logs, around).astype(np.float32)
    fine = _blur(filled, size.fine_px)
    return Relief(detail=fine - _blur(filled, size.coarse_px), lines=_valleys(fine, size.fine_px))


def _valleys(smooth: Plane, sigma_px: float) -> Plane:
    """Strength of dark lines: curvature across them less that along them, times the filter's size squared."""
    down, across = (np.asarray(each, np.float32) for each in np.gradient(smooth))
    rr, rc = (np.asarray(each, np.float32) for each in np.gradient(down))
    cc = np.asarray(np.gradient(across)[1], np.float32)
    middle, spread = (rr + cc) / 2, np.hypot((rr - cc) / 2, rc)
    strongest, other = middle + spread, middle - spread
    return np.asarray(np.maximum(strongest - np.abs(other), 0) * sigma_px**2, np.float32)


def _blur(plane: Plane, sigma_px: float) -> Plane:
    return np.asarray(cv2.GaussianBlur(plane, (0, 0), sigma_px, borderType=cv2.BORDER_REFLECT), np.float32)
