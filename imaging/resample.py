"""Pixels carried by a similarity to a canvas of given size, for looking at, never for showing.

Shrinking averages (no aliasing), enlarging is linear; what lies outside the source is black.
"""

import math

import cv2
import numpy as np
from numpy.typing import NDArray

from imaging.geometry import Similarity

_SHRINK_BELOW = 0.75  # above it linear sampling alone does not alias visibly


def resample(
    pixels: NDArray[np.uint8], carry: Similarity, *, height_px: int, width_px: int
) -> NDArray[np.uint8]:
    """`pixels` of shape (H, W) or (H, W, 3), uint8, carried by `carry` to `height_px` x `width_px`."""
    top, left, bottom, right = _seen(pixels.shape, carry, height_px, width_px)
    if bottom <= top or right <= left:
        return np.zeros((height_px, width_px, *pixels.shape[2:]), np.uint8)
    part = pixels[top:bottom, left:right]
    from_part = Similarity(1.0, 0.0, (float(top), float(left))).then(carry)
    if carry.scale < _SHRINK_BELOW:
        part, from_part = _shrunk(part, from_part)
    drawn = cv2.warpAffine(part, from_part.matrix_xy[:2], (width_px, height_px), flags=cv2.INTER_LINEAR)
    return np.asarray(drawn, dtype=np.uint8)


def shrink(pixels: NDArray[np.uint8], *, factor: float) -> NDArray[np.uint8]:
    """`pixels` resized by `factor` <= 1, each pixel the mean of what it covers."""
    height, width = pixels.shape[:2]
    size = (max(1, round(width * factor)), max(1, round(height * factor)))
    if size == (width, height):
        return pixels
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)


def _seen(
    shape: tuple[int, ...], carry: Similarity, height_px: int, width_px: int
) -> tuple[int, int, int, int]:
    """The part of the source that falls on the canvas: top, left, bottom, right."""
    canvas = np.array([[0, 0], [0, width_px], [height_px, 0], [height_px, width_px]], dtype=np.float64)
    corners = carry.inverse()(canvas - 0.5)
    margin = 2 + 2 / carry.scale
    top, left = np.floor(corners.min(0) - margin)
    bottom, right = np.ceil(corners.max(0) + margin)
    return max(0, int(top)), max(0, int(left)), min(shape[0], int(bottom)), min(shape[1], int(right))


def _shrunk(part: NDArray[np.uint8], carry: Similarity) -> tuple[NDArray[np.uint8], Similarity]:
    """The part at about the size it will be drawn at, and the carry from there."""
    height, width = part.shape[:2]
    small = shrink(part, factor=carry.scale)
    # Rows and columns are rounded apart; a mean factor keeps the carry a similarity to well under a pixel.
    factor = math.sqrt((small.shape[0] / height) * (small.shape[1] / width))
    return small, Similarity.resized(factor).inverse().then(carry)
