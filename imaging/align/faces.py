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
from imaging.align.mirror import advantage, block_scores, detail
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
    visible: float  # 0-1: weight of the landmarks that lie inside both photos
    agreement: float | None  # of the two faces, laid over each other
    found_again: float | None  # 0-1: mean score of small blocks of detail; None without a mesh
    mirror_advantage: float | None  # standard errors by which the photo agrees better than its mirror image
    image_helped: bool


def fit_faces(
    moving: NDArray[np.uint8], reference: NDArray[np.uint8], moving_face: Face, reference_face: Face
) -> FaceFit | EstimationFailure:
    """The similarity that carries `moving_face` onto `reference_face`; grey (H, W) uint8 pixels of both."""
    src, dst, weights = _matches(moving_face, reference_face)
    seen = _inside_picture(src, moving.shape) & _inside_picture(dst, reference.shape)
    visible = float(weights @ seen / weights.sum())
    weights = weights * seen
    least = _LEAST_SIGMA * reference_face.eye_distance_px
    fit = fit_fading(src, dst, weights=weights, least_sigma_px=least)
    if isinstance(fit, EstimationFailure):
        return fit
    if not (moving_face.has_mesh and reference_face.has_mesh):
        return _result(fit, weights, visible, None, helped=False)
    patch = _Patch.around(reference_face)
    other = patch.of(reference, Similarity.identity())
    shift, trust = flow_between(patch.of(moving, fit.similarity), other).at(patch.carry(dst))
    say = (_IMAGE_SAY * trust)[:, None]
    carried = fit.similarity.then(patch.carry)
    agreed = (1 - say) * carried(src) + say * (patch.carry(dst) + shift)
    again = fit_fading(carried.inverse()(agreed), dst, weights=weights, least_sigma_px=least)
    if isinstance(again, EstimationFailure):
        return again
    look = _compare(moving, other, patch, again.similarity, moving_face, reference_face)
    return _result(again, weights, visible, look, helped=bool(trust.mean() > 0.25))


@dataclass(frozen=True, slots=True)
class _Patch:
    """A square over the reference's face at a fixed eye distance."""

    carry: Similarity  # px of REFERENCE to px of the patch
    region: NDArray[np.bool_]  # the face

    @classmethod
    def around(cls, face: Face) -> "_Patch":
        factor = _EYE_PX / face.eye_distance_px
        rim = face.landmarks[list(OVAL)]
        row, col = _PATCH_PX / 2 - factor * rim.mean(0)
        carry = Similarity(factor, 0.0, (float(row), float(col)))
        mask = np.zeros((_PATCH_PX, _PATCH_PX), np.uint8)
        cv2.fillPoly(mask, [np.round(carry(rim)[:, ::-1]).astype(np.int32)], 1)
        return cls(carry, mask.astype(np.bool_))

    def of(self, grey: NDArray[np.uint8], onto_reference: Similarity) -> NDArray[np.uint8]:
        """The patch of a photo that `onto_reference` carries onto REFERENCE."""
        return resample(grey, onto_reference.then(self.carry), height_px=_PATCH_PX, width_px=_PATCH_PX)


@dataclass(frozen=True, slots=True)
class _Look:
    """What the two faces, laid over each other, say."""

    agreement: float | None
    found_again: float | None
    mirror_advantage: float | None


def _compare(
    moving: NDArray[np.uint8],
    other: NDArray[np.uint8],
    patch: _Patch,
    similarity: Similarity,
    moving_face: Face,
    reference_face: Face,
) -> _Look:
    one = patch.of(moving, similarity)
    there, region = detail(other), patch.region
    plain = block_scores(detail(one), there, region)
    flipped = np.ascontiguousarray(moving[:, ::-1])
    src, dst, weights = _matches(moving_face.mirrored(width_px=moving.shape[1]), reference_face)
    fit = fit_fading(src, dst, weights=weights, least_sigma_px=_LEAST_SIGMA * reference_face.eye_distance_px)
    better = None
    if not isinstance(fit, EstimationFailure):
        better = advantage(plain, block_scores(detail(patch.of(flipped, fit.similarity)), there, region))
    return _Look(agreement(one, other, region), float(plain.mean()) if len(plain) else None, better)


def _matches(moving: Face, reference: Face) -> tuple[Points, Points, NDArray[np.float64]]:
    if moving.has_mesh and reference.has_mesh:
        return moving.landmarks[_POINTS], reference.landmarks[_POINTS], _WEIGHTS
    return moving.anchors, reference.anchors, _ANCHOR_WEIGHTS


def _inside_picture(points: Points, shape: tuple[int, ...]) -> NDArray[np.bool_]:
    """Landmarks beyond the edge are guesses, and those on it are pressed against it."""
    margin = 0.005 * max(shape[:2])
    return np.asarray(((points > margin) & (points < np.array(shape[:2]) - 1 - margin)).all(axis=1))


def _result(
    fit: RobustFit, weights: NDArray[np.float64], visible: float, look: _Look | None, *, helped: bool
) -> FaceFit:
    return FaceFit(
        similarity=fit.similarity,
        rms_px=fit.rms(weights),
        trusted=int((fit.trust[weights > 0] > 0.5).sum()),
        points=len(fit.trust),
        visible=visible,
        agreement=look.agreement if look else None,
        found_again=look.found_again if look else None,
        mirror_advantage=look.mirror_advantage if look else None,
        image_helped=helped,
    )
