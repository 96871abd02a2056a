"""The colour of the skin of one head at one visit: two pigment maps, and what the visit changes in them.

Everything that is not in `Visit` is seeded by the person, so two visits differ by the wanted truth alone.
"""

from dataclasses import dataclass

import numpy as np

from imaging.synthetic.canvas import Canvas, near
from imaging.synthetic.features import Features
from imaging.synthetic.fields import Array, blur, bump, fractal_noise, length, smoothstep, value_noise
from imaging.synthetic.mesh import Mesh
from imaging.synthetic.people import Person, Visit
from imaging.synthetic.relief import Relief
from imaging.synthetic.skin_colour import haemoglobin_for_redness, melanin_for_ita, reflectance

_DARKEST = 0.6  # melanin of the darkest skin shown: marks of darkness are shares of it


@dataclass(frozen=True, slots=True, kw_only=True)
class Complexion:
    """Linear RGB (H, W, 3) of the skin, its pigments, where redness lies, the spots' centres (cm)."""

    albedo: Array
    melanin: float
    darkness: float
    flush: Array
    spots_cm: Array


class _Painter:
    """The face's blobs by mesh point, computed on its surface."""

    def __init__(self, canvas: Canvas, mesh: Mesh, surface_cm: Array) -> None:
        self.canvas, self.mesh, self.surface = canvas, mesh, surface_cm

    def one(self, landmark: int, reach_cm: float) -> Array:
        return near(self.surface, self.canvas.points_cm[landmark], reach_cm)

    def pair(self, landmark: int, reach_cm: float) -> Array:
        return self.one(landmark, reach_cm) + self.one(int(self.mesh.mirror[landmark]), reach_cm)

    def noise(self, person: Person, key: int, cell_cm: float) -> Array:
        rng = np.random.default_rng([person.seed, key])
        return value_noise(rng, self.canvas.shape, cell_cm / self.canvas.texel_cm)

    def clouds(self, person: Person, key: int, cell_cm: float, octaves: int = 4) -> Array:
        rng = np.random.default_rng([person.seed, key])
        return fractal_noise(rng, self.canvas.shape, cell_cm / self.canvas.texel_cm, octaves=octaves)


def complexion(
    canvas: Canvas,
    mesh: Mesh,
    surface_cm: Array,
    features: Features,
    relief: Relief,
    person: Person,
    visit: Visit,
) -> Complexion:
    """The skin of a person at a visit; eyes, brows, lashes and hair are laid over it later."""
    paint = _Painter(canvas, mesh, surface_cm)
    own = melanin_for_ita(person.ita_deg, person.haemoglobin)
    darkness = float(np.clip(own / _DARKEST, 0, 1))
    melanin, blood = _own_pigments(paint, features, person, own, darkness)
    flush = _flush(paint, features, person)
    blood = blood + _redness(paint, flush, person, visit, own)
    melanin = melanin + _brown_patches(paint, person, visit, darkness)
    melanin, blood = _papules(paint, melanin, blood, person, visit)
    melanin, spots = _spots(paint, melanin, visit)
    melanin = melanin + 0.06 * relief.wrinkles
    blood = blood + 0.05 * relief.wrinkles
    melanin, blood = _lips(paint, features, person, darkness, melanin, blood)
    melanin = melanin + _beard(paint, features, person)
    albedo = reflectance(np.maximum(melanin, 0), np.maximum(blood, 0.005))
    shade = 1 - 0.03 * np.clip(relief.pores, 0, 1.5) - 0.25 * features.creases * (1 - 0.3 * darkness)
    shade = shade * (1 - 0.32 * np.clip(features.seam, 0, 1)) * (1 - 0.85 * relief.nostrils)
    return Complexion(
        albedo=np.asarray(albedo * shade[..., None], np.float32),
        melanin=own,
        darkness=darkness,
        flush=flush,
        spots_cm=spots,
    )


def _own_pigments(
    paint: _Painter, features: Features, person: Person, own: float, darkness: float
) -> tuple[Array, Array]:
    """Mottling, the warmer middle of the face, the shade under the eyes, freckles."""
    base = person.haemoglobin
    melanin = own * (1 + 0.05 * paint.clouds(person, 41, 1.6) + 0.02 * paint.noise(person, 42, 0.06))
    blood = base * (1 + 0.10 * paint.clouds(person, 43, 0.9, 5))
    warm = paint.pair(50, 1.2) + 0.7 * paint.pair(205, 0.9) + 0.8 * paint.one(4, 0.8)
    warm = warm + 0.5 * paint.pair(98, 0.4) + 0.35 * paint.one(199, 1.2)
    shade = paint.pair(230, 0.55) + 0.8 * paint.pair(243, 0.35)
    lids = np.clip(1.4 * blur(features.eyes, 0.3 / paint.canvas.texel_cm), 0, 1)
    blood = blood + base * (0.42 * warm + 0.35 * shade + 0.35 * lids)
    melanin = melanin * (1 - 0.06 * warm + 0.10 * shade) + 0.012 * shade
    melanin = melanin + (0.02 + 0.25 * darkness * own) * 0.5 * lids
    if person.freckles:
        large = np.clip(paint.noise(person, 44, 0.13) - 1.75, 0, 1.5)
        small = np.clip(paint.noise(person, 45, 0.08) - 1.9, 0, 1)
        where = paint.pair(117, 1.8) + paint.one(4, 1.4) + 0.3 * paint.one(151, 2.0)
        freckles = (1.3 * large + 2 * small) * smoothstep(0.05, 0.8, where)
        melanin = melanin + 0.11 * person.freckles * freckles * (1 + own)
    return melanin, blood


def _flush(paint: _Painter, features: Features, person: Person) -> Array:
    """Where a face reddens: cheeks, nose, a little chin and forehead; 1 in the middle of the cheeks."""
    torn = 0.10 * paint.clouds(person, 53, 1.6, 5)
    cheeks = 0.85 * paint.pair(50, 1.7) + 0.55 * paint.pair(117, 1.3) + 0.5 * paint.pair(205, 1.1)
    middle = 0.62 * paint.one(4, 0.9) + 0.55 * paint.one(195, 0.8) + 0.25 * paint.pair(126, 0.8)
    edges = 0.42 * paint.one(199, 1.0) + 0.34 * paint.one(151, 1.7)
    where = smoothstep(0.10, 1.20, (cheeks + middle + edges) * (1 + torn) + torn)
    return np.asarray(where * (1 - features.eyes) * (1 - features.lips), np.float32)


def _redness(paint: _Painter, flush: Array, person: Person, visit: Visit, own: float) -> Array:
    """Diffuse redness with a mottled edge and fine vessels; its depth in the cheeks is the visit's."""
    if not visit.redness:
        return np.zeros(paint.canvas.shape, np.float32)
    depth = haemoglobin_for_redness(own, person.haemoglobin, visit.redness)
    mottled = np.clip(1 + 0.22 * paint.clouds(person, 46, 0.9), 0.3, 1.7)
    ridges = 1 - np.abs(paint.clouds(person, 47, 0.5, 3)) / 0.10
    vessels = np.clip(ridges, 0, 1) * smoothstep(0.2, 0.9, flush)
    return np.asarray(depth * flush * mottled * (1 + 0.35 * vessels), np.float32)


def _brown_patches(paint: _Painter, person: Person, visit: Visit, darkness: float) -> Array:
    """Patches with a torn edge on cheekbones, forehead and upper lip, as sun and hormones leave them."""
    if not visit.pigment:
        return np.zeros(paint.canvas.shape, np.float32)
    where = 0.95 * paint.pair(117, 1.0) + 0.7 * paint.pair(50, 0.9) + 0.8 * paint.pair(69, 1.0)
    where = where + 0.45 * paint.one(164, 0.6)
    torn = smoothstep(0.30, 1.10, where + 0.22 * paint.clouds(person, 48, 0.8, 5))
    return np.asarray(visit.pigment * (0.17 + 0.16 * darkness) * torn, np.float32)


def _papules(
    paint: _Painter, melanin: Array, blood: Array, person: Person, visit: Visit
) -> tuple[Array, Array]:
    """Inflamed spots on cheeks, chin and forehead; a visit with fewer keeps the first of the list."""
    rng = np.random.default_rng([person.seed, 49])
    places = ((50, 1.3), (280, 1.3), (205, 0.8), (425, 0.8), (199, 0.9), (151, 1.8), (136, 0.8), (365, 0.8))
    for index in range(40):
        landmark, spread = places[index % len(places)]
        offset = rng.normal(0, 0.62 * spread, 2)
        radius, depth = rng.uniform(0.09, 0.19), rng.uniform(0.10, 0.22)
        if index < visit.papules:
            around = _on_surface(paint, landmark, (float(offset[0]), float(offset[1])))
            blood = blood + depth * near(paint.surface, around, radius * 1.5)
            blood = blood + 0.8 * depth * near(paint.surface, around, radius * 0.7)
            melanin = melanin + 0.02 * near(paint.surface, around, radius * 0.8)
    return melanin, blood


def _spots(paint: _Painter, melanin: Array, visit: Visit) -> tuple[Array, Array]:
    """Moles and lesions of exact size; returns their centres (N, 3) in cm."""
    centres = []
    for spot in visit.spots:
        centre = _on_surface(paint, spot.landmark, spot.offset_cm)
        rng = np.random.default_rng([spot.landmark, 51])
        cell = max(2.0, 0.5 * spot.radius_cm / paint.canvas.texel_cm)
        distance = length(paint.surface - centre.astype(np.float32))
        distance = distance + 0.14 * spot.radius_cm * value_noise(rng, paint.canvas.shape, cell)
        inside = smoothstep(1.12 * spot.radius_cm, 0.85 * spot.radius_cm, distance)
        melanin = melanin + spot.melanin * inside
        centres.append(centre)
    return melanin, np.array(centres).reshape(-1, 3)


def _on_surface(paint: _Painter, landmark: int, offset_cm: tuple[float, float]) -> Array:
    """The point of the front surface nearest to a mesh point shifted by (right, up)."""
    goal = paint.canvas.points_cm[landmark, :2] + offset_cm
    coarse = paint.surface[::2, ::2]
    gap = ((coarse[..., :2] - goal.astype(np.float32)) ** 2).sum(axis=-1) + 1e3 * (coarse[..., 2] < 0)
    row, column = np.unravel_index(int(gap.argmin()), gap.shape)
    return np.asarray(coarse[row, column], np.float64)


def _lips(
    paint: _Painter, features: Features, person: Person, darkness: float, melanin: Array, blood: Array
) -> tuple[Array, Array]:
    """More blood, less contrast of melanin; the upper lip a little darker."""
    y = paint.surface[..., 1]
    red = features.lips * (1 - 0.25 * np.clip(features.seam, 0, 1))
    folds = value_noise(
        np.random.default_rng([person.seed, 50]),
        paint.canvas.shape,
        (0.45 / paint.canvas.texel_cm, 0.05 / paint.canvas.texel_cm),
    )
    blood = blood + red * (0.17 + 0.05 * darkness) * person.lip_colour * (1 + 0.05 * folds) * (
        1 + 0.18 * smoothstep(-4.1, -3.9, y)
    )
    return melanin * (1 - 0.12 * red * (1 - darkness)) + 0.03 * red * smoothstep(-4.4, -4.2, y), blood


def _beard(paint: _Painter, features: Features, person: Person) -> Array:
    """Stubble on jaw, chin and upper lip."""
    if not person.beard:
        return np.zeros(paint.canvas.shape, np.float32)
    x, y, z = (paint.surface[..., k] for k in range(3))
    bare = 1 - features.lips
    moustache = bump(x, 0, 2.6) * bump(y, -3.0, 0.55) * (z > 2)
    area = (
        smoothstep(-2.1, -3.6, y) * smoothstep(-1.5, 1.5, z) * smoothstep(9, 7, np.abs(x)) + 0.9 * moustache
    )
    sides = np.clip(np.abs(x) / 4.5, 0, 1) + smoothstep(-4.9, -6.4, y) + bump(x, 0, 2.8) * bump(y, -3.0, 0.7)
    density = person.beard * np.clip(area * bare, 0, 1) * smoothstep(0, 1, sides)
    stubble = np.clip(paint.noise(person, 52, 0.045) + 0.3, 0, 2)
    return np.asarray(density * (0.10 + 0.13 * stubble), np.float32)
