"""The colour model of a photo with a chart in it, fitted to the 24 patches, and how good it is.

Model, one for the whole frame and in linear light: `out = in ** exponent @ matrix + offset`. `in` is what the
sRGB curve gives for the file's codes, `exponent` undoes the camera's own contrast, `matrix` is white balance,
exposure and 3x3 in one, `offset` takes off black level and veiling light. 13 numbers from up to 72.
Fitted by Gauss-Newton in CIELAB with the chroma weights of CIE94 and Cauchy weights, so that one stained
patch pulls little. Quality is CIEDE2000 a patch: before, after, and left out (fitted on the others).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from imaging.chart.values import (
    BEND,
    COLUMNS,
    LAB,
    PATCHES,
    REFERENCES,
    ROWS,
    SLOPE,
    TO_LAB,
    TO_RELATIVE_XYZ,
    Floats,
    Reference,
    to_lab_d50,
    to_linear_rgb,
)
from imaging.colour import LUMINANCE, delta_e_2000

EXPONENTS = (0.35, 2.5)  # a file of linear codes needs 0.45; a hard camera curve up to 1.7
MIN_PATCHES = 15  # 45 numbers for 13 unknowns
_DARKEST = 1e-4
_STEPS, _STEPS_MORE, _STEPS_TILT = 16, 4, 8
# Where the patches lie on the card, -1 to 1 (to the right, down).
_PLACES: Floats = np.array(
    [((i % COLUMNS) / (COLUMNS - 1) * 2 - 1, (i // COLUMNS) / (ROWS - 1) * 2 - 1) for i in range(PATCHES)]
)
# By the chain rule, L*a*b* to linear sRGB: (3, 9), to be weighed by the slopes of the cube roots.
_CHAIN: Floats = np.einsum("lk,ki->kil", TO_RELATIVE_XYZ, TO_LAB).reshape(3, 9)
_OFFSET_PULL = 900.0  # an offset of 0.03 costs as much as one patch that is off by about 1
_STAINED = 8.0  # CIEDE2000: a patch further off says nothing of which list it is
_CAUCHY, _SPREAD_FLOOR = 2.0, 0.5
_TILT_PULL = 100.0  # light that falls by 0.1 costs as much as one patch that is off by 1


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Correction:
    """The model: `matrix` (3, 3) acts on rows of red, green, blue; `offset` (3,)."""

    exponent: float
    matrix: Floats
    offset: Floats

    def __call__(self, linear: Floats) -> Floats:
        """Corrected linear light (..., 3); may lie outside 0-1, nothing is clipped here."""
        return np.asarray(np.maximum(linear, 0.0) ** self.exponent @ self.matrix + self.offset)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Fitted:
    """A correction with its residuals: CIEDE2000 a patch, NaN where the patch was not used."""

    correction: Correction
    reference: Reference
    delta_e_before: Floats  # (24,)
    delta_e_after: Floats  # (24,)
    delta_e_left_out: Floats  # (24,): each patch by the fit on the others
    # Share by which light falls across the card, 0-1, if a plane of light is let explain what is left. The
    # correction knows no such plane: it is one for the whole frame.
    light_fall: float


def fit(linear: Floats, used: NDArray[np.bool_]) -> Fitted | None:
    """The correction for patches (24, 3) in linear light, with the list of values that suits them better.

    Parameters
    ----------
    used : bool array (24,)
        Patches that count: a clipped one has lost its colour.

    Returns
    -------
    Fitted, or None when fewer than `MIN_PATCHES` can be used
    """
    mask = np.asarray(used, bool)
    if mask.sum() < MIN_PATCHES:
        return None
    labs = np.stack([LAB[name] for name in REFERENCES])
    fits = _solve(linear, labs, np.repeat(mask[None].astype(float), len(labs), axis=0))
    errors = np.minimum(_errors(linear, labs, fits), _STAINED)[:, mask].mean(axis=1)
    chosen = int(np.argmin(errors))
    lab, best = labs[chosen], fits[chosen]
    held = np.flatnonzero(mask)
    folds = np.repeat(mask[None].astype(float), len(held), axis=0)
    folds[np.arange(len(held)), held] = 0.0
    others = _solve(linear, lab[None], folds, start=best, steps=_STEPS_MORE)
    left_out = np.full(PATCHES, np.nan)
    left_out[held] = _errors(linear, lab[None], others)[np.arange(len(held)), held]
    unused = np.where(mask, 0.0, np.nan)
    return Fitted(
        correction=_correction(best),
        reference=REFERENCES[chosen],
        delta_e_before=delta_e_2000(to_lab_d50(linear), lab) + unused,
        delta_e_after=_errors(linear, lab[None], best[None])[0] + unused,
        delta_e_left_out=left_out,
        light_fall=_light_fall(linear, lab, mask, best),
    )


def _light_fall(linear: Floats, lab: Floats, mask: NDArray[np.bool_], best: Floats) -> float:
    numbers = _solve(linear, lab[None], mask[None].astype(float), start=best, steps=_STEPS_TILT, tilted=True)[
        0
    ]
    return float(1 - np.exp(-2 * np.hypot(numbers[13], numbers[14])))


def _correction(numbers: Floats) -> Correction:
    return Correction(exponent=float(numbers[9]), matrix=numbers[:9].reshape(3, 3), offset=numbers[10:13])


def _errors(linear: Floats, labs: Floats, numbers: Floats) -> Floats:
    """CIEDE2000 (B, 24) of B fits."""
    lights = np.stack([_correction(each)(linear) for each in numbers])
    return delta_e_2000(to_lab_d50(lights), np.broadcast_to(labs, lights.shape))


def _solve(
    linear: Floats,
    labs: Floats,
    masks: Floats,
    *,
    start: Floats | None = None,
    steps: int = _STEPS,
    tilted: bool = False,
) -> Floats:
    """One fit a row of `masks` (B, 24), all at once: 13 numbers, 15 with a plane of light.

    `labs` is (B, 24, 3), or (1, 24, 3) for all rows.
    """
    logs = np.log(np.maximum(linear, _DARKEST))
    scale = _weights(labs)
    numbers = _start(linear, labs, masks) if start is None else np.repeat(start[None], len(masks), axis=0)
    tilt = [_TILT_PULL] * (2 * tilted)
    numbers = np.pad(numbers, ((0, 0), (0, len(tilt))))
    pull = np.array([0.0] * 9 + [1.0] + [_OFFSET_PULL] * 3 + tilt)
    rest = np.zeros(len(pull))
    rest[9] = 1.0
    diagonal = range(len(pull))
    damping = np.full(len(masks), 1e-3)
    weights = masks if start is None else _cauchy(_residuals(numbers, logs, labs, scale)[0], masks)
    for step in range(steps):
        residuals, jacobian = _residuals(numbers, logs, labs, scale)
        if start is None and step >= 4 and step % 2 == 0:
            weights = _cauchy(residuals, masks)
        flat = jacobian.reshape(len(masks), -1, len(pull))
        weighed = (jacobian * weights[:, :, None, None]).reshape(flat.shape).transpose(0, 2, 1)
        normal = weighed @ flat + np.diag(pull)
        slope = (weighed @ residuals.reshape(len(masks), -1, 1))[..., 0] + pull * (numbers - rest)
        normal[:, diagonal, diagonal] *= 1 + damping[:, None]
        tried = numbers - np.linalg.solve(normal, slope[..., None])[..., 0]
        tried[:, 9] = np.clip(tried[:, 9], *EXPONENTS)
        now = _cost(residuals, weights) + (pull * (numbers - rest) ** 2).sum(axis=1)
        then = _cost(_residuals(tried, logs, labs, scale)[0], weights)
        better = then + (pull * (tried - rest) ** 2).sum(axis=1) <= now
        numbers = np.where(better[:, None], tried, numbers)
        damping = np.where(better, damping / 4, damping * 8)
    return numbers


def _start(linear: Floats, labs: Floats, masks: Floats) -> Floats:
    """Least squares of a plain 3x3 in linear light; dark patches count as the eye counts them."""
    rows = []
    for mask, lab in zip(masks, np.broadcast_to(labs, (len(masks), PATCHES, 3)), strict=True):
        wanted = to_linear_rgb(lab)
        root = (np.clip(wanted @ LUMINANCE, 0.02, 1.0) ** -0.6 * mask)[:, None]
        matrix = np.linalg.lstsq(linear * root, wanted * root, rcond=None)[0]
        rows.append(np.concatenate([matrix.ravel(), [1.0, 0.0, 0.0, 0.0]]))
    return np.array(rows)


def _residuals(numbers: Floats, logs: Floats, labs: Floats, scale: Floats) -> tuple[Floats, Floats]:
    """Weighted CIELAB errors (B, 24, 3), and their derivatives by the numbers (B, 24, 3, 13 or 15)."""
    tilts, exponent = numbers[:, 13:], numbers[:, 9, None, None]
    lit = logs + (tilts @ _PLACES[:, : tilts.shape[1]].T)[..., None]
    curved = np.exp(lit * exponent)
    matrix = numbers[:, :9].reshape(-1, 3, 3)
    relative = (curved @ matrix + numbers[:, None, 10:13]) @ TO_RELATIVE_XYZ
    root = np.cbrt(np.maximum(relative, BEND))
    curve = np.where(relative > BEND, root, (relative * SLOPE + 16) / 116)
    steep = np.where(relative > BEND, root**-2 / 3, SLOPE / 116)
    errors = (curve @ TO_LAB - np.array([16.0, 0.0, 0.0]) - labs) * scale
    by_rgb = (steep @ _CHAIN).reshape(*errors.shape, 3) * scale[..., None]
    by_matrix = (by_rgb[:, :, :, None, :] * curved[:, :, None, :, None]).reshape(*errors.shape, 9)
    by_exponent = by_rgb @ ((curved * lit) @ matrix)[..., None]
    by_light = by_rgb @ ((curved * exponent) @ matrix)[..., None]
    by_tilt = by_light * _PLACES[None, :, None, : tilts.shape[1]]
    return errors, np.concatenate([by_matrix, by_exponent, by_rgb, by_tilt], axis=-1)


def _weights(labs: Floats) -> Floats:
    """CIE94: a chroma error of a strong colour is seen less."""
    chroma = np.hypot(labs[..., 1], labs[..., 2])
    return np.stack([np.ones(chroma.shape), 1 / (1 + 0.045 * chroma), 1 / (1 + 0.030 * chroma)], axis=-1)


def _cauchy(residuals: Floats, masks: Floats) -> Floats:
    size = np.linalg.norm(residuals, axis=2)
    held = np.sort(np.where(masks > 0, size, np.inf), axis=1)
    middle = held[np.arange(len(held)), ((masks > 0).sum(axis=1) - 1) // 2]
    spread = np.maximum(1.4826 * middle, _SPREAD_FLOOR)[:, None]
    return np.asarray(masks / (1 + (size / (_CAUCHY * spread)) ** 2))


def _cost(residuals: Floats, weights: Floats) -> Floats:
    return np.asarray((weights * (residuals**2).sum(axis=2)).sum(axis=1))
