"""Which evidence leads, and the limits that hold for every pair.

Landmarks lead where both photos show a face, local features where neither does. `align` works on reduced
copies and answers in full-size pixels.
"""

from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from imaging.align import evidence
from imaging.align.faces import fit_faces
from imaging.align.result import Alignment, AlignmentRefusal
from imaging.align.skin import fit_skin
from imaging.align.working import patient_view, to_full_size
from imaging.frame import Frame
from imaging.geometry import EstimationFailure, Similarity
from imaging.landmarks import Face

_LEAST_SIDE_PX: Final = 64  # of a photo's shorter side
_SCALE: Final = (0.36, 2.8)  # 0.4 to 2.5 is what is promised; relative to the size of the photos
_LEAST_OVERLAP: Final = 0.1  # of REFERENCE

_DETAILS: Final = {
    "no_texture": "there is nothing on the patient that could be found again",
    "too_few_matches": "too little of one photo is found again in the other",
}


def align(
    moving: Frame,
    reference: Frame,
    *,
    moving_face: Face | None,
    reference_face: Face | None,
) -> Alignment | AlignmentRefusal:
    """The similarity that carries MOVING onto REFERENCE, with its evidence, or the refusal.

    Parameters
    ----------
    moving, reference : Frame
        Upright sRGB photos.
    moving_face, reference_face : Face, optional
        As found in `frame.pixels` of each; None when no face was found.

    Returns
    -------
    Alignment in full-size pixels of both photos, or an AlignmentRefusal
    """
    shortest = min(*moving.pixels.shape[:2], *reference.pixels.shape[:2])
    if shortest < _LEAST_SIDE_PX:
        detail = f"a photo is only {shortest} px wide or high, {_LEAST_SIDE_PX} px are needed"
        return AlignmentRefusal(reason="too_small", detail=detail)
    if moving_face is not None and reference_face is not None:
        return _align_faces(moving, reference, moving_face, reference_face)
    # A box without a mesh may be a heel or a wound; what is no face finds nothing on the other photo either.
    if any(face is not None and face.has_mesh for face in (moving_face, reference_face)):
        return AlignmentRefusal(reason="face_in_one_only", detail="a face is seen in one photo only")
    return _align_skin(moving, reference)


def _align_faces(
    moving: Frame, reference: Frame, moving_face: Face, reference_face: Face
) -> Alignment | AlignmentRefusal:
    turned = evidence.faces_turned_apart(moving_face, reference_face)
    if turned is not None:
        return turned
    fit = fit_faces(_grey(moving), _grey(reference), moving_face, reference_face)
    if isinstance(fit, EstimationFailure):
        return AlignmentRefusal(reason="evidence_thin", detail="the landmarks of the face determine no fit")
    full = _full(moving, reference, fit.similarity)
    overlap = _overlap(full, moving, reference)
    refusal = evidence.weak_face(fit, moving_face, reference_face) or _limits(
        full, overlap, moving, reference
    )
    return refusal or Alignment(
        similarity=full,
        error_px=evidence.face_error_px(fit) * to_full_size(reference).scale,
        confidence=evidence.face_confidence(fit, moving_face, reference_face),
        method="face_landmarks+image" if fit.image_helped else "face_landmarks",
        inliers=fit.trusted,
        spread=fit.visible,
        agreement=fit.look.agreement,
        overlap=overlap,
    )


def _align_skin(moving: Frame, reference: Frame) -> Alignment | AlignmentRefusal:
    one, other = patient_view(moving), patient_view(reference)
    fit = fit_skin(one, other)
    if isinstance(fit, EstimationFailure):
        return AlignmentRefusal(reason=fit.reason, detail=_DETAILS[fit.reason])
    full = _full(moving, reference, one.to_pixels.inverse().then(fit.similarity).then(other.to_pixels))
    overlap = _overlap(full, moving, reference)
    refusal = evidence.weak_skin(fit) or _limits(full, overlap, moving, reference)
    return refusal or Alignment(
        similarity=full,
        error_px=evidence.skin_error_px(fit) * other.to_pixels.scale * to_full_size(reference).scale,
        confidence=evidence.skin_confidence(fit),
        method="local_features",
        inliers=fit.inliers,
        spread=fit.spread,
        agreement=fit.agreement,
        overlap=overlap,
    )


def _grey(frame: Frame) -> NDArray[np.uint8]:
    return np.asarray(cv2.cvtColor(frame.pixels, cv2.COLOR_RGB2GRAY), dtype=np.uint8)


def _full(moving: Frame, reference: Frame, pixels: Similarity) -> Similarity:
    return to_full_size(moving).inverse().then(pixels).then(to_full_size(reference))


def _limits(full: Similarity, overlap: float, moving: Frame, reference: Frame) -> AlignmentRefusal | None:
    """Scale and overlap within what can be compared; neither the same framing at another
    resolution nor the same resolution cut to another frame is a change of scale.
    """
    size = (moving.full_width_px * moving.full_height_px) / (
        reference.full_width_px * reference.full_height_px
    )
    scale = min(full.scale, full.scale * float(np.sqrt(size)), key=lambda one: abs(np.log(one)))
    if not _SCALE[0] <= scale <= _SCALE[1]:
        detail = f"one photo shows the patient {max(scale, 1 / scale):.1f} times as large as the other"
        return AlignmentRefusal(reason="scale_out_of_range", detail=detail)
    if overlap < _LEAST_OVERLAP:
        detail = f"the photos share {overlap:.0%} of the view only"
        return AlignmentRefusal(reason="overlap_too_small", detail=detail)
    return None


def _overlap(full: Similarity, moving: Frame, reference: Frame) -> float:
    """Share of REFERENCE that MOVING covers."""
    covered, whole = (
        points.astype(np.float32)[:, ::-1] for points in (full(_corners(moving)), _corners(reference))
    )
    area, _ = cv2.intersectConvexConvex(np.ascontiguousarray(covered), np.ascontiguousarray(whole))
    return min(1.0, float(area) / (reference.full_width_px * reference.full_height_px))


def _corners(frame: Frame) -> NDArray[np.float64]:
    high, wide = frame.full_height_px - 0.5, frame.full_width_px - 0.5
    return np.array([[-0.5, -0.5], [-0.5, wide], [high, wide], [high, -0.5]])
