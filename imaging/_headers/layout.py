"""What a container says of itself, and the bounds within which it is believed.

INVARIANT: a parser never allocates by a number in the file; it slices the bytes it was given, and every walk
over boxes, chunks, segments or directories has a fixed end.
"""

from dataclasses import dataclass

from imaging.errors import UndecodableImageError


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a file may claim before it is refused, unread.

    Defaults: 120 MP is twice a 64 MP phone; CMYK press profiles reach 3 MB; an album in one file is no photo.
    """

    max_pixels: int = 120_000_000
    max_side_px: int = 40_000
    max_frames: int = 64
    max_scans: int = 100  # of a progressive JPEG; cameras write 10, libvips itself stops here
    max_profile_bytes: int = 4_000_000
    max_metadata_bytes: int = 16_000_000
    max_file_bytes: int = 256_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """A container's answer: sizes, and where its metadata lies.

    Attributes
    ----------
    width_px, height_px
        Upright and full size, whoever turns the picture.
    orientation
        EXIF orientation 1-8 that the container or its EXIF asks for.
    decoder_turns
        The decoder applies that orientation itself (HEIF containers); else it is left to us.
    exif
        A TIFF block, without any prefix; None when there is none.
    cicp
        Colour primaries and transfer of ITU-T H.273 that the container states, or None.
    """

    format: str
    coding: str
    width_px: int
    height_px: int
    bits: int
    frames: int = 1
    scans: int = 1
    orientation: int = 1
    decoder_turns: bool = False
    exif: bytes | None = None
    xmp: bytes | None = None
    profile: bytes | None = None
    cicp: tuple[int, int] | None = None
    metadata_bytes: int = 0


def number(data: bytes, at: int, size: int, *, little: bool = False) -> int:
    """The unsigned number of `size` bytes at `at`; refuses to read past the end."""
    chunk = data[at : at + size]
    if at < 0 or len(chunk) != size:
        raise UndecodableImageError(detail="the header breaks off")
    return int.from_bytes(chunk, "little" if little else "big")


def turned(width_px: int, height_px: int, orientation: int) -> tuple[int, int]:
    """Upright size of a stored picture: orientations 5 to 8 swap its sides."""
    return (height_px, width_px) if orientation >= 5 else (width_px, height_px)
