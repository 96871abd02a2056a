"""What is known of a face in one photo: where it is, its points, how it is turned.

A face is found to align two photos and to state the pose, never to recognise
anybody: nothing here describes identity, and no template leaves this package.
Points are `(row, col)` in pixels of the array that was searched.
"""

from dataclasses import dataclass, replace
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from imaging.mesh_points import MIRROR

Detector = Literal["centerface", "face_mesh"]

# The five anchors, in this order; right and left are the subject's own.
ANCHORS = ("right_eye", "left_eye", "nose", "right_mouth", "left_mouth")


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """One face: box, five anchors, the points of the detector that answered, pose.

    `yaw_deg` > 0 turns the nose to the picture's right, `pitch_deg` > 0 lifts the
    chin, `roll_deg` > 0 leans clockwise in the picture. None is unknown.
    """

    box_px: tuple[float, float, float, float]  # (x0, y0, x1, y1), as the JSON interface writes it
    landmarks: NDArray[np.float64]  # (N, 2) row, col: 468 mesh points, or the five anchors
    anchors: NDArray[np.float64]  # (5, 2) row, col, in the order of ANCHORS
    yaw_deg: float | None
    pitch_deg: float | None
    roll_deg: float | None
    eye_distance_px: float
    detector: Detector
    score: float  # 0-1, of the box
    depth_px: NDArray[np.float64] | None = None  # (N,) of the landmarks, growing away from the camera
    others: int = 0  # further faces that were seen in the same picture

    def __post_init__(self) -> None:
        for points in (self.landmarks, self.anchors):
            if points.ndim != 2 or points.shape[1] != 2 or not np.isfinite(points).all():
                raise ValueError(f"face points must be finite and of shape (N, 2), got {points.shape}")
        if len(self.anchors) != len(ANCHORS):
            raise ValueError(f"expected {len(ANCHORS)} anchors, got {len(self.anchors)}")
        if self.depth_px is not None and self.depth_px.shape != (len(self.landmarks),):
            raise ValueError(f"expected a depth for each landmark, got {self.depth_px.shape}")

    @property
    def has_mesh(self) -> bool:
        """The points are those of the dense mesh."""
        return self.detector == "face_mesh"

    def resized(self, factor: float) -> "Face":
        """The same face in the same image resized by `factor`."""
        offset = 0.5 * factor - 0.5
        x0, y0, x1, y1 = (value * factor + offset for value in self.box_px)
        return replace(
            self,
            box_px=(x0, y0, x1, y1),
            landmarks=self.landmarks * factor + offset,
            anchors=self.anchors * factor + offset,
            eye_distance_px=self.eye_distance_px * factor,
            depth_px=None if self.depth_px is None else self.depth_px * factor,
        )

    def mirrored(self, *, width_px: int) -> "Face":
        """The same face in the mirror image of a picture that is `width_px` wide.

        Points keep their meaning: what was the right eye is called the left one, as any detector would.
        """
        x0, y0, x1, y1 = self.box_px
        order = MIRROR if self.has_mesh else np.array([1, 0, 2, 4, 3])
        flip, move = np.array([1.0, -1.0]), np.array([0.0, width_px - 1.0])
        return replace(
            self,
            box_px=(width_px - 1 - x1, y0, width_px - 1 - x0, y1),
            landmarks=self.landmarks[order] * flip + move,
            anchors=self.anchors[[1, 0, 2, 4, 3]] * flip + move,
            yaw_deg=None if self.yaw_deg is None else -self.yaw_deg,
            roll_deg=None if self.roll_deg is None else -self.roll_deg,
            depth_px=None if self.depth_px is None else self.depth_px[order],
        )


class FaceFinder(Protocol):
    """Finds the face of the patient in a photo; the weights live in the shell."""

    def find(self, pixels: NDArray[np.uint8]) -> Face | None:
        """The most prominent face in `(H, W, 3)` RGB uint8 pixels, in their coordinates, or None."""
