"""Two photos of one face: landmarks lead, the image around them refines.

With the mesh, the points that count are corners of soft tissue over bone: eye corners twice, the base of the
nose and the corners of the mouth once. Each is moved half-way to where the image says it lies (flow between
the two patches, after the landmarks have laid one over the other), and what then moved on its own (a smile,
an open mouth) fades from the fit. Dense fits over the whole skin were tried and were worse: cheeks and
forehead lie deeper than the features and follow the pose.

Without it (profiles, or no mesh model here) five rough anchors only say where to begin: then the flow over
the whole face leads, and the anchors keep a tenth of the say.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from imaging.align.flow import flow_between
from imaging.align.look import Look, look_at
from imaging.align.patch import SIDE_PX, Patch
from imaging.align.robust import RobustFit, fit_fading
from imaging.geometry import EstimationFailure, Points, Similarity
from imaging.landmarks import Face
from imaging.mesh_points import MIRROR

_RIGHT_EYE_OUTER: Final = (33, 246, 7, 130, 25)
_RIGHT_EYE_INNER: Final = (133, 173, 155, 243, 112, 190)
_NOSE_BASE: Final = (2, 97, 326, 98, 327, 64, 294, 94)
_RIGHT_MOUTH: Final = (61, 76, 62, 78, 146, 185)


def _left(points: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(int(MIRROR[point]) for point in points)


# Groups and their weights; the points of a group share its weight.
_GROUPS: Final = (
    (_RIGHT_EYE_OUTER, 2.0),
    (_RIGHT_EYE_INNER, 2.0),
    (_left(_RIGHT_EYE_INNER), 2.0),
    (_left(_RIGHT_EYE_OUTER), 2.0),
    (_NOSE_BASE, 1.0),
    (_RIGHT_MOUTH, 1.0),
    (_left(_RIGHT_MOUTH), 1.0),
)
_POINTS: Final = np.array([point for group, _ in _GROUPS for point in group])
_WEIGHTS: Final = np.array([weight / len(group) for group, weight in _GROUPS for _ in group])
_ANCHOR_WEIGHTS: Final = np.array([2.0, 2.0, 1.0, 1.0, 1.0]) / 7

_IMAGE_SAY: Final = 0.5  # 0.3 to 0.7 are as good on real pairs
_LEAST_SIGMA: Final = 0.005  # of the eye distance: landmarks jitter that much by light alone
_ANCHOR_SAY: Final = 0.1
_ANCHOR_ROUNDS: Final = 3
_GRID_PX: Final = 6  # of the patch
_HELPFUL: Final = 0.5  # mean trust in the flow from which the image is said to have helped


@dataclass(frozen=True, slots=True)
class FaceFit:
    """A similarity between two faces, in pixels of the two arrays, and what it rests on."""

    similarity: Similarity
    by_mesh: bool
    rms_px: float  # misfit of the landmarks, px of REFERENCE
    left_px: float  # misfit that is left once the image had its say, px of REFERENCE
    trusted: int  # landmarks that agree
    visible: float  # 0-1: weight of the landmarks that lie inside both photos
    look: Look  # the two faces, laid over each other
    image_helped: bool


@dataclass(frozen=True, slots=True)
class _Landmarks:
    """Matching landmarks of two faces, and what each counts."""

    src: Points
    dst: Points
    weights: NDArray[np.float64]
    least_sigma_px: float

    @classmethod
    def of(cls, moving: Face, reference: Face) -> "_Landmarks":
        if moving.has_mesh and reference.has_mesh:
            least = _LEAST_SIGMA * reference.eye_distance_px
            return cls(moving.landmarks[_POINTS], reference.landmarks[_POINTS], _WEIGHTS, least)
        x0, y0, x1, y1 = reference.box_px
        least = 2 * _LEAST_SIGMA * max(x1 - x0, y1 - y0)
        return cls(moving.anchors, reference.anchors, _ANCHOR_WEIGHTS, least)

    def only(self, seen: NDArray[np.bool_]) -> "_Landmarks":
        return _Landmarks(self.src, self.dst, self.weights * seen, self.least_sigma_px)

    def moved(self, src: Points) -> "_Landmarks":
        return _Landmarks(src, self.dst, self.weights, self.least_sigma_px)

    def fit(self) -> RobustFit | EstimationFailure:
        return fit_fading(self.src, self.dst, weights=self.weights, least_sigma_px=self.least_sigma_px)


@dataclass(frozen=True, slots=True)
class _Refined:
    """A fit that the image refined; its misses are those of the landmarks."""

    fit: RobustFit
    left_px: float
    image_helped: bool


def fit_faces(
    moving: NDArray[np.uint8], reference: NDArray[np.uint8], moving_face: Face, reference_face: Face
) -> FaceFit | EstimationFailure:
    """The similarity that carries `moving_face` onto `reference_face`; grey (H, W) uint8 pixels of both."""
    by_mesh = moving_face.has_mesh and reference_face.has_mesh
    marks = _Landmarks.of(moving_face, reference_face)
    seen = _inside_picture(marks.src, moving.shape) & _inside_picture(marks.dst, reference.shape)
    visible = float(marks.weights @ seen / marks.weights.sum())
    marks = marks.only(seen)
    first = marks.fit()
    if isinstance(first, EstimationFailure):
        return first
    patch = Patch.around(reference_face)
    refined = _refined(moving, reference, marks, first, patch, by_mesh=by_mesh)
    if isinstance(refined, EstimationFailure):
        return refined
    fit = refined.fit
    mirrored = _mirrored(moving, reference, moving_face, reference_face, patch)
    return FaceFit(
        similarity=fit.similarity,
        by_mesh=by_mesh,
        rms_px=fit.rms(marks.weights),
        left_px=refined.left_px,
        trusted=int((fit.trust[marks.weights > 0] > 0.5).sum()),
        visible=visible,
        look=look_at(moving, reference, patch, fit.similarity, mirrored=mirrored),
        image_helped=refined.image_helped,
    )


def _mirrored(
    moving: NDArray[np.uint8],
    reference: NDArray[np.uint8],
    moving_face: Face,
    reference_face: Face,
    patch: Patch,
) -> Similarity | None:
    """The fit of the mirror image of MOVING, made as the fit of MOVING was."""
    marks = _Landmarks.of(moving_face.mirrored(width_px=moving.shape[1]), reference_face)
    first = marks.fit()
    if isinstance(first, EstimationFailure) or (moving_face.has_mesh and reference_face.has_mesh):
        return None if isinstance(first, EstimationFailure) else first.similarity
    again = _refine_by_flow(np.ascontiguousarray(moving[:, ::-1]), reference, marks, first, patch)
    return None if isinstance(again, EstimationFailure) else again.fit.similarity


def _refined(
    moving: NDArray[np.uint8],
    reference: NDArray[np.uint8],
    marks: _Landmarks,
    first: RobustFit,
    patch: Patch,
    *,
    by_mesh: bool,
) -> _Refined | EstimationFailure:
    """The fit after the image had its say."""
    refine = _refine_landmarks if by_mesh else _refine_by_flow
    return refine(moving, reference, marks, first, patch)


def _refine_landmarks(
    moving: NDArray[np.uint8], reference: NDArray[np.uint8], marks: _Landmarks, first: RobustFit, patch: Patch
) -> _Refined | EstimationFailure:
    """Each landmark moved half-way to where the image says it lies."""
    one, other = patch.of(moving, first.similarity), patch.of(reference, Similarity.identity())
    shift, trust = flow_between(one, other).at(patch.carry(marks.dst))
    say = (_IMAGE_SAY * trust)[:, None]
    carried = first.similarity.then(patch.carry)
    agreed = (1 - say) * carried(marks.src) + say * (patch.carry(marks.dst) + shift)
    again = marks.moved(carried.inverse()(agreed)).fit()
    if isinstance(again, EstimationFailure):
        return again
    return _Refined(again, again.rms(marks.weights), image_helped=bool(trust.mean() > _HELPFUL))


def _refine_by_flow(
    moving: NDArray[np.uint8], reference: NDArray[np.uint8], marks: _Landmarks, first: RobustFit, patch: Patch
) -> _Refined | EstimationFailure:
    """The flow over the whole face leads; the landmarks hold it where the image says little."""
    other = patch.of(reference, Similarity.identity())
    place = np.argwhere(patch.region)
    place = place[(place % _GRID_PX == 0).all(axis=1)].astype(np.float64)
    similarity, trust, left = first.similarity, np.zeros(0), 0.0
    for _ in range(_ANCHOR_ROUNDS):
        carried = similarity.then(patch.carry)
        shift, trust = flow_between(patch.of(moving, similarity), other).at(place)
        src = np.vstack([place + shift, carried(marks.src)])
        dst = np.vstack([place, patch.carry(marks.dst)])
        share = trust * (1 - _ANCHOR_SAY) / max(float(trust.sum()), 1e-9)
        weights = np.concatenate([share, marks.weights * _ANCHOR_SAY])
        step = fit_fading(src, dst, weights=weights, least_sigma_px=0.002 * SIDE_PX)
        if isinstance(step, EstimationFailure):
            return step
        left = step.rms(weights * step.trust) / patch.carry.scale
        similarity = carried.then(step.similarity).then(patch.carry.inverse())
    misses = np.linalg.norm(similarity(marks.src) - marks.dst, axis=1)
    agreed = 1 / (1 + (misses / (10 * marks.least_sigma_px)) ** 2)
    fit = RobustFit(similarity, misses, agreed)
    return _Refined(fit, left, image_helped=bool(trust.mean() > _HELPFUL))


def _inside_picture(points: Points, shape: tuple[int, ...]) -> NDArray[np.bool_]:
    """Landmarks beyond the edge are guesses, and those on it are pressed against it."""
    margin = 0.005 * max(shape[:2])
    return np.asarray(((points > margin) & (points < np.array(shape[:2]) - 1 - margin)).all(axis=1))
