"""What lies in a patch of skin: lines, pores, vessels, freckles, moles, hairs, the visit's lesion."""

from dataclasses import dataclass

import cv2
import numpy as np

from imaging.synthetic.fields import Array, fractal_noise, smoothstep, value_noise
from imaging.synthetic.skin_sheet import FIXED_BITS, Sheet
from imaging.synthetic.skin_site import Erythema, Lesion, SkinSite, SkinVisit

_STANDARD_AREA_MM2 = 2700.0
_PORE_AREA_MM2 = 2.4
_MOLE_RADII_MM = (0.5, 0.7, 0.9, 1.3, 1.8)


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """What the marks add: pigments, height (mm), and masks 0-1 (all H, W); and the exact sizes."""

    melanin: Array
    haemoglobin: Array
    height_mm: Array
    pores: Array
    lines: Array
    redness: Array
    hair: Array
    hair_shadow: Array
    lesion_area_mm2: float
    moles_mm: Array


class _Layers:
    """The maps while the marks are laid in, one kind after the other."""

    def __init__(self, sheet: Sheet, site: SkinSite, rng: np.random.Generator) -> None:
        self.sheet, self.site, self.rng = sheet, site, rng
        self.melanin, self.blood, self.height = (np.zeros(sheet.shape, np.float32) for _ in range(3))
        self.half = np.array(site.size_mm) / 2

    def count(self, standard: int) -> int:
        return round(standard * self.site.size_mm[0] * self.site.size_mm[1] / _STANDARD_AREA_MM2)

    def anywhere(self, margin_mm: float = 0.0) -> Array:
        reach = self.half - margin_mm
        return self.rng.uniform(-reach, reach)

    def spot(self, centre_mm: Array, radius_mm: float, ragged: float, rng: np.random.Generator) -> "_Spot":
        """A roundish spot with a wavy outline."""
        x, y = self.sheet.grid_mm
        half = int(1.8 * radius_mm / self.sheet.mm) + 3
        column, row = (int(v) for v in centre_mm / self.sheet.mm + np.array(self.sheet.shape[::-1]) / 2)
        window = (
            slice(max(row - half, 0), max(row + half, 0)),
            slice(max(column - half, 0), max(column + half, 0)),
        )
        dx, dy = x[window] - centre_mm[0], y[window] - centre_mm[1]
        angle = np.arctan2(dy, dx)
        waves = [
            ragged / k * rng.uniform(0.3, 1) * np.cos(k * angle + rng.uniform(0, 6.28)) for k in (2, 3, 5)
        ]
        share = np.hypot(dx, dy) / (radius_mm * (1 + sum(waves, np.zeros_like(angle))))
        return _Spot(window, np.asarray(share, np.float32))


@dataclass(frozen=True, slots=True)
class _Spot:
    window: tuple[slice, slice]
    share: Array  # distance from the middle as a share of the radius there

    @property
    def inside(self) -> Array:
        return np.asarray(smoothstep(1.12, 0.82, self.share), np.float32)


def mark(sheet: Sheet, site: SkinSite, visit: SkinVisit, rng: np.random.Generator) -> Marks:
    """All marks of a site at a visit."""
    layers = _Layers(sheet, site, rng)
    lines = _lines(layers, visit.lines)
    pores, places = _pores(layers)
    _vessels(layers)
    _freckles(layers)
    moles = _moles(layers)
    hair, hair_shadow = _hairs(layers, places)
    area = 0.0 if visit.lesion is None else _lesion(layers, visit.lesion)
    redness = np.zeros(sheet.shape, np.float32)
    if visit.erythema is not None:
        redness = _redness(layers, visit.erythema)
    return Marks(
        melanin=layers.melanin,
        haemoglobin=layers.blood + 0.03 * pores,
        height_mm=layers.height - 0.05 * pores,
        pores=pores,
        lines=np.asarray(visit.lines * lines, np.float32),
        redness=redness,
        hair=hair,
        hair_shadow=hair_shadow,
        lesion_area_mm2=area,
        moles_mm=moles,
    )


def _lines(layers: _Layers, depth: float) -> Array:
    """Fine lines along the tension of the skin."""
    mask = layers.sheet.blank()
    rng = layers.rng
    for _ in range(7):
        middle, reach = layers.anywhere(), rng.uniform(8, 22)
        along = np.linspace(-1, 1, 60) * reach
        angle = -0.25 + rng.normal(0, 0.12)
        waver = 0.5 * np.sin(along / 3 + rng.uniform(0, 6)) + 0.4 * rng.normal(0, 0.06, 60).cumsum()
        points = middle + np.stack([along * np.cos(angle), along * np.sin(angle) + waver], axis=1)
        layers.sheet.stroke(mask, points, 0.10, rng.uniform(0.2, 0.6))
    broken = np.clip(
        0.7 + 0.5 * value_noise(rng, layers.sheet.shape, 2.5 / layers.sheet.mm, wrap=False), 0, 1.5
    )
    lines = layers.sheet.softened(mask, 0.16) * broken
    layers.height -= np.asarray(0.20 * depth * lines, np.float32)
    layers.melanin += np.asarray(0.02 * depth * lines, np.float32)
    return np.asarray(lines, np.float32)


def _pores(layers: _Layers) -> tuple[Array, Array]:
    """Mask of the pores, and their places (N, 2) in mm."""
    sheet, rng = layers.sheet, layers.rng
    count = int(np.prod(layers.site.size_mm) / _PORE_AREA_MM2)
    places = rng.uniform(-layers.half, layers.half, (count, 2))
    mask = sheet.blank()
    for (x, y), radius in zip(sheet.fixed(places), rng.uniform(0.05, 0.17, count), strict=True):
        size = max(1, int(radius / sheet.mm * 2**FIXED_BITS))
        cv2.circle(mask, (int(x), int(y)), size, int(rng.uniform(90, 255)), -1, cv2.LINE_AA, FIXED_BITS)
    return sheet.softened(mask, 0.05), places


def _vessels(layers: _Layers) -> None:
    """Branching walks, seen through the dermis."""
    rng, mask = layers.rng, layers.sheet.blank()
    walks = [
        (layers.anywhere(), rng.uniform(0, 6.28), rng.uniform(0.12, 0.3), rng.uniform(6, 13), 0)
        for _ in range(layers.count(layers.site.vessels))
    ]
    while walks:
        start, heading, width, length, depth = walks.pop()
        headings = heading + rng.normal(0, 0.16, int(length / 0.4)).cumsum()
        points = start + 0.4 * np.stack([np.cos(headings), np.sin(headings)], axis=1).cumsum(axis=0)
        if len(points) < 3:
            continue
        layers.sheet.stroke(mask, points, width, 0.35 + 2 * width)
        if depth < 4:
            for side in rng.choice([-1, 1], 2):
                fork = points[rng.integers(len(points) // 2, len(points))]
                away = headings[-1] + side * rng.uniform(0.4, 0.9)
                walks.append((fork, away, 0.65 * width, 0.6 * length, depth + 1))
    layers.blood += 0.16 * layers.sheet.softened(mask, 0.16)


def _freckles(layers: _Layers) -> None:
    for _ in range(layers.count(layers.site.freckles)):
        spot = layers.spot(layers.anywhere(), layers.rng.uniform(0.2, 0.9), 0.25, layers.rng)
        layers.melanin[spot.window] += layers.rng.uniform(0.02, 0.09) * spot.inside


def _moles(layers: _Layers) -> Array:
    """Moles, some raised; their middles and radii in mm."""
    found = []
    for _ in range(layers.count(layers.site.moles)):
        centre, radius = layers.anywhere(3.0), float(layers.rng.choice(_MOLE_RADII_MM))
        depth, raised = layers.rng.uniform(0.16, 0.45), layers.rng.uniform(0, 1)
        spot = layers.spot(centre, radius, 0.15, layers.rng)
        body = depth * smoothstep(1.25, 0.55, spot.share)
        layers.melanin[spot.window] += body
        layers.blood[spot.window] += 0.25 * body
        layers.height[spot.window] += 0.10 * raised * radius * np.clip(1 - spot.share**2, 0, 1)
        found.append((centre[0], centre[1], radius))
    return np.array(found).reshape(-1, 3)


def _hairs(layers: _Layers, places_mm: Array) -> tuple[Array, Array]:
    """Fine hairs out of some of the pores, and their shadows."""
    rng, hair, shadow = layers.rng, layers.sheet.blank(), layers.sheet.blank()
    along = np.linspace(0, 1, 14)
    for _ in range(layers.count(layers.site.hairs)):
        root = places_mm[rng.integers(len(places_mm))]
        angle, length, bend = -0.6 + rng.normal(0, 0.35), rng.uniform(2.5, 7), rng.normal(0, 0.5)
        run, off = length * along, bend * along**2
        points = root + np.stack(
            [run * np.cos(angle) - off * np.sin(angle), run * np.sin(angle) + off * np.cos(angle)], axis=1
        )
        strength = rng.uniform(0.25, 0.9)
        layers.sheet.stroke(hair, points, 0.035, strength)
        layers.sheet.stroke(shadow, points + np.array([0.12, 0.16]) * along[:, None], 0.05, strength / 2)
    return layers.sheet.softened(hair, 0.02), layers.sheet.softened(shadow, 0.09)


def _lesion(layers: _Layers, lesion: Lesion) -> float:
    """The lesion of the visit, uneven within; its area in mm2 as it is drawn."""
    spot = layers.spot(
        np.array(lesion.centre_mm), lesion.radius_mm, 0.22, np.random.default_rng([layers.site.seed, 4])
    )
    rng = np.random.default_rng([layers.site.seed, 5])
    uneven = np.clip(1 + 0.20 * fractal_noise(rng, layers.sheet.shape, 1.2 / layers.sheet.mm), 0.2, 2)[
        spot.window
    ]
    layers.melanin[spot.window] += lesion.melanin * spot.inside * uneven
    layers.blood[spot.window] += lesion.haemoglobin * spot.inside * uneven
    layers.height[spot.window] += 0.12 * spot.inside
    return float((spot.share < 1).sum() * layers.sheet.mm**2)


def _redness(layers: _Layers, erythema: Erythema) -> Array:
    x, y = layers.sheet.grid_mm
    rng = np.random.default_rng([layers.site.seed, 6])
    torn = 1.6 * fractal_noise(rng, layers.sheet.shape, 6 / layers.sheet.mm)
    away = np.hypot(x - erythema.centre_mm[0], y - erythema.centre_mm[1]) + torn
    return np.asarray(smoothstep(1.45 * erythema.radius_mm, 0.55 * erythema.radius_mm, away), np.float32)
