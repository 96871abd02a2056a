"""Where the features of a face lie on its sheet: eyes, lips, nostrils and the courses of its lines.

All placed by mesh points, so the truth of a landmark and the painted feature cannot disagree.
"""

from dataclasses import dataclass

import numpy as np

from imaging.synthetic.canvas import Canvas
from imaging.synthetic.fields import Array, smooth_curve, smoothstep
from imaging.synthetic.morph import LEFT_LOWER_LID, LEFT_UPPER_LID, RIGHT_LOWER_LID, RIGHT_UPPER_LID
from imaging.synthetic.people import Expression

_LIP_OUTLINE = (61, 185, 40, 39, 37, 0, 267, 269, 270, 409, 291, 375, 321, 405, 314, 17, 84, 181, 91, 146)
_LIP_INNER_UPPER = (78, 191, 80, 81, 82, 13, 312, 311, 310, 415, 308)
_LIP_INNER_LOWER = (78, 95, 88, 178, 87, 14, 317, 402, 318, 324, 308)
_CREASES = ((247, 30, 29, 27, 28, 56, 190), (467, 260, 259, 257, 258, 286, 414))
_TEAR_TROUGHS = ((226, 31, 228, 229, 230, 231, 232), (446, 261, 448, 449, 450, 451, 452))
_NASOLABIAL = ((129, 203, 206, 216), (358, 423, 426, 436))
_PHILTRUM = ((2, 164, 0),)


@dataclass(frozen=True, slots=True, kw_only=True)
class Features:
    """Masks 0-1 (H, W) and the lid curves (places) of one face."""

    eyes: Array
    upper_lids: tuple[Array, Array]
    lower_lids: tuple[Array, Array]
    lips: Array
    seam: Array
    seam_wide: Array
    creases: Array
    tear_troughs: Array
    nasolabial: Array
    philtrum: Array
    forehead: Array
    forehead_wide: Array
    glabella: Array
    crow: Array


def locate(canvas: Canvas, expression: Expression, *, seed: int) -> Features:
    """The features of the face whose points the canvas holds."""
    uppers = (canvas.curve(RIGHT_UPPER_LID, 50), canvas.curve(LEFT_UPPER_LID, 50))
    lowers = (canvas.curve(RIGHT_LOWER_LID, 50), canvas.curve(LEFT_LOWER_LID, 50))
    seam = [_mouth_seam(canvas)]
    forehead = _forehead_curves(canvas, expression, np.random.default_rng([seed, 7]))
    return Features(
        eyes=_apertures(canvas) * (1 - float(smoothstep(0.55, 0.95, np.array(expression.eyes_closed)))),
        upper_lids=uppers,
        lower_lids=lowers,
        lips=canvas.filled(canvas.curve(_LIP_OUTLINE, 120, closed=True), 0.03),
        seam=canvas.strokes(seam, 0.03, 0.028),
        seam_wide=canvas.strokes(seam, 0.2, 0.12),
        creases=canvas.strokes([canvas.curve(c) for c in _CREASES], 0.06, 0.05),
        tear_troughs=canvas.strokes([canvas.curve(c) for c in _TEAR_TROUGHS], 0.08, 0.12),
        nasolabial=canvas.strokes([canvas.curve(c) for c in _NASOLABIAL], 0.10, 0.13),
        philtrum=canvas.strokes([canvas.curve(c, 20) for c in _PHILTRUM], 0.22, 0.09),
        forehead=canvas.strokes(forehead, 0.04, 0.045),
        forehead_wide=canvas.strokes(forehead, 0.25, 0.16),
        glabella=canvas.strokes(_glabella_curves(canvas), 0.045, 0.05),
        crow=canvas.strokes(_crow_curves(canvas), 0.03, 0.03),
    )


def _apertures(canvas: Canvas) -> Array:
    pairs = ((RIGHT_UPPER_LID, RIGHT_LOWER_LID), (LEFT_UPPER_LID, LEFT_LOWER_LID))
    rings = [canvas.curve((*upper, *lower[-2:0:-1]), 90, closed=True) for upper, lower in pairs]
    return np.maximum(canvas.filled(rings[0]), canvas.filled(rings[1]))


def _mouth_seam(canvas: Canvas) -> Array:
    upper = canvas.landmarks(_LIP_INNER_UPPER)[1:-1]
    lower = canvas.landmarks(_LIP_INNER_LOWER)[1:-1]
    corners = canvas.landmarks((61, 291))
    return smooth_curve(np.concatenate([corners[:1], (upper + lower) / 2, corners[1:]]), 60)


def _forehead_curves(canvas: Canvas, expression: Expression, rng: np.random.Generator) -> list[Array]:
    """Three lines across the forehead, each with its own waver."""
    curves = []
    for level, height in enumerate((5.70, 6.30, 6.95)):
        reach = 3.7 - 0.35 * level
        x = np.linspace(-reach, reach, 24)
        waver = 0.15 * np.sin(0.9 * x + 1.7 * level) + 0.05 * rng.standard_normal(24).cumsum() / 3
        y = height + 0.15 * expression.brow_raise + waver + 0.10 * (x / 3.6) ** 2
        z = 5.4 * np.sqrt(1 - (x / 8.2) ** 2)
        curves.append(smooth_curve(canvas.place(np.stack([x, y, z], axis=1)), 80))
    return curves


def _glabella_curves(canvas: Canvas) -> list[Array]:
    """The two upright lines between the brows."""
    middle = canvas.landmarks((9,))[0]
    t = np.linspace(-0.4, 0.9, 8)
    lean = np.linspace(1, -1, 8)
    curves = []
    for side in (-1.0, 1.0):
        x = side * (0.42 + 0.10 * lean)
        y = (t - 0.3) * 0.9
        curves.append(smooth_curve(middle + np.stack([x, y], axis=1) / canvas.texel_cm, 30))
    return curves


def _crow_curves(canvas: Canvas) -> list[Array]:
    """Four lines fanning out from each outer corner of the eyes."""
    curves = []
    t = np.linspace(0.45, 1.55, 10)
    for side, corner in ((-1.0, 33), (1.0, 263)):
        x0, y0, z0 = canvas.points_cm[corner]
        for slope in (-0.45, -0.10, 0.28, 0.60):
            x = x0 + side * t
            y = y0 + slope * t + 0.12 * np.sin(3 * t + 5 * slope)
            z = z0 - 0.9 * t**1.1
            curves.append(smooth_curve(canvas.place(np.stack([x, y, z], axis=1)), 30))
    return curves
