"""How a head is turned: yaw, pitch and roll, from what a detector saw.

yaw > 0 turns the nose to the picture's right, pitch > 0 lifts the chin, roll > 0 leans clockwise in the
picture. Two ways, because profiles have no mesh: the dense mesh against the canonical one (weighted
Procrustes: needs no focal length), and five anchors by a perspective fit, whose pitch is not usable. Both
understate large turns; there the distance that is left between the two eyes and the two mouth corners says
more, because it closes as the cosine of the turn whatever the depth of the face is thought to be.
"""

import math
from dataclasses import dataclass, replace
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from imaging.mesh_points import LEFT_EYE_CORNERS, MOUTH_CORNERS, NOSE_TIP, RIGHT_EYE_CORNERS, RIGID

_POINTS: Final = np.array([row[0] for row in RIGID])
_WEIGHTS: Final = np.array([row[1] for row in RIGID]) / sum(row[1] for row in RIGID)
_CANONICAL_CM: Final = np.array([row[2:] for row in RIGID])

# Eye centres, nose tip and mouth corners of the canonical face, cm.
_ANCHORS_CM: Final = np.array(
    [[-2.99, 3.12, 4.15], [2.99, 3.12, 4.15], [0.0, -1.11, 6.62], [-2.37, -4.45, 4.45], [2.37, -4.45, 4.45]]
)
# What is read against what is true, on rendered heads of known pose (`python -m bench.pose`).
_MESH_READ_DEG: Final = (0.0, 36.0, 42.5, 46.3, 52.0)
_MESH_TRUE_DEG: Final = (0.0, 36.0, 45.0, 50.0, 60.0)
_SPAN_READ_DEG: Final = (0.0, 46.0, 51.0, 57.0, 72.5, 81.5)
_SPAN_TRUE_DEG: Final = (0.0, 45.5, 50.0, 60.0, 75.0, 90.0)
_SPAN_FROM_DEG: Final = 36.0  # below it the cosine hardly changes and the mesh is better
_EYES_TO_MOUTH: Final = (0.91, 0.71)  # between the eyes, between the mouth corners; of eyes to mouth, facing

# Standard deviation at these turns of the head, from the same heads; in between it is interpolated.
_TURNS_DEG: Final = (0.0, 20.0, 35.0, 50.0, 60.0, 90.0)
_MESH_YAW_ERROR_DEG: Final = (0.7, 1.0, 1.6, 2.2, 4.0, 5.0)
_MESH_PITCH_ERROR_DEG: Final = (1.9, 1.6, 1.4, 2.2, 3.4, 5.0)
_MESH_ROLL_ERROR_DEG: Final = (0.3, 0.4, 0.7, 1.2, 3.0, 6.0)
_ANCHORS_YAW_ERROR_DEG: Final = (3.0, 3.0, 4.0, 4.5, 5.0, 5.0)
_ANCHORS_ROLL_ERROR_DEG: Final = (2.0, 3.0, 5.0, 7.0, 8.0, 9.0)


@dataclass(frozen=True, slots=True)
class Pose:
    """Degrees; None where the way of measuring cannot tell."""

    yaw_deg: float
    pitch_deg: float | None
    roll_deg: float


@dataclass(frozen=True, slots=True)
class PoseError:
    """How far each angle may be off: one standard deviation, degrees; None where there is no angle."""

    yaw_deg: float
    pitch_deg: float | None
    roll_deg: float


def pose_error(yaw_deg: float, *, has_mesh: bool) -> PoseError:
    """The uncertainty of a pose that was read at this yaw, from a dense mesh or from five anchors.

    Best case: measured on rendered heads that share their shape with the mesh.
    """
    turn = abs(yaw_deg)
    yaw, roll = (
        (_MESH_YAW_ERROR_DEG, _MESH_ROLL_ERROR_DEG)
        if has_mesh
        else (_ANCHORS_YAW_ERROR_DEG, _ANCHORS_ROLL_ERROR_DEG)
    )
    return PoseError(
        float(np.interp(turn, _TURNS_DEG, yaw)),
        float(np.interp(turn, _TURNS_DEG, _MESH_PITCH_ERROR_DEG)) if has_mesh else None,
        float(np.interp(turn, _TURNS_DEG, roll)),
    )


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
    pose = _pose(left @ np.diag([1.0, 1.0, 1.0 if mirrored > 0 else -1.0]) @ right)
    turn = float(np.interp(abs(pose.yaw_deg), _MESH_READ_DEG, _MESH_TRUE_DEG))
    span = _span_turn_deg(mesh_anchors(points[:, :2]))
    if turn > _SPAN_FROM_DEG and span is not None:
        turn = (turn + span) / 2
    return replace(pose, yaw_deg=math.copysign(turn, pose.yaw_deg))


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
    turn, span = abs(pose.yaw_deg), _span_turn_deg(anchors)
    if span is not None and span > _SPAN_FROM_DEG:
        turn = span
    return Pose(math.copysign(turn, pose.yaw_deg), None, _roll_of(anchors))


def mesh_anchors(flat: NDArray[np.float64]) -> NDArray[np.float64]:
    """The five anchors, `(row, col)`, of 468 mesh points `(row, col)`."""
    right, left = (flat[list(corners)].mean(0) for corners in (RIGHT_EYE_CORNERS, LEFT_EYE_CORNERS))
    return np.stack([right, left, flat[NOSE_TIP], *flat[list(MOUTH_CORNERS)]])


def _span_turn_deg(anchors: NDArray[np.float64]) -> float | None:
    """The turn that leaves so much between the eyes and between the mouth corners; None without a height."""
    down = anchors[3:].mean(0) - anchors[:2].mean(0)
    height = float(np.hypot(*down))
    if height <= 0:
        return None
    across = np.array([-down[1], down[0]]) / height
    spans = (anchors[1] - anchors[0]) @ across, (anchors[4] - anchors[3]) @ across
    share = sum(float(span) / height / facing for span, facing in zip(spans, _EYES_TO_MOUTH, strict=True)) / 2
    read = math.degrees(math.acos(min(1.0, max(0.0, share))))
    return float(np.interp(read, _SPAN_READ_DEG, _SPAN_TRUE_DEG))


def _pose(rotation: NDArray[np.float64]) -> Pose:
    yaw = math.atan2(rotation[0, 2], rotation[2, 2])
    pitch = math.asin(max(-1.0, min(1.0, float(rotation[1, 2]))))
    roll = -math.atan2(rotation[1, 0], rotation[1, 1])
    return Pose(math.degrees(yaw), math.degrees(pitch), math.degrees(roll))


def _roll_of(anchors: NDArray[np.float64]) -> float:
    """The lean of the line from between the eyes to between the mouth corners."""
    down, right = anchors[3:].mean(0) - anchors[:2].mean(0)
    return math.degrees(math.atan2(-right, down))
