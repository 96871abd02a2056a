"""The colour of skin from its two pigments, and the way back from a wanted colour.

Reflectance of each linear RGB channel is 10^-(base + m * melanin + h * haemoglobin): the law of absorption
with three broad bands. The melanin row is flatter than the measured lambda^-3.48 (S. L. Jacques, OMLC
1998): taken as three narrow bands that exponent turns dark skin orange. Linear RGB is 0-1 with the sRGB
primaries and D65.
"""

import numpy as np

from imaging.synthetic.fields import Array

_BASE = np.array([0.10, 0.165, 0.225])
_MELANIN = np.array([0.90, 1.17, 1.575])
_HAEMOGLOBIN = np.array([0.10, 1.0, 0.72])
_TO_XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
)
_WHITE_D65 = np.array([0.95047, 1.0, 1.08883])
_STEPS = 40


def reflectance(melanin: Array | float, haemoglobin: Array | float) -> Array:
    """Linear RGB (..., 3), 0-1, of skin with these pigments (same shapes)."""
    m = np.asarray(melanin, np.float32)[..., None] * _MELANIN.astype(np.float32)
    h = np.asarray(haemoglobin, np.float32)[..., None] * _HAEMOGLOBIN.astype(np.float32)
    return np.asarray(np.exp(np.float32(-np.log(10.0)) * (_BASE.astype(np.float32) + m + h)), np.float32)


def linear_to_lab(rgb: Array) -> Array:
    """CIE L*a*b* (D65) of linear RGB (..., 3)."""
    ratio = np.asarray(rgb, np.float64) @ _TO_XYZ.T / _WHITE_D65
    f = np.where(ratio > 216 / 24389, np.cbrt(ratio), (24389 / 27 * ratio + 16) / 116)
    lightness = 116 * f[..., 1] - 16
    return np.stack([lightness, 500 * (f[..., 0] - f[..., 1]), 200 * (f[..., 1] - f[..., 2])], axis=-1)


def ita_deg(lab: Array) -> Array:
    """The individual typology angle: > 55 very light, 41, 28, 10, -30, below: dark (Chardon et al. 1991)."""
    return np.asarray(np.degrees(np.arctan2(lab[..., 0] - 50.0, lab[..., 2])))


def melanin_for_ita(target_deg: float, haemoglobin: float) -> float:
    """The melanin that gives skin of this typology angle."""
    low, high = 0.0, 1.6
    for _ in range(_STEPS):
        middle = (low + high) / 2
        lighter = float(ita_deg(linear_to_lab(reflectance(middle, haemoglobin)))) > target_deg
        low, high = (middle, high) if lighter else (low, middle)
    return low


def haemoglobin_for_redness(melanin: float, haemoglobin: float, delta_a: float) -> float:
    """How much haemoglobin must be added for a* to rise by `delta_a` (CIELAB units)."""
    start = float(linear_to_lab(reflectance(melanin, haemoglobin))[1])
    low, high = -haemoglobin, 1.5
    for _ in range(_STEPS):
        middle = (low + high) / 2
        reached = float(linear_to_lab(reflectance(melanin, haemoglobin + middle))[1]) - start
        low, high = (middle, high) if reached < delta_a else (low, middle)
    return low
