"""The bare head: the face's mesh as distances from a point inside, melted into a skull.

The face is known exactly; behind it the ratio of face to skull diffuses to one, so there is no seam.
"""

from dataclasses import dataclass

import cv2
import numpy as np

from imaging.synthetic.canvas import CENTRE_CM, Canvas, directions
from imaging.synthetic.fields import Array, Indices, Mask, blur, dot, resized, smoothstep
from imaging.synthetic.raster import rasterise_flat

_SKULL_CENTRE_CM = np.array([0.0, 3.0, -3.9])
_SKULL_RADII_CM = np.array([7.75, 9.4, 9.9])
_LONGEST_CM = 20.0
_COARSE = (192, 256)
_DIFFUSION_STEPS = 420


@dataclass(frozen=True, slots=True)
class Bare:
    """Distances (H, W, cm) of the surface along each direction, and the directions."""

    radius_cm: Array
    azimuth: Array
    elevation: Array
    directions: Array

    def surface(self, radius_cm: Array) -> Array:
        """Points (H, W, 3), cm, at these distances."""
        return np.asarray(CENTRE_CM.astype(np.float32) + self.directions * radius_cm[..., None], np.float32)


def bare_head(canvas: Canvas, triangles: Indices, *, width: float) -> Bare:
    """The head without hair and detail; `width` is the shape number of the person."""
    azimuth, elevation, vectors = directions(canvas.shape)
    face = _face_radius(canvas, triangles)
    known = face > 0
    skull = _skull_radius(vectors, width)
    share = _diffused(np.where(known, face / skull, 0), known, azimuth, elevation)
    blended = share * skull
    texel = canvas.texel_cm
    inset = np.ones((max(3, int(0.35 / texel)),) * 2, np.uint8)
    core = np.asarray(cv2.erode(known.astype(np.uint8), inset), np.float32)
    weight = blur(core, 0.18 / texel)
    radius = np.where(known, weight * face + (1 - weight) * blended, blended).astype(np.float32)
    depth_inside = cv2.distanceTransform(known.astype(np.uint8), cv2.DIST_L2, 3)
    band = smoothstep(0, 1.3, np.asarray(depth_inside, np.float32) * texel)
    smooth = band * blur(radius, 0.05 / texel) + (1 - band) * blur(radius, 0.28 / texel)
    return Bare(np.asarray(smooth, np.float32), azimuth, elevation, vectors)


def _face_radius(canvas: Canvas, triangles: Indices) -> Array:
    places = canvas.place(canvas.points_cm) / [canvas.shape[1], canvas.shape[0]]
    radius = np.linalg.norm(canvas.points_cm - CENTRE_CM, axis=-1)
    drawn = rasterise_flat(places, triangles, radius / _LONGEST_CM, canvas.shape)
    return np.asarray(drawn * _LONGEST_CM, np.float32)


def _skull_radius(vectors: Array, width: float) -> Array:
    """Where a ray from the centre leaves the ellipsoid."""
    radii = np.asarray(_SKULL_RADII_CM * np.array([1 + 0.06 * width, 1.0, 1.0]), np.float64)
    start = ((CENTRE_CM - _SKULL_CENTRE_CM) / radii).astype(np.float32)
    ray = np.asarray(vectors / radii.astype(np.float32), np.float32)
    a = dot(ray, ray)
    b = ray @ start
    c = float((start * start).sum()) - 1
    return np.asarray((-b + np.sqrt(b * b - a * c)) / a, np.float32)


def _diffused(share: Array, known: Mask, azimuth: Array, elevation: Array) -> Array:
    """The share spread from the known face over the rest (Laplace), to 1 at the back and the poles."""
    whole = resized(known.astype(np.float32), _COARSE, area=True) > 0.99
    held = resized(share.astype(np.float32), _COARSE, area=True)
    az, el = resized(azimuth, _COARSE), resized(elevation, _COARSE)
    far = (np.abs(az) > np.radians(128)) | (el > np.radians(76)) | (el < np.radians(-82))
    fixed = whole | far
    target = np.where(whole, held, 1).astype(np.float32)
    field = target.copy()
    kernel = np.array([[0, 0.25, 0], [0.25, 0, 0.25], [0, 0.25, 0]], np.float32)
    for _ in range(_DIFFUSION_STEPS):
        ring = np.concatenate([field[:, -1:], field, field[:, :1]], axis=1)
        spread = cv2.filter2D(ring, -1, kernel, borderType=cv2.BORDER_REPLICATE)[:, 1:-1]
        field = np.where(fixed, target, spread).astype(np.float32)
    return resized(field, (share.shape[0], share.shape[1]))
