"""What became of the bytes of one photo, and the rules for taking it in.

`read_photo` is for a photo that comes to stay: a file that ends early or is too small to measure is
refused. A tool that only looks (`likeness inspect`) calls the sandbox itself and sees the frame with its
flags.
"""

from dataclasses import dataclass
from typing import Protocol

from imaging.errors import ImageTooSmallError, TruncatedImageError
from imaging.exif import Metadata
from imaging.frame import Frame
from imaging.header import Header

MIN_SIDE_PX = 64  # below this no face, no sharpness and no alignment can be measured


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A photo as pixels, with what its file said."""

    frame: Frame
    header: Header
    metadata: Metadata


class Reader(Protocol):
    """Who turns bytes into a reading: `Sandbox`, or a fake."""

    def read(self, data: bytes, *, max_side_px: int | None = ...) -> Reading:
        """Raise an ImagingError for bytes that cannot become a picture."""


def read_photo(sandbox: Reader, data: bytes, *, min_side_px: int = MIN_SIDE_PX) -> Reading:
    """The reading of a whole, usable photo.

    Raises
    ------
    ImagingError
        What the sandbox raises; ImageTooSmallError and TruncatedImageError for a picture that opens and still
        is not one to keep.
    """
    reading = sandbox.read(data)
    side_px = min(reading.header.width_px, reading.header.height_px)
    if side_px < min_side_px:
        raise ImageTooSmallError(side_px=side_px, limit=min_side_px)
    if reading.frame.truncated:
        raise TruncatedImageError
    return reading
