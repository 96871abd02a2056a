"""Brows and lashes, hair by hair, in places on the sheet."""

import numpy as np

from imaging.synthetic.canvas import Canvas
from imaging.synthetic.features import Features
from imaging.synthetic.fields import Array, blur, smooth_curve
from imaging.synthetic.people import Expression, Person

_BROWS = (
    ((70, 63, 105, 66, 107), (46, 53, 52, 65, 55)),
    ((300, 293, 334, 296, 336), (276, 283, 282, 295, 285)),
)
_HAIRS_PER_BROW = 620
_UPPER_LASHES, _LOWER_LASHES = 52, 26


def brows(canvas: Canvas, person: Person) -> Array:
    """Mask 0-1 of the hairs of both brows."""
    rng = np.random.default_rng([person.seed, 61])
    thickness = person.shape.brow_thickness
    count, spread = int(_HAIRS_PER_BROW * (1 + 0.4 * thickness)), 0.55 + 0.15 * thickness
    hairs: list[tuple[Array, float]] = []
    for upper, lower in _BROWS:
        top, bottom = canvas.curve(upper, 60), canvas.curve(lower, 60)
        roots = (_brow_hair(canvas, rng, top, bottom, spread) for _ in range(count))
        hairs.extend((root, float(rng.uniform(0.5, 1.0))) for root in roots)
    return blur(canvas.hairs(hairs, 0.016), 0.5)


def _brow_hair(canvas: Canvas, rng: np.random.Generator, top: Array, bottom: Array, spread: float) -> Array:
    """One hair: it starts somewhere in the band and leans towards the tail, more so near it."""
    along = float(rng.uniform(0, 1)) ** 0.9
    across = float(np.clip(rng.normal(0.5, 0.24), 0.02, 0.98))
    index = int(along * 59)
    taper = 1.0 if along > 0.3 else 0.35 + 2.1 * along
    band = top[index] - bottom[index]
    root = (top[index] + bottom[index]) / 2 + band * (across - 0.5) * spread * taper
    tail = _length_one(top[max(0, index - 3)] - top[min(59, index + 3)])
    up = _length_one(band)
    lift = float(np.clip(2.6 * (along - 0.62), -0.15, 1.0)) + 0.9 * (0.5 - across)
    lean = _length_one(tail + up * lift + rng.normal(0, 0.12, 2))
    length = rng.uniform(0.35, 0.62) / canvas.texel_cm
    bend = up * 0.01 / canvas.texel_cm
    return np.stack(
        [root - lean * 0.4 * length, root + lean * 0.1 * length + bend, root + lean * 0.6 * length]
    )


def lashes(canvas: Canvas, features: Features, person: Person, expression: Expression) -> Array:
    """Mask 0-1 of the lid lines and lashes of both eyes; closed lids carry theirs downwards."""
    rng = np.random.default_rng([person.seed, 62])
    closed = expression.eyes_closed > 0.5
    hairs: list[tuple[Array, float]] = []
    for side, upper, lower in zip((-1, 1), features.upper_lids, features.lower_lids, strict=True):
        for share in np.linspace(0.10, 0.97, _UPPER_LASHES):
            root = upper[int((1 - share) * 49)]
            fan = 1.3 * (share - 0.42)
            length = (0.34 + 0.34 * share) * rng.uniform(0.75, 1.1) * 0.8 / canvas.texel_cm
            rise = (1 if closed else -1) * length * 0.55 * np.cos(fan)
            tip = root + np.array([side * length * np.sin(fan), rise])
            bend = np.array([side * 0.02, 0.06 * (-1 if closed else 1)]) / canvas.texel_cm
            hairs.append(
                (smooth_curve(np.stack([root, (root + tip) / 2 + bend, tip]), 8), rng.uniform(0.7, 1.0))
            )
        for share in np.linspace(0.12, 0.8, _LOWER_LASHES):
            root = lower[int((1 - share) * 49)]
            fan = 1.2 * (share - 0.45)
            length = 0.20 * rng.uniform(0.7, 1.1) / canvas.texel_cm
            tip = root + length * np.array([side * np.sin(fan), np.cos(fan)])
            hairs.append((np.stack([root, tip]), rng.uniform(0.3, 0.55)))
    rims = canvas.strokes([lid[4:-2] for lid in features.upper_lids], 0.055, 0.0)
    return blur(np.maximum(canvas.hairs(hairs, 0.014), 0.88 * rims), 0.7)


def _length_one(vector: Array) -> Array:
    return np.asarray(vector / (np.linalg.norm(vector) + 1e-6))
