"""Drawn photos of a limb before a wall; the two move on their own, and the truth is exact."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from imaging.geometry import Similarity

Pixels = NDArray[np.uint8]
SIZE = (480, 640)  # rows, columns
STILL = Similarity.identity()


@dataclass(frozen=True, slots=True, kw_only=True)
class Limb:
    """A bar of skin with spots and creases of its own, 300 x 460 px in a field of 480 x 640."""

    seed: int
    changed_middle: bool = False  # the centre third is another skin altogether

    def drawn(self) -> tuple[Pixels, Pixels]:
        """RGB pixels and the mask of the limb."""
        skin = _skin(self.seed)
        if self.changed_middle:
            skin[160:320, 213:427] = _skin(self.seed + 1000)[160:320, 213:427]
        mask = np.zeros(SIZE, np.uint8)
        cv2.ellipse(mask, (320, 240), (230, 150), 0, 0, 360, 255, cv2.FILLED)
        return skin, mask


def photo(limb: Limb, carry: Similarity = STILL, *, wall: Similarity = STILL, noise_seed: int = 1) -> Pixels:
    """The limb carried by one similarity, the wall behind it by another."""
    skin, mask = limb.drawn()
    behind = _moved(_wall(), wall, cv2.BORDER_REFLECT)
    front, where = _moved(skin, carry), _moved(mask, carry)
    share = where.astype(np.float32)[..., None] / 255
    noise = np.random.default_rng(noise_seed).normal(0, 2, front.shape)
    return np.clip(front * share + behind * (1 - share) + noise, 0, 255).astype(np.uint8)


def about_the_middle(scale: float, turn_deg: float, shift: tuple[float, float] = (0.0, 0.0)) -> Similarity:
    """A similarity that turns and scales about the middle of the picture, then shifts."""
    middle = np.array([[(SIZE[0] - 1) / 2, (SIZE[1] - 1) / 2]])
    row, col = middle[0] + shift - Similarity(scale, turn_deg, (0.0, 0.0))(middle)[0]
    return Similarity(scale, turn_deg, (float(row), float(col)))


def misses_px(found: Similarity, true: Similarity) -> float:
    """Mean distance between where two similarities carry the places of the limb."""
    places = np.argwhere(Limb(seed=0).drawn()[1][::16, ::16] > 0) * 16.0
    return float(np.linalg.norm(found(places) - true(places), axis=1).mean())


def _skin(seed: int) -> Pixels:
    rng = np.random.default_rng(seed)
    relief = np.zeros(SIZE, np.float32)
    for cells, strength in ((8, 10), (30, 8), (90, 7), (200, 5)):
        coarse = rng.standard_normal((cells * 3 // 4, cells)).astype(np.float32)
        relief += strength * cv2.resize(coarse, SIZE[::-1], interpolation=cv2.INTER_CUBIC)
    skin = np.array([205.0, 150.0, 125.0]) + relief[..., None] * (1.0, 0.9, 0.8)
    for _ in range(40):
        row, col = rng.integers(0, SIZE[0]), rng.integers(0, SIZE[1])
        cv2.circle(
            skin, (int(col), int(row)), int(rng.integers(2, 5)), (130, 85, 65), cv2.FILLED, cv2.LINE_AA
        )
    return np.clip(skin, 0, 255).astype(np.uint8)


def _wall() -> Pixels:
    """A grey wall with a chart of many sharp marks."""
    rng = np.random.default_rng(77)
    wall = np.full((*SIZE, 3), (118, 128, 138), np.uint8)
    for _ in range(400):
        row, col = int(rng.integers(0, SIZE[0])), int(rng.integers(0, SIZE[1]))
        level = int(rng.integers(40, 220))
        cv2.rectangle(wall, (col, row), (col + 12, row + 9), (level, level, level), cv2.FILLED)
    return wall


def _moved(picture: Pixels, carry: Similarity, border: int = cv2.BORDER_CONSTANT) -> Pixels:
    source, matrix = picture, carry.matrix_xy[:2]
    if carry.scale < 0.7:
        source = cv2.GaussianBlur(picture, (0, 0), 0.4 / carry.scale)
    return np.asarray(
        cv2.warpAffine(source, matrix, SIZE[::-1], flags=cv2.INTER_LINEAR, borderMode=border), np.uint8
    )
