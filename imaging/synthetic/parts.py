"""What belongs to the head and is no height field of it: ears, neck and shoulders, the knot of hair.

Each part is a grid of points (rows, columns, 3) in cm, in the axes of the head.
"""

from dataclasses import dataclass

import numpy as np

from imaging.synthetic.fields import Array, Indices, bump, smoothstep, unit
from imaging.synthetic.pose import PIVOT_CM

_EAR_ROWS = 72
_TORSO_ROWS, _TORSO_COLUMNS = 110, 128
KNOT_RADII_CM = np.array([3.3, 3.0, 2.7])


def grid_triangles(rows: int, columns: int, offset: int = 0) -> Indices:
    """Two triangles for each cell of a grid of vertices."""
    index = np.arange(rows * columns).reshape(rows, columns)
    a, b, c, d = index[:-1, :-1], index[1:, :-1], index[1:, 1:], index[:-1, 1:]
    lower = np.stack([a, b, c], axis=-1).reshape(-1, 3)
    upper = np.stack([a, c, d], axis=-1).reshape(-1, 3)
    return np.concatenate([lower, upper]) + offset


def grid_normals(points: Array, *, ring: bool = False) -> Array:
    """Unit normals of a grid; with `ring` its last column meets its first."""
    if ring:
        wider = np.concatenate([points[:, -1:], points, points[:, :1]], axis=1)
    else:
        first = 2 * points[:, :1] - points[:, 1:2]
        last = 2 * points[:, -1:] - points[:, -2:-1]
        wider = np.concatenate([first, points, last], axis=1)
    return unit(np.cross(np.gradient(points, axis=0), wider[:, 2:] - wider[:, :-2]))


def ear(side: int) -> tuple[Array, Array]:
    """Points of an ear (side -1: the viewer's left) and how open it lies to the light (0-1)."""
    rho = np.linspace(0, 1, _EAR_ROWS)[:, None]
    phi = np.linspace(-np.pi, np.pi, 2 * _EAR_ROWS)[None, :]
    rise, back = np.sin(phi), np.cos(phi)
    outline = (
        1 + 0.10 * bump(phi, 1.0, 0.6) - 0.10 * bump(phi, -1.2, 0.5) - 0.12 * bump(np.abs(phi), np.pi, 0.7)
    )
    up = 3.15 * rho * outline * rise * (1 - 0.04 * back)
    behind = 1.75 * rho * outline * back * (1 + 0.13 * rise)
    bowl = np.exp(-((((up + 0.15) / 0.85) ** 2 + ((behind + 0.25) / 0.62) ** 2) ** 1.3))
    out = _ear_height(rho, phi, up, behind, bowl)
    origin = np.array([side * 7.35, 0.75, -3.35])
    outwards = unit(np.array([side * 0.93, 0.0, -0.30]))
    backwards = unit(np.array([side * 0.30, 0.0, -0.95]))
    lean = np.radians(-9)
    upright = np.cos(lean) * np.array([0.0, 1.0, 0.0]) + np.sin(lean) * backwards
    rear = np.cos(lean) * backwards - np.sin(lean) * np.array([0.0, 1.0, 0.0])
    points = origin + up[..., None] * upright + behind[..., None] * rear + (out + 0.15)[..., None] * outwards
    groove = 0.30 * bump(rho, 0.78, 0.08) * smoothstep(-1, 0.2, phi)
    light = np.clip(1 - 0.75 * bowl - groove - 0.1 * (1 - rho), 0.25, 1) * np.ones_like(up)
    return points, light


def _ear_height(rho: Array, phi: Array, up: Array, behind: Array, bowl: Array) -> Array:
    """Helix, antihelix, bowl, tragus, antitragus and lobe over the disc of the ear."""
    helix = bump(rho, 0.93, 0.07) * smoothstep(-1.15, -0.5, phi) * (1 - 0.55 * smoothstep(2.9, 3.14, phi))
    ring = np.hypot((up - 0.15) / 1.75, (behind + 0.05) / 0.95)
    antihelix = bump(ring, 0.78, 0.15) * smoothstep(-0.5, 0.1, behind) * smoothstep(2.3, 1.4, up)
    tragus = bump(up, -0.25, 0.45) * bump(behind, -1.15, 0.28)
    antitragus = bump(up, -1.15, 0.28) * bump(behind, 0.05, 0.4)
    lobe = bump(up, -2.35, 0.75) * bump(behind, -0.35, 0.75)
    hollow = bump(up, 1.1, 0.5) * bump(behind, 0.2, 0.5)
    height = 0.36 * helix + 0.30 * antihelix - 0.70 * bowl + 0.42 * tragus + 0.25 * antitragus
    height = height + 0.16 * lobe - 0.09 * hollow + 0.30 * behind - 0.08 * rho**6
    return np.asarray(np.where(rho > 0.985, height - 0.35, height))


@dataclass(frozen=True, slots=True)
class Torso:
    """Neck and shoulders: points at rest and as turned (about the pivot)."""

    rest_cm: Array
    turned_cm: Array


def torso(head: Array, body: Array, *, broad: bool) -> Torso:
    """The upper ring follows the head's rotation (3x3), the lower ones the body's."""
    t = np.linspace(0, 1, _TORSO_ROWS)[:, None]
    around = np.linspace(-np.pi, np.pi, _TORSO_COLUMNS, endpoint=False)[None, :]
    build = 1.0 if broad else 0.93
    knots = (0, 0.2, 0.42, 0.50, 0.58, 0.68, 0.82, 1)
    half_width = build * _profile(t, knots, (5.0, 5.0, 5.5, 7.4, 11.4, 15.6, 18.4, 20.2))
    half_depth = _profile(t, (0, 0.2, 0.42, 0.55, 0.68, 0.82, 1), (5.2, 5.1, 5.3, 6.3, 8.0, 9.6, 11.0))
    height = _profile(t, (0, 0.42, 0.55, 0.68, 0.82, 1), (-3.5, -11.6, -13.6, -16.2, -20.0, -36.0))
    middle = _profile(t, (0, 0.42, 0.55, 0.7, 1), (-3.6, -5.4, -5.8, -5.8, -5.0))
    ahead, aside = np.cos(around), np.sin(around)
    power = 2 + 0.5 * smoothstep(0.5, 0.7, t)
    girth = (np.abs(ahead) ** power + np.abs(aside) ** power) ** (-1 / power)
    shoulders = smoothstep(0.45, 0.6, t)
    x = half_width * girth * aside
    y = height - 0.12 * np.maximum(0, np.abs(x) - 6) * shoulders - 1.2 * shoulders * np.maximum(ahead, 0) ** 2
    z = middle + half_depth * girth * ahead * (1 + 0.34 * smoothstep(0.40, 0.0, t) * (ahead < 0))
    z = z + _throat(x, t) * (ahead > 0)
    rest = np.stack([x, y, z], axis=-1)
    weight = (smoothstep(0.48, 0.05, t) + 0 * around)[..., None]
    offset = rest - PIVOT_CM
    return Torso(rest, weight * (offset @ head.T) + (1 - weight) * (offset @ body.T))


def _throat(x: Array, t: Array) -> Array:
    """The two muscles that meet at the breastbone, the pit between them, the larynx."""
    course = 1.0 + 3.8 * (1 - t / 0.45)
    muscles = 0.30 * (bump(x, course, 0.75) + bump(x, -course, 0.75)) * smoothstep(0.5, 0.35, t)
    pit = 0.45 * bump(x, 0, 0.9) * bump(t, 0.44, 0.05)
    return np.asarray(muscles - pit + 0.25 * bump(x, 0, 1.1) * bump(t, 0.22, 0.07))


def _profile(t: Array, knots: tuple[float, ...], values: tuple[float, ...]) -> Array:
    """Values along the loft, rounded at the knots."""
    line = np.interp(t[:, 0], knots, values)
    for _ in range(12):
        line[1:-1] = 0.25 * line[:-2] + 0.5 * line[1:-1] + 0.25 * line[2:]
    return np.asarray(line[:, None])


def knot_of_hair(centre_cm: Array) -> Array:
    """The knot as a squat ball."""
    theta, phi = np.meshgrid(np.linspace(0, np.pi, 40), np.linspace(-np.pi, np.pi, 80), indexing="ij")
    ball = np.stack([np.sin(theta) * np.cos(phi), np.cos(theta), np.sin(theta) * np.sin(phi)], axis=-1)
    return np.asarray(centre_cm + ball * KNOT_RADII_CM)
