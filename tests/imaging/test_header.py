import contextlib
import struct
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from imaging.errors import (
    FileTooLargeError,
    ImagingError,
    MetadataTooLargeError,
    ProfileTooLargeError,
    SideTooLongError,
    TooManyFramesError,
    TooManyPixelsError,
    TruncatedImageError,
    UndecodableImageError,
    UnsupportedFormatError,
)
from imaging.header import Limits, read_header
from tests.photos import (
    box,
    encode,
    full_box,
    heif_of,
    jpeg_segment,
    jpeg_with,
    png_chunk,
    png_of,
    scene,
)

KINDS = ("jpeg", "png", "webp", "tiff", "avif")
STRANGERS = {
    "gif": b"GIF89a" + bytes(20),
    "svg": b"<svg xmlns='http://www.w3.org/2000/svg'/>",
    "xml": b"\xef\xbb\xbf<?xml version='1.0'?><svg/>",
    "pdf": b"%PDF-1.7\n",
    "postscript": b"%!PS-Adobe-3.0",
    "bmp": b"BM" + bytes(60),
    "jpeg2000": b"\0\0\0\x0cjP  \r\n\x87\n",
    "jpegxl": b"\xff\x0a" + bytes(20),
    "psd": b"8BPS\0\1",
    "zip": b"PK\3\4" + bytes(20),
    "raw": b"II\x1a\0\0\0HEAPCCDR",
    "unknown": b"hello",
}


@pytest.mark.parametrize("kind", KINDS)
def test_the_type_is_what_the_content_says(kind: str) -> None:
    data = encode(scene(40, 30), kind)

    header = read_header(data)

    assert (header.format, header.width_px, header.height_px) == (kind, 40, 30)


@pytest.mark.parametrize("name", STRANGERS)
def test_a_format_that_is_not_accepted_is_named(name: str) -> None:
    with pytest.raises(UnsupportedFormatError) as caught:
        read_header(STRANGERS[name])

    assert caught.value.format == name


def test_nothing_at_all_is_no_picture() -> None:
    with pytest.raises(UnsupportedFormatError):
        read_header(b"")


@pytest.mark.parametrize(
    "bomb",
    [png_of(60_000, 60_000), heif_of(30_000, 30_000), heif_of(2**32 - 1, 2**32 - 1)],
    ids=["png", "heif", "heif-max"],
)
def test_i1_a_flood_of_pixels_is_refused_by_its_header(bomb: bytes) -> None:
    with pytest.raises(TooManyPixelsError) as caught:
        read_header(bomb)

    assert caught.value.pixels > caught.value.limit == 120_000_000


def test_i1_a_jpeg_that_claims_four_billion_pixels_is_refused() -> None:
    jpeg = encode(scene(16, 16), "jpeg")
    frame = jpeg.index(b"\xff\xc0") + 5

    claimed = jpeg[:frame] + struct.pack(">HH", 65_000, 65_000) + jpeg[frame + 4 :]

    with pytest.raises(TooManyPixelsError):
        read_header(claimed)


def test_i1_a_strip_a_million_long_is_refused() -> None:
    with pytest.raises(SideTooLongError):
        read_header(png_of(1, 1_000_000))


def test_i1_an_animation_of_many_frames_is_refused() -> None:
    data = png_of(8, 8, png_chunk(b"acTL", struct.pack(">II", 1000, 0)))

    with pytest.raises(TooManyFramesError) as caught:
        read_header(data)

    assert caught.value.frames == 1000


def test_i2_a_progressive_jpeg_of_a_thousand_scans_is_refused() -> None:
    jpeg = encode(scene(64, 64), "jpeg", progressive=True)
    scan = jpeg[jpeg.rindex(b"\xff\xda") : -2]

    storm = jpeg[:-2] + scan * 1000 + jpeg[-2:]

    with pytest.raises(UndecodableImageError):
        read_header(storm)


def test_i2_a_profile_beyond_the_limit_is_refused() -> None:
    pieces = [jpeg_segment(0xE2, b"ICC_PROFILE\0" + bytes([n, 90]) + bytes(60_000)) for n in range(90)]
    data = jpeg_with(encode(scene(), "jpeg"), *pieces)

    with pytest.raises(ProfileTooLargeError):
        read_header(data)


def test_i2_an_inflated_profile_is_never_inflated_beyond_the_limit() -> None:
    data = png_of(8, 8, png_chunk(b"iCCP", b"x\0\0" + zlib.compress(bytes(50_000_000))))

    with pytest.raises(ProfileTooLargeError) as caught:
        read_header(data)

    assert caught.value.profile_bytes == caught.value.limit + 1


def test_i2_fifty_megabytes_of_comments_are_refused() -> None:
    data = jpeg_with(encode(scene(), "jpeg"), *[jpeg_segment(0xFE, bytes(65_000))] * 800)

    with pytest.raises(MetadataTooLargeError):
        read_header(data)


def test_a_file_beyond_the_limit_is_refused_before_it_is_looked_at() -> None:
    with pytest.raises(FileTooLargeError):
        read_header(bytes(101), limits=Limits(max_file_bytes=100))


def test_i2_directories_that_point_at_themselves_end() -> None:
    entry = struct.pack("<HHII", 256, 3, 1, 8) + struct.pack("<HHII", 257, 3, 1, 8)
    looped = b"II*\0" + struct.pack("<I", 8) + struct.pack("<H", 2) + entry + struct.pack("<I", 8)

    header = read_header(looped)

    assert header.frames == 1


def test_i2_a_container_of_endless_boxes_ends() -> None:
    data = box(b"ftyp", b"heic" + bytes(4)) + box(b"free", b"") * 50_000

    with pytest.raises(UndecodableImageError):
        read_header(data)


@pytest.mark.parametrize(
    ("properties", "orientation", "size"),
    [
        ([], 1, (40, 30)),
        ([box(b"irot", b"\1")], 8, (30, 40)),
        ([box(b"irot", b"\2")], 3, (40, 30)),
        ([box(b"irot", b"\3")], 6, (30, 40)),
        ([box(b"imir", b"\1")], 2, (40, 30)),
        ([box(b"imir", b"\0")], 4, (40, 30)),
        ([box(b"irot", b"\1"), box(b"imir", b"\0")], 5, (30, 40)),
        ([box(b"irot", b"\1"), box(b"imir", b"\1")], 7, (30, 40)),
    ],
)
def test_the_turns_of_a_heif_container_are_its_orientation(
    properties: list[bytes], orientation: int, size: tuple[int, int]
) -> None:
    header = read_header(heif_of(40, 30, *properties))

    assert header.orientation == orientation
    assert (header.width_px, header.height_px) == size


def test_a_heif_picture_of_another_codec_is_refused() -> None:
    with pytest.raises(UnsupportedFormatError):
        read_header(heif_of(40, 30, codec=b"j2k1"))


def test_a_heif_profile_is_counted() -> None:
    colours = box(b"colr", b"prof" + bytes(500))

    header = read_header(heif_of(40, 30, colours))

    assert header.profile_bytes == 500


def test_a_container_cut_before_its_item_tree_is_cut_short() -> None:
    whole = heif_of(40, 30)

    with pytest.raises(TruncatedImageError):
        read_header(whole[: whole.index(b"meta") - 4])


def test_a_raw_file_is_not_mistaken_for_its_preview() -> None:
    entries = struct.pack("<HHII", 254, 4, 1, 1) + struct.pack("<HHII", 256, 3, 1, 8)
    raw = b"II*\0" + struct.pack("<I", 8) + struct.pack("<H", 2) + entries + struct.pack("<I", 0)

    with pytest.raises(UnsupportedFormatError) as caught:
        read_header(raw)

    assert caught.value.format == "raw"


def test_orientation_in_xmp_counts_where_exif_is_silent() -> None:
    packet = b"http://ns.adobe.com/xap/1.0/\0<x tiff:Orientation='6'/>"
    silent = jpeg_with(encode(scene(40, 30), "jpeg"), jpeg_segment(0xE1, packet))
    contrary = jpeg_with(encode(scene(40, 30), "jpeg", orientation=3), jpeg_segment(0xE1, packet))

    assert read_header(silent).orientation == 6
    assert read_header(contrary).orientation == 3


def test_an_orientation_that_makes_no_sense_is_upright() -> None:
    header = read_header(encode(scene(40, 30), "jpeg", orientation=99))

    assert header.orientation == 1


SEEDS = [encode(scene(24, 16), kind, orientation=6) for kind in KINDS]
SEEDS += [heif_of(40, 30, box(b"irot", b"\1"), full_box(b"pixi", b"\3\x08\x08\x08"))]


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(SEEDS), st.data())
def test_no_damage_raises_anything_but_an_imaging_error(seed: bytes, data: st.DataObject) -> None:
    damaged = bytearray(seed)
    spots = data.draw(st.lists(st.tuples(st.integers(0, len(seed) - 1), st.integers(0, 255)), max_size=8))
    for at, value in spots:
        damaged[at] = value
    cut = data.draw(st.integers(0, len(seed)))

    with contextlib.suppress(ImagingError):
        header = read_header(bytes(damaged[:cut]))

        assert header.width_px * header.height_px <= Limits().max_pixels
