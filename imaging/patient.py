"""Where in a photo the patient is: skin, as far as colour and place can tell.

Alignment rests on what this marks, so it must be right about walls, sheets, rulers and padding rather than
about the last toe. Skin is guessed from hue, under the light as it is or with its cast divided out, whichever
sets the middle apart more; then two colour models grow over what looks alike (GrabCut).
Where no skin is seen (grey pictures, other scenes) everything that is not padding counts.
"""

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from imaging.resample import shrink

_SIDE_PX: Final = 160  # large enough to tell toes apart, small enough for 10 ms
_FLAT_LEVELS: Final = 6  # a border line that varies less is padding: JPEG noise passes, skin never does
_LEAST_SHARE: Final = 0.04  # of the picture: less skin than that says nothing
_ROUNDS: Final = 2
_FAR: Final = 0.35  # what nearness leaves to skin at the rim
_GUESSED: Final = 0.35
_CERTAIN: Final = 0.8


@dataclass(frozen=True, slots=True)
class Patient:
    """A map of the patient over one photo.

    `chance` is (h, w) float32, 0-1, at reduced size: 0 on padding, low behind the patient, 1 on skin.
    """

    chance: NDArray[np.float32]
    content: tuple[int, int, int, int]  # top, left, bottom, right of what is not padding, px of the photo
    skin_share: float  # of the content; 0 when no skin was seen and everything counts

    def at(self, points: NDArray[np.float64], *, shape: tuple[int, ...]) -> NDArray[np.float64]:
        """The chance at `(row, col)` points of the photo of that shape."""
        factor = np.array(self.chance.shape) / shape[:2]
        place = np.clip(((points + 0.5) * factor).astype(np.intp), 0, np.array(self.chance.shape) - 1)
        return self.chance[place[:, 0], place[:, 1]].astype(np.float64)

    def box(self, *, shape: tuple[int, ...]) -> tuple[int, int, int, int]:
        """Top, left, bottom, right around the patient, px of the photo of that shape, with a margin."""
        rows, cols = np.nonzero(self.chance > 0.5)
        top, left, bottom, right = self.content
        if len(rows) == 0:
            return self.content
        up, along = shape[0] / self.chance.shape[0], shape[1] / self.chance.shape[1]
        margin = 0.04 * max(shape[:2])
        return (
            max(top, int(rows.min() * up - margin)),
            max(left, int(cols.min() * along - margin)),
            min(bottom, int((rows.max() + 1) * up + margin)),
            min(right, int((cols.max() + 1) * along + margin)),
        )


def find_patient(pixels: NDArray[np.uint8]) -> Patient:
    """The patient in `(H, W, 3)` RGB uint8 pixels."""
    small = shrink(pixels, factor=min(1.0, _SIDE_PX / max(pixels.shape[:2])))
    top, left, bottom, right = _inside_padding(small)
    seen = np.ascontiguousarray(small[top:bottom, left:right])
    skin, share = _skin(seen)
    chance = np.zeros(small.shape[:2], np.float32)
    chance[top:bottom, left:right] = skin
    up, along = pixels.shape[0] / small.shape[0], pixels.shape[1] / small.shape[1]
    content = (round(top * up), round(left * along), round(bottom * up), round(right * along))
    return Patient(chance, content, share)


def _inside_padding(small: NDArray[np.uint8]) -> tuple[int, int, int, int]:
    """Top, left, bottom, right of what lies inside constant borders; one line more is dropped as blend."""
    level = small.max(axis=2).astype(np.int16)
    top, left = _flat_lines(level), _flat_lines(level.T)
    bottom, right = _flat_lines(level[::-1]), _flat_lines(level.T[::-1])
    top, left, bottom, right = (lines + 1 if lines else 0 for lines in (top, left, bottom, right))
    height, width = level.shape
    if top + bottom > height * 0.9 or left + right > width * 0.9:
        return 0, 0, height, width  # a blank picture: nothing stands out as padding
    return top, left, height - bottom, width - right


def _flat_lines(level: NDArray[np.int16]) -> int:
    """How many lines from the first on are one colour, all the same one."""
    first = int(level[0].min())
    flat = (level.max(axis=1) - first <= _FLAT_LEVELS) & (first - level.min(axis=1) <= _FLAT_LEVELS)
    return len(flat) if flat.all() else int(np.argmin(flat))


def _skin(rgb: NDArray[np.uint8]) -> tuple[NDArray[np.float32], float]:
    """The map over the content, and the share of skin in it."""
    near = _nearness(rgb.shape[0], rgb.shape[1])
    guess = max(
        (_skin_by_colour(light) for light in (rgb, _cast_divided(rgb))),
        key=lambda one: _stands_out(one, near),
    )
    everything = np.ones(rgb.shape[:2], np.float32)
    guess = guess * near
    share = float((guess > _GUESSED).mean())
    if not _LEAST_SHARE <= share <= 0.9:
        return everything, share if share > 0.5 else 0.0
    # Nothing is marked as certain background: shade and tattoos look least like skin, and belong to it.
    marks = np.where(guess > _GUESSED, cv2.GC_PR_FGD, cv2.GC_PR_BGD).astype(np.uint8)
    marks[guess > _CERTAIN] = cv2.GC_FGD
    models = np.zeros((1, 65)), np.zeros((1, 65))
    cv2.setRNGSeed(0)  # GrabCut seeds its colour clusters from the library's own generator
    cv2.grabCut(rgb, marks, (0, 0, 0, 0), *models, _ROUNDS, cv2.GC_INIT_WITH_MASK)
    skin = _whole(np.isin(marks, (cv2.GC_FGD, cv2.GC_PR_FGD)).astype(np.uint8))
    share = float(skin.mean())
    if share < _LEAST_SHARE:
        return everything, 0.0
    soft = cv2.GaussianBlur(skin.astype(np.float32), (0, 0), 1.5)
    return np.asarray(soft, dtype=np.float32), share


def _cast_divided(rgb: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The picture under a light that its brighter parts (sheets, walls) would call white (shades of grey)."""
    linear = (rgb.astype(np.float32) / 255) ** 2.2
    light = np.maximum((linear.reshape(-1, 3) ** 6).mean(axis=0) ** (1 / 6), 1e-4)
    gain = np.clip(light.mean() / light, 0.4, 2.5)
    return np.asarray(np.clip(linear * gain, 0, 1) ** (1 / 2.2) * 255, dtype=np.uint8)


def _stands_out(guess: NDArray[np.float32], near: NDArray[np.float32]) -> float:
    """How much more of the guess lies in the middle than at the rim."""
    middle = (near - _FAR) / (1 - _FAR)
    rim = 1 - middle
    return float((guess * middle).sum() / middle.sum() - (guess * rim).sum() / rim.sum())


def _whole(skin: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Gaps closed (dressings, wounds, tattoos belong to the patient), specks dropped."""
    joined = cv2.morphologyEx(skin, cv2.MORPH_CLOSE, np.ones((7, 7), np.uint8))
    count, label, stats, _ = cv2.connectedComponentsWithStats(joined)
    sizes = stats[1:count, cv2.CC_STAT_AREA]
    if len(sizes) == 0:
        return skin
    kept = 1 + np.flatnonzero(sizes >= 0.2 * sizes.max())
    outlines, _ = cv2.findContours(
        np.isin(label, kept).astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE
    )
    return np.asarray(cv2.drawContours(np.zeros_like(skin), outlines, -1, 1, cv2.FILLED), dtype=np.uint8)


def _skin_by_colour(rgb: NDArray[np.uint8]) -> NDArray[np.float32]:
    """0-1: hue between red and yellow, some chroma, neither black nor burnt out; every skin tone passes."""
    lab = np.asarray(cv2.cvtColor(rgb.astype(np.float32) / 255, cv2.COLOR_RGB2LAB), dtype=np.float32)
    light, a, b = lab[..., 0], lab[..., 1], lab[..., 2]
    chroma, hue = np.hypot(a, b), np.degrees(np.arctan2(b, a))
    likely = np.exp(-0.5 * ((hue - 45) / 22) ** 2)
    likely = likely * _above(chroma, 9, 2.5) * (1 - _above(chroma, 56, 6)) * _above(a, 4, 2)
    return np.asarray(likely * _above(light, 18, 5) * (1 - _above(light, 96, 2)), dtype=np.float32)


def _above(value: NDArray[np.float32], middle: float, width: float) -> NDArray[np.float32]:
    return np.asarray(1 / (1 + np.exp(-np.clip((value - middle) / width, -40, 40))), dtype=np.float32)


def _nearness(height: int, width: int) -> NDArray[np.float32]:
    """1 in the middle, 0.35 far from it: a clinical photo is taken of what stands in its middle."""
    row, col = np.mgrid[:height, :width]
    off = 2 * np.hypot((row + 0.5) / height - 0.5, (col + 0.5) / width - 0.5)
    return np.asarray(_FAR + (1 - _FAR) * np.exp(-0.5 * (off / 0.75) ** 2), dtype=np.float32)
