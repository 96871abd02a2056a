"""JPEG: the segments before the first scan."""

from collections.abc import Iterator

from imaging._headers.layout import Layout, number, turned
from imaging._headers.tiff import mpf_frames, orientation_from_exif, orientation_from_xmp
from imaging.errors import UndecodableImageError, UnsupportedFormatError

_MAX_SEGMENTS = 4096  # a 16 MB profile in 64 kB pieces takes 256
_CODINGS = {0xC0: "baseline", 0xC1: "extended", 0xC2: "progressive", 0xC9: "arithmetic", 0xCA: "arithmetic"}
_OTHER_FRAMES = {0xC3, 0xC5, 0xC6, 0xC7, 0xCB, 0xCD, 0xCE, 0xCF}
_BARE = {0x01, *range(0xD0, 0xD9)}
_SCAN, _END = 0xDA, 0xD9


def read_jpeg(data: bytes) -> Layout:
    """Layout of the first picture of a JPEG or MPO file.

    Raises
    ------
    UnsupportedFormatError
        Lossless, hierarchical or differential coding.
    UndecodableImageError
        No frame header before the first scan.
    """
    frame: tuple[int, bytes] | None = None
    exif = xmp = None
    profile: list[tuple[int, bytes]] = []
    frames, metadata_bytes = 1, 0
    for marker, body in _segments(data):
        if marker in _OTHER_FRAMES:
            raise UnsupportedFormatError(format="jpeg", detail="lossless or hierarchical coding")
        if marker in _CODINGS and frame is None:
            frame = marker, body
        if 0xE0 <= marker <= 0xEF or marker == 0xFE:
            metadata_bytes += len(body)
        if marker == 0xE1 and exif is None and body.startswith(b"Exif\0"):
            exif = body[6:]
        elif marker == 0xE1 and xmp is None and body.startswith(b"http://ns.adobe.com/xap/1.0/\0"):
            xmp = body[29:]
        elif marker == 0xE2 and body.startswith(b"ICC_PROFILE\0"):
            profile.append((number(body, 12, 1), body[14:]))
        elif marker == 0xE2 and body.startswith(b"MPF\0"):
            frames = mpf_frames(body[4:])
    if frame is None:
        raise UndecodableImageError(detail="no frame header before the first scan")
    marker, body = frame
    orientation = orientation_from_exif(exif) or orientation_from_xmp(xmp) or 1
    width, height = turned(number(body, 3, 2), number(body, 1, 2), orientation)
    coding = _CODINGS[marker]
    return Layout(
        format="jpeg",
        coding=coding,
        width_px=width,
        height_px=height,
        bits=number(body, 0, 1),
        frames=frames,
        # Inside a scan FF is always followed by 00 or a restart mark, so this counts scans (and those of
        # other pictures in the file, which only makes it stricter).
        scans=data.count(b"\xff\xda") if coding == "progressive" else 1,
        orientation=orientation,
        exif=exif,
        xmp=xmp,
        profile=b"".join(piece for _, piece in sorted(profile)) or None,
        metadata_bytes=metadata_bytes,
    )


def _segments(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Marker and body of each segment up to the first scan; junk between them is skipped, as decoders do."""
    at = 2
    for _ in range(_MAX_SEGMENTS):
        at = data.find(b"\xff", at)
        if at < 0:
            return
        while data[at : at + 1] == b"\xff":
            at += 1
        marker = number(data, at, 1)
        if marker in (_SCAN, _END):
            return
        at += 1
        if marker == 0 or marker in _BARE:
            continue
        length = number(data, at, 2)
        yield marker, data[at + 2 : at + length]
        at += max(length, 2)
    raise UndecodableImageError(detail=f"more than {_MAX_SEGMENTS} segments")
