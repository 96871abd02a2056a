"""Faces as a perfect detector would see them: built from the truth of rendered heads."""

import numpy as np

from imaging.landmarks import Face
from imaging.mesh_points import OVAL
from imaging.pose import mesh_anchors
from imaging.synthetic.heads import HeadTruth
from imaging.synthetic.shot import Shot


def true_face(shot: Shot[HeadTruth]) -> Face:
    """The mesh as it was projected, and the pose as it was set."""
    points = np.asarray(shot.truth.landmarks_px, dtype=np.float64)
    return _face(shot, points, "face_mesh")


def five_anchors(shot: Shot[HeadTruth]) -> Face:
    """What is left where there is no mesh: a box and five points."""
    points = np.asarray(shot.truth.landmarks_px, dtype=np.float64)
    return _face(shot, mesh_anchors(points), "centerface")


def _face(shot: Shot[HeadTruth], points: np.ndarray, detector: str) -> Face:
    mesh = np.asarray(shot.truth.landmarks_px, dtype=np.float64)
    anchors = mesh_anchors(mesh)
    (top, left), (bottom, right) = mesh[list(OVAL)].min(axis=0), mesh[list(OVAL)].max(axis=0)
    pose = shot.truth.pose
    return Face(
        box_px=(float(left), float(top), float(right), float(bottom)),
        landmarks=points,
        anchors=anchors,
        yaw_deg=pose.yaw_deg,
        pitch_deg=pose.pitch_deg,
        roll_deg=pose.roll_deg,
        eye_distance_px=float(np.linalg.norm(anchors[0] - anchors[1])),
        detector="face_mesh" if detector == "face_mesh" else "centerface",
        score=0.9,
    )
