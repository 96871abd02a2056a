"""PNG: its chunks, up to a fixed number of them."""

import zlib
from collections.abc import Iterator

from imaging._headers.layout import Layout, number, turned
from imaging._headers.tiff import orientation_from_exif, orientation_from_xmp
from imaging.errors import TruncatedImageError, UndecodableImageError

_MAX_CHUNKS = 200_000  # 256 MB in the 8 kB pieces that libpng writes take 32,000
_MAX_TEXT_BYTES = 1_000_000  # of one text once inflated
_RAW_EXIF = {b"Raw profile type exif", b"Raw profile type APP1"}


def read_png(data: bytes, *, max_profile_bytes: int) -> Layout:
    """Layout of a PNG; of an animated one, its default picture.

    Raises
    ------
    UndecodableImageError
        The first chunk is no header, or there are too many chunks.
    TruncatedImageError
        No picture data follows the header.
    """
    if data[12:16] != b"IHDR" or number(data, 8, 4) != 13:
        raise UndecodableImageError(detail="the first chunk is no header")
    exif = xmp = profile = cicp = None
    frames, metadata_bytes, has_pixels = 1, 0, False
    for kind, body in _chunks(data):
        if kind == b"IDAT":
            has_pixels = True
            continue
        metadata_bytes += len(body)
        if kind in {b"eXIf", b"zTXt", b"tEXt"}:
            exif = exif or _exif(kind, body)
        elif kind == b"iCCP" and profile is None:
            # One byte more than the limit is enough to be refused by it.
            profile = _inflate(body.partition(b"\0")[2][1:], most=max_profile_bytes + 1) or None
        elif kind == b"cICP" and len(body) == 4:
            cicp = body[0], body[1]
        elif kind == b"acTL":
            frames = max(1, number(body, 0, 4))
        elif kind == b"iTXt" and body.startswith(b"XML:com.adobe.xmp\0"):
            xmp = _international_text(body)
    if not has_pixels:
        raise TruncatedImageError
    orientation = orientation_from_exif(exif) or orientation_from_xmp(xmp) or 1
    width, height = turned(number(data, 16, 4), number(data, 20, 4), orientation)
    return Layout(
        format="png",
        coding="interlaced" if number(data, 28, 1) else "plain",
        width_px=width,
        height_px=height,
        bits=8 if number(data, 25, 1) == 3 else number(data, 24, 1),  # a palette holds 8-bit colours
        frames=frames,
        orientation=orientation,
        exif=exif,
        xmp=xmp,
        profile=profile,
        cicp=cicp,
        metadata_bytes=metadata_bytes,
    )


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 8
    for _ in range(_MAX_CHUNKS):
        if at + 8 > len(data):
            return
        length, kind = number(data, at, 4), data[at + 4 : at + 8]
        # The copy is for metadata only; picture data is walked over.
        yield kind, b"" if kind == b"IDAT" else data[at + 8 : at + 8 + length]
        if kind == b"IEND":
            return
        at += 12 + length
    raise UndecodableImageError(detail=f"more than {_MAX_CHUNKS} chunks")


def _inflate(packed: bytes, *, most: int) -> bytes:
    """At most `most` bytes; nothing when the stream is broken."""
    try:
        return zlib.decompressobj().decompress(packed, most)
    except zlib.error:
        return b""


def _international_text(body: bytes) -> bytes:
    """Text of an iTXt chunk: keyword, two flags, language, translated keyword, text."""
    rest = body.partition(b"\0")[2]
    text = rest[2:].partition(b"\0")[2].partition(b"\0")[2]
    return _inflate(text, most=_MAX_TEXT_BYTES) if rest[:1] == b"\1" else text[:_MAX_TEXT_BYTES]


def _exif(kind: bytes, body: bytes) -> bytes | None:
    """EXIF of its own chunk, or as ImageMagick wrote it before that: a name, a length, hex digits."""
    if kind == b"eXIf":
        return body.removeprefix(b"Exif\0\0") or None
    keyword, _, packed = body.partition(b"\0")
    if keyword not in _RAW_EXIF:
        return None
    text = _inflate(packed[1:], most=_MAX_TEXT_BYTES) if kind == b"zTXt" else packed[:_MAX_TEXT_BYTES]
    digits = b"".join(text.split()[2:])
    try:
        return bytes.fromhex(digits.decode("ascii")).removeprefix(b"Exif\0\0") or None
    except ValueError:
        return None
