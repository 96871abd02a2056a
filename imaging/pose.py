"""How a head is turned: yaw, pitch and roll, from what a detector saw.

yaw > 0 turns the nose to the picture's right, pitch > 0 lifts the chin, roll > 0 leans clockwise in the
picture. Two ways, because profiles have no mesh: the dense mesh against the canonical one (weighted
Procrustes: needs no focal length), and five anchors by a perspective fit, whose pitch is not usable.
"""

import math
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from imaging.mesh_points import RIGID

_POINTS: Final = np.array([row[0] for row in RIGID])
_WEIGHTS: Final = np.array([row[1] for row in RIGID]) / sum(row[1] for row in RIGID)
_CANONICAL_CM: Final = np.array([row[2:] for row in RIGID])

# Eye centres, nose tip and mouth corners of the canonical face, cm.
_ANCHORS_CM: Final = np.array(
    [[-2.99, 3.12, 4.15], [2.99, 3.12, 4.15], [0.0, -1.11, 6.62], [-2.37, -4.45, 4.45], [2.37, -4.45, 4.45]]
)
# Five anchors understate large turns: what is read against what is true, on rendered heads of known pose.
_YAW_READ_DEG: Final = (0.0, 16.0, 32.0, 43.0, 55.0, 67.0, 76.0)
_YAW_TRUE_DEG: Final = (0.0, 15.0, 30.0, 45.0, 60.0, 75.0, 90.0)


@dataclass(frozen=True, slots=True)
class Pose:
    """Degrees; None where the way of measuring cannot tell."""

    yaw_deg: float
    pitch_deg: float | None
    roll_deg: float


def pose_from_mesh(points: NDArray[np.float64]) -> Pose:
    """Pose from mesh points with depth.

    Parameters
    ----------
    points : float64 array of shape (N, 3), N >= 468
        `(row, col, depth)` in px; depth grows away from the camera.
    """
    seen = points[_POINTS][:, [1, 0, 2]] * (1.0, -1.0, -1.0)  # x right, y up, z to the camera
    seen = seen - _WEIGHTS @ seen
    model = _CANONICAL_CM - _WEIGHTS @ _CANONICAL_CM
    left, _, right = np.linalg.svd(seen.T @ (model * _WEIGHTS[:, None]))
    mirrored = np.linalg.det(left @ right)
    return _pose(left @ np.diag([1.0, 1.0, 1.0 if mirrored > 0 else -1.0]) @ right)


def pose_from_anchors(anchors: NDArray[np.float64], *, height_px: int, width_px: int) -> Pose | None:
    """Pose from the five anchors `(row, col)` of a face in a picture of that size; pitch stays unknown."""
    focal = float(max(height_px, width_px))
    camera = np.array([[focal, 0, width_px / 2 - 0.5], [0, focal, height_px / 2 - 0.5], [0, 0, 1]])
    flip = np.diag([1.0, -1.0, -1.0])
    found, turns, _, _ = cv2.solvePnPGeneric(
        _ANCHORS_CM @ flip, np.ascontiguousarray(anchors[:, ::-1]), camera, None, flags=cv2.SOLVEPNP_SQPNP
    )
    if not found:
        return None
    rotation = np.asarray(cv2.Rodrigues(turns[0])[0], dtype=np.float64)
    pose = _pose(flip @ rotation @ flip)
    if abs(pose.yaw_deg) > 120:  # the fit turned the head inside out
        return None
    yaw = float(np.interp(abs(pose.yaw_deg), _YAW_READ_DEG, _YAW_TRUE_DEG))
    return Pose(math.copysign(yaw, pose.yaw_deg), None, _roll_of(anchors))


def _pose(rotation: NDArray[np.float64]) -> Pose:
    yaw = math.atan2(rotation[0, 2], rotation[2, 2])
    pitch = math.asin(max(-1.0, min(1.0, float(rotation[1, 2]))))
    roll = -math.atan2(rotation[1, 0], rotation[1, 1])
    return Pose(math.degrees(yaw), math.degrees(pitch), math.degrees(roll))


def _roll_of(anchors: NDArray[np.float64]) -> float:
    """The lean of the line from between the eyes to between the mouth corners."""
    down, right = anchors[3:].mean(0) - anchors[:2].mean(0)
    return math.degrees(math.atan2(-right, down))
