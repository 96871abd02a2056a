"""The face finder: boxes first, then the dense mesh on an upright crop where it is installed.

Whoever asks is told which detector answered. The crop is turned upright by what the anchors say, so a photo
lying on its side is read like any other; the mesh looks twice, once at the mirrored crop, and only two looks
that agree count (profiles and covered faces do not, and keep their five anchors).
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from api.storage.centerface import Box, Candidate, CenterFace
from api.storage.face_mesh import FaceMesh, face_mesh_is_installed
from imaging import mesh_points
from imaging.geometry import Similarity
from imaging.landmarks import Detector, Face, FaceFinder
from imaging.pose import Pose, mesh_anchors, pose_from_anchors, pose_from_mesh
from imaging.resample import resample

_SEARCH_PX: Final = 640  # long side; larger finds several boxes on one large face
_SECOND_SEARCH_PX: Final = 320  # a crop around one face
_UPRIGHT_DEG: Final = 25.0  # the mesh itself copes with that much lean
_LEAST_SCORE: Final = 0.5  # real faces score 0.74 and more, feet and buildings up to 0.38
_SURE_SCORE: Final = 0.7
_CROP_MARGIN: Final = 1.0  # box heights around the box: the mesh's own detector wants some surroundings
_CROP_PX: Final = (256, 640)  # smallest and largest side of the crop
_LOOKS_AGREE: Final = (
    0.05  # of the eye distance: real near-frontal faces stay below 0.025, profiles above 0.12
)


def load_face_finder() -> FaceFinder:
    """The finder with what is installed here.

    Raises
    ------
    WeightsMissingError
        The box detector is not installed.
    """
    return TwoStageFinder(CenterFace.installed(), FaceMesh() if face_mesh_is_installed() else None)


class TwoStageFinder:
    """Boxes and anchors by one net, points by another; the mesh may be missing."""

    def __init__(self, boxes: CenterFace, mesh: FaceMesh | None) -> None:
        self._boxes = boxes
        self._mesh = mesh

    @property
    def has_mesh(self) -> bool:
        """Dense points can be had here."""
        return self._mesh is not None

    def find(self, pixels: NDArray[np.uint8]) -> Face | None:
        """The most prominent face in `(H, W, 3)` RGB uint8 pixels, in their coordinates, or None."""
        found = self._boxes.search(pixels, side_px=_SEARCH_PX, least_score=_LEAST_SCORE)
        first = max(found, key=lambda one: _prominence(one, pixels.shape[:2]), default=None)
        others = max(0, len(found) - 1)
        for candidate in self._candidates(pixels, first):
            points = self._mesh_points(pixels, self._upright(pixels, candidate))
            if points is not None:
                return replace(_face_from_mesh(candidate, points), others=others)
        return None if first is None else replace(_face_from_anchors(first, pixels.shape[:2]), others=others)

    def _candidates(self, pixels: NDArray[np.uint8], first: Candidate | None) -> Iterator[Candidate]:
        """What was found as the photo is, then what is found when it is turned: photos may lie on their side.

        A sure and upright face without a mesh is a profile or is covered: turning the photo would not help.
        """
        if first is not None:
            yield first
            if first.score >= _SURE_SCORE and abs(_lean_deg(first.anchors)) < _UPRIGHT_DEG:
                return
        for turn_deg in (180.0, 90.0, -90.0):
            height, width = pixels.shape[:2]
            whole = _Square.over(
                (0.0, 0.0, height - 1.0, width - 1.0), turn_deg, margin=0.0, side_px=_SECOND_SEARCH_PX
            )
            found = self._boxes.search(whole.cut(pixels), side_px=_SECOND_SEARCH_PX, least_score=_LEAST_SCORE)
            if found:
                yield _carried(found[0], whole.carry.inverse())

    def _upright(self, pixels: NDArray[np.uint8], candidate: Candidate) -> "_Square":
        """A square crop in which the face stands upright.

        Anchors of a face that lies upside down can be off by half a turn: a second look at the turned crop
        tells, because an upright or inverted face is read well.
        """
        roll = _lean_deg(candidate.anchors)
        crop = _Square.over(candidate.box, -roll)
        if abs(roll) < _UPRIGHT_DEG:
            return crop
        for _ in range(2):
            again = self._boxes.search(crop.cut(pixels), side_px=_SECOND_SEARCH_PX, least_score=_LEAST_SCORE)
            left = _lean_deg(again[0].anchors) if again else 0.0
            if abs(left) < _UPRIGHT_DEG:
                break
            roll += left
            crop = _Square.over(candidate.box, -roll)
        return crop

    def _mesh_points(self, pixels: NDArray[np.uint8], crop: "_Square") -> NDArray[np.float64] | None:
        """`(468, 3)` row, col, depth: mean of two looks, one at the mirrored crop."""
        if self._mesh is None:
            return None
        upright = crop.cut(pixels)
        plain, mirrored = self._mesh.points(upright), self._mesh.points(upright[:, ::-1])
        if plain is None or mirrored is None:
            return None
        mirrored = mirrored[mesh_points.MIRROR] * (1, -1, 1) + (0, crop.side_px - 1, 0)
        outer = plain[[mesh_points.RIGHT_EYE_CORNERS[0], mesh_points.LEFT_EYE_CORNERS[0]], :2]
        apart = np.linalg.norm((plain - mirrored)[:, :2], axis=1).mean()
        if apart > _LOOKS_AGREE * np.linalg.norm(outer[0] - outer[1]):
            return None
        points = (plain + mirrored) / 2
        back = crop.carry.inverse()
        return np.column_stack([back(points[:, :2]), points[:, 2] * back.scale])


@dataclass(frozen=True, slots=True)
class _Square:
    """A square over part of a photo, turned."""

    carry: Similarity  # photo to square
    side_px: int

    @classmethod
    def over(
        cls, box: Box, turn_deg: float, *, margin: float = _CROP_MARGIN, side_px: int | None = None
    ) -> "_Square":
        """The box with `margin` of its larger side around it, turned by `turn_deg`."""
        top, left, bottom, right = box
        side = max(bottom - top, right - left, 1.0) * (1 + 2 * margin)
        size = side_px or round(min(max(side, _CROP_PX[0]), _CROP_PX[1]))
        turn = Similarity(size / side, turn_deg, (0.0, 0.0))
        centre = np.array([[(top + bottom) / 2, (left + right) / 2]])
        row, col = size / 2 - 0.5 - turn(centre)[0]
        return cls(Similarity(turn.scale, turn.rotation_deg, (float(row), float(col))), size)

    def cut(self, pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """The part, `side_px` high and wide."""
        return resample(pixels, self.carry, height_px=self.side_px, width_px=self.side_px)


def _carried(candidate: Candidate, back: Similarity) -> Candidate:
    """The candidate, carried from a square back to its photo."""
    top, left, bottom, right = candidate.box
    corners = back(np.array([[top, left], [top, right], [bottom, left], [bottom, right]]))
    (top, left), (bottom, right) = corners.min(axis=0).tolist(), corners.max(axis=0).tolist()
    box = (top, left, bottom, right)
    return Candidate(score=candidate.score, box=box, anchors=back(candidate.anchors))


def _prominence(candidate: Candidate, shape: tuple[int, ...]) -> float:
    """Score, weighted by size and by nearness to the middle of the photo."""
    top, left, bottom, right = candidate.box
    off = math.hypot((top + bottom) / shape[0] - 1, (left + right) / shape[1] - 1)
    return candidate.score * math.sqrt((bottom - top) * (right - left)) / (1 + off)


def _lean_deg(anchors: NDArray[np.float64]) -> float:
    down, right = anchors[3:].mean(0) - anchors[:2].mean(0)
    return math.degrees(math.atan2(-right, down))


def _face_from_mesh(candidate: Candidate, points: NDArray[np.float64]) -> Face:
    flat = np.ascontiguousarray(points[:, :2])
    face = _face(candidate, flat, mesh_anchors(flat), pose_from_mesh(points), "face_mesh")
    return replace(face, depth_px=np.ascontiguousarray(points[:, 2]))


def _face_from_anchors(candidate: Candidate, shape: tuple[int, ...]) -> Face:
    pose = pose_from_anchors(candidate.anchors, height_px=shape[0], width_px=shape[1])
    return _face(candidate, candidate.anchors, candidate.anchors, pose, "centerface")


def _face(
    candidate: Candidate,
    landmarks: NDArray[np.float64],
    anchors: NDArray[np.float64],
    pose: Pose | None,
    detector: Detector,
) -> Face:
    top, left, bottom, right = candidate.box
    return Face(
        box_px=(left, top, right, bottom),
        landmarks=landmarks,
        anchors=anchors,
        yaw_deg=pose.yaw_deg if pose else None,
        pitch_deg=pose.pitch_deg if pose else None,
        roll_deg=pose.roll_deg if pose else None,
        eye_distance_px=float(np.linalg.norm(anchors[0] - anchors[1])),
        detector=detector,
        score=min(candidate.score, 1.0),
    )
