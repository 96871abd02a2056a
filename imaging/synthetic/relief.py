"""The fine height of the face in cm: lids, folds, lines, pores, nostrils, mouth, eyeballs."""

from dataclasses import dataclass

import numpy as np

from imaging.synthetic.canvas import CENTRE_CM, Canvas
from imaging.synthetic.features import Features
from imaging.synthetic.fields import Array, blur, bump, length, smoothstep, unit, value_noise
from imaging.synthetic.people import Expression, Lines, Person
from imaging.synthetic.skull import Bare

EYEBALL_RADIUS_CM = 1.22
# A true eyeball misses the inner corner of the lids: the eye is the skin's own surface, sunk by this much.
_EYE_SUNK_CM = 0.13


@dataclass(frozen=True, slots=True, kw_only=True)
class Relief:
    """Height to add (H, W, cm) and the masks that colour needs again."""

    height_cm: Array
    wrinkles: Array
    pores: Array
    nostrils: Array


def carve(
    canvas: Canvas,
    surface_cm: Array,
    features: Features,
    person: Person,
    lines: Lines,
    expression: Expression,
) -> Relief:
    """The relief of a face with these lines and this expression."""
    seed, texel = person.seed, canvas.texel_cm
    smile, closed = expression.smile, expression.eyes_closed
    forehead = lines.forehead + 0.8 * expression.brow_raise
    glabella = lines.glabella + 0.9 * expression.frown
    crow = lines.crow + 0.5 * smile
    x, y, z = (surface_cm[..., k] for k in range(3))
    ahead = smoothstep(0, 2, z)
    pores = np.clip(value_noise(np.random.default_rng([seed, 31]), canvas.shape, 0.065 / texel) - 1.1, 0, 2)
    pores = pores * (0.35 + 0.78 * bump(x, 0, 3.6) * bump(y, -0.6, 2.6)) * ahead
    grain = value_noise(np.random.default_rng([seed, 32]), canvas.shape, 0.035 / texel)
    nostrils = _nostrils(canvas, surface_cm)
    height = -0.055 * features.creases * (1 - 0.7 * closed) - 0.03 * features.tear_troughs
    height = height - 0.10 * features.nasolabial * lines.nasolabial * (1 + 1.2 * smile)
    height = height - 0.05 * features.philtrum
    height = height - forehead * (0.11 * features.forehead - 0.038 * features.forehead_wide)
    height = height - glabella * 0.14 * features.glabella - crow * 0.055 * features.crow
    height = height - 0.22 * nostrils - 0.10 * features.seam - 0.05 * features.seam_wide
    lip_folds = value_noise(np.random.default_rng([seed, 33]), canvas.shape, (0.45 / texel, 0.05 / texel))
    height = height - 0.006 * features.lips * np.clip(lip_folds, 0, 2)
    skin = (1 - features.eyes) * (1 - 0.6 * features.lips)
    height = height + (-0.0045 * pores + 0.0008 * grain) * skin
    height = height + 0.05 * blur(features.eyes, 0.28 / texel) * (1 - features.eyes)
    wrinkles = 0.5 * forehead * features.forehead + 0.5 * glabella * features.glabella
    wrinkles = np.clip(wrinkles + 0.4 * crow * features.crow, 0, 1)
    return Relief(
        height_cm=np.asarray(height, np.float32),
        wrinkles=np.asarray(wrinkles, np.float32),
        pores=np.asarray(pores, np.float32),
        nostrils=nostrils,
    )


def _nostrils(canvas: Canvas, surface_cm: Array) -> Array:
    mask = np.zeros(canvas.shape, np.float32)
    for side, tip, wing in ((-1.0, 20, 60), (1.0, 250, 290)):
        centre = 0.35 * canvas.points_cm[tip] + 0.65 * canvas.points_cm[wing] + [side * 0.04, -0.02, 0.02]
        offset = (surface_cm - centre.astype(np.float32)) / np.array([0.34, 0.20, 0.60], np.float32)
        mask = np.maximum(mask, smoothstep(1.35, 0.55, length(offset)))
    return np.asarray(mask, np.float32)


@dataclass(frozen=True, slots=True, kw_only=True)
class Eyeballs:
    """Distance of the eyes' surface (H, W, cm) and the centre of each texel's ball (H, W, 3)."""

    radius_cm: Array
    centre_cm: Array
    centres_cm: tuple[Array, Array]


def eyeballs(canvas: Canvas, bare: Bare, surface_cm: Array, rest_cm: Array) -> Eyeballs:
    """The balls behind the lids: sideways by this face's corners, in depth and height as in the mesh."""
    height = (rest_cm[159, 1] + rest_cm[145, 1]) / 2
    depth = (rest_cm[159, 2] + rest_cm[145, 2]) / 2 - 0.06 - EYEBALL_RADIUS_CM
    pairs = ((33, 133), (263, 362))
    sideways = [float(canvas.points_cm[list(pair), 0].mean()) for pair in pairs]
    centres = (np.array([sideways[0], height, depth]), np.array([sideways[1], height, depth]))
    radius = np.zeros(canvas.shape, np.float32)
    which = np.zeros((*canvas.shape, 3), np.float32)
    for centre, side in zip(centres, (surface_cm[..., 0] < 0, surface_cm[..., 0] >= 0), strict=True):
        start = (CENTRE_CM - centre).astype(np.float32)
        along = bare.directions @ start
        inside = along * along - (float((start * start).sum()) - EYEBALL_RADIUS_CM**2)
        reach = np.where(inside > 0, np.sqrt(np.maximum(inside, 0)) - along, 0)
        radius = np.where(side, reach, radius).astype(np.float32)
        which[side] = centre
    return Eyeballs(radius_cm=radius, centre_cm=which, centres_cm=centres)


def with_eyes(radius_cm: Array, eyes: Array, balls: Eyeballs) -> Array:
    """Distances with the eyes set into the lids."""
    sunk = np.maximum(balls.radius_cm, radius_cm - _EYE_SUNK_CM)
    seen = eyes > 0.02
    return np.asarray(np.where(seen, eyes * sunk + (1 - eyes) * radius_cm, radius_cm), np.float32)


def eye_normals(surface_cm: Array, balls: Eyeballs) -> Array:
    """Normals (H, W, 3) of the eyes: of the sphere, from x and y alone."""
    flat = np.clip((surface_cm - balls.centre_cm)[..., :2] / EYEBALL_RADIUS_CM, -0.93, 0.93)
    out = np.sqrt(np.clip(1 - (flat**2).sum(axis=-1), 0.08, 1))
    normals = np.dstack([flat, out])
    return np.asarray(unit(normals), np.float32)
