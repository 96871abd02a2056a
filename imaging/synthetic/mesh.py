"""The canonical face of 468 points, and its smooth refinement.

Centimetres; x to the viewer's right, y up, z to the viewer. The file `mesh.npz` lies beside this module; the
shell reads it and hands its bytes in, because the cores open no files.
"""

import io
from dataclasses import dataclass

import numpy as np

from imaging.synthetic.fields import Array, Indices


@dataclass(frozen=True, slots=True, kw_only=True)
class Mesh:
    """Points (468, 3) in cm, triangles (898, 3), and for each point the one that mirrors it."""

    points_cm: Array
    triangles: Indices
    mirror: Indices

    @classmethod
    def from_bytes(cls, data: bytes) -> "Mesh":
        """Read the bytes of `mesh.npz`."""
        with np.load(io.BytesIO(data), allow_pickle=False) as stored:
            points = stored["points_cm"].astype(np.float64)
            triangles = stored["triangles"].astype(np.int64)
        flipped = points * [-1.0, 1.0, 1.0]
        gaps = ((flipped[None] - points[:, None]) ** 2).sum(axis=2)
        return cls(points_cm=points, triangles=triangles, mirror=gaps.argmin(axis=1))


def subdivide(points: Array, triangles: Indices, *, times: int) -> tuple[Array, Indices]:
    """Refine by Loop's rule: each triangle becomes four, smoothly; old points keep their index."""
    for _ in range(times):
        points, triangles = _subdivide_once(points, triangles)
    return points, triangles


def _subdivide_once(points: Array, triangles: Indices) -> tuple[Array, Indices]:
    first, second, third = triangles.T
    ends = np.sort(np.concatenate([triangles[:, [0, 1]], triangles[:, [1, 2]], triangles[:, [2, 0]]]), axis=1)
    opposite = np.concatenate([third, first, second])
    keys, inverse, uses = np.unique(
        ends[:, 0] * len(points) + ends[:, 1], return_inverse=True, return_counts=True
    )
    edges = np.stack([keys // len(points), keys % len(points)], axis=1)
    border = uses == 1
    across = _sum_at(inverse, points[opposite], len(edges))
    along = points[edges[:, 0]] + points[edges[:, 1]]
    middles = np.where(border[:, None], 0.5 * along, 0.375 * along + 0.125 * across)
    moved = _smoothed_points(points, edges, border)
    a, b, c = inverse.reshape(3, -1) + len(points)
    corners = [(first, a, c), (second, b, a), (third, c, b), (a, b, c)]
    finer = np.concatenate([np.stack(corner, axis=1) for corner in corners])
    return np.concatenate([moved, middles]), finer


def _smoothed_points(points: Array, edges: Indices, border: Array | Indices) -> Array:
    """Each old point moved towards its neighbours; on the rim only along the rim."""
    count = len(points)
    both = np.concatenate([edges, edges[:, ::-1]])
    degree = np.bincount(both[:, 0], minlength=count).astype(np.float64)
    near = _sum_at(both[:, 0], points[both[:, 1]], count)
    rim = np.concatenate([edges[border], edges[border][:, ::-1]])
    along_rim = _sum_at(rim[:, 0], points[rim[:, 1]], count)
    on_rim = np.bincount(rim[:, 0], minlength=count) > 0
    beta = np.where(degree == 3, 3 / 16, 3 / (8 * np.maximum(degree, 1)))
    inside = (1 - degree * beta)[:, None] * points + beta[:, None] * near
    return np.where(on_rim[:, None], 0.75 * points + 0.125 * along_rim, inside)


def _sum_at(index: Indices, values: Array, count: int) -> Array:
    return np.stack([np.bincount(index, weights=values[:, k], minlength=count) for k in range(3)], axis=1)
