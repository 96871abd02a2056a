"""What differs between the two photos of an aligned pair besides the patient: light, sharpness, colour.

Measured on the two pictures of the common field, `(H, W, 3)` uint8 sRGB of equal shape, where
what the patient's own albedo does to the one it does to the other, so that it cancels out.
"""

from dataclasses import dataclass

import cv2
import numpy as np

from imaging.colour import delta_e_2000, to_linear
from imaging.frame import Pixels
from imaging.geometry import Similarity
from imaging.landmarks import Face
from imaging.robust_fit import robust_slopes

_WORK_PX = 256  # shading is smooth: more pixels would only add noise
_DARK, _BRIGHT = 0.01, 0.75  # linear light: outside it cameras bend their curve and a ratio says nothing
_RIM = 0.8  # of the radius of the head: beyond it hair and ears begin
# Degrees of turn for one per cent by which the shading of a tenth of the head differs: rendered heads of
# three tones read 0.9-1.2 per degree when the key light turns by 10-60 degrees to the side, 0.85-1.1 up and
# down. The least of it counts, so that a turn beyond a limit is seldom read as one within it.
_DEG_PER_PERCENT = 1.08
_MOST = 0.9  # of the head: what a tenth of it does, a beard or a treated patch, says nothing
_EQUAL_PX = 0.5
_FLOOR_PERCENT = 1.5  # what noise and JPEG leave between two shots of one moment
_OTHER_BACKDROP_DELTA_E = 15.0  # P: further apart, the two walls are two walls


@dataclass(frozen=True, slots=True, kw_only=True)
class Ellipse:
    """Where the head is on the canvas, px: centre `(row, col)` and half axes."""

    centre: tuple[float, float]
    half_height: float
    half_width: float


def head_on_canvas(face: Face, to_canvas: Similarity) -> Ellipse:
    """The head of a face on the canvas; `to_canvas` carries the pixels in which it was found."""
    x0, y0, x1, y1 = face.box_px
    row, col = to_canvas(np.array([((y0 + y1) / 2, (x0 + x1) / 2)]))[0]
    return Ellipse(
        centre=(float(row), float(col)),
        half_height=to_canvas.scale * (y1 - y0) / 2,
        half_width=to_canvas.scale * (x1 - x0) / 2,
    )


def light_change_deg(before: Pixels, after: Pixels, head: Ellipse) -> float | None:
    """How far the light has moved round the head, degrees; None when too little of it can be read.

    Where a lamp moves, one side of everything gets brighter and the other darker: the logarithm of after over
    before spreads, by about a per cent a degree, from whichever side the lamp goes. A change of exposure
    spreads nothing. Red light only: redness, which treatment changes, hardly shows there.
    """
    small_before, small_after, factor = _small(before, after)
    first, second = (to_linear(picture)[..., 0] for picture in (small_before, small_after))
    rows, cols = np.mgrid[: first.shape[0], : first.shape[1]]
    v = (rows - head.centre[0] * factor) / (head.half_height * factor)
    u = (cols - head.centre[1] * factor) / (head.half_width * factor)
    inside = u**2 + v**2 < _RIM**2
    lit = (first > _DARK) & (second > _DARK) & (first < _BRIGHT) & (second < _BRIGHT)
    seen = lit & inside
    if seen.sum() < 500 or seen.sum() < 0.4 * inside.sum():
        return None
    ratio = np.log(second[seen].astype(np.float64)) - np.log(first[seen].astype(np.float64))
    spread = 100 * float(np.quantile(np.abs(ratio - np.median(ratio)), _MOST))
    return _DEG_PER_PERCENT * float(np.sqrt(max(spread**2 - _FLOOR_PERCENT**2, 0.0)))


def shading_change_percent(before: Pixels, after: Pixels) -> float | None:
    """How differently the light falls across a close-up of skin, per cent from edge to edge of the diagonal.

    The slope of the logarithm of red light, after over before, fitted robustly: a treated patch pulls
    nothing, and a change of exposure is no slope. None when too little of it can be read.
    """
    small_before, small_after, _ = _small(before, after)
    first, second = (to_linear(picture)[..., 0] for picture in (small_before, small_after))
    seen = (first > _DARK) & (second > _DARK) & (first < _BRIGHT) & (second < _BRIGHT)
    if seen.mean() < 0.4:
        return None
    rows, cols = np.nonzero(seen)
    diagonal = np.hypot(*seen.shape)
    basis = np.stack([np.ones(len(rows)), rows / diagonal, cols / diagonal], axis=1)
    log_ratio = np.log(second[seen].astype(np.float64)) - np.log(first[seen].astype(np.float64))
    slopes = robust_slopes(basis, log_ratio)
    return float(100 * np.hypot(slopes[1], slopes[2]))


def sharpness_change_percent(before: Pixels, after: Pixels) -> float | None:
    """Fine detail of after against before, per cent; below 0 the later photo is softer.

    The share of finest detail in detail of middle size, so that contrast and exposure cancel;
    what noise adds to the finest is taken off first. None where there is no detail. Both pictures must
    have been shrunk: interpolation at full size softens one more than the other.
    """
    first, second = _acutance(before), _acutance(after)
    return None if first is None or second is None else 100.0 * (second / first - 1.0)


def colour_delta_e(before_lab: tuple[float, ...], after_lab: tuple[float, ...]) -> float | None:
    """CIEDE2000 between the backdrops of both; None when they are evidently two different walls."""
    off = float(delta_e_2000(np.array(before_lab), np.array(after_lab)))
    return None if off > _OTHER_BACKDROP_DELTA_E else off


def _small(before: Pixels, after: Pixels) -> tuple[Pixels, Pixels, float]:
    height, width = before.shape[:2]
    factor = min(1.0, _WORK_PX / max(height, width))
    size = (max(1, round(width * factor)), max(1, round(height * factor)))
    small = (cv2.resize(picture, size, interpolation=cv2.INTER_AREA) for picture in (before, after))
    first, second = (np.asarray(cv2.GaussianBlur(picture, (0, 0), 2.0), np.uint8) for picture in small)
    return first, second, factor


def _acutance(pixels: Pixels) -> float | None:
    grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY).astype(np.float32)
    # One of the two was turned and so interpolated, which costs the finest detail: neither keeps it here.
    grey = np.asarray(cv2.GaussianBlur(grey, (0, 0), _EQUAL_PX), np.float32)
    fine = grey - cv2.GaussianBlur(grey, (0, 0), 1.0)
    middle = cv2.GaussianBlur(grey, (0, 0), 1.5) - cv2.GaussianBlur(grey, (0, 0), 4.0)
    detail = np.abs(middle)
    busy = detail >= max(float(np.quantile(detail, 0.8)), 1.0)
    if busy.mean() < 0.02:
        return None
    quiet = fine[detail <= np.quantile(detail, 0.3)]
    noise = (1.4826 * float(np.median(np.abs(quiet)))) ** 2
    power = float((fine[busy] ** 2).mean()) - noise
    return float(np.sqrt(max(power, 1e-6) / float((middle[busy] ** 2).mean())))
