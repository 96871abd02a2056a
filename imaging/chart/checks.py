"""What a chart must show before its colours are believed; each doubt has a code and an advice.

Limits marked P are ours, set on real charts that are good and on rendered ones spoiled on purpose.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from imaging.chart.correction import Fitted, fit
from imaging.chart.grid import PITCH, Grid, patch_pixels
from imaging.chart.values import BEFORE_2014_11, COLUMNS, PATCHES, ROWS, Floats, to_linear_rgb
from imaging.colour import LUMINANCE, to_lab, to_linear
from imaging.frame import Pixels

Reason = Literal[
    "chart_cut",
    "chart_covered",
    "chart_glare",
    "chart_clipped",
    "chart_uneven_light",
    "chart_too_small",
    "chart_colours_unlike",
]
ADVICE: dict[Reason, str] = {
    "chart_cut": "the chart is cut by the edge of the photo: show it whole",
    "chart_covered": "part of the chart is covered or stained: hold it at its rim",
    "chart_glare": "light is mirrored in the chart: tilt it a little",
    "chart_clipped": "too many patches are over- or underexposed: expose so that white is not burnt out",
    "chart_uneven_light": "light falls across the chart unevenly: bring it to where the patient's face is",
    "chart_too_small": "the chart is too small: bring it closer, a tenth of the photo wide or more",
    "chart_colours_unlike": "the colours fit no classic chart under one light: is it faded, or another make?",
}

MIN_SIDE_PX = 64  # of the photo
MIN_PITCH_PX = 7.0  # of a patch in the copy
_REACH = 0.26  # of the pitch: the inner square that is measured, clear of the edges
_OUTER = 0.36  # of the pitch: half a patch of the classic chart is 0.43
_BURNT, _BLACK = 252, 2  # codes
_CLIPPED_SHARE = 0.2  # of the pixels of a patch
_EVEN_LAB, _EVEN_NOISE = 7.0, 0.35  # P: quarters of one patch; good real charts reach 4.3
_FALL = 0.35  # P: of the light, from end to end, as seen between patches; good real charts reach 0.27
_FALL_BETWEEN, _FALL_WITHIN = 0.25, 0.3  # P: as seen between and within patches, where both see it
_MEDIAN_DELTA_E = 3.5  # P: good real charts reach 2.1, one under a veil of glare 10.8
_PATCH_DELTA_E = 14.0  # P: left out; good real charts reach 9.0
_STANDS_OUT = 0.2  # of the brightest patch: the black frame and the dark patches lie below
_VEIL = 0.12  # P: black over white; 0.034 on the chart itself
_ORDER = 0.8  # relative error of a plain 3x3 that is still a chart
_CLEARLY = 0.75  # the right order must beat the others by so much


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """Why a proposal is not used; `is_chart` is False when it may be no chart at all."""

    reason: Reason
    is_chart: bool = True


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Measured:
    """The patches as the photo shows them."""

    linear: Floats  # (24, 3)
    clipped: NDArray[np.bool_]  # (24,)
    quarters: Floats  # (24,): largest CIELAB distance of two quarters of a patch
    fall_within: float  # share by which light falls across the card, from its slope within the patches
    noise: Floats  # (24,): standard deviation from pixel to pixel, codes
    hidden: NDArray[
        np.bool_
    ]  # (24,): bright enough to stand out of the frame, and no edges where they should be


def measure(grid: Grid, copy: Pixels) -> Measured:
    """Colours of the inner squares, and how even each is."""
    squares = patch_pixels(grid.drawn(copy), reach=_REACH)
    flat = squares.reshape(PATCHES, -1, 3)
    lost = ((flat >= _BURNT) | (flat <= _BLACK)).any(axis=2).mean(axis=1)
    linear = np.median(to_linear(flat), axis=1).astype(np.float64)
    light = linear @ LUMINANCE
    clipped = lost > _CLIPPED_SHARE
    return Measured(
        linear=linear,
        clipped=clipped,
        quarters=_quarters(squares),
        fall_within=_fall_within(squares),
        noise=_noise(squares),
        hidden=(light > _STANDS_OUT * light.max()) & ~np.isin(np.arange(PATCHES), grid.seen),
    )


def in_order(measured: Measured) -> bool:
    """The colours come in the chart's own order, and not better in any other."""
    right, *others = _order_errors(measured)
    return right < _ORDER and right < _CLEARLY * min(others)


def unsettled(grid: Grid, copy: Pixels) -> Doubt:
    """What to say of a proposal whose patches have no edges where they should be."""
    for turned in (grid, grid.turned()):
        measured = measure(turned, copy)
        if in_order(measured) and _order_errors(measured)[0] < _ORDER / 2:
            return place_doubt(turned, copy.shape) or Doubt(reason="chart_covered")
    return Doubt(reason="chart_colours_unlike", is_chart=False)


def place_doubt(grid: Grid, shape: tuple[int, ...]) -> Doubt | None:
    """Every patch lies in the frame and is large enough."""
    corners = grid.outline(_OUTER).reshape(-1, 2)
    if corners.min() < 0 or (corners.max(axis=0) > (shape[1] - 1, shape[0] - 1)).any():
        return Doubt(reason="chart_cut")
    return Doubt(reason="chart_too_small") if grid.pitch_px < MIN_PITCH_PX else None


def patch_doubt(measured: Measured) -> Doubt | None:
    """Each patch is of one colour, the frame stands between them, and light is even from end to end."""
    light = measured.linear @ LUMINANCE
    uneven = ~measured.clipped & (measured.quarters > _EVEN_LAB + _EVEN_NOISE * measured.noise)
    # A veil over the chart need not lie over the patient: taken off the whole frame it would darken her.
    if light[23] > _VEIL * light[18]:
        return Doubt(reason="chart_glare")
    if measured.hidden.any():
        return Doubt(reason="chart_covered")
    return Doubt(reason="chart_covered") if uneven.any() else None


def fit_patches(measured: Measured) -> Fitted | Doubt:
    """The correction, when it explains the patches."""
    fitted = fit(measured.linear, ~measured.clipped)
    if fitted is None:
        return Doubt(reason="chart_clipped")
    # Embossed patches look like a slope within them, a misjudged colour like one between them: two witnesses.
    both = min(fitted.light_fall / _FALL_BETWEEN, measured.fall_within / _FALL_WITHIN)
    if fitted.light_fall > _FALL or both > 1:
        return Doubt(reason="chart_uneven_light")
    if float(np.nanmedian(fitted.delta_e_after)) > _MEDIAN_DELTA_E:
        return Doubt(reason="chart_colours_unlike")
    if float(np.nanmax(fitted.delta_e_left_out)) > _PATCH_DELTA_E:
        return Doubt(reason="chart_covered")
    return fitted


def _order_errors(measured: Measured) -> list[float]:
    """Median relative error of a plain 3x3: right, half a turn, mirrored across, mirrored along."""
    wanted = to_linear_rgb(BEFORE_2014_11)
    eye = 1 / (wanted @ LUMINANCE + 0.05)
    table = measured.linear.reshape(ROWS, COLUMNS, 3)
    errors = []
    for order in (table, table[::-1, ::-1], table[:, ::-1], table[::-1]):
        seen = order.reshape(PATCHES, 3)
        weights = eye.copy()
        for _ in range(3):
            matrix = np.linalg.lstsq(seen * weights[:, None], wanted * weights[:, None], rcond=None)[0]
            off = np.linalg.norm(seen @ matrix - wanted, axis=1) * eye
            weights = eye / np.sqrt(1 + (off / max(float(np.median(off)), 1e-3)) ** 2)
        errors.append(float(np.median(off)))
    return errors


def _quarters(squares: Pixels) -> Floats:
    half = squares.shape[1] // 2
    parts = [
        squares[:, rows, columns].reshape(PATCHES, -1, 3).mean(axis=1)
        for rows in (slice(None, half), slice(half + 1, None))
        for columns in (slice(None, half), slice(half + 1, None))
    ]
    lab = to_lab(np.stack(parts).round().astype(np.uint8)).astype(np.float64)
    apart = np.linalg.norm(lab[:, None] - lab[None], axis=-1)
    return np.asarray(apart.max(axis=(0, 1)))


def _noise(squares: Pixels) -> Floats:
    """From the steps between neighbours, which an edge or a slope across a patch hardly changes."""
    steps = np.abs(np.diff(squares.astype(np.float64), axis=2)).reshape(PATCHES, -1)
    return np.asarray(1.4826 * np.median(steps, axis=1) / np.sqrt(2))


def _fall_within(squares: Pixels) -> float:
    """How far light falls across the card by its slope within the patches, whatever their colours are."""
    light = np.log(np.maximum(to_linear(squares) @ LUMINANCE, 1e-3))
    side = light.shape[1]
    steps = (np.arange(side) - (side - 1) / 2) / PITCH
    level = steps @ steps * side
    bright = np.median(light, axis=(1, 2)) > np.log(0.03)
    if bright.sum() < COLUMNS:
        return 0.0
    across = (light[bright] * steps[None, None, :]).sum(axis=(1, 2)) / level
    along = (light[bright] * steps[None, :, None]).sum(axis=(1, 2)) / level
    return float(1 - np.exp(-np.hypot(np.median(across) * COLUMNS, np.median(along) * ROWS)))
