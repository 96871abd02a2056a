"""Two photos of one face: landmarks lead, the image around them has half a say.

The points that count are corners of soft tissue over bone: eye corners twice, the base of the nose and the
corners of the mouth once. Each is moved half-way to where the image says it lies (flow between the two
patches, after the landmarks have laid one over the other), and what then moved on its own (a smile, an open
mouth) fades from the fit. Dense fits over the whole skin were tried and were worse: cheeks and forehead lie
deeper than the features and follow the pose.
"""

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from imaging.align.flow import agreement, flow_between
from imaging.align.robust import RobustFit, fit_fading
from imaging.geometry import EstimationFailure, Points, Similarity
from imaging.landmarks import Face
from imaging.mesh_points import MIRROR, OVAL
from imaging.resample import resample

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

# Five anchors, where no mesh was had (profiles): the eyes are found best, the mouth moves.
_ANCHOR_WEIGHTS: Final = np.array([2.0, 2.0, 1.0, 1.0, 1.0])

_EYE_PX: Final = 72.0  # eye distance of the patch: where pores are gone and creases are not
_PATCH_PX: Final = 230  # 3.2 eye distances: brow to chin with room
_IMAGE_SAY: Final = 0.5  # 0.3 to 0.7 are as good on real pairs
_LEAST_SIGMA: Final = 0.005  # of the eye distance: landmarks jitter that much by light alone


@dataclass(frozen=True, slots=True)
class FaceFit:
    """A similarity between two faces, in pixels of the two arrays, and what it rests on."""

    similarity: Similarity
    rms_px: float  # misfit of the landmarks, px of REFERENCE
    trusted: int  # landmarks that agree
    points: int
    agreement: float | None  # of the two faces, laid over each other
    image_helped: bool


def fit_faces(
    moving: NDArray[np.uint8], reference: NDArray[np.uint8], moving_face: Face, reference_face: Face
) -> FaceFit | EstimationFailure:
    """The similarity that carries `moving_face` onto `reference_face`; grey (H, W) uint8 pixels of both."""
    src, dst, weights = _matches(moving_face, reference_face)
    least = _LEAST_SIGMA * reference_face.eye_distance_px
    first = fit_fading(src, dst, weights=weights, least_sigma_px=least)
    if isinstance(first, EstimationFailure) or not (moving_face.has_mesh and reference_face.has_mesh):
        return first if isinstance(first, EstimationFailure) else _result(first, weights, None, helped=False)
    to_patch = _to_patch(reference_face)
    carried = first.similarity.then(to_patch)
    one = resample(moving, carried, height_px=_PATCH_PX, width_px=_PATCH_PX)
    other = resample(reference, to_patch, height_px=_PATCH_PX, width_px=_PATCH_PX)
    shift, trust = flow_between(one, other).at(to_patch(dst))
    say = (_IMAGE_SAY * trust)[:, None]
    seen = (1 - say) * carried(src) + say * (to_patch(dst) + shift)
    second = fit_fading(carried.inverse()(seen), dst, weights=weights, least_sigma_px=least)
    if isinstance(second, EstimationFailure):
        return _result(first, weights, None, helped=False)
    one = resample(moving, second.similarity.then(to_patch), height_px=_PATCH_PX, width_px=_PATCH_PX)
    alike = agreement(one, other, _inside(to_patch(reference_face.landmarks[list(OVAL)])))
    return _result(second, weights, alike, helped=bool(trust.mean() > 0.25))


def _matches(moving: Face, reference: Face) -> tuple[Points, Points, NDArray[np.float64]]:
    if moving.has_mesh and reference.has_mesh:
        return moving.landmarks[_POINTS], reference.landmarks[_POINTS], _WEIGHTS
    return moving.anchors, reference.anchors, _ANCHOR_WEIGHTS


def _to_patch(face: Face) -> Similarity:
    factor = _EYE_PX / face.eye_distance_px
    centre = face.landmarks[list(OVAL)].mean(0)
    row, col = _PATCH_PX / 2 - factor * centre
    return Similarity(factor, 0.0, (float(row), float(col)))


def _inside(rim: Points) -> NDArray[np.bool_]:
    mask = np.zeros((_PATCH_PX, _PATCH_PX), np.uint8)
    cv2.fillPoly(mask, [np.round(rim[:, ::-1]).astype(np.int32)], 1)
    return mask.astype(np.bool_)


def _result(fit: RobustFit, weights: NDArray[np.float64], alike: float | None, *, helped: bool) -> FaceFit:
    return FaceFit(
        similarity=fit.similarity,
        rms_px=fit.rms(weights),
        trusted=int((fit.trust > 0.5).sum()),
        points=len(fit.trust),
        agreement=alike,
        image_helped=helped,
    )
