"""The clinic's light and what it does to a surface: key, shadow, fill, sky, gloss, the sheen of hair."""

from dataclasses import dataclass

import numpy as np

from imaging.synthetic.fields import Array, Indices, blur, dot, sample, smoothstep, unit
from imaging.synthetic.raster import EMPTY_DEPTH, rasterise
from imaging.synthetic.scene import Scene

_SHADOW_PX = 512
_LAMP_CM, _LAMP_REACH_CM = 100.0, 24.0
# Wrapped diffuse light stands in for light that scatters below the skin: red goes furthest.
_WRAP_SKIN = np.array([0.22, 0.10, 0.06], np.float32)
_SHADOW_TINT = np.array([0.80, 1.05, 1.12], np.float32)


@dataclass(frozen=True, slots=True, kw_only=True)
class Light:
    """Two lamps in a bright room. Azimuth > 0: the picture's right; elevation > 0: above."""

    azimuth_deg: float = -38.0
    elevation_deg: float = 28.0
    key: float = 1.55
    fill_azimuth_deg: float = 45.0
    fill_elevation_deg: float = 12.0
    fill: float = 0.75
    ambient: float = 0.42
    softness: float = 0.35
    tint: tuple[float, float, float] = (1.0, 1.0, 1.0)


CLINIC = Light()


@dataclass(frozen=True, slots=True, kw_only=True)
class Fragments:
    """What is known of every pixel that shows something: (N, ...) float32, camera axes, cm."""

    position: Array
    normal: Array
    albedo: Array
    gloss: Array
    sky: Array
    hair: Array
    eye: Array
    strand: Array
    strand_colour: Array


def direction(azimuth_deg: float, elevation_deg: float) -> Array:
    """Unit vector towards a lamp, camera axes."""
    a, e = np.radians([azimuth_deg, elevation_deg])
    return np.array([np.sin(a) * np.cos(e), np.sin(e), np.cos(a) * np.cos(e)], np.float32)


def shadow(scene: Scene, position_cm: Array, light: Light) -> Array:
    """Share of the key light (0-1) that reaches positions (N, 3) about the pivot."""
    towards = direction(light.azimuth_deg, light.elevation_deg).astype(np.float64)
    across = unit(np.cross([0.0, 1.0, 0.0], towards))
    axes = np.stack([across, np.cross(towards, across), towards])
    centre = np.array([0.0, -3.0, 0.0])
    focal = _SHADOW_PX / 2 / (_LAMP_REACH_CM / _LAMP_CM)
    seen = scene.vertices @ axes.T - centre - [0.0, 0.0, _LAMP_CM]
    _, depth = rasterise(seen, scene.triangles, scene.labels * 0, (_SHADOW_PX, _SHADOW_PX), focal_px=focal)
    # Outside the lamp's map everything is lit.
    depth[:4], depth[-4:], depth[:, :4], depth[:, -4:] = (EMPTY_DEPTH,) * 4
    depth = np.minimum(depth, 1e3)
    local = position_cm @ axes.T.astype(np.float32) - centre.astype(np.float32)
    away = _LAMP_CM - local[:, 2]
    x = local[:, 0] / away * focal + _SHADOW_PX / 2 - 0.5
    y = -local[:, 1] / away * focal + _SHADOW_PX / 2 - 0.5
    taps = ((0, 0), (2.2, 1), (-2.2, -1), (1, -2.2), (-1, 2.2), (4.5, 0), (-4.5, 0), (0, 4.5), (0, -4.5))
    covered = np.zeros(len(position_cm), np.float32)
    for right, down in taps:
        k = 3 * light.softness
        covered += smoothstep(0.12, 0.9, away - sample(depth, x + right * k, y + down * k)[:, 0])
    return np.asarray(1 - 0.9 * covered / len(taps), np.float32)


def soften(values: Array, where: tuple[Indices, Indices], shape: tuple[int, int], sigma_px: float) -> Array:
    """Values of the shown pixels, blurred among themselves."""
    sheet, weight = np.zeros(shape, np.float32), np.zeros(shape, np.float32)
    sheet[where], weight[where] = values, 1.0
    return np.asarray((blur(sheet, sigma_px) / np.maximum(blur(weight, sigma_px), 1e-3))[where], np.float32)


def shade(fragments: Fragments, lit: Array, light: Light) -> Array:
    """Linear RGB (N, 3) of the fragments; `lit` is the share of the key light each one gets."""
    f = fragments
    view = -unit(f.position)
    is_skin = ((f.hair < 0.5) & (f.eye < 0.5))[:, None]
    wrap = np.where(is_skin, _WRAP_SKIN, np.float32(0.05))
    bounce = 1 + (1 - f.sky[:, None]) * np.array([0.25, -0.05, -0.1], np.float32) * is_skin
    sky = np.float32(light.ambient) * (0.80 + 0.20 * f.normal[:, 1:2]) * f.sky[:, None] ** 1.3 * bounce
    total = f.albedo * sky
    lamps = (
        (direction(light.azimuth_deg, light.elevation_deg), light.key, lit),
        (direction(light.fill_azimuth_deg, light.fill_elevation_deg), light.fill, np.full_like(lit, 0.98)),
    )
    for towards, strength, share in lamps:
        facing = f.normal @ towards
        diffuse = np.clip((facing[:, None] + wrap) / (1 + wrap), 0, None) ** 1.15
        tinted = share[:, None] ** np.where(is_skin, _SHADOW_TINT, np.float32(1))
        total = total + f.albedo * diffuse * tinted * (strength * np.sqrt(f.sky))[:, None]
        half = unit(towards + view).astype(np.float32)
        total = total + strength * _highlights(f, half, view, facing, share)
    return np.asarray(total * np.array(light.tint, np.float32), np.float32)


def _highlights(f: Fragments, half: Array, view: Array, facing: Array, share: Array) -> Array:
    """Two lobes of gloss on skin, one sharp spot in the eye, a band across the strands of hair."""
    aligned = np.clip(dot(f.normal, half), 0, 1)
    fresnel = 0.03 + 0.97 * (1 - np.clip(dot(view, half), 0, 1)) ** 5
    lobes = (0.55 * 1.5 * aligned**10 + 0.45 * 5.0 * aligned**38) * fresnel * 1.15
    skin = lobes * np.clip(facing * 4, 0, 1) * f.gloss * share * f.sky
    eye = 1.8 * f.eye * np.clip(88 * aligned**700 * 0.035, 0, 1.0) * (f.hair < 0.1)
    across = np.sqrt(np.clip(1 - dot(f.strand, half) ** 2, 0, 1))
    band = (0.12 * across**22 + 0.072 * across**90) * np.clip(facing + 0.35, 0, 1) * share
    band = np.where(f.hair > 0.5, band, 0)
    return np.asarray((skin + eye)[:, None] + band[:, None] * (5 * f.strand_colour + 0.10), np.float32)
