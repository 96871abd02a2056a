"""A part of a photo, or of one photo of an aligned pair, at any size up to full resolution.

A tile is the same recipe on a smaller box, so that a pair lies on each other at every zoom exactly
as on the whole picture, covered where the whole is covered, and nothing is enlarged beyond its pixels.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np

from imaging.compare import picture
from imaging.frame import Frame, Pixels
from imaging.geometry import Similarity
from imaging.operations import Align, Conceal, Crop, Layout, Orient, Photo, Scale
from imaging.recipe import Recipe

SMALLEST_PX = 256  # of the last level's longer side: it costs nothing to go on from there

Box = tuple[int, int, int, int]
"""x, y, width, height"""


@dataclass(frozen=True, slots=True, eq=False)
class Pyramid:
    """A photo at full size, at half, at a quarter: each pixel the mean of the four below it."""

    levels: tuple[Pixels, ...]

    @classmethod
    def of(cls, pixels: Pixels) -> "Pyramid":
        """All levels of an upright sRGB picture."""
        levels = [pixels]
        while max(levels[-1].shape[:2]) > SMALLEST_PX:
            levels.append(_halved(levels[-1]))
        return cls(tuple(levels))

    @property
    def size(self) -> int:
        """Bytes of memory that it takes."""
        return sum(level.nbytes for level in self.levels)

    def at(self, reduction: float) -> tuple[Frame, int]:
        """The smallest level that still holds every pixel at this reduction, and by how much it is smaller.

        Its full size is that of its own pixels, so that its scale is exact.
        """
        step = min(max(0, int(np.log2(max(reduction, 1.0)) + 1e-9)), len(self.levels) - 1)
        level = self.levels[step]
        height, width = level.shape[:2]
        frame = Frame(pixels=level, full_width_px=width << step, full_height_px=height << step)
        return frame, 1 << step


def whole(orient: Orient, *, conceals: Sequence[Conceal] = ()) -> Recipe:
    """The recipe of one photo alone, at its full size."""
    before, after = replace(orient, photo="before"), replace(orient, photo="after")
    width, height = orient.size_px
    steps = (
        Align.of(Similarity.identity()),
        Crop(box_px=(0, 0, width, height)),
        Scale(size_px=(width, height)),
    )
    return Recipe((before, after, *steps, *conceals, Layout(mode="after")))


def tile(recipe: Recipe, pyramid: Pyramid, photo: Photo, box: Box, size_px: tuple[int, int]) -> Pixels:
    """A part of the picture that the recipe makes of a photo, uint8 `(H, W, 3)`.

    Parameters
    ----------
    recipe : Recipe
        Of an aligned pair, or `whole`.
    box : (x, y, width, height)
        In pixels of the recipe's field at full size.
    size_px : (width, height)
        Of the answer; its shape is the box's, to a pixel.

    Raises
    ------
    ValueError
        The recipe has no field, or the size would enlarge or distort.
    """
    if recipe.crop is None or recipe.align is None:
        raise ValueError("only one photo, or an aligned pair, has tiles")
    step = _step(box, size_px)
    x, y, _, _ = recipe.crop.box_px
    # The last tile of a row may reach over the end by less than one pixel of its own.
    reach = (round(size_px[0] * step), round(size_px[1] * step))
    crop = Crop(box_px=(x + box[0], y + box[1], max(1, reach[0]), max(1, reach[1])))
    per_photo_px = step / (1.0 if photo == "before" else recipe.align.similarity.scale)
    frame, _ = pyramid.at(per_photo_px)
    size = (frame.full_width_px, frame.full_height_px)
    steps = tuple(
        replace(operation, size_px=size)
        if isinstance(operation, Orient) and operation.photo == photo
        else crop
        if isinstance(operation, Crop)
        else Scale(size_px=size_px)
        if isinstance(operation, Scale)
        else operation
        for operation in recipe.operations
    )
    return picture(Recipe(steps), frame, photo)


def _step(box: Box, size_px: tuple[int, int]) -> float:
    """Field pixels a pixel of the tile."""
    (_, _, wide, high), (width, height) = box, size_px
    if width > wide or height > high:
        raise ValueError(f"{wide} x {high} px are not enlarged to {width} x {height}")
    across, down = wide / width, high / height
    nearest = round(max(across, down))
    if all(-(-side // nearest) == got for side, got in ((wide, width), (high, height))):
        return float(nearest)  # a tile of a pyramid: rounded up at the edges
    step = math.sqrt(across * down)
    if abs(wide / step - width) > 1 or abs(high / step - height) > 1:
        raise ValueError(f"{wide} x {high} px at {width} x {height} would be distorted")
    return step


def _halved(pixels: Pixels) -> Pixels:
    height, width = pixels.shape[:2]
    # An odd last row or column is averaged with itself: exactly half, and nothing from elsewhere.
    even = cv2.copyMakeBorder(pixels, 0, height % 2, 0, width % 2, cv2.BORDER_REPLICATE)
    size = (even.shape[1] // 2, even.shape[0] // 2)
    return np.asarray(cv2.resize(even, size, interpolation=cv2.INTER_AREA), np.uint8)
