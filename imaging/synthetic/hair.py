"""Hair: a cap that thickens from a soft hairline, with strands that run towards a knot behind the head."""

from dataclasses import dataclass

import numpy as np

from imaging.synthetic.canvas import Canvas
from imaging.synthetic.fields import Array, length, sample, smoothstep, unit, value_noise
from imaging.synthetic.people import Person
from imaging.synthetic.skull import Bare

# Azimuth and elevation of the hairline, degrees: from the forehead's middle to the nape, round the ear.
_LINE_AZIMUTH = (0, 14, 30, 45, 58, 68, 76, 82, 87, 92, 97, 104, 112, 121, 128, 142, 180)
_LINE_BUN = (62, 63, 62.5, 59, 52, 44, 37, 29, 16, 9, 12, 20, 19, 6, -12, -24, -27)
_LINE_SHORT = (62.5, 63.5, 64.5, 61, 54, 46, 37, 26, 12, 5, 10, 20, 19, 4, -14, -25, -28)
# The same line without the notch of the ear: the thickness ramps up from this one, or dark spikes appear.
_SMOOTH_AZIMUTH = (0, 14, 30, 45, 60, 90, 125, 180)
_SMOOTH_LINE = (62, 63.5, 64, 60, 50, 12, -12, -25)
_CROWN_CM = np.array([0.0, 2.0, -3.5])
_KNOT_BUN_CM = np.array([0.0, 7.4, -13.6])
_KNOT_SHORT_CM = np.array([0.0, 10.5, -6.0])


@dataclass(frozen=True, slots=True, kw_only=True)
class Hair:
    """Share of hair (H, W, 0-1), its height (cm), its strands (deviation 1), and where it runs to."""

    cover: Array
    height_cm: Array
    strands: Array
    knot_cm: Array
    axis: Array
    bun: bool


def grow(canvas: Canvas, bare: Bare, surface_cm: Array, person: Person) -> Hair:
    """The hair of a person on a bare head."""
    knot = _KNOT_BUN_CM if person.bun else _KNOT_SHORT_CM
    axis = unit(knot - _CROWN_CM)
    polar = _polar(surface_cm, axis)
    azimuth, elevation = np.degrees(np.abs(bare.azimuth)), np.degrees(bare.elevation)
    line = np.interp(azimuth, _LINE_AZIMUTH, _LINE_BUN if person.bun else _LINE_SHORT)
    line = (line + 3 * person.shape.hairline).astype(np.float32)
    cell = (1.6 / canvas.texel_cm, 0.7 / canvas.texel_cm)
    ragged = 0.7 * value_noise(np.random.default_rng([person.seed, 21]), canvas.shape, cell)
    above = np.asarray(elevation - line + ragged, np.float32)
    strands = _strands(polar, person.seed)
    cover = _cover(above, _strand_noise(polar, (2400, 10), [person.seed, 24]), bun=person.bun)
    smooth_line = np.interp(azimuth, _SMOOTH_AZIMUTH, _SMOOTH_LINE)
    ramp = smoothstep(-6, 48, np.asarray(elevation - smooth_line, np.float32))
    height = (ramp + 0.10 * cover) * (0.75 if person.bun else 0.85) + 0.016 * cover * strands
    return Hair(
        cover=cover,
        height_cm=np.asarray(height, np.float32),
        strands=strands,
        knot_cm=knot,
        axis=axis,
        bun=person.bun,
    )


def _cover(above_deg: Array, fine: Array, *, bun: bool) -> Array:
    """Sparse first, then strand by strand, then closed; pulled-back hair starts more softly."""
    depth = 4.2 if bun else 3.4
    closed = smoothstep(-0.9, 0.9, (above_deg - 0.55 * depth) / depth + 0.34 * fine)
    veil = smoothstep(-1.5, 5.0, above_deg)
    cover = (0.72 * closed + 0.28 * veil) * smoothstep(-3.5, 0.5, above_deg)
    return np.asarray(np.clip(cover, 0, 1), np.float32)


def _polar(surface_cm: Array, axis: Array) -> tuple[Array, Array]:
    """Angle about the axis to the knot (0-1) and angle from it (0-1) of every texel."""
    across = unit(np.cross([1.0, 0.0, 0.0], axis))
    aside = np.cross(axis, across)
    offset = surface_cm - _CROWN_CM.astype(np.float32)
    away = length(offset)
    along = np.clip((offset @ axis.astype(np.float32)) / away, -1, 1)
    turn = np.arctan2(offset @ across.astype(np.float32), offset @ aside.astype(np.float32))
    return (
        np.asarray(turn / (2 * np.pi) + 0.5, np.float32),
        np.asarray(np.arccos(along) / np.pi, np.float32),
    )


def _strand_noise(polar: tuple[Array, Array], cells: tuple[int, int], seed: list[int]) -> Array:
    turns, lengths = cells
    grid = np.random.default_rng(seed).standard_normal((lengths, turns)).astype(np.float32)
    ring = np.concatenate([grid, grid[:, :3]], axis=1)
    return sample(ring, polar[0] * np.float32(turns), polar[1] * np.float32(lengths - 1))


def _strands(polar: tuple[Array, Array], seed: int) -> Array:
    fine = _strand_noise(polar, (1400, 14), [seed, 25])
    middle = _strand_noise(polar, (600, 9), [seed, 26])
    coarse = _strand_noise(polar, (160, 6), [seed, 27])
    return np.asarray(0.5 * fine + 0.5 * middle + 0.45 * coarse, np.float32)
