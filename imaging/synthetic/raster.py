"""Triangles to pixels: OpenCV's z-buffer rasteriser, asked to interpolate three values a vertex.

Camera axes: x right, y up, the camera looks along -z. Pixel (row i, column j) holds the value at its
centre, so the principal point is (height / 2 - 0.5, width / 2 - 0.5).
"""

import cv2
import numpy as np

from imaging.synthetic.fields import Array, Indices

_NEAR, _FAR = 1.0, 1e4
EMPTY_DEPTH = _FAR


def rasterise(
    vertices: Array, triangles: Indices, values: Array, shape: tuple[int, int], *, focal_px: float
) -> tuple[Array, Array]:
    """Values (H, W, 3) and depth (H, W) of the nearest surface; depth is `EMPTY_DEPTH` where there is none.

    `vertices` (N, 3) in camera axes, `triangles` (M, 3), `values` (N, 3) in 0-1.
    """
    settings = cv2.TriangleRasterizeSettings()
    settings.setCullingMode(cv2.RASTERIZE_CULLING_NONE)
    # The settings object does not interpolate unless it is told to: everything would be white.
    settings.setShadingType(cv2.RASTERIZE_SHADING_SHADED)
    colours = np.zeros((*shape, 3), np.float32)
    depth = np.full(shape, EMPTY_DEPTH, np.float32)
    cv2.triangleRasterize(
        np.ascontiguousarray(vertices, np.float32)[None],
        np.ascontiguousarray(triangles, np.int32)[None],
        np.ascontiguousarray(values, np.float32)[None],
        colours,
        depth,
        np.eye(4, dtype=np.float32),
        2 * np.arctan(shape[0] / 2 / focal_px),
        _NEAR,
        _FAR,
        settings,
    )
    return colours, depth


def rasterise_flat(places: Array, triangles: Indices, values: Array, shape: tuple[int, int]) -> Array:
    """One value (0-1) a vertex, drawn flat at `places` (N, 2), (column, row) shares of the sheet."""
    height, width = shape
    focal, distance = 1000.0, 10.0
    x = (places[:, 0] - 0.5) * width / focal * distance
    y = (0.5 - places[:, 1]) * height / focal * distance
    vertices = np.stack([x, y, np.full_like(x, -distance)], axis=1)
    colours, _ = rasterise(vertices, triangles, np.stack([values] * 3, axis=1), shape, focal_px=focal)
    return np.asarray(colours[..., 0])
