"""When the evidence is enough, how far off an alignment is likely to be, and how sure that it is right.

The limits stand here with what they were chosen from: hand-labelled pairs of real faces and body sites, the
same pairs spoilt on purpose, and pairs that must be refused.
"""

import math
from typing import Final

from imaging.align.faces import FaceFit
from imaging.align.result import AlignmentRefusal
from imaging.align.skin import SkinFit
from imaging.align.working import SIDE_PX
from imaging.landmarks import Face

# Heads: beyond these the far cheek is another picture. Pairs meant to be comparable differ by 23 at most.
_YAW_DEG: Final = 30.0
_PITCH_DEG: Final = 30.0
_MISFIT: Final = 0.12  # of the eye distance; same faces reach 0.07
_ANCHORS_MISFIT: Final = 0.08  # of the box; same faces reach 0.05
_VISIBLE: Final = 0.6  # weight of the landmarks inside both photos
_STANDING: Final = 0.45  # see `_standing`: same faces 0.48 and more, faces half covered 0.2 in the median
_FITTED_TO_LOOK: Final = 0.25  # what a fit that was led by the image owes to that
_MIRRORED: Final = -0.8  # standard errors: true pairs -0.6 at worst, mirrored ones -3 in the median
_MIRRORED_BY_LOOK: Final = -1.2  # true pairs -1.0 at worst, mirrored ones -2.7 in the median

# Skin: pairs of different sites reach a support of 3.7 at most, pairs of one site 5.8 and more.
_SUPPORT: Final = 5.0
_SPREAD: Final = 0.15  # of the patient's reach, both ways: less is one mark, one date, one line
_BENT: Final = 1.5  # times as many matches explained by a perspective than by a similarity
_BENT_LEAST: Final = 20
_BEND: Final = 0.02  # of the view's side: what shift, turn and scale leave of that perspective
_AGREEMENT: Final = 0.12  # of the patient, laid over: one site 0.3 and more


def faces_turned_apart(one: Face, other: Face) -> AlignmentRefusal | None:
    """The heads are turned too differently; an unknown pose refuses nothing here."""
    for name, limit, a, b in (
        ("yaw", _YAW_DEG, one.yaw_deg, other.yaw_deg),
        ("pitch", _PITCH_DEG, one.pitch_deg, other.pitch_deg),
    ):
        if a is not None and b is not None and abs(a - b) > limit:
            off = f"the heads differ by {abs(a - b):.0f} degrees of {name}"
            return AlignmentRefusal(reason="views_differ", detail=f"{off}, the limit is {limit:.0f}")
    return None


def weak_face(fit: FaceFit, moving: Face, reference: Face) -> AlignmentRefusal | None:
    """Why a fit of two faces does not stand, if so."""
    if fit.visible < _VISIBLE:
        detail = "the face is cut by the edge of the photo, or too much of it is hidden"
        return AlignmentRefusal(reason="evidence_thin", detail=detail)
    misfit, limit = _misfit(fit, reference)
    if misfit > limit:
        detail = f"the features of the face miss each other by {misfit / limit:.1f} times the limit"
        return AlignmentRefusal(reason="views_differ", detail=detail)
    mirrored = _MIRRORED if fit.by_mesh else _MIRRORED_BY_LOOK
    if fit.look.mirror_advantage is not None and fit.look.mirror_advantage < mirrored:
        detail = "one photo looks like a mirror image: left and right are exchanged"
        return AlignmentRefusal(reason="views_differ", detail=detail)
    if _standing(fit, moving, reference) < _STANDING:
        detail = "the two faces look too different to be laid over each other: is one of them covered?"
        return AlignmentRefusal(reason="evidence_thin", detail=detail)
    return None


def face_error_px(fit: FaceFit) -> float:
    """Expected misfit of the features of the face, px of REFERENCE's array."""
    return 1.7 * fit.left_px  # landmarks half led by the image sit closer than hand-made points do


def face_confidence(fit: FaceFit, moving: Face, reference: Face) -> float:
    """0-1: the chance that the fit is within 2.5 % of the eye distance of the best one."""
    sure = 1 / (1 + math.exp(-(_standing(fit, moving, reference) - 0.35) / 0.08))
    if not fit.by_mesh:
        sure *= 0.85  # as many of the real pairs are
    if fit.look.mirror_advantage is not None and fit.look.mirror_advantage < -_MIRRORED:
        return min(sure, 0.6)  # left cannot be told from right
    return sure


def weak_skin(fit: SkinFit) -> AlignmentRefusal | None:
    """Why a fit of two body sites does not stand, if so."""
    if fit.support < _SUPPORT:
        detail = "too little of one photo is found again in the other"
        return AlignmentRefusal(reason="too_few_matches", detail=detail)
    bent = fit.perspective > max(_BENT * fit.agreeing, fit.agreeing + _BENT_LEAST)
    if bent and fit.bend_px > _BEND * SIDE_PX:
        detail = "the photos were taken from different directions: shift, turn and scale do not explain them"
        return AlignmentRefusal(reason="not_a_similarity", detail=detail)
    if fit.spread < _SPREAD:
        detail = f"what matches reaches over {fit.spread:.0%} of the patient only"
        return AlignmentRefusal(reason="evidence_thin", detail=detail)
    if fit.agreement is not None and fit.agreement < _AGREEMENT:
        detail = "laid over each other, the photos do not look alike"
        return AlignmentRefusal(reason="not_a_similarity", detail=detail)
    return None


def skin_error_px(fit: SkinFit) -> float:
    """Expected misfit over the patient, px of REFERENCE's view."""
    return 0.9 * fit.rms_px


def skin_confidence(fit: SkinFit) -> float:
    """0-1: the chance that the fit is within 5 % of the best one."""
    sure = 1 - math.exp(-max(fit.support - 2.5, 0.0) / 3)
    return sure * min(1.0, fit.spread / 0.4)


def _standing(fit: FaceFit, moving: Face, reference: Face) -> float:
    """How well the faces stand on each other, allowing for what a turn of the head explains.

    Large when both their shades and their details agree and the landmarks do; about 1 for the same face.
    """
    if fit.look.agreement is None or fit.look.found_again is None:
        return 0.0
    look = fit.look.agreement + fit.look.found_again
    if not fit.by_mesh:
        return look - _FITTED_TO_LOOK
    return look - 5 * _misfit(fit, reference)[0] + 0.012 * min(_turn_deg(moving, reference), 25.0)


def _misfit(fit: FaceFit, reference: Face) -> tuple[float, float]:
    """The misfit of the landmarks as a share of the face's size, and its limit."""
    if fit.by_mesh:
        return fit.rms_px / reference.eye_distance_px, _MISFIT
    x0, y0, x1, y1 = reference.box_px
    return fit.rms_px / max(x1 - x0, y1 - y0), _ANCHORS_MISFIT


def _turn_deg(one: Face, other: Face) -> float:
    yaw = (one.yaw_deg or 0.0) - (other.yaw_deg or 0.0)
    pitch = (one.pitch_deg or 0.0) - (other.pitch_deg or 0.0)
    return math.hypot(yaw, pitch)
