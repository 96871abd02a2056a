"""HEIF and AVIF: the item tree of ISO/IEC 23008-12, as far as the primary picture needs it.

The container's own turn and mirror are the picture's orientation; EXIF beside them only repeats it (clause
6.5.10 and MIAF 7.3.6.7), so reading both would turn the picture twice.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from imaging._headers.layout import Layout, number, turned
from imaging.errors import TruncatedImageError, UndecodableImageError, UnsupportedFormatError

_MAX_BOXES = 20_000
_FORMATS = {b"hvc1": ("heif", "hevc"), b"av01": ("avif", "av1")}
_DERIVED = {b"grid", b"iden", b"iovl"}
_HIDDEN = 1
# Upright from stored, as ((xx, xy), (yx, yy)) on screen axes, for EXIF orientations 1-8.
_TURNS = {
    ((1, 0), (0, 1)): 1,
    ((-1, 0), (0, 1)): 2,
    ((-1, 0), (0, -1)): 3,
    ((1, 0), (0, -1)): 4,
    ((0, 1), (1, 0)): 5,
    ((0, -1), (1, 0)): 6,
    ((0, -1), (-1, 0)): 7,
    ((0, 1), (-1, 0)): 8,
}
_Turn = tuple[tuple[int, int], tuple[int, int]]
_AS_STORED: _Turn = ((1, 0), (0, 1))
_QUARTER: _Turn = ((0, 1), (-1, 0))  # 90 degrees against the clock
_MIRRORS: tuple[_Turn, _Turn] = (((1, 0), (0, -1)), ((-1, 0), (0, 1)))


class _Item(NamedTuple):
    kind: bytes
    hidden: bool
    content_type: bytes


class _Span(NamedTuple):
    inside_idat: bool
    extents: tuple[tuple[int, int], ...]


@dataclass(slots=True)
class _Tree:
    """What the meta box holds; filled while it is read, then only looked at."""

    primary: int | None = None
    items: dict[int, _Item] = field(default_factory=dict)
    spans: dict[int, _Span] = field(default_factory=dict)
    references: list[tuple[bytes, int, tuple[int, ...]]] = field(default_factory=list)
    properties: list[tuple[bytes, bytes]] = field(default_factory=list)
    owned: dict[int, list[int]] = field(default_factory=dict)
    idat: bytes = b""


def read_heif(data: bytes) -> Layout:
    """Layout of the primary picture.

    Raises
    ------
    UnsupportedFormatError
        A picture sequence without a still, or a codec other than HEVC and AV1.
    UndecodableImageError, TruncatedImageError
        The boxes break the format's rules, or end early.
    """
    meta = next((body for kind, body in _boxes(data) if kind == b"meta"), None)
    if meta is None:
        if b"moov" in {kind for kind, _ in _boxes(data)}:
            raise UnsupportedFormatError(format="heif", detail="a sequence without a still picture")
        raise TruncatedImageError
    tree = _tree(meta)
    if tree.primary is None or tree.primary not in tree.items:
        raise UndecodableImageError(detail="no primary picture")
    kind = _coded_kind(tree)
    if kind not in _FORMATS:
        raise UnsupportedFormatError(format="heif", detail="a codec other than HEVC and AV1")
    name, coding = _FORMATS[kind]
    width, height, orientation = _geometry(tree)
    # A grid may leave its colours to its tiles.
    colours = [
        body
        for item in (tree.primary, _first_coded(tree))
        for kind, body in _properties(tree, item)
        if kind == b"colr"
    ]
    exif = _payload(tree, data, next((i for i, item in tree.items.items() if item.kind == b"Exif"), None))
    xmp = _payload(
        tree,
        data,
        next((i for i, item in tree.items.items() if item.content_type == b"application/rdf+xml"), None),
    )
    return Layout(
        format=name,
        coding=coding,
        width_px=width,
        height_px=height,
        bits=_bits(tree),
        frames=_frames(tree),
        orientation=orientation,
        decoder_turns=True,
        # The item opens with the distance from there to its TIFF block.
        exif=exif[4 + number(exif, 0, 4) :] or None if exif and len(exif) > 4 else None,
        xmp=xmp,
        profile=next((body[4:] for body in colours if body[:4] in {b"prof", b"rICC"}), None),
        cicp=next(((number(b, 4, 2), number(b, 6, 2)) for b in colours if b[:4] == b"nclx"), None),
        metadata_bytes=len(exif or b"") + len(xmp or b""),
    )


def _boxes(data: bytes, start: int = 0) -> Iterator[tuple[bytes, bytes]]:
    at = start
    for _ in range(_MAX_BOXES):
        if at + 8 > len(data):
            return
        size, kind, head = number(data, at, 4), data[at + 4 : at + 8], 8
        if size == 1:
            size, head = number(data, at + 8, 8), 16
        elif size == 0:
            size = len(data) - at
        if size < head:
            raise UndecodableImageError(detail="a box smaller than its own head")
        # Picture data is walked over: everything needed from it is found through item spans.
        yield kind, b"" if kind in {b"mdat", b"free", b"skip"} else data[at + head : at + size]
        at += size
    raise UndecodableImageError(detail=f"more than {_MAX_BOXES} boxes")


def _tree(meta: bytes) -> _Tree:
    tree = _Tree()
    for kind, body in _boxes(meta, 4):
        if kind == b"pitm":
            tree.primary = number(body, 4, 4 if number(body, 0, 1) else 2)
        elif kind == b"iinf":
            tree.items = dict(_item_entries(body))
        elif kind == b"iloc":
            tree.spans = dict(_spans(body))
        elif kind == b"iref":
            tree.references = list(_references(body))
        elif kind == b"iprp":
            _fill_properties(tree, body)
        elif kind == b"idat":
            tree.idat = body
    return tree


def _fill_properties(tree: _Tree, body: bytes) -> None:
    for kind, content in _boxes(body):
        if kind == b"ipco":
            tree.properties = list(_boxes(content))
        elif kind == b"ipma":
            tree.owned |= _owners(content)


def _item_entries(body: bytes) -> Iterator[tuple[int, _Item]]:
    start = 8 if number(body, 0, 1) else 6
    for kind, entry in _boxes(body, start):
        if kind != b"infe" or number(entry, 0, 1) < 2:
            continue
        wide = 4 if entry[0] > 2 else 2
        after = 4 + wide + 2
        item_kind = entry[after : after + 4]
        texts = entry[after + 4 :].split(b"\0")
        content_type = texts[1] if item_kind == b"mime" and len(texts) > 1 else b""
        yield number(entry, 4, wide), _Item(item_kind, bool(entry[3] & _HIDDEN), content_type)


def _spans(body: bytes) -> Iterator[tuple[int, _Span]]:
    version, sizes = number(body, 0, 1), number(body, 4, 2)
    offset_size, length_size, base_size = sizes >> 12, sizes >> 8 & 15, sizes >> 4 & 15
    index_size = sizes & 15 if version else 0
    wide = 4 if version == 2 else 2
    count, at = number(body, 6, wide), 6 + wide
    for _ in range(min(count, _MAX_BOXES)):
        item, at = number(body, at, wide), at + wide
        method = 0
        if version:
            method, at = number(body, at, 2) & 15, at + 2
        at += 2  # which file the data is in: only this one is read
        base, at = number(body, at, base_size), at + base_size
        extents, at = number(body, at, 2), at + 2
        pieces = []
        for _ in range(extents):
            at += index_size
            pieces.append((base + number(body, at, offset_size), number(body, at + offset_size, length_size)))
            at += offset_size + length_size
            if offset_size + length_size == 0:
                break  # entries without width would never reach the end of the box
        yield item, _Span(method == 1, tuple(pieces))


def _references(body: bytes) -> Iterator[tuple[bytes, int, tuple[int, ...]]]:
    wide = 4 if number(body, 0, 1) else 2
    for kind, entry in _boxes(body, 4):
        count = number(entry, wide, 2)
        yield (
            kind,
            number(entry, 0, wide),
            tuple(number(entry, wide + 2 + wide * i, wide) for i in range(count)),
        )


def _owners(body: bytes) -> dict[int, list[int]]:
    """Property numbers, from 1, of each item."""
    wide_item, wide_index = 4 if number(body, 0, 1) else 2, 2 if number(body, 3, 1) & 1 else 1
    owned: dict[int, list[int]] = {}
    at = 8
    for _ in range(min(number(body, 4, 4), _MAX_BOXES)):
        item, count = number(body, at, wide_item), number(body, at + wide_item, 1)
        at += wide_item + 1
        mask = 0x7FFF if wide_index == 2 else 0x7F
        owned[item] = [number(body, at + wide_index * i, wide_index) & mask for i in range(count)]
        at += wide_index * count
    return owned


def _properties(tree: _Tree, item: int) -> list[tuple[bytes, bytes]]:
    return [tree.properties[i - 1] for i in tree.owned.get(item, []) if 0 < i <= len(tree.properties)]


def _tiles(tree: _Tree, item: int) -> tuple[int, ...]:
    return next((to for kind, of, to in tree.references if kind == b"dimg" and of == item), ())


def _first_coded(tree: _Tree) -> int:
    """The item whose codec counts: the primary, or the first piece that a derived one is made of."""
    item = tree.primary or 0
    for _ in range(4):
        if item not in tree.items or tree.items[item].kind not in _DERIVED or not _tiles(tree, item):
            break
        item = _tiles(tree, item)[0]
    return item


def _coded_kind(tree: _Tree) -> bytes:
    item = tree.items.get(_first_coded(tree))
    return item.kind if item else b""


def _geometry(tree: _Tree) -> tuple[int, int, int]:
    """Upright width and height, and the EXIF orientation that the container's transforms amount to."""
    width = height = 0
    turn = _AS_STORED
    for kind, body in _properties(tree, tree.primary or 0):
        if kind == b"ispe":
            width, height = number(body, 4, 4), number(body, 8, 4)
        elif kind == b"clap":
            across, down = (number(body, at, 4) // max(1, number(body, at + 4, 4)) for at in (0, 8))
            width, height = min(width, across), min(height, down)
        elif kind == b"irot":
            for _ in range(number(body, 0, 1) & 3):
                turn = _after(_QUARTER, turn)
        elif kind == b"imir":
            turn = _after(_MIRRORS[number(body, 0, 1) & 1], turn)
    orientation = _TURNS[turn]
    return *turned(width, height, orientation), orientation


def _after(second: _Turn, first: _Turn) -> _Turn:
    (a, b), (c, d) = second
    (e, f), (g, h) = first
    return (a * e + b * g, a * f + b * h), (c * e + d * g, c * f + d * h)


def _bits(tree: _Tree) -> int:
    for item in (tree.primary or 0, _first_coded(tree)):
        for kind, body in _properties(tree, item):
            if kind == b"pixi":
                return number(body, 5, 1)
            if kind == b"hvcC":
                return 8 + (number(body, 17, 1) & 7)
            if kind == b"av1C":
                flags = number(body, 2, 1)
                return 8 if not flags & 0x40 else 12 if flags & 0x20 else 10
    return 8


def _frames(tree: _Tree) -> int:
    """Pictures meant to be looked at: no tiles, thumbnails, masks or hidden items."""
    parts = {i for kind, _, to in tree.references if kind == b"dimg" for i in to}
    parts |= {of for kind, of, _ in tree.references if kind in {b"thmb", b"auxl"}}
    return sum(
        item.kind in _FORMATS.keys() | _DERIVED and not item.hidden and i not in parts
        for i, item in tree.items.items()
    )


def _payload(tree: _Tree, data: bytes, item: int | None) -> bytes | None:
    span = tree.spans.get(item) if item is not None else None
    if span is None:
        return None
    source = tree.idat if span.inside_idat else data
    return b"".join(source[at : at + length] for at, length in span.extents) or None
