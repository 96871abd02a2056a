"""TIFF, as a picture and as the block that holds EXIF."""

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from imaging._headers.layout import Layout, number, turned
from imaging.errors import UndecodableImageError, UnsupportedFormatError

_MAX_ENTRIES = 1000  # of one directory; the standard knows some 300 tags
_SIZES = {
    1: 1,
    2: 1,
    3: 2,
    4: 4,
    5: 8,
    6: 1,
    7: 1,
    8: 2,
    9: 4,
    10: 8,
    11: 4,
    12: 8,
    13: 4,
    16: 8,
    17: 8,
    18: 8,
}
_CODINGS = {
    1: "plain",
    2: "ccitt",
    3: "ccitt",
    4: "ccitt",
    5: "lzw",
    7: "jpeg",
    8: "deflate",
    32773: "packbits",
    32946: "deflate",
}
_RAW_PHOTOMETRIC = {32803, 34892}  # colour filter array, linear raw
_DNG_VERSION = 50706
_XMP_ORIENTATION = re.compile(rb"tiff:Orientation\s*(?:=\s*[\"']|>)\s*([1-8])\s*[\"'<]")


class _Order(NamedTuple):
    """Byte order, and the field widths that BigTIFF doubles."""

    little: bool
    big: bool


class _Entry(NamedTuple):
    kind: int
    length: int  # in values, not bytes
    at: int  # where its value lies


Directory = Mapping[int, _Entry]


def read_tiff(data: bytes, *, max_frames: int) -> Layout:
    """Layout of a TIFF whose first directory is the picture.

    Raises
    ------
    UnsupportedFormatError
        A camera's raw file, or a compression that is not accepted.
    UndecodableImageError
        The directory breaks the format's rules.
    """
    order = _order(data)
    if data[8:10] == b"CR":
        raise UnsupportedFormatError(format="raw")
    directories = list(_walk(data, order, most=max_frames + 1))
    if not directories:
        raise UndecodableImageError(detail="the file has no directory")
    first = directories[0]
    _refuse_raw(data, order, first)
    coding = _value(data, order, first, 259, 1)
    if coding not in _CODINGS:
        raise UnsupportedFormatError(format="tiff", detail=f"compression {coding}")
    samples = _value(data, order, first, 277, 1)
    bits = _value(data, order, first, 258, 1)
    if samples > 8 or bits > 32:
        raise UnsupportedFormatError(format="tiff", detail=f"{samples} samples of {bits} bits")
    exif_orientation = _orientation(data, order, first)
    xmp = _slice(data, first, 700)
    orientation = exif_orientation or orientation_from_xmp(xmp) or 1
    width, height = (_value(data, order, first, tag, 0) for tag in (256, 257))
    width, height = turned(width, height, orientation)
    profile = _slice(data, first, 34675)
    return Layout(
        format="tiff",
        coding=_CODINGS[coding],
        width_px=width,
        height_px=height,
        bits=bits,
        frames=sum(not _is_reduced(data, order, entries) for entries in directories),
        orientation=orientation,
        exif=data,
        xmp=xmp,
        profile=profile,
        metadata_bytes=len(xmp or b"") + len(profile or b""),
    )


def orientation_from_exif(block: bytes | None) -> int | None:
    """EXIF orientation 1-8 of a TIFF block; None when it says none, or nonsense."""
    if block is None:
        return None
    try:
        order = _order(block)
        first = next(_walk(block, order, most=1))
        return _orientation(block, order, first)
    except (UndecodableImageError, StopIteration):
        # Metadata that cannot be read says nothing; the picture is still the picture.
        return None


def orientation_from_xmp(packet: bytes | None) -> int | None:
    """`tiff:Orientation` of an XMP packet: what editors write where EXIF is silent."""
    found = _XMP_ORIENTATION.search(packet or b"")
    return int(found.group(1)) if found else None


def is_adobe_rgb(block: bytes | None) -> bool:
    """EXIF says Adobe RGB: its own colour space 2, or interoperability `R03`."""
    if block is None:
        return False
    try:
        order = _order(block)
        exif = _directory(block, order, next(_walk(block, order, most=1)), 34665)
        mark = _slice(block, _directory(block, order, exif, 40965), 1)
        return mark == b"R03\0" or _value(block, order, exif, 40961, 1) == 2
    except (UndecodableImageError, StopIteration):
        return False


def mpf_frames(block: bytes) -> int:
    """Pictures listed in the index of a multi-picture file (CIPA DC-007, tag B001)."""
    try:
        order = _order(block)
        first = next(_walk(block, order, most=1))
        return max(1, _value(block, order, first, 0xB001, 1))
    except (UndecodableImageError, StopIteration):
        return 1


def _order(data: bytes) -> _Order:
    mark = data[:4]
    if mark in (b"II*\0", b"MM\0*"):
        return _Order(little=mark[0] == ord("I"), big=False)
    if mark in (b"II+\0", b"MM\0+"):
        return _Order(little=mark[0] == ord("I"), big=True)
    raise UndecodableImageError(detail="no TIFF mark")


def _directory(data: bytes, order: _Order, parent: Directory, tag: int) -> Directory:
    """The directory that a tag points to; empty when there is none."""
    at = _value(data, order, parent, tag, 0)
    return next(_walk(data, order, most=1, at=at), {}) if at else {}


def _walk(data: bytes, order: _Order, *, most: int, at: int = 0) -> Iterator[Directory]:
    """At most `most` directories of the chain, from the file's first or the one at `at`; a loop ends it."""
    wide = 8 if order.big else 4
    at = at or number(data, 8 if order.big else 4, wide, little=order.little)
    seen: set[int] = set()
    while at and at not in seen and len(seen) < most:
        seen.add(at)
        head = 8 if order.big else 2
        count = number(data, at, head, little=order.little)
        if count > _MAX_ENTRIES:
            raise UndecodableImageError(detail=f"a directory of {count} entries")
        size = 20 if order.big else 12
        start = at + head
        yield dict(_entry(data, order, start + index * size) for index in range(count))
        tail = start + count * size
        # Some writers leave the last link out: that ends the chain as a zero would.
        at = number(data, tail, wide, little=order.little) if tail + wide <= len(data) else 0


def _entry(data: bytes, order: _Order, at: int) -> tuple[int, _Entry]:
    wide = 8 if order.big else 4
    tag = number(data, at, 2, little=order.little)
    kind = number(data, at + 2, 2, little=order.little)
    count = number(data, at + 4, wide, little=order.little)
    value_at = at + 4 + wide
    if _SIZES.get(kind, 1) * count > wide:
        value_at = number(data, value_at, wide, little=order.little)
    return tag, _Entry(kind, count, value_at)


def _value(data: bytes, order: _Order, directory: Directory, tag: int, default: int) -> int:
    """First number of a tag."""
    entry = directory.get(tag)
    if entry is None or entry.length < 1 or entry.kind not in {1, 3, 4, 7, 13, 16}:
        return default
    return number(data, entry.at, _SIZES[entry.kind], little=order.little)


def _slice(data: bytes, directory: Directory, tag: int) -> bytes | None:
    entry = directory.get(tag)
    if entry is None or entry.at >= len(data):
        return None
    return data[entry.at : entry.at + _SIZES.get(entry.kind, 1) * entry.length] or None


def _orientation(data: bytes, order: _Order, directory: Directory) -> int | None:
    value = _value(data, order, directory, 274, 0)
    return value if 1 <= value <= 8 else None


def _is_reduced(data: bytes, order: _Order, directory: Directory) -> bool:
    return bool(_value(data, order, directory, 254, 0) & 1)


def _refuse_raw(data: bytes, order: _Order, first: Directory) -> None:
    """Raw files are TIFF outside and need a developer inside: their first directory is only a preview."""
    photometric = _value(data, order, first, 262, 0)
    if _DNG_VERSION in first or photometric in _RAW_PHOTOMETRIC or _is_reduced(data, order, first):
        raise UnsupportedFormatError(format="raw")
