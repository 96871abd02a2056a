"""Photos of a patch of skin, with the exact map from millimetres to pixels."""

from dataclasses import dataclass

import cv2
import numpy as np

from imaging.synthetic.camera import Camera, expose
from imaging.synthetic.chart import Card, laid_into
from imaging.synthetic.fields import Array, blur
from imaging.synthetic.shot import Fit, Shot, similarity
from imaging.synthetic.skin_patch import SkinPatch
from imaging.synthetic.skin_site import SkinSite, SkinVisit


@dataclass(frozen=True, slots=True, kw_only=True)
class SkinView:
    """Where the camera stands over the patch.

    `turn_deg` is clockwise in the picture; `shift_mm` moves the skin (down, right); `perspective` are the
    two shares per mm (along x and y) by which it looks larger: 0 makes two shots differ by an exact
    similarity.
    """

    px_per_mm: float = 22.0
    turn_deg: float = 0.0
    shift_mm: tuple[float, float] = (0.0, 0.0)
    perspective: tuple[float, float] = (0.0, 0.0)

    def matrix(self, camera: Camera) -> Array:
        """3x3 matrix from mm (x, y, 1) on the patch to px (x, y, 1) in the picture."""
        turn = np.radians(self.turn_deg)
        c, s, k = np.cos(turn), np.sin(turn), self.px_per_mm
        down, right = self.shift_mm
        x0, y0 = camera.width_px / 2 - 0.5, camera.height_px / 2 - 0.5
        tilt = np.array([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [*self.perspective, 1.0]])
        plane = np.array([[k * c, -k * s, x0 + k * right], [k * s, k * c, y0 + k * down], [0.0, 0.0, 1.0]])
        return np.asarray(plane @ tilt)


@dataclass(frozen=True, slots=True, kw_only=True)
class SkinLight:
    """One lamp over the patch and the bright room; `gloss` 0 takes the shine away, for exact colour."""

    azimuth_deg: float = -40.0
    elevation_deg: float = 50.0
    key: float = 1.0
    ambient: float = 0.35
    gloss: float = 1.0
    tint: tuple[float, float, float] = (1.0, 1.0, 1.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class SkinTruth:
    """What a skin shot shows. `mm_to_px` is exact; `moles_px` (N, 2) are `(row, col)`."""

    site: SkinSite
    visit: SkinVisit
    camera: Camera
    view: SkinView
    mm_to_px: Array
    lesion_area_mm2: float
    moles_px: Array
    patches_px: Array | None

    def homography_onto(self, reference: "SkinTruth") -> Array:
        """3x3 matrix that carries (x, y, 1) px of this shot to those of another of the same site."""
        if self.site.seed != reference.site.seed:
            raise ValueError("two different sites have no true alignment")
        matrix = reference.mm_to_px @ np.linalg.inv(self.mm_to_px)
        return np.asarray(matrix / matrix[2, 2])

    def onto(self, reference: "SkinTruth") -> Fit:
        """The best similarity to that homography over the picture; its residual is the perspective's part."""
        homography = self.homography_onto(reference)
        height, width = self.camera.shape
        columns, rows = np.meshgrid(np.linspace(0, width - 1, 9), np.linspace(0, height - 1, 9))
        places = np.stack([rows.ravel(), columns.ravel()], axis=1)
        return similarity(places, carried(homography, places))


def carried(matrix: Array, places_px: Array) -> Array:
    """`(row, col)` places (N, 2) under a 3x3 matrix for (x, y, 1)."""
    xyw = np.stack([places_px[:, 1], places_px[:, 0], np.ones(len(places_px))], axis=1) @ matrix.T
    return np.stack([xyw[:, 1] / xyw[:, 2], xyw[:, 0] / xyw[:, 2]], axis=1)


def skin_shot(
    patch: SkinPatch,
    *,
    view: SkinView | None = None,
    camera: Camera | None = None,
    light: SkinLight | None = None,
    card: Card | None = None,
    seed: int = 0,
) -> Shot[SkinTruth]:
    """Photograph a patch grown by `grow_skin`; of `camera` the size and the exposure count, not the lens."""
    lens = camera or Camera(width_px=1200, height_px=900)
    seen, lamp = view or SkinView(), light or SkinLight()
    to_px = seen.matrix(lens)
    lit = _lit(patch, lamp)
    texels_per_px = 1 / (seen.px_per_mm * patch.mm_per_texel)
    if texels_per_px > 1.15:
        lit = blur(lit, 0.5 * float(np.sqrt(texels_per_px**2 - 1)))
    picture = np.asarray(
        cv2.warpPerspective(
            lit,
            to_px @ patch.to_mm,
            (lens.width_px, lens.height_px),
            flags=cv2.INTER_CUBIC,
            borderMode=cv2.BORDER_REFLECT,
        ),
        np.float32,
    )
    patches = None
    if card is not None:
        picture, patches = laid_into(picture, card, light_gain=lamp.key * 0.75 + lamp.ambient)
    truth = SkinTruth(
        site=patch.site,
        visit=patch.visit,
        camera=lens,
        view=seen,
        mm_to_px=to_px,
        lesion_area_mm2=patch.lesion_area_mm2,
        moles_px=carried(to_px, patch.moles_mm[:, 1::-1]),
        patches_px=patches,
    )
    return Shot(expose(np.clip(picture, 0, None), lens, seed=seed, gain=0.75), truth)


def _lit(patch: SkinPatch, light: SkinLight) -> Array:
    """Linear RGB (H, W, 3) of the patch under its light."""
    a, e = np.radians([light.azimuth_deg, light.elevation_deg])
    towards = np.array([np.sin(a) * np.cos(e), -np.cos(a) * np.cos(e), np.sin(e)], np.float32)
    half = towards + np.array([0.0, 0.0, 1.0], np.float32)
    half = half / np.linalg.norm(half)
    diffuse = np.clip(patch.normals @ towards, 0, None)
    aligned = np.clip(patch.normals @ half, 0, 1)
    lobes = 0.028 * light.gloss * patch.gloss * (1.05 * aligned**12 + 2.6 * aligned**50) * 1.6
    body = patch.albedo * (light.ambient * patch.cavity + light.key * diffuse)[..., None]
    shine = (lobes * light.key * patch.cavity)[..., None]
    return np.asarray((body + shine) * np.array(light.tint), np.float32)
