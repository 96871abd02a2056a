"""A proposed balance of white and exposure, for two photos without a reference in them.

One gain a channel over the whole later photo, so that the wall behind the patient has the colour it has in
the earlier one. It is a guess that the wall and its light are the same; nobody measured that. It is shown as
a proposal and is off for clinical comparison. Never from skin: that would erase the redness that was treated.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from imaging.colour import LUMINANCE

GAIN = (0.5, 2.0)  # P: beyond a stop another lamp or wall is more likely than another exposure
_DARKEST = 0.02  # linear: darker walls give no gain that can be trusted


def proposed_gains(
    before_lab: tuple[float, ...], after_lab: tuple[float, ...]
) -> tuple[float, float, float] | None:
    """Gains for the later photo that give its backdrop the colour of the earlier one's, or None."""
    wanted, seen = _linear(before_lab), _linear(after_lab)
    if min(wanted.min(), seen.min()) < _DARKEST:
        return None
    red, green, blue = (float(gain) for gain in wanted / seen)
    fits = all(GAIN[0] <= gain <= GAIN[1] for gain in (red, green, blue))
    return (red, green, blue) if fits else None


def exposure_ev(gains: tuple[float, float, float]) -> float:
    """How much brighter the gains make a grey, in stops."""
    return float(np.log2(np.array(gains) @ LUMINANCE))


def _linear(lab: tuple[float, ...]) -> NDArray[np.float64]:
    """Linear sRGB of one CIELAB (D65) colour."""
    linear = cv2.cvtColor(np.array([[lab]], np.float32), cv2.COLOR_Lab2LRGB)
    return np.asarray(linear[0, 0], np.float64)
