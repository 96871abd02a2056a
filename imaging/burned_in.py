"""Whether a date or text was burned into a photo: a row of strokes of one colour near an edge.

Letters are told from hair and cloth by what a stamp always is: flat in colour, of one height, in one line,
with gaps no wider than letters. Three short signs or text over a busy pattern stay unseen, so "none seen" is
no promise; what is seen is where `Burned` says.
"""

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from imaging.frame import Pixels
from imaging.resample import shrink

_SIDE_PX: Final = 1024
_BAND: Final = 0.16  # of the height, above and below
_HEIGHTS: Final = (0.010, 0.07)  # of the longer side: the height of a letter
_STAND_OUT: Final = 45.0  # grey levels against the surroundings
_CORE: Final = 0.8
_FLAT: Final = 26.0  # standard deviation inside the core of a letter, of 255
_LEAST_LETTERS: Final = 5
_GAP: Final = 1.6  # heights between neighbours
_ALIKE: Final = (0.75, 1.34)  # heights of letters of one line
_COLOUR: Final = 45.0  # letters of one line lie within this of each other, RGB

Box = tuple[int, int, int, int]  # top, left, height, width


@dataclass(frozen=True, slots=True)
class Burned:
    """Text near an edge: `box_px` is (x0, y0, x1, y1) of the array that was searched."""

    box_px: tuple[float, float, float, float]
    letters: int


@dataclass(frozen=True, slots=True)
class _Letter:
    top: int
    left: int
    height: int
    width: int
    colour: NDArray[np.float64]


def burned_in(pixels: Pixels) -> Burned | None:
    """The longest line of text in the upper or lower band of `(H, W, 3)` uint8 pixels, or None."""
    factor = min(1.0, _SIDE_PX / max(pixels.shape[:2]))
    small = shrink(pixels, factor=factor) if factor < 1 else pixels
    height = small.shape[0]
    band = max(8, round(_BAND * height))
    lines = [
        _shifted(line, down)
        for down, part in ((0, small[:band]), (height - band, small[height - band :]))
        for is_bright in (True, False)
        if (line := _line(part, is_bright=is_bright, side_px=max(small.shape[:2])))
    ]
    best = max(lines, key=len, default=[])
    if len(best) < _LEAST_LETTERS:
        return None
    top, left = min(one.top for one in best), min(one.left for one in best)
    bottom = max(one.top + one.height for one in best)
    right = max(one.left + one.width for one in best)
    return Burned((left / factor, top / factor, right / factor, bottom / factor), len(best))


def _line(part: Pixels, *, is_bright: bool, side_px: int) -> list[_Letter]:
    smallest, largest = (share * side_px for share in _HEIGHTS)
    level = part.max(axis=2) if is_bright else part.min(axis=2)
    width = 2 * round(largest / 3) + 1
    kernel = np.ones((width, width), np.uint8)
    how = cv2.MORPH_TOPHAT if is_bright else cv2.MORPH_BLACKHAT
    raised = cv2.morphologyEx(level, how, kernel)
    count, label, stats, _ = cv2.connectedComponentsWithStats((raised > _STAND_OUT).astype(np.uint8))
    letters = []
    for index in range(1, count):
        left, top, wide, tall, area = (int(value) for value in stats[index])
        if not smallest <= tall <= largest or wide > 1.6 * tall or area < 0.12 * wide * tall:
            continue
        is_letter = label == index
        # The middle of the strokes: their rims are blended with what lies behind.
        core = is_letter & (raised >= _CORE * int(raised[is_letter].max()))
        inside = part[core].astype(np.float64)
        if float(inside.std(axis=0).max()) <= _FLAT:
            letters.append(_Letter(top, left, tall, wide, np.median(inside, axis=0)))
    letters.sort(key=lambda one: one.left)
    return max((_run_from(start, letters) for start in range(len(letters))), key=len, default=[])


def _run_from(start: int, letters: list[_Letter]) -> list[_Letter]:
    """The letters that follow the one at `start` in its line."""
    run = [letters[start]]
    for one in letters[start + 1 :]:
        last = run[-1]
        gap = one.left - (last.left + last.width)
        if gap > _GAP * last.height:
            break
        low, high = _ALIKE
        is_level = abs(one.top + one.height - last.top - last.height) <= 0.25 * last.height
        is_alike = low <= one.height / run[0].height <= high
        is_same = float(np.linalg.norm(one.colour - run[0].colour)) <= _COLOUR
        if gap >= -1 and is_level and is_alike and is_same:
            run.append(one)
    return run


def _shifted(line: list[_Letter], down: int) -> list[_Letter]:
    return [_Letter(one.top + down, one.left, one.height, one.width, one.colour) for one in line]
