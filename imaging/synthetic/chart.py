"""The 24-patch colour chart with known values, alone or laid into a scene.

Values: L*a*b* (D50) as published by X-Rite for the classic chart made before November 2014; patch 18
(cyan) lies just outside sRGB and is clipped: leave it out of sums of errors.
"""

from dataclasses import dataclass

import cv2
import numpy as np

from imaging.chart.values import BEFORE_2014_11, to_linear_rgb
from imaging.synthetic.camera import Camera, expose
from imaging.synthetic.fields import Array, blur
from imaging.synthetic.shot import Shot

_COLUMNS, _ROWS = 6, 4
_PATCH_PX = 48
_FRAME = 0.032
_LENS_PX = 3000.0


def patches_linear() -> Array:
    """Linear sRGB (24, 3) of the patches under D65; the red of patch 18 is below 0."""
    return to_linear_rgb(BEFORE_2014_11)


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """Where the chart lies: its width and its middle `(row, col)` in px, its turn and tilts in degrees.

    `gradient` is the share by which light falls across the card; `gain` and `tint` are the light on it.
    """

    width_px: float
    centre_px: tuple[float, float]
    turn_deg: float = 0.0
    tilt_deg: tuple[float, float] = (0.0, 0.0)
    gradient: float = 0.0
    gain: float = 1.0
    tint: tuple[float, float, float] = (1.0, 1.0, 1.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartTruth:
    """Centres of the patches (24, 2) `(row, col)` px, dark skin first, and their linear colours (24, 3)."""

    patches_px: Array
    patches_linear: Array
    card: Card


def chart_shot(
    card: Card, *, camera: Camera | None = None, backdrop: float = 0.35, seed: int = 0
) -> Shot[ChartTruth]:
    """The chart alone on grey."""
    lens = camera or Camera(shoulder=False)
    scene = np.full((*lens.shape, 3), backdrop, np.float32)
    picture, centres = laid_into(scene, card, light_gain=1.0)
    truth = ChartTruth(patches_px=centres, patches_linear=patches_linear(), card=card)
    return Shot(expose(picture, lens, seed=seed, gain=1.0), truth)


def laid_into(scene: Array, card: Card, *, light_gain: float) -> tuple[Array, Array]:
    """The linear scene with the card in it, and the patch centres (24, 2) `(row, col)` px."""
    face, centres = _drawn()
    height, width = face.shape[:2]
    outline = np.array([[-0.5, -0.5], [width - 0.5, -0.5], [width - 0.5, height - 0.5], [-0.5, height - 0.5]])
    corners = _projected(outline, (height, width), card)
    carry = cv2.getPerspectiveTransform(outline.astype(np.float32), corners.astype(np.float32))
    across = 1 + card.gradient * np.linspace(-0.5, 0.5, width)[None, :, None]
    lit = (face * across * card.gain * light_gain * np.array(card.tint)).astype(np.float32)
    shrink = width / card.width_px
    lit = blur(lit, 0.45 * shrink if shrink > 1.2 else 0.0)
    size = (scene.shape[1], scene.shape[0])
    cover = np.asarray(cv2.warpPerspective(np.ones((height, width), np.float32), carry, size), np.float32)
    moved = cv2.warpPerspective(lit, carry, size, borderMode=cv2.BORDER_REPLICATE)
    picture = scene * (1 - cover[..., None]) + np.asarray(moved, np.float32) * cover[..., None]
    return np.asarray(picture, np.float32), _projected(centres, (height, width), card)[:, ::-1]


def _drawn() -> tuple[Array, Array]:
    """The card face in linear RGB, and the patch centres (24, 2) as (x, y)."""
    gap = _PATCH_PX // 6
    pitch = _PATCH_PX + gap
    face = np.full((_ROWS * pitch + 3 * gap, _COLUMNS * pitch + 3 * gap, 3), _FRAME, np.float32)
    centres = []
    for index, colour in enumerate(patches_linear()):
        row, column = divmod(index, _COLUMNS)
        top, left = 2 * gap + row * pitch, 2 * gap + column * pitch
        face[top : top + _PATCH_PX, left : left + _PATCH_PX] = np.clip(colour, 0, 1)
        centres.append((left + _PATCH_PX / 2 - 0.5, top + _PATCH_PX / 2 - 0.5))
    return face, np.array(centres)


def _projected(points_xy: Array, shape: tuple[int, int], card: Card) -> Array:
    """Places (x, y) of points of the card's face, as a camera straight before the scene sees them."""
    height, width = shape
    flat = np.concatenate(
        [(points_xy - [width / 2, height / 2]) / width, np.zeros((len(points_xy), 1))], axis=1
    )
    turn, about_y, about_x = np.radians([card.turn_deg, *card.tilt_deg])
    axes = ([0.0, about_y, 0.0], [about_x, 0.0, 0.0], [0.0, 0.0, turn])
    rotation = np.eye(3)
    for axis in axes:
        rotation = rotation @ np.asarray(cv2.Rodrigues(np.array(axis))[0])
    space = flat @ rotation.T + [0.0, 0.0, _LENS_PX / card.width_px]
    return np.asarray(_LENS_PX * space[:, :2] / space[:, 2:] + [card.centre_px[1], card.centre_px[0]])
