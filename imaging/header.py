"""Whether bytes may be decoded at all, told from their first part alone.

The type is what the content says, never a name or a media type. Sizes, frames and profile are read by parsers
of our own that slice what they were given and allocate nothing by the file's word; no decoder has run when a
file is refused here. What passes still runs only in the sandbox.
"""

from dataclasses import dataclass

from imaging._headers.heif import read_heif
from imaging._headers.jpeg import read_jpeg
from imaging._headers.layout import Layout, Limits
from imaging._headers.png import read_png
from imaging._headers.tiff import read_tiff
from imaging._headers.webp import read_webp
from imaging.errors import (
    FileTooLargeError,
    MetadataTooLargeError,
    ProfileTooLargeError,
    SideTooLongError,
    TooManyFramesError,
    TooManyPixelsError,
    UndecodableImageError,
    UnsupportedFormatError,
)

__all__ = ["DEFAULT_LIMITS", "FORMATS", "Header", "Limits", "read_header", "read_layout"]

FORMATS = ("jpeg", "png", "webp", "tiff", "heif", "avif")
DEFAULT_LIMITS = Limits()

_BRANDS = frozenset(
    (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1", b"avif", b"avis")
)
_BRANDS_END = 512  # a list of compatible brands is a few dozen bytes
_REFUSED = {
    b"GIF8": "gif",
    b"BM": "bmp",
    b"\0\0\0\x0cjP  ": "jpeg2000",
    b"\xff\x4f\xff\x51": "jpeg2000",
    b"\0\0\0\x0cJXL ": "jpegxl",
    b"\xff\x0a": "jpegxl",
    b"8BPS": "psd",
    b"%PDF": "pdf",
    b"%!PS": "postscript",
    b"\0\0\1\0": "ico",
    b"gimp xcf": "xcf",
    b"II\x1a\0\0\0HEAPCCDR": "raw",
    b"FUJIFILM": "raw",
    b"<?xml": "xml",
    b"<svg": "svg",
    b"PK\3\4": "zip",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """What a file says of its primary picture, within the caller's limits.

    Attributes
    ----------
    format, coding
        One of `FORMATS`; how it is packed (`baseline`, `progressive`, `hevc`, `lzw`, ...).
    width_px, height_px
        Upright, at full size.
    frames
        Pictures in the file; the primary one is what gets decoded.
    orientation
        EXIF orientation 1-8 between the stored pixels and the upright picture.
    profile_bytes
        Size of the embedded colour profile; 0 when there is none.
    bits
        Per channel.
    """

    format: str
    coding: str
    width_px: int
    height_px: int
    frames: int
    orientation: int
    profile_bytes: int
    bits: int
    metadata_bytes: int


def read_header(data: bytes, *, limits: Limits = DEFAULT_LIMITS) -> Header:
    """What the bytes are, when they may be decoded.

    Raises
    ------
    UnsupportedFormatError
        Not one of `FORMATS`, or a variant of one that is not accepted.
    UndecodableImageError, TruncatedImageError
        The header breaks its format's rules, or ends early.
    LimitExceededError
        One of its children, for the first limit that the file exceeds.
    """
    layout = read_layout(data, limits=limits)
    return Header(
        format=layout.format,
        coding=layout.coding,
        width_px=layout.width_px,
        height_px=layout.height_px,
        frames=layout.frames,
        orientation=layout.orientation,
        profile_bytes=len(layout.profile or b""),
        bits=layout.bits,
        metadata_bytes=layout.metadata_bytes,
    )


def read_layout(data: bytes, *, limits: Limits) -> Layout:
    """As `read_header`, with the metadata blocks themselves: for the modules of this package."""
    if len(data) > limits.max_file_bytes:
        raise FileTooLargeError(file_bytes=len(data), limit=limits.max_file_bytes)
    layout = _parse(data, limits)
    if min(layout.width_px, layout.height_px) < 1:
        raise UndecodableImageError(detail="a side of no pixels")
    _hold(layout, limits)
    return layout


def _parse(data: bytes, limits: Limits) -> Layout:
    if data.startswith(b"\xff\xd8\xff"):
        return read_jpeg(data)
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return read_png(data, max_profile_bytes=limits.max_profile_bytes)
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return read_webp(data, max_frames=limits.max_frames)
    if data[:4] in (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"):
        return read_tiff(data, max_frames=limits.max_frames)
    if data[4:8] == b"ftyp" and _brands(data) & _BRANDS:
        return read_heif(data)
    raise UnsupportedFormatError(format=_name(data))


def _brands(data: bytes) -> frozenset[bytes]:
    end = min(int.from_bytes(data[:4], "big"), _BRANDS_END, len(data))
    return frozenset((data[8:12], *(data[at : at + 4] for at in range(16, end, 4))))


def _name(data: bytes) -> str:
    """A name for what is refused anyway: only for the message."""
    start = data[:64].lstrip(b"\xef\xbb\xbf \t\r\n")
    return next((name for mark, name in _REFUSED.items() if start.startswith(mark)), "unknown")


def _hold(layout: Layout, limits: Limits) -> None:
    pixels = layout.width_px * layout.height_px
    if pixels > limits.max_pixels:
        raise TooManyPixelsError(pixels=pixels, limit=limits.max_pixels)
    side = max(layout.width_px, layout.height_px)
    if side > limits.max_side_px:
        raise SideTooLongError(side_px=side, limit=limits.max_side_px)
    frames = max(layout.frames, 1)
    if frames > limits.max_frames:
        raise TooManyFramesError(frames=frames, limit=limits.max_frames)
    if layout.scans > limits.max_scans:
        raise UndecodableImageError(detail=f"{layout.scans} scans, the limit is {limits.max_scans}")
    if layout.profile is not None and len(layout.profile) > limits.max_profile_bytes:
        raise ProfileTooLargeError(profile_bytes=len(layout.profile), limit=limits.max_profile_bytes)
    if layout.metadata_bytes > limits.max_metadata_bytes:
        raise MetadataTooLargeError(metadata_bytes=layout.metadata_bytes, limit=limits.max_metadata_bytes)
