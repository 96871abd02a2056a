"""Where the 24 patches lie: the finder's box, taken up by the edges of the patches themselves.

Everything happens on a copy of fixed size. The card is drawn upright at `PITCH` px a patch, each patch that
stands out from its surround is measured there, and a homography is fitted to the middles that were measured:
the box alone leans by some px. Grid places are (x, y) in patches, (0, 0) the middle of dark skin.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from imaging.chart.values import COLUMNS, PATCHES, ROWS, Floats
from imaging.frame import Pixels

PITCH = 24  # px a patch in the upright drawing of the card
MARGIN = 1  # patches around it
MIN_MEASURED = 12  # patches whose edges were seen
_HALF = 17  # px around a middle that are searched for the edges of a patch
_ALIKE, _ALIKE_MOST = (
    14.0,
    45.0,
)  # codes, largest channel difference within one patch; in noise it may be more
_NOISES, _NOISY = 3.5, 7.0  # codes
_SIZE = (0.45, 1.02)  # of the pitch: sides that a patch can have
_STRAY = 0.10  # of the pitch: a middle further from the homography was not this patch's

GRID: Floats = np.array([(index % COLUMNS, index // COLUMNS) for index in range(PATCHES)], np.float64)
_DRAWN = ((COLUMNS + 2 * MARGIN) * PITCH, (ROWS + 2 * MARGIN) * PITCH)  # width, height
# Grid places to pixels of the drawing.
_TO_DRAWING = np.array(
    [[PITCH, 0, (MARGIN + 0.5) * PITCH - 0.5], [0, PITCH, (MARGIN + 0.5) * PITCH - 0.5], [0, 0, 1.0]]
)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Grid:
    """The homography from grid places to pixels (x, y) of the copy, and how well it was seen."""

    to_copy: Floats  # (3, 3)
    seen: tuple[int, ...] = ()  # patches, counted from 0, whose edges agree with it

    @property
    def centres(self) -> Floats:
        """Middles of the patches in the copy (24, 2), (x, y) px."""
        return placed(self.to_copy, GRID)

    @property
    def pitch_px(self) -> float:
        """Distance of two neighbouring patches in the copy, the smallest of both directions."""
        middles = self.centres.reshape(ROWS, COLUMNS, 2)
        steps = (np.diff(middles, axis=0), np.diff(middles, axis=1))
        return float(min(np.median(np.linalg.norm(step, axis=-1)) for step in steps))

    def outline(self, reach: float) -> Floats:
        """Corners (24, 4, 2) of squares around the middles, `reach` patches to each side."""
        corners = np.array([(-reach, -reach), (reach, -reach), (reach, reach), (-reach, reach)])
        return placed(self.to_copy, (GRID[:, None] + corners).reshape(-1, 2)).reshape(PATCHES, 4, 2)

    @property
    def mirrored(self) -> bool:
        """The order runs the other way round: the photo is mirrored, or the make has another layout."""
        return bool(np.linalg.det(self.to_copy) * self.to_copy[2, 2] < 0)

    def turned(self) -> "Grid":
        """The same places, counted from the other end of the card."""
        half_turn = np.array([[-1.0, 0, COLUMNS - 1], [0, -1.0, ROWS - 1], [0, 0, 1]])
        return Grid(to_copy=self.to_copy @ half_turn, seen=tuple(PATCHES - 1 - i for i in self.seen))

    def flipped(self) -> "Grid":
        """The same places, each row counted from its other end."""
        flip = np.array([[-1.0, 0, COLUMNS - 1], [0, 1.0, 0], [0, 0, 1]])
        seen = tuple(i + COLUMNS - 1 - 2 * (i % COLUMNS) for i in self.seen)
        return Grid(to_copy=self.to_copy @ flip, seen=seen)

    def drawn(self, copy: Pixels) -> Pixels:
        """The card, upright, `PITCH` px a patch."""
        carry = self.to_copy @ np.linalg.inv(_TO_DRAWING)
        flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        return np.asarray(cv2.warpPerspective(copy, carry, _DRAWN, flags=flags), np.uint8)


def placed(homography: Floats, points: Floats) -> Floats:
    """Points (N, 2) under a homography."""
    carried = np.concatenate([points, np.ones((len(points), 1))], axis=1) @ homography.T
    return np.asarray(carried[:, :2] / carried[:, 2:])


def grid_in(box: Floats) -> Grid:
    """The grid that fills a box of four corners (4, 2), (x, y) px; no patch of it was seen yet."""
    corners = np.array([(-0.5, -0.5), (5.5, -0.5), (5.5, 3.5), (-0.5, 3.5)], np.float32)
    carry = cv2.getPerspectiveTransform(corners, box.astype(np.float32))
    return Grid(to_copy=np.asarray(carry, np.float64))


def grid_of(box: Floats, copy: Pixels) -> Grid | None:
    """The grid in a box, settled on the patches' edges; None when they do not bear it out."""
    grid: Grid | None = grid_in(box)
    for _ in range(2):
        grid = None if grid is None else _settled(grid, copy)
    return grid


def patch_pixels(drawing: Pixels, *, reach: float) -> NDArray[np.uint8]:
    """The inner square of every patch (24, n, n, 3), `reach` patches to each side of the middle."""
    half = round(reach * PITCH)
    middles = placed(_TO_DRAWING, GRID).round().astype(int)
    return np.stack([drawing[y - half : y + half + 1, x - half : x + half + 1] for x, y in middles])


def _settled(grid: Grid, copy: Pixels) -> Grid | None:
    drawing = grid.drawn(copy)
    inner = patch_pixels(drawing, reach=3 / PITCH).reshape(PATCHES, -1, 3).astype(np.float64)
    colours = np.median(inner, axis=1)
    noise = 1.4826 * np.median(np.abs(inner - colours[:, None]), axis=1)
    if np.median(noise) > _NOISY:
        drawing = np.asarray(cv2.medianBlur(drawing, 5), np.uint8)
        noise *= 0.4  # what a median of 25 leaves, edges and all
    alike = np.clip(_NOISES * noise, _ALIKE, _ALIKE_MOST)
    found = [_middle(drawing, *each) for each in zip(placed(_TO_DRAWING, GRID), colours, alike, strict=True)]
    seen = np.array([index for index, middle in enumerate(found) if middle is not None], int)
    if len(seen) < MIN_MEASURED:
        return None
    middles = np.array([middle for middle in found if middle is not None])
    in_copy = placed(grid.to_copy @ np.linalg.inv(_TO_DRAWING), middles)
    limit = _STRAY * grid.pitch_px
    fitted, kept = cv2.findHomography(GRID[seen], in_copy, cv2.RANSAC, limit, maxIters=500)
    if fitted is None or int(kept.sum()) < MIN_MEASURED:
        return None
    held = kept.ravel() > 0
    if len(set(seen[held] % COLUMNS)) < COLUMNS - 1 or len(set(seen[held] // COLUMNS)) < ROWS - 1:
        return None  # two rows say nothing of where the others lie
    return Grid(to_copy=np.asarray(fitted, np.float64), seen=tuple(int(i) for i in seen[held]))


def _middle(drawing: Pixels, place: Floats, colour: Floats, reach: Floats) -> Floats | None:
    """The middle (x, y) of the patch at this place of the drawing; None when it has no edges of its own."""
    x, y = (round(float(value)) for value in place)
    top, left = max(y - _HALF, 0), max(x - _HALF, 0)
    window = drawing[top : y + _HALF + 1, left : x + _HALF + 1]
    near = cv2.inRange(window, tuple((colour - reach).tolist()), tuple((colour + reach).tolist()))
    alike = np.asarray(cv2.medianBlur(near, 3), np.uint8)
    _, labels, stats, middles = cv2.connectedComponentsWithStats(alike, connectivity=4)
    label = int(labels[y - top, x - left])
    if alike[y - top, x - left] == 0:
        return None
    width, height, area = (
        int(stats[label, k]) for k in (cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT, cv2.CC_STAT_AREA)
    )
    sides = (_SIZE[0] * PITCH <= side <= _SIZE[1] * PITCH for side in (width, height))
    if not all(sides) or area < 0.8 * width * height:
        return None
    return np.asarray(middles[label] + (left, top), np.float64)
