"""What lies behind the patient: one even surface or not, and its colour.

Looked at above the shoulders and beside the head, away from the patient's outline, where hair and shadow
blend. A close-up that the patient fills has no background, and none is made up.
"""

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np

from imaging.colour import to_lab
from imaging.fact import Fact
from imaging.frame import Pixels
from imaging.landmarks import Face
from imaging.patient import find_patient
from imaging.skin import Mask, reduced

_SIDE_PX: Final = 256
_LEAST_SHARE: Final = 0.05  # of the frame
_EVEN_DELTA_E: Final = 6.0  # P: a painted wall under soft light stays within this of its trend
_HEAD: Final = (1.9, 1.75)  # a head with its hair, in widths and heights of a face box
_CLEAR_SHARE: Final = 0.02  # of the longer side: kept from the outline


@dataclass(frozen=True, slots=True, kw_only=True)
class Background:
    """`even`: per cent of it within 6 of its colour in CIELAB, a smooth fall-off allowed for."""

    lightness: Fact
    a: Fact
    b: Fact
    even: Fact
    share: Fact

    @property
    def lab(self) -> tuple[float, float, float] | None:
        """Its colour, CIELAB D65."""
        if self.lightness.value is None or self.a.value is None or self.b.value is None:
            return None
        return self.lightness.value, self.a.value, self.b.value


def background(pixels: Pixels, face: Face | None) -> Background:
    """What lies behind the patient in `(H, W, 3)` uint8 sRGB; unknown where too little of it is seen."""
    small, factor = reduced(pixels, side_px=_SIDE_PX)
    behind = _behind(small, None if face is None else face.resized(factor))
    share = float(behind.mean())
    values: tuple[float | None, ...] = (None,) * 4
    if share >= _LEAST_SHARE:
        lab = to_lab(small)[behind].astype(np.float64)
        values = (*(float(value) for value in np.median(lab, axis=0)), _even_percent(lab, behind))
    return Background(
        lightness=Fact(value=values[0], unit="L*", low=0, high=100, error=0.5),
        a=Fact(value=values[1], unit="a*", low=-128, high=128, error=0.5),
        b=Fact(value=values[2], unit="b*", low=-128, high=128, error=0.5),
        even=Fact(value=values[3], unit="percent", low=0, high=100, error=3),
        share=Fact(value=100 * share, unit="percent of frame", low=0, high=100, error=5),
    )


def _behind(small: Pixels, face: Face | None) -> Mask:
    height, width = small.shape[:2]
    found = find_patient(small)
    patient = cv2.resize(found.chance, (width, height), interpolation=cv2.INTER_LINEAR) > 0.5
    if face is None:
        if found.skin_share == 0:
            return np.zeros((height, width), bool)  # nothing says what is patient and what is not
        free = ~patient
    else:
        free = ~_head(face, (height, width))
        free[min(height, max(0, round(face.box_px[3]))) :] = False  # below the chin: neck, shoulders, clothes
    top, left, bottom, right = found.content
    inside = np.zeros((height, width), bool)
    inside[top:bottom, left:right] = True
    clear = max(1, round(_CLEAR_SHARE * max(height, width)))
    kernel = np.ones((2 * clear + 1, 2 * clear + 1), np.uint8)
    eroded = cv2.erode(free.astype(np.uint8), kernel, borderType=cv2.BORDER_CONSTANT, borderValue=1)
    return np.asarray((eroded > 0) & inside)


def _head(face: Face, shape: tuple[int, int]) -> Mask:
    x0, y0, x1, y1 = face.box_px
    rows, cols = np.mgrid[: shape[0], : shape[1]]
    wide, tall = _HEAD
    u = (cols - (x0 + x1) / 2) / max(wide * (x1 - x0) / 2, 1.0)
    v = (rows - (y0 + y1) / 2) / max(tall * (y1 - y0) / 2, 1.0)
    return np.asarray(u**2 + v**2 < 1)


def _even_percent(lab: np.ndarray[tuple[int, ...], np.dtype[np.float64]], behind: Mask) -> float:
    """A lamp's fall-off is no pattern: a plane is taken off each channel first."""
    rows, cols = np.nonzero(behind)
    basis = np.stack([np.ones(len(rows)), rows / behind.shape[0], cols / behind.shape[1]], axis=1)
    start = np.median(lab, axis=0)
    near = np.linalg.norm(lab - start, axis=1) < 4 * _EVEN_DELTA_E
    if int(near.sum()) < len(lab) // 4:
        return float(100 * (np.linalg.norm(lab - start, axis=1) <= _EVEN_DELTA_E).mean())
    plane = np.linalg.lstsq(basis[near], lab[near], rcond=None)[0]
    return float(100 * (np.linalg.norm(lab - basis @ plane, axis=1) <= _EVEN_DELTA_E).mean())
