"""Skin grown texel by texel: pigments, relief and objects, from a site and a visit.

The furrows are the borders between cells of jittered seeds at two sizes, stretched along the lines of
tension.
"""

from dataclasses import dataclass

import cv2
import numpy as np

from imaging.synthetic.fields import Array, blur, fractal_noise, unit, value_noise
from imaging.synthetic.skin_colour import haemoglobin_for_redness, melanin_for_ita, reflectance
from imaging.synthetic.skin_marks import Marks, mark
from imaging.synthetic.skin_sheet import Sheet
from imaging.synthetic.skin_site import SkinSite, SkinVisit

_TISSUE_WAVE_MM = 14.0
_TISSUE_SHIFT_MM = 0.45


@dataclass(frozen=True, slots=True, kw_only=True)
class SkinPatch:
    """Grown skin; maps are (H, W, ...) float32. `cavity` is how open a place lies to the light (0-1).

    `lesion_area_mm2` and `moles_mm` (N, 3: x, y, radius) are exact; `redness` (0-1) says where `delta_a`
    applies.
    """

    site: SkinSite
    visit: SkinVisit
    mm_per_texel: float
    albedo: Array
    normals: Array
    gloss: Array
    cavity: Array
    redness: Array
    lesion_area_mm2: float
    moles_mm: Array

    @property
    def to_mm(self) -> Array:
        """3x3 matrix from texels (x, y, 1) to mm."""
        height, width = self.albedo.shape[:2]
        k = self.mm_per_texel
        return np.array([[k, 0, -k * (width / 2 - 0.5)], [0, k, -k * (height / 2 - 0.5)], [0, 0, 1.0]])


def grow_skin(site: SkinSite, *, visit: SkinVisit | None = None, mm_per_texel: float = 0.045) -> SkinPatch:
    """The patch at a visit; `mm_per_texel` 0.03 is fine enough for 30 px/mm, 0.09 for quick tests."""
    seen = visit or SkinVisit()
    width, height = (round(side / mm_per_texel) for side in site.size_mm)
    sheet = Sheet((height, width), mm_per_texel)
    rng = np.random.default_rng([site.seed, 1])
    fresh = np.random.default_rng([site.seed, 2, seen.number])
    own = melanin_for_ita(site.ita_deg, site.haemoglobin)
    melanin, blood = _pigments(sheet, site, own, rng, fresh, seen.drift)
    fine, coarse = _furrows(sheet, rng)
    marks = mark(sheet, site, seen, rng)
    relief = site.roughness * (-0.020 * fine - 0.034 * coarse) + 0.006 * _grain(sheet, rng, 0.09)
    relief = relief + 0.025 * fractal_noise(rng, sheet.shape, 5 / mm_per_texel, octaves=3) + marks.height_mm
    melanin = melanin + marks.melanin + 0.05 * marks.pores * (1 + own)
    blood = blood + marks.haemoglobin
    if seen.erythema is not None:
        rise = haemoglobin_for_redness(own, site.haemoglobin, seen.erythema.delta_a)
        blood = blood + rise * marks.redness
    albedo = reflectance(np.maximum(melanin, 0), np.maximum(blood, 0.004))
    albedo = albedo * (1 - 0.05 * fine - 0.05 * coarse)[..., None]
    albedo = _with_hairs(albedo, marks)
    cavity = np.clip(1 - 0.35 * coarse - 0.2 * fine - 0.4 * marks.lines - 0.35 * marks.pores, 0.3, 1)
    relief, moved = _settled(sheet, fresh, seen.drift, relief, albedo)
    return SkinPatch(
        site=site,
        visit=seen,
        mm_per_texel=mm_per_texel,
        albedo=moved,
        normals=_normals(sheet, relief, site),
        gloss=np.clip(0.6 + 0.3 * fractal_noise(rng, sheet.shape, 3 / mm_per_texel, octaves=3), 0.2, 1.4),
        cavity=np.asarray(cavity, np.float32),
        redness=marks.redness,
        lesion_area_mm2=marks.lesion_area_mm2,
        moles_mm=marks.moles_mm,
    )


def _grain(sheet: Sheet, rng: np.random.Generator, cell_mm: float) -> Array:
    return value_noise(rng, sheet.shape, max(1.0, cell_mm / sheet.mm), wrap=False)


def _pigments(
    sheet: Sheet,
    site: SkinSite,
    own: float,
    rng: np.random.Generator,
    fresh: np.random.Generator,
    drift: float,
) -> tuple[Array, Array]:
    """Mottled melanin and blood; a share `drift` of the fine part is new at each visit."""

    def clouds(cell_mm: float, octaves: int, gain: float) -> Array:
        return fractal_noise(rng, sheet.shape, cell_mm / sheet.mm, octaves=octaves, gain=gain)

    def living(cell_mm: float) -> Array:
        kept = clouds(cell_mm, 3, 0.7)
        if drift == 0:
            return kept
        new = fractal_noise(fresh, sheet.shape, cell_mm / sheet.mm, octaves=3, gain=0.7)
        return np.asarray(np.sqrt(1 - drift**2) * kept + drift * new)

    melanin = own * (1 + 0.07 * clouds(6, 6, 0.62) + 0.03 * _grain(sheet, rng, 0.18))
    melanin = melanin + 0.020 * site.roughness * living(1.2)
    blood = site.haemoglobin * (1 + 0.16 * clouds(4, 6, 0.66) + 0.05 * _grain(sheet, rng, 0.3))
    return melanin, blood + 0.014 * site.roughness * living(1.0)


def _furrows(sheet: Sheet, rng: np.random.Generator) -> tuple[Array, Array]:
    """The net of fine and coarse furrows, 0-1."""
    across, down = (3 * value_noise(rng, sheet.shape, 9 / sheet.mm, wrap=False) for _ in range(2))
    columns, rows = sheet.grid_px
    strength = np.float32(0.18 / sheet.mm)
    xs = 0.62 * columns + 0.25 * rows + strength * across
    ys = rows - 0.12 * columns + strength * down
    fine, coarse = (_moved(_cell_borders(sheet, rng, pitch_mm), xs, ys) for pitch_mm in (0.62, 1.7))
    return fine, coarse


def _moved(field: Array, xs: Array, ys: Array) -> Array:
    """The field as seen through a map of texels, mirrored at its edges."""
    columns, rows = np.asarray(xs, np.float32), np.asarray(ys, np.float32)
    seen = cv2.remap(field, columns, rows, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT)
    return np.asarray(seen, np.float32)


def _cell_borders(sheet: Sheet, rng: np.random.Generator, pitch_mm: float) -> Array:
    height, width = sheet.shape
    pitch = pitch_mm / sheet.mm
    count = int(height * width / pitch**2)
    seeds = np.full(sheet.shape, 255, np.uint8)
    seeds[rng.integers(0, height, count), rng.integers(0, width, count)] = 0
    _, labels = cv2.distanceTransformWithLabels(seeds, cv2.DIST_L2, 5, labelType=cv2.DIST_LABEL_PIXEL)
    border = (labels != np.roll(labels, 1, 0)) | (labels != np.roll(labels, 1, 1))
    soft = blur(border.astype(np.float32), 0.10 * pitch)
    return np.asarray(soft / soft.max(), np.float32)


def _with_hairs(albedo: Array, marks: Marks) -> Array:
    shaded = albedo * (1 - 0.35 * marks.hair_shadow)[..., None]
    cover = 0.8 * marks.hair[..., None]
    return np.asarray(shaded * (1 - cover) + np.array([0.05, 0.032, 0.022], np.float32) * cover, np.float32)


def _settled(
    sheet: Sheet, fresh: np.random.Generator, drift: float, relief: Array, albedo: Array
) -> tuple[Array, Array]:
    """Soft tissue moves between visits: a smooth warp, within the drift."""
    height = np.asarray(relief, np.float32)
    if drift == 0:
        return height, albedo
    reach = np.float32(drift * _TISSUE_SHIFT_MM / sheet.mm)
    cell = _TISSUE_WAVE_MM / sheet.mm
    right, down = (reach * value_noise(fresh, sheet.shape, cell, wrap=False) for _ in range(2))
    columns, rows = sheet.grid_px
    return _moved(height, columns + right, rows + down), _moved(albedo, columns + right, rows + down)


def _normals(sheet: Sheet, relief_mm: Array, site: SkinSite) -> Array:
    """Normals (H, W, 3), z towards the camera, of the relief on a gently round body."""
    down, across = np.gradient(blur(np.asarray(relief_mm, np.float32), 0.03 / sheet.mm))
    x, y = sheet.grid_mm
    round_x, round_y = 0.5 * x / site.size_mm[0], 0.25 * y / site.size_mm[1]
    slopes = [round_x - across / sheet.mm, round_y - down / sheet.mm, np.ones_like(across)]
    return np.asarray(unit(np.stack(slopes, axis=-1)), np.float32)
