"""A head in a pose before a grey wall, as linear light: rasterised once, then shaded by look-ups."""

import numpy as np

from imaging.synthetic.camera import Camera
from imaging.synthetic.fields import (
    Array,
    Mask,
    blur,
    bump,
    dot,
    fractal_noise,
    sample,
    smoothstep,
    unit,
    value_noise,
)
from imaging.synthetic.lighting import Fragments, Light, shade, shadow, soften
from imaging.synthetic.parts import KNOT_RADII_CM, ear, grid_normals
from imaging.synthetic.raster import rasterise
from imaging.synthetic.scene import KNOT, LEFT_EAR, RIGHT_EAR, SHEET_SPAN, TORSO, Scene
from imaging.synthetic.sculpt import Head
from imaging.synthetic.skin_colour import reflectance

BACKDROP = (0.30, 0.33, 0.36)  # linear RGB of the grey wall


class _Pixels:
    """The shown pixels of a picture while they are being filled, part by part."""

    def __init__(self, labels: Array, depth: Array, focal_px: float) -> None:
        rows, columns = np.nonzero(labels[..., 2] > 0.01)
        self.where = (rows, columns)
        z = depth[self.where]
        self.u, self.v, self.part = labels[self.where].T
        x = (columns + 0.5 - labels.shape[1] / 2) / focal_px * z
        y = (labels.shape[0] / 2 - rows - 0.5) / focal_px * z
        self.position = np.stack([x, y, -z], axis=-1).astype(np.float32)
        count = len(z)
        self.normal, self.albedo, self.strand = (np.zeros((count, 3), np.float32) for _ in range(3))
        self.gloss = np.zeros((count, 4), np.float32)

    def of(self, part: float) -> Mask:
        return np.asarray(np.abs(self.part - part) < 0.045)


def head_light(head: Head, scene: Scene, camera: Camera, light: Light) -> Array:
    """Linear RGB (H, W, 3) of the scene through the lens, before roll and shift."""
    stand = np.array([camera.aim_cm[0], camera.aim_cm[1], -camera.distance_cm])
    labels, depth = rasterise(
        scene.vertices + stand, scene.triangles, scene.labels, camera.shape, focal_px=camera.focal_px
    )
    pixels = _Pixels(labels, depth, camera.focal_px)
    _fill_head(pixels, head, scene, stand)
    _fill_ears(pixels, head, scene)
    _fill_torso(pixels, head, scene)
    if head.hair.bun:
        _fill_knot(pixels, head, scene)
    _face_the_camera(pixels)
    lit = shadow(scene, pixels.position - stand.astype(np.float32), light)
    lit = soften(lit, pixels.where, camera.shape, max(1.0, 0.22 * camera.focal_px / camera.distance_cm))
    fragments = Fragments(
        position=pixels.position,
        normal=pixels.normal,
        albedo=pixels.albedo,
        gloss=pixels.gloss[:, 0],
        sky=pixels.gloss[:, 1],
        hair=pixels.gloss[:, 2],
        eye=pixels.gloss[:, 3],
        strand=pixels.strand,
        strand_colour=np.array(head.person.hair, np.float32),
    )
    picture = _backdrop(camera.shape, light)
    picture[pixels.where] = shade(fragments, lit, light)
    return _smooth_outline(picture, labels[..., 2] > 0.01)


def _backdrop(shape: tuple[int, int], light: Light) -> Array:
    rows = (np.arange(shape[0]) / shape[0] - 0.45)[:, None] ** 2
    columns = (np.arange(shape[1]) / shape[1] - 0.5)[None, :] ** 2
    falling = (1.05 - 0.44 * (rows + columns)).astype(np.float32)
    return np.asarray(falling[..., None] * np.array(BACKDROP) * np.array(light.tint), np.float32)


def _smooth_outline(picture: Array, shown: Mask) -> Array:
    """The stairs at the outline softened by half a pixel; nothing inside it is touched."""
    cover = blur(shown.astype(np.float32), 0.7)
    edge = np.clip(4 * cover * (1 - cover), 0, 1)[..., None]
    return np.asarray(picture * (1 - edge) + blur(picture, 0.6) * edge, np.float32)


def _fill_head(pixels: _Pixels, head: Head, scene: Scene, stand: Array) -> None:
    own = pixels.part < 0.15
    u, v = pixels.u[own] * SHEET_SPAN, pixels.v[own] * SHEET_SPAN
    turn = scene.rotation.astype(np.float32)
    pixels.normal[own] = sample(head.normals, u, v) @ turn.T
    pixels.albedo[own] = sample(head.albedo, u, v)
    pixels.gloss[own] = sample(head.gloss, u, v)
    cap = own & (pixels.gloss[:, 2] > 0.5)
    at_rest = (pixels.position[cap] - stand.astype(np.float32)) @ turn
    knot = head.hair.knot_cm.astype(np.float32)
    pixels.strand[cap] = (knot - at_rest) @ turn.T


def _fill_ears(pixels: _Pixels, head: Head, scene: Scene) -> None:
    person = head.person
    colour = reflectance(0.97 * head.melanin, 1.55 * person.haemoglobin + 0.02)
    for side, part in ((-1, LEFT_EAR), (1, RIGHT_EAR)):
        own = pixels.of(part)
        if not own.any():
            continue
        points, light = ear(side)
        normals = grid_normals(points)
        normals = normals * np.sign((normals[..., 0] * side).mean())
        sheet = np.concatenate([normals, light[..., None]], axis=-1).astype(np.float32)
        found = sample(sheet, pixels.u[own] * (sheet.shape[1] - 1), pixels.v[own] * (sheet.shape[0] - 1))
        pixels.normal[own] = unit(found[:, :3]) @ scene.rotation.T
        pixels.albedo[own] = colour * (0.55 + 0.45 * found[:, 3:])
        pixels.gloss[own, 0], pixels.gloss[own, 1] = 0.45, found[:, 3]


def _fill_torso(pixels: _Pixels, head: Head, scene: Scene) -> None:
    """Skin down to the neckline, then a plain gown with a hem and soft folds."""
    own = pixels.of(TORSO)
    if not own.any():
        return
    turned, rest = scene.torso.turned_cm, scene.torso.rest_cm
    normals = grid_normals(turned, ring=True)
    ahead = turned.shape[1] // 2
    if (normals[:, ahead] * turned[:, ahead]).sum() < 0:
        normals = -normals
    sheet = np.concatenate([normals, rest], axis=-1)
    sheet = np.concatenate([sheet, sheet[:, :1]], axis=1).astype(np.float32)
    found = sample(sheet, pixels.u[own] * (sheet.shape[1] - 1), pixels.v[own] * (sheet.shape[0] - 1))
    normal, height, depth = unit(found[:, :3]), found[:, 4], found[:, 5]
    rng = np.random.default_rng([head.person.seed, 83])
    clouds, folds = fractal_noise(rng, (256, 512), 40), value_noise(rng, (256, 512), (30, 9))
    noise = sample(np.dstack([clouds, folds]), pixels.u[own] * 511, pixels.v[own] * 255)
    neckline = -12.9 - 0.085 * np.maximum(depth + 6, 0) ** 1.25
    gown = smoothstep(0.12, -0.12, height - neckline)
    hem = 0.45 * bump(height, neckline - 0.55, 0.10) + 0.5 * bump(height, neckline, 0.10)
    skin = reflectance(1.03 * head.melanin, head.person.haemoglobin) * (1 + 0.045 * noise[:, :1])
    cloth = np.array(head.person.cloth) * (1 + 0.10 * noise[:, 1:])
    pixels.albedo[own] = skin * (1 - gown)[:, None] + cloth * (gown * (1 - hem))[:, None]
    pixels.normal[own] = unit(normal + 0.10 * (gown * noise[:, 1])[:, None] * np.array([0.6, 0.3, 0.0]))
    under_chin = np.clip(1 - 0.45 * smoothstep(-9.0, -5.5, height), 0.4, 1)
    pixels.gloss[own, 0], pixels.gloss[own, 1] = 0.35 * (1 - gown), under_chin


def _fill_knot(pixels: _Pixels, head: Head, scene: Scene) -> None:
    own = pixels.of(KNOT)
    if not own.any():
        return
    theta, phi = pixels.v[own] * np.pi, pixels.u[own] * 2 * np.pi - np.pi
    ball = np.stack([np.sin(theta) * np.cos(phi), np.cos(theta), np.sin(theta) * np.sin(phi)], axis=-1)
    outwards = unit(ball / KNOT_RADII_CM)
    strands = value_noise(np.random.default_rng([head.person.seed, 84]), (300, 32), (2.2, 6))
    wound = (pixels.v[own] + 0.35 * pixels.u[own]) % 1
    streaks = sample(strands, pixels.u[own] * 31, wound * 299)
    pixels.normal[own] = outwards @ scene.rotation.T
    pixels.albedo[own] = np.array(head.person.hair) * np.exp(0.3 * streaks)
    pixels.gloss[own, 1], pixels.gloss[own, 2] = 0.85, 1.0
    pixels.strand[own] = np.cross(outwards, [0.0, 1.0, 0.3]) @ scene.rotation.T


def _face_the_camera(pixels: _Pixels) -> None:
    """Open sheets (ears, torso) show both sides; strands lie in the surface."""
    away = (dot(pixels.normal, pixels.position) > 0) & (pixels.part > 0.2)
    pixels.normal[away] *= -1
    into = dot(pixels.strand, pixels.normal)[:, None]
    pixels.strand[:] = unit(pixels.strand - into * pixels.normal)
