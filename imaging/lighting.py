"""Where the light of one photo comes from, and what it costs: direction, ratios, clipping, on skin.

A head is shaded much like a ball. On the skin of a face the logarithm of red light is fitted, robustly, by
how far a place looks to the side and upwards: the two slopes say from where the light comes. They are
shares of a turn, because room light and a second lamp soften what the first one does. The ratios need no
model: the darker half of the skin against the brighter.
"""

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from imaging.colour import to_linear
from imaging.fact import Fact
from imaging.frame import Pixels
from imaging.landmarks import Face
from imaging.robust_fit import robust_slopes
from imaging.skin import Mask, reduced, skin_of

_CLIPPED_HIGH: Final = 254  # 0-255; JPEG rounds the very end
_BLACK: Final = 2
_DARK, _BRIGHT = 0.01, 0.97  # linear light: beyond it a place says nothing of the light
_RIM: Final = 0.85  # of the radius of the head
_LEAST_PX: Final = 300
_CALM_SHARE: Final = 0.03  # slopes below this point nowhere: the light is even
_SIDE_ERROR_DEG: Final = 12.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Lighting:
    """The light on the skin of one photo.

    Attributes
    ----------
    side_slope, above_slope
        Change of the logarithm of light as the skin turns to the picture's right, and upwards, by 45 degrees:
        above 0 the light comes from there. None without a face.
    direction_deg
        From where in the picture the light comes: 0 above, 90 from the right, -90 from the left. None where
        it is even.
    left_right_ratio, top_bottom_ratio
        Light of the picture's left half of the skin over the right one; of the upper half over the lower one.
    clipped
        Per cent of the skin with a channel burnt out or all of them black.
    """

    side_slope: Fact
    above_slope: Fact
    direction_deg: Fact
    left_right_ratio: Fact
    top_bottom_ratio: Fact
    clipped: Fact


def lighting(pixels: Pixels, face: Face | None) -> Lighting:
    """The light on the skin in `(H, W, 3)` uint8 sRGB; unknown where no skin is seen."""
    small, factor = reduced(pixels)
    there = None if face is None else face.resized(factor)
    skin = skin_of(small, there)
    slopes = None if skin is None or there is None else _slopes(small, there, skin)
    halves = (None, None) if skin is None else _halves(small, skin)
    side, above = slopes or (None, None)
    return Lighting(
        side_slope=Fact(value=side, unit="log light per 45 deg", low=-3, high=3, error=0.04),
        above_slope=Fact(value=above, unit="log light per 45 deg", low=-3, high=3, error=0.06),
        direction_deg=Fact(
            value=_direction_deg(side, above), unit="deg", low=-180, high=180, error=_SIDE_ERROR_DEG
        ),
        left_right_ratio=Fact(value=halves[0], unit="ratio", low=0, error=0.04),
        top_bottom_ratio=Fact(value=halves[1], unit="ratio", low=0, error=0.06),
        clipped=Fact(
            value=None if skin is None else _clipped_percent(pixels, skin),
            unit="percent of skin",
            low=0,
            high=100,
            error=0.1,
        ),
    )


def _slopes(small: Pixels, face: Face, skin: Mask) -> tuple[float, float] | None:
    x0, y0, x1, y1 = face.box_px
    rows, cols = np.mgrid[: skin.shape[0], : skin.shape[1]]
    u = (cols - (x0 + x1) / 2) / max((x1 - x0) / 2, 1.0)
    v = (rows - (y0 + y1) / 2) / max((y1 - y0) / 2, 1.0)
    radius2 = u**2 + v**2
    light = to_linear(np.asarray(cv2.GaussianBlur(small, (0, 0), 2.0), np.uint8))[..., 0]
    seen = skin & (radius2 < _RIM**2) & (light > _DARK) & (light < _BRIGHT)
    if int(seen.sum()) < _LEAST_PX:
        return None
    basis = np.stack([np.ones(int(seen.sum())), u[seen], -v[seen]], axis=1)
    fitted = robust_slopes(basis, np.log(light[seen].astype(np.float64)))
    turn = np.sin(np.radians(45))
    return float(fitted[1] * turn), float(fitted[2] * turn)


def _direction_deg(side: float | None, above: float | None) -> float | None:
    if side is None or above is None or np.hypot(side, above) < _CALM_SHARE:
        return None
    return float(np.degrees(np.arctan2(side, above)))


def _halves(small: Pixels, skin: Mask) -> tuple[float | None, float | None]:
    """Mean linear light left over right, and top over bottom, about the middle of the skin."""
    luma = to_linear(small) @ np.array([0.2126, 0.7152, 0.0722], np.float32)
    rows, cols = np.nonzero(skin)
    light = luma[rows, cols].astype(np.float64)
    return (
        _ratio(light, cols < np.median(cols)),
        _ratio(light, rows < np.median(rows)),
    )


def _ratio(light: NDArray[np.float64], is_first: Mask) -> float | None:
    if is_first.all() or not is_first.any():
        return None
    second = float(light[~is_first].mean())
    return float(light[is_first].mean()) / second if second > 0 else None


def _clipped_percent(pixels: Pixels, skin: Mask) -> float:
    """On the pixels as they are: shrinking averages burnt spots away."""
    size = (pixels.shape[1], pixels.shape[0])
    full = cv2.resize(skin.astype(np.uint8), size, interpolation=cv2.INTER_NEAREST) > 0
    part = pixels[full]
    top = part.max(axis=1)
    return float(100 * ((top >= _CLIPPED_HIGH) | (top <= _BLACK)).mean())
