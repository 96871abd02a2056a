"""The visible eye: white, iris with its fibres, pupil, inner corner, and the shade that the lids throw."""

import cv2
import numpy as np

from imaging.synthetic.canvas import Canvas, near
from imaging.synthetic.features import Features
from imaging.synthetic.fields import Array, sample, smoothstep, value_noise
from imaging.synthetic.people import Person
from imaging.synthetic.relief import EYEBALL_RADIUS_CM, Eyeballs

_IRIS = 0.59 / EYEBALL_RADIUS_CM
_PUPIL = 0.23 / EYEBALL_RADIUS_CM
_WHITE = np.array([0.44, 0.40, 0.37], np.float32)
_CORNER = np.array([0.42, 0.18, 0.15], np.float32)


def eye_colour(canvas: Canvas, surface_cm: Array, balls: Eyeballs, person: Person) -> Array:
    """Linear RGB (H, W, 3) of the eyes' surface."""
    x = (surface_cm[..., 0] - balls.centre_cm[..., 0]) / EYEBALL_RADIUS_CM
    y = (surface_cm[..., 1] - balls.centre_cm[..., 1]) / EYEBALL_RADIUS_CM
    away = np.hypot(x, y)
    veins = value_noise(
        np.random.default_rng([person.seed, 71]),
        canvas.shape,
        (0.05 / canvas.texel_cm, 0.25 / canvas.texel_cm),
    )
    veins = np.clip(veins - 1.0, 0, 1) * smoothstep(0.5, 0.9, np.abs(x))
    colour: Array = _WHITE * (1 - 0.05 * np.clip(1.5 * np.abs(x), 0, 1))[..., None]
    colour = colour * (1 - veins[..., None] * np.array([0.05, 0.35, 0.32], np.float32))
    colour = _over(
        colour, _iris(person, away / _IRIS, np.arctan2(y, x)), smoothstep(1.04, 0.93, away / _IRIS)
    )
    colour = colour * (1 - 0.55 * np.exp(-(((away / _IRIS - 0.97) / 0.10) ** 2)))[..., None]
    colour = _over(colour, np.float32(0.004) * np.ones(3, np.float32), smoothstep(1.08, 0.92, away / _PUPIL))
    corners = sum((near(surface_cm, canvas.points_cm[k], 0.16) for k in (133, 362)), np.zeros(canvas.shape))
    return np.asarray(_over(colour, _CORNER, np.clip(corners, 0, 1)), np.float32)


def _iris(person: Person, away: Array, angle: Array) -> Array:
    """Fibres from the pupil outwards, lighter within, a dark rim."""
    fibres = value_noise(np.random.default_rng([person.seed, 72]), (64, 512), (20, 3))
    turn = (angle / (2 * np.pi) + 0.5) * 511
    streaks = sample(fibres, np.asarray(turn, np.float32), np.asarray(np.clip(away, 0, 1) * 63, np.float32))
    light = (1 + 0.22 * streaks) * (1 - 0.25 * np.exp(-(((away - 0.95) / 0.10) ** 2)))
    light = light * (1.05 + 0.35 * smoothstep(0.8, 0.35, away))
    return np.asarray(np.clip(np.array(person.iris, np.float32) * light[..., None], 0.004, 1))


def lid_shade(canvas: Canvas, features: Features) -> tuple[Array, Array]:
    """How much light reaches the eye under the lids (0-1), and the distance to the upper lid (cm)."""
    upper = _distance_cm(canvas, features.upper_lids)
    lower = _distance_cm(canvas, features.lower_lids)
    shade = (0.36 + 0.64 * smoothstep(-0.02, 0.42, upper)) * (0.70 + 0.30 * smoothstep(0, 0.15, lower))
    return np.asarray(shade, np.float32), upper


def _distance_cm(canvas: Canvas, curves: tuple[Array, Array]) -> Array:
    drawn = (canvas.strokes(curves, 0.01, 0.001) > 0.2).astype(np.uint8)
    away = cv2.distanceTransform(np.asarray(1 - drawn, np.uint8), cv2.DIST_L2, 5)
    return np.asarray(away, np.float32) * np.float32(canvas.texel_cm)


def _over(below: Array, above: Array, share: Array) -> Array:
    s = np.asarray(share, np.float32)[..., None]
    return np.asarray(below * (1 - s) + above * s)
