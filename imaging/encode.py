"""Pixels to bytes that carry nothing but the picture.

Input is `(H, W, 3)` uint8, 0-255, RGB in sRGB. Output holds no EXIF, XMP, IPTC, thumbnail or profile: what
has none is sRGB by every viewer's default, and what is not written cannot leak.
"""

import numpy as np
import pyvips

from imaging import _vips  # noqa: F401 - shuts the loaders of this process
from imaging.frame import Pixels


def encode_jpeg(pixels: Pixels, *, quality: int = 90) -> bytes:
    """Baseline JPEG; `quality` 1-100. Chroma is kept at full size from 90 up.

    Raises
    ------
    ValueError
        `pixels` is not `(H, W, 3)` uint8, or `quality` is out of range.
    """
    return bytes(_image(pixels, quality).jpegsave_buffer(Q=quality, keep="none"))


def encode_webp(pixels: Pixels, *, quality: int = 85) -> bytes:
    """Lossy WebP at the fastest effort; `quality` 1-100. Errors as `encode_jpeg`."""
    return bytes(_image(pixels, quality).webpsave_buffer(Q=quality, effort=0, keep="none"))


def encode_png(pixels: Pixels, *, compression: int = 3) -> bytes:
    """Lossless PNG; `compression` 0-9. Errors as `encode_jpeg`."""
    return bytes(_image(pixels, 1).pngsave_buffer(compression=compression, keep="none"))


def _image(pixels: Pixels, quality: int) -> pyvips.Image:
    if pixels.dtype != np.uint8 or pixels.ndim != 3 or pixels.shape[2] != 3:
        raise ValueError(f"expected (H, W, 3) uint8, got {pixels.shape} {pixels.dtype}")
    if not 1 <= quality <= 100:
        raise ValueError(f"expected a quality of 1 to 100, got {quality}")
    height, width = pixels.shape[:2]
    image = pyvips.Image.new_from_memory(np.ascontiguousarray(pixels).data, width, height, 3, "uchar")
    return image.copy(interpretation="srgb")
