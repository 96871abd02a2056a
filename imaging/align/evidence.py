"""How far off an alignment is likely to be, and how sure that it is right at all."""

import math

from imaging.align.faces import FaceFit
from imaging.align.skin import SkinFit
from imaging.landmarks import Face


def face_error_px(fit: FaceFit, moving: Face, reference: Face) -> float:
    """Expected misfit of the features of the face, px of REFERENCE's array."""
    turned = math.radians(_turn_deg(moving, reference))
    return math.hypot(fit.rms_px, 0.1 * turned * reference.eye_distance_px)


def face_confidence(fit: FaceFit, reference: Face) -> float:
    """0-1: falls as the features miss each other by a larger share of the eye distance."""
    misfit = fit.rms_px / reference.eye_distance_px
    return 1 / (1 + math.exp((misfit - 0.12) / 0.02))


def skin_error_px(fit: SkinFit) -> float:
    """Expected misfit over the patient, px of REFERENCE's view."""
    return fit.rms_px


def skin_confidence(fit: SkinFit) -> float:
    """0-1: grows with what speaks for the fit."""
    return 1 - math.exp(-max(fit.support - 2.5, 0.0) / 3)


def _turn_deg(one: Face, other: Face) -> float:
    yaw = abs((one.yaw_deg or 0.0) - (other.yaw_deg or 0.0))
    pitch = abs((one.pitch_deg or 0.0) - (other.pitch_deg or 0.0))
    return math.hypot(yaw, pitch)
