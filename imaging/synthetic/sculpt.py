"""A head, ready to be photographed: surface, normals, colour and gloss, baked once for all views."""

from dataclasses import dataclass

import numpy as np

from imaging.synthetic.canvas import CENTRE_CM, Canvas, near
from imaging.synthetic.complexion import Complexion, complexion
from imaging.synthetic.eyes import eye_colour, lid_shade
from imaging.synthetic.features import Features, locate
from imaging.synthetic.fields import Array, blur, dot, length, resized, smoothstep, unit, value_noise
from imaging.synthetic.hair import Hair, grow
from imaging.synthetic.mesh import Mesh, subdivide
from imaging.synthetic.morph import shaped
from imaging.synthetic.people import AT_REST, Expression, Person, Visit
from imaging.synthetic.relief import Eyeballs, Relief, carve, eye_normals, eyeballs, with_eyes
from imaging.synthetic.skull import bare_head
from imaging.synthetic.strokes import brows, lashes

_REFINED = 3
_MESH_POINTS = 468


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What the renderer reads. Maps are (H, W, ...) float32; lengths are cm.

    `gloss` holds four channels: gloss, open sky (ambient occlusion), share of hair, share of eye.
    """

    person: Person
    visit: Visit
    expression: Expression
    surface_cm: Array
    normals: Array
    albedo: Array
    gloss: Array
    hair: Hair
    melanin: float
    landmarks_cm: Array
    pupils_cm: Array
    spots_cm: Array
    flush: Array
    texel_cm: float


def sculpt(
    mesh: Mesh,
    person: Person,
    *,
    visit: Visit | None = None,
    expression: Expression = AT_REST,
    texture_px: int = 1024,
) -> Head:
    """The head of a person at a visit.

    `texture_px` is the width of the sheet: 512 for quick tests, 1024 for photos of 1 MP, 2048 for 12 MP.
    """
    seen = visit or Visit()
    points = shaped(mesh, person.shape, expression, lip_volume=seen.lip_volume)
    fine, triangles = subdivide(points, mesh.triangles, times=_REFINED)
    canvas = Canvas((texture_px * 3 // 4, texture_px), fine)
    bare = bare_head(canvas, triangles, width=person.shape.width)
    skin = bare.surface(bare.radius_cm)
    features = locate(canvas, expression, seed=person.seed)
    relief = carve(canvas, skin, features, person, seen.lines or person.lines, expression)
    balls = eyeballs(canvas, bare, skin, mesh.points_cm)
    hair = grow(canvas, bare, skin, person)
    radius = bare.radius_cm + hair.height_cm + relief.height_cm * (1 - hair.cover)
    surface = bare.surface(with_eyes(radius, features.eyes, balls))
    skin_colours = complexion(canvas, mesh, skin, features, relief, person, seen)
    albedo, gloss = _laid_over(
        canvas, surface, features, relief, balls, hair, skin_colours, person, expression
    )
    return Head(
        person=person,
        visit=seen,
        expression=expression,
        surface_cm=surface,
        normals=_normals(surface, bare.directions, features, balls),
        albedo=albedo,
        gloss=gloss,
        hair=hair,
        melanin=skin_colours.melanin,
        landmarks_cm=fine[:_MESH_POINTS].copy(),
        pupils_cm=np.stack(balls.centres_cm) + np.array([0.0, 0.0, 1.2]),
        spots_cm=skin_colours.spots_cm,
        flush=skin_colours.flush,
        texel_cm=canvas.texel_cm,
    )


def _laid_over(
    canvas: Canvas,
    surface: Array,
    features: Features,
    relief: Relief,
    balls: Eyeballs,
    hair: Hair,
    skin: Complexion,
    person: Person,
    expression: Expression,
) -> tuple[Array, Array]:
    """Brows, eyes, lashes and hair over the skin; and the gloss map."""
    eyes = features.eyes
    hair_colour = np.array(person.hair, np.float32)
    brow_colour = (
        np.minimum(hair_colour * 1.25, 0.09) if person.brow is None else np.array(person.brow, np.float32)
    )
    brow = brows(canvas, person)
    brow_shade = blur(brow, 0.12 / canvas.texel_cm)
    albedo = skin.albedo * (1 - 0.50 * np.clip(1.3 * brow_shade, 0, 1) * (1 - 0.4 * skin.darkness))[..., None]
    albedo = _over(albedo, brow_colour, 0.85 * brow)
    shade, from_lid = lid_shade(canvas, features)
    albedo = _over(albedo, eye_colour(canvas, surface, balls, person), eyes)
    waterline = (
        0.5
        * canvas.strokes(features.lower_lids, 0.05, 0.02)
        * (1 - smoothstep(0.3, 0.9, _closed(expression)))
    )
    rim = np.array([0.50, 0.28, 0.24], np.float32) * (1 - 0.5 * skin.darkness)
    albedo = _over(albedo, rim, waterline)
    lash = lashes(canvas, features, person, expression)
    albedo = _over(albedo, np.minimum(0.5 * hair_colour, 0.02), lash)
    tint = value_noise(np.random.default_rng([person.seed, 81]), canvas.shape, 1.2 / canvas.texel_cm)
    strands = hair_colour * (np.exp(0.30 * hair.strands) * (1 + 0.10 * tint))[..., None]
    albedo = _over(albedo, strands, hair.cover)
    sky = _open_sky(canvas, surface, features, relief)
    sky = sky * (1 - eyes) + shade * eyes
    gloss = _gloss(canvas, surface, features, relief, brow_shade, person)
    maps = [gloss * (1 - hair.cover), sky, hair.cover, eyes * smoothstep(0.05, 0.14, from_lid)]
    return np.clip(albedo, 0.002, 0.95).astype(np.float32), np.stack(maps, axis=-1).astype(np.float32)


def _closed(expression: Expression) -> Array:
    return np.array(expression.eyes_closed, np.float32)


def _over(below: Array, above: Array, share: Array) -> Array:
    s = np.asarray(share, np.float32)[..., None]
    return np.asarray(below * (1 - s) + above * s, np.float32)


def _gloss(
    canvas: Canvas, surface: Array, features: Features, relief: Relief, brow_shade: Array, person: Person
) -> Array:
    """Nose, forehead and cheekbones shine, lips more, brows and nostrils less."""
    points = canvas.points_cm
    zone = near(surface, points[4], 0.9) + 0.8 * near(surface, points[151], 2.2)
    zone = zone + 0.4 * (near(surface, points[50], 1.0) + near(surface, points[280], 1.0))
    grain = value_noise(np.random.default_rng([person.seed, 82]), canvas.shape, 0.10 / canvas.texel_cm)
    gloss = (0.55 + 0.45 * np.clip(zone, 0, 1)) * (1 - 0.5 * brow_shade) * (1 + 0.12 * grain)
    gloss = gloss * (1 - features.lips) + 1.25 * features.lips
    return np.asarray(gloss * (1 - 0.9 * relief.nostrils), np.float32)


def _open_sky(canvas: Canvas, surface: Array, features: Features, relief: Relief) -> Array:
    """How much of the room's light reaches each texel: hollows, compared at three sizes, get less."""
    quarter = (canvas.shape[0] // 4, canvas.shape[1] // 4)
    away = length(surface - CENTRE_CM.astype(np.float32))
    radius = resized(np.asarray(away, np.float32), quarter, area=True)
    sky: Array = np.ones(quarter, np.float32)
    for reach_cm, weight in ((0.35, 0.55), (0.9, 0.35), (2.0, 0.16)):
        around = blur(radius, reach_cm / canvas.texel_cm / 4)
        sky = sky - weight * np.clip((around - radius) / reach_cm, -0.1, 0.8)
    full = resized(np.clip(sky, 0.35, 1.06).astype(np.float32), canvas.shape)
    full = full * (1 - 0.35 * np.clip(1.2 * features.seam, 0, 1) - 0.2 * features.creases)
    return np.asarray(full * (1 - 0.75 * relief.nostrils) * (1 - 0.22 * relief.wrinkles), np.float32)


def _normals(surface: Array, directions: Array, features: Features, balls: Eyeballs) -> Array:
    """Outward unit normals from the surface's own differences; the eyes have those of their balls."""
    ring = np.concatenate([surface[:, -1:], surface, surface[:, :1]], axis=1)
    across = ring[:, 2:] - ring[:, :-2]
    down = np.gradient(surface, axis=0) * 2
    normals = unit(np.cross(down, across))
    normals = normals * np.sign(dot(normals, directions)[..., None])
    eye = (features.eyes > 0.5)[..., None]
    return np.asarray(np.where(eye, eye_normals(surface, balls), normals), np.float32)
