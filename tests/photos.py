"""Small picture files of every kind: a scene whose corners differ, in any format and turn."""

import io
import struct
import zlib
from typing import Any

import numpy as np
from PIL import Image

from imaging.frame import Pixels

ORIENTATION_TAG = 0x0112
# What a viewer must do to the stored picture, by EXIF orientation, is the inverse of what a camera did.
STORED_FROM_UPRIGHT = {
    1: lambda upright: upright,
    2: np.fliplr,
    3: lambda upright: np.rot90(upright, 2),
    4: np.flipud,
    5: lambda upright: upright.transpose(1, 0, 2),
    6: lambda upright: np.rot90(upright, 1),
    7: lambda upright: np.rot90(upright, 2).transpose(1, 0, 2),
    8: lambda upright: np.rot90(upright, 3),
}
LOSSLESS = {
    "jpeg": {"quality": 98, "subsampling": 0},
    "png": {},
    "webp": {"lossless": True, "exact": True},
    "tiff": {},
    "avif": {"quality": 100, "subsampling": "4:4:4"},
}


def scene(width_px: int = 96, height_px: int = 64) -> Pixels:
    """A smooth picture in which no turn and no mirror looks like another."""
    rows, columns = np.mgrid[0:height_px, 0:width_px]
    down, across = rows / max(1, height_px - 1), columns / max(1, width_px - 1)
    channels = [40 + 180 * across, 40 + 180 * down, 200 - 120 * across * down]
    return np.stack(channels, axis=-1).astype(np.uint8)


def encode(pixels: np.ndarray, kind: str, *, orientation: int | None = None, **options: Any) -> bytes:
    """A file of `kind` whose stored pixels are these, and whose EXIF asks for `orientation`."""
    exif = Image.Exif()
    if orientation is not None:
        exif[ORIENTATION_TAG] = orientation
        options["exif"] = exif
    target = io.BytesIO()
    Image.fromarray(np.ascontiguousarray(pixels)).save(target, kind.upper(), **LOSSLESS[kind], **options)
    return target.getvalue()


def stored_as(upright: Pixels, kind: str, orientation: int) -> bytes:
    """A file that shows `upright` when its orientation is applied once."""
    return encode(STORED_FROM_UPRIGHT[orientation](upright), kind, orientation=orientation)


def png_chunk(kind: bytes, body: bytes) -> bytes:
    """One PNG chunk."""
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png_of(width_px: int, height_px: int, *extra: bytes, bits: int = 8, kind: int = 0) -> bytes:
    """A PNG that claims a size, with chunks of the caller's before its short data."""
    header = png_chunk(b"IHDR", struct.pack(">IIBBBBB", width_px, height_px, bits, kind, 0, 0, 0))
    data = png_chunk(b"IDAT", zlib.compress(bytes(64)))
    return b"\x89PNG\r\n\x1a\n" + header + b"".join(extra) + data + png_chunk(b"IEND", b"")


def jpeg_segment(marker: int, body: bytes) -> bytes:
    """One JPEG segment."""
    return struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body


def jpeg_with(jpeg: bytes, *segments: bytes) -> bytes:
    """A JPEG with segments of the caller's right after its start."""
    return jpeg[:2] + b"".join(segments) + jpeg[2:]


def box(kind: bytes, body: bytes) -> bytes:
    """One box of an ISO base media file."""
    return struct.pack(">I", len(body) + 8) + kind + body


def full_box(kind: bytes, body: bytes, *, version: int = 0, flags: int = 0) -> bytes:
    """One box with a version and flags."""
    return box(kind, struct.pack(">I", version << 24 | flags) + body)


def heif_of(width_px: int, height_px: int, *properties: bytes, codec: bytes = b"hvc1") -> bytes:
    """A HEIF container of one picture item of that size, with the caller's properties and no pixels."""
    owned = [full_box(b"ispe", struct.pack(">II", width_px, height_px)), *properties]
    links = struct.pack(">IHB", 1, 1, len(owned)) + bytes(range(1, len(owned) + 1))
    entry = full_box(b"infe", struct.pack(">HH", 1, 0) + codec + b"\0", version=2)
    meta = full_box(
        b"meta",
        full_box(b"pitm", struct.pack(">H", 1))
        + full_box(b"iinf", struct.pack(">H", 1) + entry)
        + box(b"iprp", box(b"ipco", b"".join(owned)) + full_box(b"ipma", links)),
    )
    return box(b"ftyp", b"heic" + bytes(4) + b"mif1heic") + meta
