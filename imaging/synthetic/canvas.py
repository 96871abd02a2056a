"""The sheet on which a head is painted: every direction from a point inside the head is one texel.

Columns run with the azimuth (the face gets more than its share), rows with the elevation. Places on the
sheet are `(column, row)` in texels, as the drawing calls of OpenCV want them. What is painted is placed by
mesh points.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import cv2
import numpy as np

from imaging.synthetic.fields import Array, blur, dot, resized, smooth_curve

CENTRE_CM = np.array([0.0, 0.3, -1.0])
# Share of the linear term in the azimuth's mapping: less would give the front still more texels.
_LINEAR = 0.60
_SUBPIXEL_BITS = 4
_WIDE_CM = 0.5


def azimuth_of(share: Array) -> Array:
    """Azimuth (radians, 0 ahead) of a share 0-1 of the sheet's width."""
    t = 2 * share - 1
    return np.asarray(np.pi * (_LINEAR * t + (1 - _LINEAR) * t**3))


def share_of(azimuth: Array) -> Array:
    """The inverse of `azimuth_of`."""
    t = np.linspace(-1, 1, 4001)
    return np.interp(azimuth, np.pi * (_LINEAR * t + (1 - _LINEAR) * t**3), (t + 1) / 2)


def directions(shape: tuple[int, int]) -> tuple[Array, Array, Array]:
    """Azimuth, elevation (H, W, radians) and unit vector (H, W, 3) of every texel."""
    height, width = shape
    columns = azimuth_of((np.arange(width) + 0.5) / width)
    rows = np.pi * (0.5 - (np.arange(height) + 0.5) / height)
    azimuth, elevation = (np.asarray(a, np.float32) for a in np.meshgrid(columns, rows))
    flat = np.cos(elevation)
    vectors = np.stack([flat * np.sin(azimuth), np.sin(elevation), flat * np.cos(azimuth)], axis=-1)
    return azimuth, elevation, vectors


@dataclass(frozen=True, slots=True)
class Canvas:
    """A sheet of `shape` texels on which points of this face (cm) know their place."""

    shape: tuple[int, int]
    points_cm: Array

    @property
    def texel_cm(self) -> float:
        """Size of a texel at the front of the face."""
        return 53.4 * _LINEAR / self.shape[1]

    def place(self, points_cm: Array) -> Array:
        """Places (N, 2) of points (N, 3)."""
        offset = points_cm - CENTRE_CM
        radius = np.linalg.norm(offset, axis=-1)
        share = share_of(np.arctan2(offset[..., 0], offset[..., 2]))
        row = 0.5 - np.arcsin(np.clip(offset[..., 1] / radius, -1, 1)) / np.pi
        return np.stack([share * self.shape[1], row * self.shape[0]], axis=-1)

    def landmarks(self, indices: Iterable[int]) -> Array:
        """Places of mesh points."""
        return self.place(self.points_cm[list(indices)])

    def curve(self, indices: Iterable[int], count: int = 40, *, closed: bool = False) -> Array:
        """A smooth curve of places through mesh points."""
        return smooth_curve(self.landmarks(indices), count, closed=closed)

    def filled(self, outline: Array, soft_cm: float = 0.0) -> Array:
        """Mask 0-1 of the inside of an outline of places."""
        mask = np.zeros(self.shape, np.uint8)
        cv2.fillPoly(mask, [_fixed(outline)], 255, cv2.LINE_AA, _SUBPIXEL_BITS)
        return blur(np.asarray(mask, np.float32) / np.float32(255), soft_cm / self.texel_cm)

    def strokes(self, curves: Iterable[Array], width_cm: float, soft_cm: float) -> Array:
        """Mask 0-1 of lines of this width, softened."""
        mask = np.zeros(self.shape, np.uint8)
        thickness = max(1, round(width_cm / self.texel_cm))
        for curve in curves:
            cv2.polylines(
                mask,
                [_fixed(curve)],
                isClosed=False,
                color=255,
                thickness=thickness,
                lineType=cv2.LINE_AA,
                shift=_SUBPIXEL_BITS,
            )
        return blur(np.asarray(mask, np.float32) / np.float32(255), max(0.6, soft_cm / self.texel_cm))

    def hairs(self, curves: Iterable[tuple[Array, float]], width_cm: float) -> Array:
        """Mask 0-1 of single hairs, each with its own strength 0-1; not softened."""
        mask = np.zeros(self.shape, np.uint8)
        thickness = max(1, round(width_cm / self.texel_cm))
        for curve, strength in curves:
            cv2.polylines(
                mask,
                [_fixed(curve)],
                isClosed=False,
                color=round(255 * strength),
                thickness=thickness,
                lineType=cv2.LINE_AA,
                shift=_SUBPIXEL_BITS,
            )
        return np.asarray(mask, np.float32) / np.float32(255)


def _fixed(places: Array) -> Array:
    fixed: Array = np.round(places * 2**_SUBPIXEL_BITS).astype(np.int32)
    return fixed


def near(surface_cm: Array, centre_cm: Array, reach_cm: float) -> Array:
    """Bell 0-1 (H, W) about a point of the surface (H, W, 3); wide ones are drawn at half size."""
    is_wide = reach_cm >= _WIDE_CM
    offset = (surface_cm[::2, ::2] if is_wide else surface_cm) - centre_cm.astype(np.float32)
    bell = np.asarray(np.exp(dot(offset, offset) * np.float32(-0.5 / reach_cm**2)), np.float32)
    return resized(bell, (surface_cm.shape[0], surface_cm.shape[1])) if is_wide else bell
