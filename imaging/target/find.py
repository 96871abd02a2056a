"""The printed target in a photo: px per mm, tilt, its greys, and the grey card on it; or why it is not used.

Works on a copy of `COPY_PX`. Three of the four markers are enough; places that they agree on are proof that
the sheet is flat. The scale holds in the plane of the sheet: it says nothing of skin before or behind it.
"""

import math
from dataclasses import dataclass
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from imaging.colour import LUMINANCE, to_linear
from imaging.frame import Frame, Pixels
from imaging.resample import shrink
from imaging.target.layout import (
    CARD_MM,
    CARD_RIM_MM,
    FAMILY,
    HEIGHT_MM,
    MARKERS,
    PAPER_MM,
    STEP_MM,
    STEPS,
    WIDTH_MM,
    marker_corners,
)

COPY_PX = 1600
MIN_MARKERS = 3
GREY_CARD = 0.18  # of the light that falls on it
_DRAWN_PX_PER_MM = 4
_BENT_MM = 0.5  # P: a flat sheet stays below 0.15
_TILT_DEG = 50.0
_PRINT_ERROR = 0.005  # P: what a printer told to print at 100 % may be off
_INNER = 0.25  # of a field's side that is left out along each edge
_EVEN = 0.12  # P: spread of light within a field, against its median
_CARD_LIGHT = (0.11, 0.36)  # of the paper's: 18 % of 80-95 %, and how unevenly light may fall between the two
_BURNT = 0.97  # linear: white that was clipped

Floats = NDArray[np.float64]
Reason = Literal["target_hidden", "target_bent", "target_tilted"]
ADVICE: dict[Reason, str] = {
    "target_hidden": "fewer than three of the target's four markers can be read: show it whole and sharp",
    "target_bent": "the target is bent or was cut apart: hold it flat",
    "target_tilted": "the target is turned away from the camera: hold it parallel to the skin",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class GreyCard:
    """The card on the target, as photographed, in linear light, and the gains that make it 18 % grey."""

    linear: tuple[float, float, float]

    @property
    def gains(self) -> tuple[float, float, float]:
        """Red, green, blue, for the whole frame."""
        red, green, blue = (GREY_CARD / value for value in self.linear)
        return red, green, blue


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Target:
    """A target that can be trusted; places are full-size px."""

    corners_px: Floats  # (4, 2) of the sheet, (row, col), clockwise from its top left
    px_per_mm: float  # in the plane of the sheet, at its middle, foreshortening taken off
    px_per_mm_error: float  # one standard deviation
    tilt_deg: float
    markers: int
    steps_linear: Floats  # (6, 3): the printed greys, light to dark
    grey_card: GreyCard | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetRefusal:
    """A target is in the photo and cannot be used."""

    reason: Reason
    detail: str


def find_target(frame: Frame) -> Target | TargetRefusal | None:
    """The target of a photo, the reason why it cannot be used, or None when no marker of it was seen."""
    factor = min(1.0, COPY_PX / max(frame.width_px, frame.height_px))
    copy = shrink(frame.pixels, factor=factor)
    seen = _markers(copy)
    if not seen:
        return None
    if len(seen) < MIN_MARKERS:
        return _refused("target_hidden") if len(seen) == MIN_MARKERS - 1 else None
    places_mm = np.array([corner for number in seen for corner in marker_corners(number)], np.float64)
    places_px = np.concatenate(list(seen.values()))
    to_copy, _ = cv2.findHomography(places_mm, places_px, 0)
    if to_copy is None:
        return _refused("target_bent")
    carry = np.asarray(to_copy, np.float64)
    longest, shortest = _stretch(carry)
    off_px = float(np.sqrt(((_placed(carry, places_mm) - places_px) ** 2).sum(axis=1).mean()))
    if off_px / shortest > _BENT_MM:
        return _refused("target_bent")
    tilt_deg = math.degrees(math.acos(min(1.0, shortest / longest)))
    if tilt_deg > _TILT_DEG:
        return _refused("target_tilted")
    drawing = _drawn(copy, carry)
    scale = factor * frame.scale
    sheet = np.array([(0, 0), (WIDTH_MM, 0), (WIDTH_MM, HEIGHT_MM), (0, HEIGHT_MM)], np.float64)
    error = math.hypot(_PRINT_ERROR, off_px / (longest * WIDTH_MM / 2))
    return Target(
        corners_px=(_placed(carry, sheet)[:, ::-1] + 0.5) / scale - 0.5,
        px_per_mm=longest / scale,
        px_per_mm_error=longest / scale * error,
        tilt_deg=tilt_deg,
        markers=len(seen),
        steps_linear=np.array([_field(drawing, box)[0] for box in _steps()]),
        grey_card=_grey_card(drawing),
    )


def _refused(reason: Reason) -> TargetRefusal:
    return TargetRefusal(reason=reason, detail=ADVICE[reason])


def _markers(copy: Pixels) -> dict[int, Floats]:
    """Corners (4, 2), (x, y) px, of each marker of the target that was read once."""
    settings = cv2.aruco.DetectorParameters()
    settings.cornerRefinementMethod = cv2.aruco.CORNER_REFINE_SUBPIX
    detector = cv2.aruco.ArucoDetector(cv2.aruco.getPredefinedDictionary(FAMILY), settings)
    corners, numbers, _ = detector.detectMarkers(cv2.cvtColor(copy, cv2.COLOR_RGB2GRAY))
    found: dict[int, list[Floats]] = {}
    for corner, number in zip(corners, [] if numbers is None else np.ravel(numbers).tolist(), strict=True):
        found.setdefault(int(number), []).append(np.asarray(corner, np.float64).reshape(4, 2))
    return {number: found[number][0] for number in MARKERS if len(found.get(number, [])) == 1}


def _placed(homography: Floats, points: Floats) -> Floats:
    carried = np.concatenate([points, np.ones((len(points), 1))], axis=1) @ homography.T
    return np.asarray(carried[:, :2] / carried[:, 2:])


def _stretch(homography: Floats) -> tuple[float, float]:
    """Largest and smallest px per mm at the middle of the sheet."""
    middle, step = np.array([WIDTH_MM / 2, HEIGHT_MM / 2]), 0.5
    ends = middle + np.array([(step, 0), (-step, 0), (0, step), (0, -step)])
    right, left, below, above = _placed(homography, ends)
    both = np.linalg.svd(np.stack([right - left, below - above], axis=1), compute_uv=False)
    return float(both[0]), float(both[1])


def _drawn(copy: Pixels, homography: Floats) -> Pixels:
    """The sheet, upright, `_DRAWN_PX_PER_MM`."""
    size = round(WIDTH_MM * _DRAWN_PX_PER_MM), round(HEIGHT_MM * _DRAWN_PX_PER_MM)
    to_mm = np.diag([1 / _DRAWN_PX_PER_MM, 1 / _DRAWN_PX_PER_MM, 1.0])
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    return np.asarray(cv2.warpPerspective(copy, homography @ to_mm, size, flags=flags), np.uint8)


def _steps() -> list[tuple[float, float, float, float]]:
    x, y, width, height = STEP_MM
    return [(x + index * width, y, width, height) for index in range(len(STEPS))]


def _field(drawing: Pixels, box: tuple[float, float, float, float]) -> tuple[Floats, float]:
    """Median linear light (3,) of a field clear of its edges, and its spread against that."""
    x, y, width, height = box
    inner = (x + _INNER * width, y + _INNER * height, x + (1 - _INNER) * width, y + (1 - _INNER) * height)
    left, top, right, bottom = (round(value * _DRAWN_PX_PER_MM) for value in inner)
    light = to_linear(drawing[top:bottom, left:right]).reshape(-1, 3).astype(np.float64)
    middle = np.median(light, axis=0)
    low, high = np.quantile(light @ LUMINANCE, [0.1, 0.9])
    return middle, float((high - low) / max(float(middle @ LUMINANCE), 1e-3))


def _grey_card(drawing: Pixels) -> GreyCard | None:
    """A card lies on the field when it is even, and as dark against the paper as 18 % grey is."""
    x, y, width, height = CARD_MM
    rim = CARD_RIM_MM
    light, spread = _field(drawing, (x + rim, y + rim, width - 2 * rim, height - 2 * rim))
    paper = np.median([_field(drawing, box)[0] for box in PAPER_MM], axis=0)
    white = float(paper @ LUMINANCE)
    share = float(light @ LUMINANCE) / max(white, 1e-3)
    is_card = spread <= _EVEN and _CARD_LIGHT[0] <= share <= _CARD_LIGHT[1]
    if not is_card or float(paper.max()) > _BURNT or float(light.min()) < 1e-3:
        return None
    red, green, blue = (float(value) for value in light)
    return GreyCard(linear=(red, green, blue))
