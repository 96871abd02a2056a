"""Millimetres: px per mm and camera distance, where the patient's own eye distance or a scale is known.

Nothing is taken from an average face: eye distances differ by a fifth between adults, which would be a
fifth of the camera distance. The 35 mm equivalent of a lens is by the diagonal (CIPA DCG-001); cameras
round it, so 3 % of error is stated for it.
"""

import math
from typing import Final

from imaging.fact import Fact
from imaging.landmarks import Face

FULL_FRAME_DIAGONAL_MM: Final = 43.27
MAX_YAW_DEG: Final = 35.0  # turned further, the eyes lie too nearly behind each other
_EYES_ERROR: Final = 0.01  # of the eye distance in the picture
_TURN_ERROR_DEG: Final = 1.5
_LENS_ERROR: Final = 0.03


def px_per_mm(face: Face, *, eye_distance_mm: float | None) -> Fact:
    """Scale at the plane of the eyes, px of the array the face was found in, foreshortening taken off.

    Parameters
    ----------
    eye_distance_mm : float, optional
        The patient's own, between the middles of the two eyes.
    """
    unit = "px/mm"
    yaw = face.yaw_deg
    if eye_distance_mm is None or eye_distance_mm <= 0 or yaw is None or abs(yaw) > MAX_YAW_DEG:
        return Fact(value=None, unit=unit, low=0)
    turn = math.radians(yaw)
    value = face.eye_distance_px / math.cos(turn) / eye_distance_mm
    error = math.hypot(_EYES_ERROR, math.tan(turn) * math.radians(_TURN_ERROR_DEG))
    return Fact(value=value, unit=unit, low=0, error=value * error)


def focal_length_px(focal_length_35mm: float | None, *, height_px: int, width_px: int) -> float | None:
    """The lens in px of a whole, uncropped frame of that size; None when the file does not say."""
    if focal_length_35mm is None or focal_length_35mm <= 0:
        return None
    return focal_length_35mm / FULL_FRAME_DIAGONAL_MM * math.hypot(height_px, width_px)


def camera_distance_mm(scale: Fact, focal_px: float | None) -> Fact:
    """From the camera to the plane at which `scale` holds, mm; `focal_px` at the same size of array."""
    if scale.value is None or scale.value <= 0 or focal_px is None:
        return Fact(value=None, unit="mm", low=0)
    value = focal_px / scale.value
    own = 0.0 if scale.error is None else scale.error / scale.value
    return Fact(value=value, unit="mm", low=0, error=value * math.hypot(own, _LENS_ERROR))
