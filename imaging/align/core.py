"""Which evidence leads, when it is enough, and what is said when it is not.

Landmarks lead where both photos show a face, local features where neither does. `align` works on reduced
copies and answers in full-size pixels.
"""

from typing import Final

import cv2
import numpy as np

from imaging.align.evidence import face_confidence, face_error_px, skin_confidence, skin_error_px
from imaging.align.faces import FaceFit, fit_faces
from imaging.align.flow import agreement
from imaging.align.result import Alignment, AlignmentRefusal
from imaging.align.skin import SkinFit, fit_skin
from imaging.align.working import View, patient_view, to_full_size
from imaging.frame import Frame
from imaging.geometry import EstimationFailure, Similarity
from imaging.landmarks import Face
from imaging.resample import resample

_LEAST_SIDE_PX: Final = 64  # of a photo's shorter side
_SCALE: Final = (0.4, 2.5)
_LEAST_OVERLAP: Final = 0.1  # of REFERENCE
_LEAST_SUPPORT: Final = 5.0  # pairs of different sites reach 3.7 at most, pairs of one site 7 at least
_LEAST_SPREAD: Final = 0.2  # of the patient's reach
_YAW_DEG: Final = 30.0  # beyond it the far cheek is another picture
_PITCH_DEG: Final = 30.0
_FACE_MISFIT: Final = 0.15  # of the eye distance

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
        return _refuse("too_small", f"a photo is only {shortest} px wide, {_LEAST_SIDE_PX} px are needed")
    if moving_face is not None and reference_face is not None:
        return _align_faces(moving, reference, moving_face, reference_face)
    if moving_face is not None or reference_face is not None:
        return _refuse("face_in_one_only", "a face is seen in one photo only")
    return _align_skin(moving, reference)


def _align_faces(
    moving: Frame, reference: Frame, moving_face: Face, reference_face: Face
) -> Alignment | AlignmentRefusal:
    turned = _turned_apart(moving_face, reference_face)
    if turned is not None:
        return turned
    one, other = (cv2.cvtColor(frame.pixels, cv2.COLOR_RGB2GRAY) for frame in (moving, reference))
    fit = fit_faces(np.asarray(one, np.uint8), np.asarray(other, np.uint8), moving_face, reference_face)
    if isinstance(fit, EstimationFailure):
        return _refuse("evidence_thin", "the landmarks of the face do not determine a fit")
    misfit = fit.rms_px / reference_face.eye_distance_px
    if misfit > _FACE_MISFIT:
        return _refuse(
            "views_differ", f"the features of the face miss each other by {misfit:.0%} of the eye distance"
        )
    full = _full(moving, reference, fit.similarity)
    refusal, overlap = _limits(full, moving, reference)
    return refusal or _aligned_faces(full, fit, reference, moving_face, reference_face, overlap)


def _turned_apart(one: Face, other: Face) -> AlignmentRefusal | None:
    for name, limit, a, b in (
        ("yaw", _YAW_DEG, one.yaw_deg, other.yaw_deg),
        ("pitch", _PITCH_DEG, one.pitch_deg, other.pitch_deg),
    ):
        if a is not None and b is not None and abs(a - b) > limit:
            return _refuse(
                "views_differ",
                f"the heads differ by {abs(a - b):.0f} degrees of {name}, the limit is {limit:.0f}",
            )
    return None


def _aligned_faces(
    full: Similarity, fit: FaceFit, reference: Frame, one: Face, other: Face, overlap: float
) -> Alignment:
    to_full = to_full_size(reference).scale
    return Alignment(
        similarity=full,
        error_px=face_error_px(fit, one, other) * to_full,
        confidence=face_confidence(fit, other),
        method="face_landmarks+image" if fit.image_helped else "face_landmarks",
        inliers=fit.trusted,
        spread=fit.trusted / fit.points,
        agreement=fit.agreement,
        overlap=overlap,
    )


def _align_skin(moving: Frame, reference: Frame) -> Alignment | AlignmentRefusal:
    one, other = patient_view(moving), patient_view(reference)
    fit = fit_skin(one, other)
    if isinstance(fit, EstimationFailure):
        return _refuse(fit.reason, _DETAILS[fit.reason])
    if fit.support < _LEAST_SUPPORT:
        return _refuse("too_few_matches", _DETAILS["too_few_matches"])
    pixels = one.to_pixels.inverse().then(fit.similarity).then(other.to_pixels)
    full = _full(moving, reference, pixels)
    refusal, overlap = _limits(full, moving, reference)
    if refusal is not None:
        return refusal
    if fit.spread < _LEAST_SPREAD:
        return _refuse("evidence_thin", f"what matches reaches over {fit.spread:.0%} of the patient only")
    return _aligned_skin(full, fit, one, other, reference, overlap)


def _aligned_skin(
    full: Similarity, fit: SkinFit, one: View, other: View, reference: Frame, overlap: float
) -> Alignment:
    height, width = other.grey.shape
    laid = resample(one.grey, fit.similarity, height_px=height, width_px=width)
    there = resample((one.region * 255).astype(np.uint8), fit.similarity, height_px=height, width_px=width)
    return Alignment(
        similarity=full,
        error_px=skin_error_px(fit) * other.to_pixels.scale * to_full_size(reference).scale,
        confidence=skin_confidence(fit),
        method="local_features",
        inliers=fit.inliers,
        spread=fit.spread,
        agreement=agreement(laid, other.grey, other.region & (there > 127)),
        overlap=overlap,
    )


def _full(moving: Frame, reference: Frame, pixels: Similarity) -> Similarity:
    return to_full_size(moving).inverse().then(pixels).then(to_full_size(reference))


def _limits(full: Similarity, moving: Frame, reference: Frame) -> tuple[AlignmentRefusal | None, float]:
    """The refusal for a scale or an overlap out of range, and the overlap."""
    # Scale is judged as a share of the picture: the same framing at another resolution is not a change.
    overlap = _overlap(full, moving, reference)
    if not _SCALE[0] <= full.scale <= _SCALE[1]:
        return _refuse(
            "scale_out_of_range",
            f"one photo shows the patient {max(full.scale, 1 / full.scale):.1f} times as large",
        ), overlap
    if overlap < _LEAST_OVERLAP:
        return _refuse("overlap_too_small", f"the photos share {overlap:.0%} of the view only"), overlap
    return None, overlap


def _overlap(full: Similarity, moving: Frame, reference: Frame) -> float:
    """Share of REFERENCE that MOVING covers."""
    covered = full(_corners(moving)).astype(np.float32)[:, ::-1]
    whole = _corners(reference).astype(np.float32)[:, ::-1]
    area, _ = cv2.intersectConvexConvex(np.ascontiguousarray(covered), np.ascontiguousarray(whole))
    return float(area) / (reference.full_width_px * reference.full_height_px)


def _corners(frame: Frame) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    high, wide = frame.full_height_px - 0.5, frame.full_width_px - 0.5
    return np.array([[-0.5, -0.5], [-0.5, wide], [high, wide], [high, -0.5]])


def _refuse(reason: str, detail: str) -> AlignmentRefusal:
    return AlignmentRefusal(reason=reason, detail=detail)
