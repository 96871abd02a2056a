"""WebP: the chunks of its RIFF."""

from collections.abc import Iterator

from imaging._headers.layout import Layout, number, turned
from imaging._headers.tiff import orientation_from_exif, orientation_from_xmp
from imaging.errors import TruncatedImageError, UndecodableImageError

_MAX_CHUNKS = 4096


def read_webp(data: bytes, *, max_frames: int) -> Layout:
    """Layout of a WebP; of an animated one, the canvas.

    Raises
    ------
    UndecodableImageError
        A chunk breaks the format's rules.
    TruncatedImageError
        No picture data is in the file.
    """
    size: tuple[int, int] | None = None
    coding = ""
    exif = xmp = profile = None
    frames, metadata_bytes = 0, 0
    for kind, body in _chunks(data):
        if kind == b"VP8X":
            size = 1 + number(body, 4, 3, little=True), 1 + number(body, 7, 3, little=True)
        elif kind in {b"VP8 ", b"VP8L"}:
            size = size or (_lossy_size(body) if kind == b"VP8 " else _lossless_size(body))
            coding = "lossy" if kind == b"VP8 " else "lossless"
            frames += 1
        elif kind == b"ANMF":
            coding = "animated"
            frames += 1
            if frames > max_frames:
                break
        else:
            metadata_bytes += len(body)
            if kind == b"EXIF":
                exif = exif or body.removeprefix(b"Exif\0\0")
            elif kind == b"XMP ":
                xmp = xmp or body
            elif kind == b"ICCP":
                profile = profile or body
    if size is None or not coding:
        raise TruncatedImageError
    orientation = orientation_from_exif(exif) or orientation_from_xmp(xmp) or 1
    width, height = turned(*size, orientation)
    return Layout(
        format="webp",
        coding=coding,
        width_px=width,
        height_px=height,
        bits=8,
        frames=frames,
        orientation=orientation,
        exif=exif,
        xmp=xmp,
        profile=profile,
        metadata_bytes=metadata_bytes,
    )


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 12
    for _ in range(_MAX_CHUNKS):
        if at + 8 > len(data):
            return
        kind, length = data[at : at + 4], number(data, at + 4, 4, little=True)
        # Of picture data the first bytes are enough.
        yield (
            kind,
            data[at + 8 : at + 8 + (min(length, 32) if kind in {b"VP8 ", b"VP8L", b"ANMF"} else length)],
        )
        at += 8 + length + length % 2
    raise UndecodableImageError(detail=f"more than {_MAX_CHUNKS} chunks")


def _lossy_size(body: bytes) -> tuple[int, int]:
    if body[3:6] != b"\x9d\x01\x2a":
        raise UndecodableImageError(detail="no key frame")
    return number(body, 6, 2, little=True) & 0x3FFF, number(body, 8, 2, little=True) & 0x3FFF


def _lossless_size(body: bytes) -> tuple[int, int]:
    if body[:1] != b"\x2f":
        raise UndecodableImageError(detail="no lossless mark")
    packed = number(body, 1, 4, little=True)
    return 1 + (packed & 0x3FFF), 1 + (packed >> 14 & 0x3FFF)
