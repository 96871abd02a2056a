"""Colour of whole frames: linear light, CIELAB, CIEDE2000, one gain a channel, the backdrop.

sRGB uint8 is 0-255; linear light is float 0-1; CIELAB is D65, L* 0-100. Nothing here looks
at skin in order to change it: matching skin to skin would erase what was treated (law 5).
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from imaging.frame import Pixels

Floats = NDArray[np.float64]

_CODES = np.arange(256) / 255.0
LINEAR = np.where(_CODES <= 0.04045, _CODES / 12.92, ((_CODES + 0.055) / 1.055) ** 2.4)
# Luminance of linear sRGB (IEC 61966-2-1).
LUMINANCE = np.array([0.2126, 0.7152, 0.0722])

_HALF_CODE = 0.002  # linear light: what rounding alone may reach is no clipping

_BAND = 0.04  # of the frame: how wide a strip along the top and the sides is looked at
_EVEN_DELTA_E = 6.0  # P: a painted wall under soft light stays within this of its median
_EVEN_SHARE = 0.6
_NEUTRAL_CHROMA = 10.0  # P: grey, white and pale blue backdrops; skin lies above 15


def to_linear(pixels: Pixels) -> NDArray[np.float32]:
    """Linear light 0-1, float32, of sRGB uint8 0-255 of any shape."""
    return LINEAR.astype(np.float32)[pixels]


def to_lab(pixels: Pixels) -> NDArray[np.float32]:
    """CIELAB (D65), float32 `(H, W, 3)`, of sRGB uint8 `(H, W, 3)`."""
    return cv2.cvtColor(pixels.astype(np.float32) / 255.0, cv2.COLOR_RGB2Lab).astype(np.float32)


def apply_gains(pixels: Pixels, gains: tuple[float, float, float]) -> Pixels:
    """One gain a channel over the whole frame, in linear light; sRGB uint8 in and out."""
    tables = [_encode(np.minimum(LINEAR * gain, 1.0)) for gain in gains]
    return np.asarray(cv2.LUT(pixels, np.stack(tables, axis=-1)[None]), np.uint8)


def apply_model(
    pixels: Pixels, *, exponent: float, matrix: Floats, offset: Floats
) -> tuple[Pixels, NDArray[np.bool_]]:
    """`linear ** exponent @ matrix + offset` over the whole frame; sRGB uint8 in and out.

    Returns
    -------
    (H, W, 3) uint8, and (H, W) bool: where a channel fell outside sRGB and was clipped to it
    """
    curve = (LINEAR**exponent).astype(np.float32)
    carry = np.concatenate([np.asarray(matrix).T, np.asarray(offset)[:, None]], axis=1)
    light = cv2.transform(np.asarray(cv2.LUT(pixels, curve)), carry.astype(np.float32))
    outside = np.asarray(((light < -_HALF_CODE) | (light > 1 + _HALF_CODE)).any(axis=2), np.bool_)
    codes = np.rint(np.clip(light, 0.0, 1.0) * (len(_ENCODED) - 1)).astype(np.uint16)
    return _ENCODED[codes], outside


def clipped_by_gains(pixels: Pixels, gains: tuple[float, float, float]) -> float:
    """Share of pixels, 0-1, that gains push beyond white; those that were white already are not counted."""
    light = to_linear(pixels) * np.array(gains, np.float32)
    return float(((light > 1 + _HALF_CODE) & (pixels < 255)).any(axis=2).mean())


def at_gamut_edge(pixels: Pixels) -> float:
    """Share of pixels, 0-1, with a channel at 0 or 255 and not all of them: the edge of sRGB."""
    edge = (pixels == 0) | (pixels == 255)
    return float((edge.any(axis=2) & ~edge.all(axis=2)).mean())


def delta_e_2000(first: Floats, second: Floats) -> Floats:
    """CIEDE2000 between CIELAB colours of shape (..., 3) (Sharma, Wu, Dalal 2005)."""
    l1, a1, b1 = np.moveaxis(np.asarray(first, np.float64), -1, 0)
    l2, a2, b2 = np.moveaxis(np.asarray(second, np.float64), -1, 0)
    mean7 = ((np.hypot(a1, b1) + np.hypot(a2, b2)) / 2) ** 7
    g = 0.5 * (1 - np.sqrt(mean7 / (mean7 + 25.0**7)))
    a1, a2 = (1 + g) * a1, (1 + g) * a2
    c1, c2 = np.hypot(a1, b1), np.hypot(a2, b2)
    h1, h2 = np.degrees(np.arctan2(b1, a1)) % 360, np.degrees(np.arctan2(b2, a2)) % 360
    coloured = c1 * c2 > 0
    turn = np.where(coloured, (h2 - h1 + 180) % 360 - 180, 0.0)
    hue = np.where(coloured, (h1 + turn / 2) % 360, h1 + h2)
    chroma, light = (c1 + c2) / 2, (l1 + l2) / 2
    t = (
        1
        - 0.17 * np.cos(np.radians(hue - 30))
        + 0.24 * np.cos(np.radians(2 * hue))
        + 0.32 * np.cos(np.radians(3 * hue + 6))
        - 0.20 * np.cos(np.radians(4 * hue - 63))
    )
    dl = (l2 - l1) / (1 + 0.015 * (light - 50) ** 2 / np.sqrt(20 + (light - 50) ** 2))
    dc = (c2 - c1) / (1 + 0.045 * chroma)
    dh = 2 * np.sqrt(c1 * c2) * np.sin(np.radians(turn / 2)) / (1 + 0.015 * chroma * t)
    twist = np.sin(np.radians(60 * np.exp(-(((hue - 275) / 25) ** 2))))
    rt = -twist * 2 * np.sqrt(chroma**7 / (chroma**7 + 25.0**7))
    return np.asarray(np.sqrt(np.maximum(dl**2 + dc**2 + dh**2 + rt * dc * dh, 0.0)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Backdrop:
    """An even, nearly neutral surface behind the patient: a reference that both photos may share."""

    lab: tuple[float, float, float]
    share: float  # 0-1: of the strip along the edges that has this colour


def backdrop(pixels: Pixels) -> Backdrop | None:
    """The backdrop along the top and the sides of a portrait, or None when there is none to trust.

    Only for photos with a face: along the edges of a skin close-up lies skin.
    """
    height, width = pixels.shape[:2]
    factor = 256 / max(height, width)
    if factor < 1:
        pixels = np.asarray(
            cv2.resize(pixels, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA), np.uint8
        )
    height, width = pixels.shape[:2]
    band = max(2, round(_BAND * max(height, width)))
    lab = to_lab(pixels)
    upper = height * 2 // 3  # below it shoulders and clothes come in
    strips = (lab[:band], lab[:upper, :band], lab[:upper, -band:])
    edge = np.concatenate([strip.reshape(-1, 3) for strip in strips]).astype(np.float64)
    median = np.median(edge, axis=0)
    even = np.linalg.norm(edge - median, axis=1) <= _EVEN_DELTA_E
    share = float(even.mean())
    lightness, a, b = (float(value) for value in edge[even].mean(axis=0)) if even.any() else (0.0, 0.0, 0.0)
    clipped = lightness > 98 or lightness < 5
    if share < _EVEN_SHARE or clipped or np.hypot(a, b) > _NEUTRAL_CHROMA:
        return None
    return Backdrop(lab=(lightness, a, b), share=share)


def _encode(linear: Floats) -> NDArray[np.uint8]:
    srgb = np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * np.maximum(linear, 0) ** (1 / 2.4) - 0.055)
    return np.asarray(np.rint(np.clip(srgb, 0, 1) * 255), np.uint8)


_ENCODED = _encode(np.arange(65536) / 65535)
