"""One upright photo in sRGB, as everything else in this package takes it.

Arrays are `(H, W, 3)` uint8, 0-255, RGB in sRGB, upright: orientation has been applied and must not be
applied again. Points are `(row, col)` in px, origin at the centre of the top-left pixel.
"""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Frame:
    """Pixels at working size, with what the file said about itself.

    Attributes
    ----------
    pixels
        `(H, W, 3)` uint8 RGB, sRGB, upright; may be a reduced copy of the photo.
    full_width_px, full_height_px
        Size of the upright photo at full resolution, px.
    format
        `jpeg`, `png`, `webp`, `tiff`, `heif`, `avif`, or `pixels` for an array that never was a file.
    bits
        Bits per channel in the file.
    profile
        Name of the embedded colour profile; None when there is none, `unreadable` when it could not be used
        (the pixels were then taken as sRGB).
    wide_gamut
        The file's colour space reaches beyond sRGB, so colours may have been clipped to it.
    orientation
        EXIF orientation 1-8 that was applied to the stored pixels to make them upright.
    frames
        Pictures in the file; this is the primary one.
    truncated
        The file ended early: part of the picture is not the photo.
    """

    pixels: Pixels
    full_width_px: int
    full_height_px: int
    format: str = "pixels"
    bits: int = 8
    profile: str | None = None
    wide_gamut: bool = False
    orientation: int = 1
    frames: int = 1
    truncated: bool = False

    def __post_init__(self) -> None:
        if self.pixels.dtype != np.uint8 or self.pixels.ndim != 3 or self.pixels.shape[2] != 3:
            raise ValueError(f"expected (H, W, 3) uint8, got {self.pixels.shape} {self.pixels.dtype}")
        if min(self.pixels.shape[:2]) < 1 or min(self.full_width_px, self.full_height_px) < 1:
            raise ValueError("a frame has at least one pixel")
        if self.orientation not in range(1, 9):
            raise ValueError(f"expected an orientation of 1 to 8, got {self.orientation}")

    @classmethod
    def from_pixels(cls, pixels: Pixels) -> Self:
        """A frame around an upright sRGB array of shape `(H, W, 3)`, uint8, at full size."""
        height, width = pixels.shape[:2]
        return cls(pixels=pixels, full_width_px=width, full_height_px=height)

    @property
    def width_px(self) -> int:
        """Width of `pixels`."""
        return int(self.pixels.shape[1])

    @property
    def height_px(self) -> int:
        """Height of `pixels`."""
        return int(self.pixels.shape[0])

    @property
    def scale(self) -> float:
        """Working size over full size: 1.0, or less for a reduced copy."""
        return self.width_px / self.full_width_px
