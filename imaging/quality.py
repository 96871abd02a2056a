"""How good a photo is, in numbers with units; what cannot be measured is None, never a guess.

Colours are CIELAB, D65, from sRGB. Sharpness is measured at one common size, so that a photo and a reduced
copy of it agree; clipping and noise are measured on the pixels as they are, because reducing averages both
away.
"""

from dataclasses import dataclass, fields

import cv2
import numpy as np
from numpy.typing import NDArray

from imaging.fact import Fact
from imaging.frame import Frame, Pixels

COMMON_SIDE_PX = 1024  # longer side at which sharpness is measured

_SMOOTHING_PX = 1.0  # takes the noise out before edges are measured; its own share is taken off again
_EDGE_SHARE = 0.02  # the strongest gradients: the parts that are in focus
_MIN_EDGE = 0.01  # of full scale per px: weaker gradients are shading, not edges
_MIN_EDGE_PIXELS = 200
_CLIPPED_HIGH, _CLIPPED_LOW = 254, 2  # 0-255; JPEG rounds the very ends
_NEUTRAL_CHROMA = 20.0  # below this a surface may be grey in tinted light; skin lies above
_NEUTRAL_LIGHTNESS = (25.0, 95.0)
_MIN_NEUTRAL_SHARE = 0.05
_TILE_PX = 16
_MAX_TILES_PX = 2048  # noise is measured in the middle of larger photos

_Plane = NDArray[np.floating]


@dataclass(frozen=True, slots=True, kw_only=True)
class Quality:
    """What was measured on one photo.

    Attributes
    ----------
    sharpness
        One over the blur of the sharpest edges (about a standard deviation, px at `COMMON_SIDE_PX`): higher
        is sharper, half of it is twice the blur. To be compared with itself, not with another program's.
    lightness_median, lightness_mean, contrast
        L*; contrast is from the 5th to the 95th percentile.
    clipped_high, clipped_low
        Share of pixels with a channel at the top, or with all channels at the bottom.
    cast_a, cast_b
        Median a* and b* of the near-neutral surfaces: 0 in neutral light. None where there are too few.
    noise
        Standard deviation of luma in the smoothest parts, in levels of 0-255.
    """

    sharpness: Fact
    lightness_median: Fact
    lightness_mean: Fact
    contrast: Fact
    clipped_high: Fact
    clipped_low: Fact
    cast_a: Fact
    cast_b: Fact
    noise: Fact

    def facts(self) -> dict[str, Fact]:
        """The facts by name."""
        return {field.name: getattr(self, field.name) for field in fields(self)}


def measure(frame: Frame) -> Quality:
    """The quality of a photo. Never raises; a photo too small for a measurement has None there."""
    pixels = frame.pixels
    lab = _lab(_reduced(pixels))
    brightest = _brightest_channel(pixels)
    lightness = lab[..., 0]
    low, median, high = (float(value) for value in np.percentile(lightness, (5, 50, 95)))
    cast = _cast(lab)
    return Quality(
        sharpness=Fact(value=edge_sharpness(pixels), unit=f"1/px at {COMMON_SIDE_PX} px"),
        lightness_median=Fact(value=median, unit="L*"),
        lightness_mean=Fact(value=float(lightness.mean()), unit="L*"),
        contrast=Fact(value=high - low, unit="L*"),
        clipped_high=Fact(value=float((brightest >= _CLIPPED_HIGH).mean()), unit="share"),
        clipped_low=Fact(value=float((brightest <= _CLIPPED_LOW).mean()), unit="share"),
        cast_a=Fact(value=cast[0] if cast else None, unit="a*"),
        cast_b=Fact(value=cast[1] if cast else None, unit="b*"),
        noise=Fact(value=_noise(pixels), unit="levels of 255"),
    )


def edge_sharpness(pixels: Pixels, *, long_side_px: int | None = None) -> float | None:
    """One over the blur of the sharpest edges, in px of a photo `COMMON_SIDE_PX` long.

    For an edge blurred by a Gaussian, gradient over its own slope is the blur times the root of two, whatever
    the contrast; so a dark photo and a bright one of the same scene agree.

    Parameters
    ----------
    pixels
        `(H, W, 3)` uint8 sRGB: a photo, or a region of one.
    long_side_px
        Longer side of the whole photo at the scale of `pixels`, when they are a region of it.

    Returns
    -------
    float, or None when there are too few edges to measure
    """
    whole_px = long_side_px or max(pixels.shape[:2])
    scale = min(1.0, COMMON_SIDE_PX / whole_px)
    luma = _luma(pixels)
    if scale < 1:
        size = (max(1, round(luma.shape[1] * scale)), max(1, round(luma.shape[0] * scale)))
        luma = np.asarray(cv2.resize(luma, size, interpolation=cv2.INTER_AREA), dtype=np.float32)
    if min(luma.shape) < _TILE_PX:
        return None
    smooth = np.asarray(cv2.GaussianBlur(luma / 255, (0, 0), _SMOOTHING_PX), dtype=np.float32)
    across, down = _slope(smooth, 1), _slope(smooth, 0)
    gradient = np.hypot(across, down)
    edges = gradient >= max(float(np.quantile(gradient, 1 - _EDGE_SHARE)), _MIN_EDGE)
    # The whole width of each edge counts, not its crest alone.
    edges = cv2.dilate(edges.astype(np.uint8), np.ones((5, 5), np.uint8)) > 0
    if int(edges.sum()) < _MIN_EDGE_PIXELS:
        return None
    bend = np.hypot(_slope(gradient, 1), _slope(gradient, 0))
    blur = float(np.sqrt(np.square(gradient[edges]).sum() / (2 * np.square(bend[edges]).sum())))
    own = np.sqrt(max(blur**2 - _SMOOTHING_PX**2, 0.05))
    return float(1 / (own * COMMON_SIDE_PX / (whole_px * scale)))


def _lab(pixels: Pixels) -> _Plane:
    return np.asarray(cv2.cvtColor(pixels.astype(np.float32) / 255, cv2.COLOR_RGB2Lab), dtype=np.float32)


def _brightest_channel(pixels: Pixels) -> _Plane:
    red, green, blue = (cv2.extractChannel(pixels, index) for index in range(3))
    return np.asarray(cv2.max(cv2.max(red, green), blue))


def _slope(plane: _Plane, axis: int) -> _Plane:
    return np.asarray(np.gradient(plane, axis=axis))


def _luma(pixels: Pixels) -> _Plane:
    return np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), dtype=np.float32)


def _reduced(pixels: Pixels) -> Pixels:
    height, width = pixels.shape[:2]
    scale = COMMON_SIDE_PX / max(height, width)
    if scale >= 1:
        return pixels
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)


def _cast(lab: _Plane) -> tuple[float, float] | None:
    lightness, chroma = lab[..., 0], np.hypot(lab[..., 1], lab[..., 2])
    darkest, lightest = _NEUTRAL_LIGHTNESS
    neutral = (chroma < _NEUTRAL_CHROMA) & (lightness > darkest) & (lightness < lightest)
    if float(neutral.mean()) < _MIN_NEUTRAL_SHARE:
        return None
    a, b = np.median(lab[neutral][:, 1:], axis=0)
    return float(a), float(b)


def _noise(pixels: Pixels) -> float | None:
    """From second differences along both diagonals, which shading and straight edges leave near zero."""
    height, width = pixels.shape[:2]
    top, left = max(0, (height - _MAX_TILES_PX) // 2), max(0, (width - _MAX_TILES_PX) // 2)
    luma = _luma(np.ascontiguousarray(pixels[top : top + _MAX_TILES_PX, left : left + _MAX_TILES_PX]))
    rows, columns = ((side - 2) // _TILE_PX for side in luma.shape)
    if rows < 2 or columns < 2:
        return None
    kernel = np.array([[1, -2, 1], [-2, 4, -2], [1, -2, 1]], np.float32) / 6  # of norm 1
    rough = cv2.filter2D(luma, cv2.CV_32F, kernel)[1:-1, 1:-1][: rows * _TILE_PX, : columns * _TILE_PX]
    deviation = rough.reshape(rows, _TILE_PX, columns, _TILE_PX).std(axis=(1, 3))
    level = luma[1:-1, 1:-1][: rows * _TILE_PX, : columns * _TILE_PX]
    level = level.reshape(rows, _TILE_PX, columns, _TILE_PX).mean(axis=(1, 3))
    usable = deviation[(level > 10) & (level < 245)]  # clipped parts have no noise left
    return float(np.quantile(usable, 0.25)) if usable.size >= 4 else None
