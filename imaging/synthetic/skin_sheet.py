"""The texels of a patch of skin and how lines are drawn on them; millimetres from the middle."""

from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np

from imaging.synthetic.fields import Array, blur

FIXED_BITS = 4  # the drawing calls take texels with four bits behind the point


@dataclass(frozen=True)
class Sheet:
    """The texels of a patch; millimetres from its middle."""

    shape: tuple[int, int]
    mm: float

    @cached_property
    def grid_mm(self) -> tuple[Array, Array]:
        """Columns and rows (x, y), each (H, W), in mm."""
        height, width = self.shape
        xs = (np.arange(width, dtype=np.float32) - (width / 2 - 0.5)) * np.float32(self.mm)
        ys = (np.arange(height, dtype=np.float32) - (height / 2 - 0.5)) * np.float32(self.mm)
        x, y = np.meshgrid(xs, ys)
        return x, y

    @cached_property
    def grid_px(self) -> tuple[Array, Array]:
        """Columns and rows, each (H, W), in texels."""
        xs, ys = (np.arange(size, dtype=np.float32) for size in reversed(self.shape))
        columns, rows = np.meshgrid(xs, ys)
        return columns, rows

    def fixed(self, points_mm: Array) -> Array:
        """Points (N, 2) in mm as the fixed-point texels of the drawing calls."""
        middle = np.array([self.shape[1] / 2 - 0.5, self.shape[0] / 2 - 0.5])
        fixed: Array = np.round((points_mm / self.mm + middle) * 2**FIXED_BITS).astype(np.int32)
        return fixed

    def stroke(self, mask: Array, points_mm: Array, width_mm: float, strength: float) -> None:
        """Draw a line of strength 0-1 into a uint8 mask."""
        cv2.polylines(
            mask,
            [self.fixed(points_mm)],
            isClosed=False,
            color=round(255 * min(1.0, strength)),
            thickness=max(1, round(width_mm / self.mm)),
            lineType=cv2.LINE_AA,
            shift=FIXED_BITS,
        )

    def blank(self) -> Array:
        """An empty uint8 mask."""
        return np.zeros(self.shape, np.uint8)

    def softened(self, mask: Array, soft_mm: float) -> Array:
        """A uint8 mask as 0-1, softened."""
        return blur(np.asarray(mask, np.float32) / np.float32(255), max(0.5, soft_mm / self.mm))
