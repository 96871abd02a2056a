"""Two photos of a patient side by side, split, laid over each other, or as their difference.

`plan` writes the recipe, `render` follows it: the same recipe and photos give the same
pixels. The after photo is laid onto the before photo, never the other way round, and both
go through the same resampling, once, so that neither looks softer than the other.
Outside a photo there is only the surround: no border is repeated, mirrored or filled.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from imaging.colour import apply_gains, apply_model, to_lab
from imaging.drawing import sample
from imaging.field import Field, NoField, common_field
from imaging.frame import Frame, Pixels
from imaging.geometry import Similarity
from imaging.operations import SURROUND, Align, Calibrate, Colour, Crop, Layout, Mode, Orient, Photo, Scale
from imaging.recipe import Recipe

APART_GAP_PX = 96  # two photos that were not aligned must not look like a pair
DIFFERENCE_WHITE = 25.0  # CIELAB distance that is drawn white
_NOISE_SIGMAS = 3.0


def orient_of(frame: Frame, photo: Photo) -> Orient:
    """The first operation of a recipe, from the photo itself."""
    size = (frame.full_width_px, frame.full_height_px)
    return Orient(photo=photo, orientation=frame.orientation, size_px=size)


def plan(
    before: Orient,
    after: Orient,
    similarity: Similarity,
    *,
    mode: Mode = "side_by_side",
    side_px: int = 1024,
    colours: tuple[Colour | Calibrate, ...] = (),
) -> Recipe | NoField:
    """The recipe of an aligned pair on its common field, or why there is none.

    Parameters
    ----------
    before, after : Orient
        Size and orientation of the two photos.
    similarity : Similarity
        Carries full-size pixels of after to those of before.
    side_px : int
        Longer side of each picture. Nothing is enlarged beyond the before photo.
    """
    field = common_field(before.size_px, after.size_px, similarity)
    if isinstance(field, NoField):
        return field
    size = _fitted((field.width, field.height), side_px)
    steps = (Align.of(similarity), Crop(box_px=field.box_px), size)
    return Recipe((before, after, *steps, *colours, Layout(mode=mode)))


def plan_apart(before: Orient, after: Orient, *, mode: Mode = "side_by_side", side_px: int = 1024) -> Recipe:
    """The recipe of two photos that could not be aligned: each as taken, whole, with a wide gap.

    Raises
    ------
    ValueError
        `mode` lays one photo onto the other.
    """
    widest = max(before.size_px[0], after.size_px[0]), max(before.size_px[1], after.size_px[1])
    return Recipe((before, after, _fitted(widest, side_px), Layout(mode=mode, gap_px=APART_GAP_PX)))


def render(recipe: Recipe, before: Frame, after: Frame) -> Pixels:
    """The picture of the recipe, uint8 `(H, W, 3)` sRGB.

    Raises
    ------
    ValueError
        A frame is not of the photo that the recipe names (its size differs).
    """
    layout = recipe.layout
    if layout.mode == "before":
        return picture(recipe, before, "before")
    if layout.mode == "after":
        return picture(recipe, after, "after")
    pair = picture(recipe, before, "before"), picture(recipe, after, "after")
    if layout.mode == "side_by_side":
        return side_by_side(*pair, layout)
    if layout.mode == "slider":
        return slider(*pair, layout)
    if layout.mode == "overlay":
        return overlay(*pair)
    return difference(*pair).pixels


def picture(recipe: Recipe, frame: Frame, photo: Photo) -> Pixels:
    """One photo of the comparison on its canvas: the common field, or the photo as taken."""
    said = recipe.orient(photo).size_px
    if said != (frame.full_width_px, frame.full_height_px):
        raise ValueError(f"the recipe is for a `{photo}` photo of {said[0]} x {said[1]} px")
    to_photo = canvas_to_photo(recipe, photo)
    to_pixels = to_photo.then(Similarity.resized(frame.scale))
    drawn = sample(frame.pixels, to_pixels, recipe.scale.size_px, fill=recipe.layout.surround)
    colour = recipe.colour(photo)
    if colour is not None:
        drawn = apply_gains(drawn, colour.gains)
    model = recipe.calibrate(photo)
    if model is not None:
        matrix, offset = np.array(model.matrix), np.array(model.offset)
        drawn, _ = apply_model(drawn, exponent=model.exponent, matrix=matrix, offset=offset)
    for conceal in recipe.conceals:
        for box in conceal.boxes_px:
            _cover(drawn, box, canvas_to_photo(recipe, "before"), recipe.layout.surround)
    return drawn


def canvas_to_photo(recipe: Recipe, photo: Photo) -> Similarity:
    """Carries pixels of the canvas to full-size pixels of the photo."""
    width, height = recipe.scale.size_px
    if recipe.crop is None or recipe.align is None:
        wide, high = recipe.orient(photo).size_px
        return _middle_to_middle((width, height), (0, 0, wide, high), max(wide / width, high / height, 1.0))
    x, y, wide, high = recipe.crop.box_px
    # The smaller ratio: rounding the canvas to whole pixels may not reach outside the field.
    to_before = _middle_to_middle((width, height), (x, y, wide, high), min(wide / width, high / height))
    return to_before if photo == "before" else to_before.then(recipe.align.similarity.inverse())


def side_by_side(before: Pixels, after: Pixels, layout: Layout) -> Pixels:
    """Before on the left, after on the right, surround between them."""
    height = max(len(before), len(after))
    gap = np.full((height, layout.gap_px, 3), layout.surround, np.uint8)
    return np.concatenate([before, gap, after], axis=1)


def slider(before: Pixels, after: Pixels, layout: Layout) -> Pixels:
    """Before up to the edge, after beyond it; the edge is white with a black casing."""
    width = before.shape[1]
    edge = round(layout.split * width)
    drawn = np.concatenate([before[:, :edge], after[:, edge:]], axis=1)
    half = max(1, width // 500)
    drawn[:, max(edge - 2 * half, 0) : edge + 2 * half] = 0
    drawn[:, max(edge - half, 0) : edge + half] = 255
    return drawn


def overlay(before: Pixels, after: Pixels) -> Pixels:
    """Half of each."""
    return np.asarray(cv2.addWeighted(before, 0.5, after, 0.5, 0.0), np.uint8)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Difference:
    """Grey-scale magnitude of what differs, with what black and white mean."""

    pixels: Pixels  # R = G = B; black up to `floor`, white from `white` on
    floor: float  # CIELAB distance that noise alone reaches
    white: float  # CIELAB distance drawn white


def difference(before: Pixels, after: Pixels) -> Difference:
    """Distance of the colours, CIELAB, above what the noise of the two photos explains."""
    first, second = to_lab(before), to_lab(after)
    floor = _NOISE_SIGMAS * float(np.hypot(_noise(first), _noise(second)))
    white = max(DIFFERENCE_WHITE, 2 * floor)
    distance = np.sqrt(((first - second) ** 2).sum(axis=2))
    grey = np.clip((distance - floor) / (white - floor), 0.0, 1.0)
    drawn = np.rint(grey * 255).astype(np.uint8)
    return Difference(pixels=np.repeat(drawn[:, :, None], 3, axis=2), floor=floor, white=white)


def _noise(lab: NDArray[np.float32]) -> float:
    """Standard deviation of the noise, CIELAB, from the smoother half of the picture (Immerkaer 1996)."""
    kernel = np.array([[1, -2, 1], [-2, 4, -2], [1, -2, 1]], np.float32)
    parts = [np.median(np.abs(cv2.filter2D(channel, -1, kernel))) for channel in cv2.split(lab)]
    return float(np.linalg.norm(parts)) / (6 * 0.6745)


def _middle_to_middle(canvas: tuple[int, int], box: tuple[int, int, int, int], scale: float) -> Similarity:
    """Canvas pixels to those of a box `(x, y, width, height)`, uniform, the two middles on each other."""
    x, y, wide, high = box
    row = y + (high - 1) / 2 - scale * (canvas[1] - 1) / 2
    col = x + (wide - 1) / 2 - scale * (canvas[0] - 1) / 2
    return Similarity(scale, 0.0, (row, col))


def _fitted(size: tuple[int, int], side_px: int) -> Scale:
    """The size, reduced so that its longer side is `side_px`; never enlarged."""
    factor = min(1.0, side_px / max(size))
    return Scale(size_px=(max(1, round(size[0] * factor)), max(1, round(size[1] * factor))))


def _cover(pixels: Pixels, box: tuple[float, float, float, float], to_before: Similarity, grey: int) -> None:
    """Paint a box of the before photo on this (own) canvas."""
    x, y, width, height = box
    corners = to_before.inverse()(np.array([(y, x), (y + height, x + width)]))
    (top, left), (bottom, right) = np.floor(corners[0]), np.ceil(corners[1])
    pixels[max(int(top), 0) : max(int(bottom), 0) + 1, max(int(left), 0) : max(int(right), 0) + 1] = grey


__all__ = [
    "APART_GAP_PX",
    "DIFFERENCE_WHITE",
    "SURROUND",
    "Difference",
    "Field",
    "NoField",
    "canvas_to_photo",
    "common_field",
    "difference",
    "orient_of",
    "overlay",
    "picture",
    "plan",
    "plan_apart",
    "render",
    "side_by_side",
    "slider",
]
