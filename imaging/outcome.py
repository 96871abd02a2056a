"""What can be measured of redness, pigment and texture in a region of a photo, with unit and uncertainty.

The region is drawn on the baseline; a similarity carries its outline to the photo, and the photo's own pixels
are read there. What cannot be measured is None with the reason, never a likely number:

- **absolute colour** (a*, erythema index, typology angle, melanin index) needs a colour reference that was
  found in this very picture. Without one a change of light or exposure would look like a change of skin, and
  to undo that by matching skin to skin would erase the outcome (law 5): the measure is unknown,
  `no_colour_reference`.
- **contrast** is the region against skin beside it, drawn by a person, in the same picture: a quotient in
  which exposure and white balance cancel. Where nobody drew such skin: unknown, `no_adjacent_skin`.
- **texture** is read from light alone. Its filters are millimetres wide, so a scale must be known
  (`scale_unknown`), and pixels enough (`too_coarse`).

Formulas: erythema index log10(R / G), melanin index -log10(R), both of linear light, and the typology angle
ITA = arctan((L* - 50) / b*), as in the domain paper, section 5.2. Uncertainty is one standard deviation: of
the place (the alignment's error, by moving the outline) and of the colour (the reference's residual).
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from imaging.frame import Frame
from imaging.geometry import Similarity
from imaging.region import NoSample, Region, Sample, sample
from imaging.texture import MIN_PX_PER_MM, Band, band, relief

UNITS = {
    "erythema_a": "a*",
    "erythema_index": "log10",
    "pigment_ita": "deg",
    "melanin_index": "log10",
    "erythema_contrast": "log10",
    "melanin_contrast": "log10",
    "roughness": "percent",
    "lines": "percent",
}
"""every measure with its unit, in the order in which they are told"""
COLOURS = ("erythema_a", "erythema_index", "pigment_ita", "melanin_index")
CONTRASTS = ("erythema_contrast", "melanin_contrast")
TEXTURES = ("roughness", "lines")

_AXES = ((1.0, 0.0), (-1.0, 0.0), (0.0, 1.0), (0.0, -1.0))
_MIN_ITA_B = 1.0  # b*: nearer to grey the angle says nothing about skin

Vector = NDArray[np.float64]
Read = Callable[[tuple[float, float]], float | None]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ColourReference:
    """A correction that was fitted to a chart or card in this very picture.

    `corrected` gives linear sRGB `(N, 3)`, D65, of linear light `(N, 3)` as the camera wrote it;
    `residual_delta_e` is the median CIEDE2000 on patches that the fit did not see.
    """

    corrected: Callable[[Vector], Vector]
    residual_delta_e: float

    def __post_init__(self) -> None:
        if not (math.isfinite(self.residual_delta_e) and self.residual_delta_e >= 0):
            raise ValueError(f"a residual is not below 0, got {self.residual_delta_e}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One measure of one region of one photo; `reason` says why there is no value."""

    name: str
    value: float | None
    uncertainty: float | None
    unit: str
    reason: str | None = None

    def __post_init__(self) -> None:
        numbers = [number for number in (self.value, self.uncertainty) if number is not None]
        if not all(math.isfinite(number) for number in numbers):
            raise ValueError(f"`{self.name}` is not a finite number")
        if (self.value is None) != (self.reason is not None) or (self.value is None) != (
            self.uncertainty is None
        ):
            raise ValueError(f"`{self.name}` has a value with its uncertainty, or a reason")


def measure_outcome(
    frame: Frame,
    region: Region,
    *,
    carry: Similarity,
    placement_px: float,
    adjacent: Region | None,
    reference: ColourReference | None,
    px_per_mm: float | None,
) -> tuple[Outcome, ...]:
    """Every measure of `UNITS`, in that order.

    Parameters
    ----------
    region, adjacent
        In full-size pixels of the baseline; `adjacent` is untreated skin beside the region.
    carry
        From full-size pixels of the baseline to those of this photo.
    placement_px
        Expected error of `carry`, px of the baseline; 0 on the baseline itself.
    reference
        Fitted to a chart or card in this photo; None when none was found.
    px_per_mm
        Pixels of the baseline per millimetre of skin; None when no scale is known.
    """
    per_baseline = carry.scale * frame.scale
    size = None if px_per_mm is None else band(px_per_mm * per_baseline)
    off = placement_px * per_baseline
    here = sample(frame, region.carried(carry), margin_px=off + (size.margin_px if size else 0.0))
    beside = None if adjacent is None else sample(frame, adjacent.carried(carry), margin_px=off)
    found = {
        **_colours(here, reference, off),
        **_contrasts(here, beside, off),
        **_textures(here, size, off, is_coarse=px_per_mm is not None and px_per_mm < MIN_PX_PER_MM),
    }
    return tuple(found[name] for name in UNITS)


def _colours(here: Sample | NoSample, reference: ColourReference | None, off: float) -> dict[str, Outcome]:
    if isinstance(here, NoSample):
        return _unknown(COLOURS, here.reason)
    if reference is None:
        return _unknown(COLOURS, "no_colour_reference")
    return {name: _colour(name, here, reference, off) for name in COLOURS}


def _colour(name: str, here: Sample, reference: ColourReference, off: float) -> Outcome:
    formula = _FORMULAS[name]

    def read(shift: tuple[float, float]) -> float | None:
        mean = here.mean_linear(shift)
        return None if mean is None else formula(reference.corrected(mean[None])[0])

    placed = _placed(name, read, off)
    mean = here.mean_linear()
    if placed.value is None or placed.uncertainty is None or mean is None:
        return placed
    own = _spread_by_residual(formula, reference.corrected(mean[None])[0], reference.residual_delta_e)
    if own is None:
        return _told(name, None, None, "out_of_range")
    return _told(name, placed.value, math.hypot(placed.uncertainty, own))


def _contrasts(here: Sample | NoSample, beside: Sample | NoSample | None, off: float) -> dict[str, Outcome]:
    if isinstance(here, NoSample):
        return _unknown(CONTRASTS, here.reason)
    if beside is None or isinstance(beside, NoSample):
        return _unknown(CONTRASTS, "no_adjacent_skin" if beside is None else f"adjacent_{beside.reason}")

    def contrast(formula: Callable[[Vector], float | None]) -> Read:
        def read(shift: tuple[float, float]) -> float | None:
            lit, near = here.mean_linear(shift), beside.mean_linear(shift)
            values = [None if light is None else formula(light) for light in (lit, near)]
            return None if values[0] is None or values[1] is None else values[0] - values[1]

        return read

    return {
        "erythema_contrast": _placed("erythema_contrast", contrast(_erythema_index), off),
        "melanin_contrast": _placed("melanin_contrast", contrast(_melanin_index), off),
    }


def _textures(
    here: Sample | NoSample, size: Band | None, off: float, *, is_coarse: bool
) -> dict[str, Outcome]:
    if isinstance(here, NoSample):
        return _unknown(TEXTURES, here.reason)
    if size is None:
        return _unknown(TEXTURES, "scale_unknown")
    if is_coarse or not size.resolved:
        return _unknown(TEXTURES, "too_coarse")
    made = relief(here, size)
    return {
        "roughness": _placed("roughness", lambda shift: made.roughness_percent(here.inside(shift)), off),
        "lines": _placed("lines", lambda shift: made.line_percent(here.inside(shift)), off),
    }


def _placed(name: str, read: Read, off: float) -> Outcome:
    """The value, and how far it moves when the outline does, as one deviation."""
    value = read((0.0, 0.0))
    moved = [read((off * row, off * col)) for row, col in _AXES] if off > 0 else [value]
    if value is None or None in moved:
        return _told(name, None, None, "out_of_range")
    apart = [(other - value) ** 2 for other in moved if other is not None]
    return _told(name, value, math.sqrt(sum(apart) / len(apart)))


def _spread_by_residual(
    formula: Callable[[Vector], float | None], linear: Vector, residual_delta_e: float
) -> float | None:
    """How far the value moves when the colour is off by the residual, shared evenly among L*, a* and b*."""
    lab = _lab(linear)
    step = residual_delta_e / math.sqrt(3)
    middle = formula(linear)
    total = 0.0
    for axis in np.eye(3):
        ends = [formula(_linear(lab + sign * step * axis)) for sign in (-1, 1)]
        if middle is None or ends[0] is None or ends[1] is None:
            return None
        total += ((ends[1] - ends[0]) / 2) ** 2
    return math.sqrt(total)


def _erythema_a(linear: Vector) -> float | None:
    return float(_lab(linear)[1])


def _erythema_index(linear: Vector) -> float | None:
    red, green = float(linear[0]), float(linear[1])
    return math.log10(red / green) if red > 0 and green > 0 else None


def _pigment_ita(linear: Vector) -> float | None:
    lightness, _, b = _lab(linear)
    return math.degrees(math.atan((lightness - 50) / b)) if b >= _MIN_ITA_B else None


def _melanin_index(linear: Vector) -> float | None:
    red = float(linear[0])
    return -math.log10(red) if red > 0 else None


_FORMULAS: dict[str, Callable[[Vector], float | None]] = {
    "erythema_a": _erythema_a,
    "erythema_index": _erythema_index,
    "pigment_ita": _pigment_ita,
    "melanin_index": _melanin_index,
}


def _lab(linear: Vector) -> Vector:
    """CIELAB (D65) of one linear sRGB colour."""
    one = np.asarray(linear, np.float32).reshape(1, 1, 3)
    return np.asarray(cv2.cvtColor(one, cv2.COLOR_LRGB2Lab)[0, 0], np.float64)


def _linear(lab: Vector) -> Vector:
    one = np.asarray(lab, np.float32).reshape(1, 1, 3)
    return np.asarray(cv2.cvtColor(one, cv2.COLOR_Lab2LRGB)[0, 0], np.float64)


def _unknown(names: tuple[str, ...], reason: str) -> dict[str, Outcome]:
    return {name: _told(name, None, None, reason) for name in names}


def _told(name: str, value: float | None, uncertainty: float | None, reason: str | None = None) -> Outcome:
    return Outcome(name=name, value=value, uncertainty=uncertainty, unit=UNITS[name], reason=reason)
