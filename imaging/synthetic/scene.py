"""Head, ears, torso and knot put together before the camera, as triangles that carry where they came from.

Each vertex carries (u, v, part): its place on its own sheet and the part's number, so that all shading is
done afterwards, pixel by pixel.
"""

from dataclasses import dataclass

import numpy as np

from imaging.synthetic.fields import Array, Indices
from imaging.synthetic.parts import Torso, ear, grid_triangles, knot_of_hair, torso
from imaging.synthetic.pose import PIVOT_CM, Pose, turned_up_down
from imaging.synthetic.sculpt import Head

HEAD, LEFT_EAR, RIGHT_EAR, TORSO, KNOT = 0.05, 0.25, 0.35, 0.55, 0.75
SHEET_SPAN = 8192.0  # texels of the head's sheet are carried as shares of this
# The person turns her shoulders almost with her head, as one is asked to for an oblique view.
_BODY_FOLLOWS = 0.85


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """Vertices (N, 3) in camera axes about the pivot, triangles (M, 3), labels (N, 3) in 0-1."""

    vertices: Array
    triangles: Indices
    labels: Array
    rotation: Array
    torso: Torso


def assemble(head: Head, pose: Pose) -> Scene:
    """The scene of a head in a pose; the mesh is as fine as the sheet allows at about 1 MP."""
    rotation = pose.rotation
    body = torso(rotation, turned_up_down(_BODY_FOLLOWS * pose.yaw_deg, 0, 0), broad=not head.hair.bun)
    pieces = [_head_piece(head, rotation)]
    for side, part in ((-1, LEFT_EAR), (1, RIGHT_EAR)):
        points, _ = ear(side)
        pieces.append(_piece((points - PIVOT_CM) @ rotation.T, part))
    closed = np.concatenate([body.turned_cm, body.turned_cm[:, :1]], axis=1)
    pieces.append(_piece(closed, TORSO))
    if head.hair.bun:
        knot = knot_of_hair(head.hair.knot_cm + 0.6 * head.hair.axis)
        pieces.append(_piece((knot - PIVOT_CM) @ rotation.T, KNOT))
    vertices, triangles, labels, count = [], [], [], 0
    for points, cells, marks in pieces:
        vertices.append(points)
        triangles.append(cells + count)
        labels.append(marks)
        count += len(points)
    return Scene(
        vertices=np.concatenate(vertices),
        triangles=np.concatenate(triangles),
        labels=np.concatenate(labels),
        rotation=rotation,
        torso=body,
    )


def _head_piece(head: Head, rotation: Array) -> tuple[Array, Indices, Array]:
    height, width = head.surface_cm.shape[:2]
    step = max(2, round(width / 340))
    rows = np.unique(np.r_[np.arange(0, height, step), height - 1])
    columns = np.arange(0, width, step)
    points = head.surface_cm[np.ix_(rows, columns)].astype(np.float64)
    points = np.concatenate([points, points[:, :1]], axis=1)
    u, v = np.meshgrid(np.r_[columns, width], rows)
    labels = np.stack([u / SHEET_SPAN, v / SHEET_SPAN, np.full(u.shape, HEAD)], axis=-1).reshape(-1, 3)
    turned = ((points - PIVOT_CM) @ rotation.T).reshape(-1, 3)
    return turned, grid_triangles(*points.shape[:2]), labels


def _piece(points: Array, part: float) -> tuple[Array, Indices, Array]:
    rows, columns = points.shape[:2]
    u, v = np.meshgrid(np.linspace(0, 1, columns), np.linspace(0, 1, rows))
    labels = np.stack([u, v, np.full(u.shape, part)], axis=-1).reshape(-1, 3)
    return points.reshape(-1, 3), grid_triangles(rows, columns), labels
