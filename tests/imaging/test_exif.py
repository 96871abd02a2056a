import io
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo
from PIL.TiffImagePlugin import IFDRational

from imaging.exif import Gps, read_metadata
from tests.photos import encode, jpeg_segment, jpeg_with, scene

EXIF, GPS = 0x8769, 0x8825
TAKEN, DIGITIZED, SUBSECOND, OFFSET, CHANGED = 0x9003, 0x9004, 0x9291, 0x9011, 0x0132


def photo(
    *,
    image: dict[int, Any] | None = None,
    exif: dict[int, Any] | None = None,
    gps: dict[int, Any] | None = None,
    kind: str = "jpeg",
) -> bytes:
    block = Image.Exif()
    block.update({0x010F: "a maker"} | (image or {}))
    block.get_ifd(EXIF).update(exif or {})
    if gps:
        block.get_ifd(GPS).update(gps)
    return encode(scene(), kind, exif=block)


def test_a_file_without_metadata_has_none() -> None:
    metadata = read_metadata(encode(scene(), "jpeg"))

    assert metadata.state == "absent"
    assert metadata.taken_at is None


@pytest.mark.parametrize("kind", ["jpeg", "png", "webp", "tiff", "avif"])
def test_the_camera_is_read_from_every_format(kind: str) -> None:
    metadata = read_metadata(photo(image={0x0110: "a model"}, kind=kind))

    assert (metadata.state, metadata.camera_make, metadata.camera_model) == ("read", "a maker", "a model")


def test_a_time_without_a_zone_stays_without_one() -> None:
    metadata = read_metadata(photo(exif={TAKEN: "2026:03:01 09:30:15"}))

    assert metadata.taken_at == datetime(2026, 3, 1, 9, 30, 15)  # noqa: DTZ001
    assert metadata.zone == "unknown"


def test_a_time_with_its_offset_knows_its_zone() -> None:
    metadata = read_metadata(photo(exif={TAKEN: "2026:03:01 09:30:15", SUBSECOND: "25", OFFSET: "-05:30"}))

    zone = timezone(-timedelta(hours=5, minutes=30))
    assert metadata.taken_at == datetime(2026, 3, 1, 9, 30, 15, 250_000, tzinfo=zone)
    assert metadata.zone == "-05:30"


@pytest.mark.parametrize("offset", ["+25:00", "local", "", "   :  "])
def test_an_offset_that_no_clock_has_is_unknown(offset: str) -> None:
    metadata = read_metadata(photo(exif={TAKEN: "2026:03:01 09:30:15", OFFSET: offset}))

    assert metadata.zone == "unknown"
    assert metadata.taken_at is not None
    assert metadata.taken_at.tzinfo is None


@pytest.mark.parametrize(
    "text", ["0000:00:00 00:00:00", "    :  :     :  :  ", "2026:02:30 10:00:00", "soon"]
)
def test_a_time_that_never_was_is_unknown(text: str) -> None:
    assert read_metadata(photo(exif={TAKEN: text})).taken_at is None


def test_the_time_a_program_changed_the_file_is_not_when_it_was_taken() -> None:
    assert read_metadata(photo(image={CHANGED: "2026:03:01 09:30:15"})).taken_at is None


def test_the_digitized_time_stands_in_for_a_missing_original() -> None:
    metadata = read_metadata(photo(exif={DIGITIZED: "2026:03:01 09:30:15"}))

    assert metadata.taken_at == datetime(2026, 3, 1, 9, 30, 15)  # noqa: DTZ001


def test_the_optics_are_read_with_their_units() -> None:
    metadata = read_metadata(
        photo(
            exif={
                0x829A: IFDRational(1, 125),
                0x829D: IFDRational(18, 10),
                0x8827: 400,
                0x920A: IFDRational(425, 100),
                0xA405: 26,
                0x9209: 25,
            }
        )
    )

    assert metadata.exposure_time_s == pytest.approx(0.008)
    assert metadata.f_number == pytest.approx(1.8)
    assert metadata.iso == 400
    assert metadata.focal_length_mm == pytest.approx(4.25)
    assert metadata.focal_length_35mm == 26
    assert metadata.flash_fired is True


def test_a_zero_that_means_unknown_is_unknown() -> None:
    metadata = read_metadata(photo(exif={0xA405: 0, 0x920A: IFDRational(0, 1)}))

    assert metadata.focal_length_35mm is None
    assert metadata.focal_length_mm is None


def test_the_place_stands_apart() -> None:
    degrees = (47.0, 30.0, 0.0)
    metadata = read_metadata(photo(gps={1: "S", 2: degrees, 3: "E", 4: (8.0, 15.0, 0.0), 5: b"\1", 6: 12.0}))

    assert metadata.gps == Gps(latitude_deg=-47.5, longitude_deg=8.25, altitude_m=-12.0)


def test_a_place_off_the_globe_is_unknown() -> None:
    metadata = read_metadata(photo(gps={1: "N", 2: (91.0, 0.0, 0.0), 3: "E", 4: (8.0, 0.0, 0.0)}))

    assert metadata.gps is None


def test_a_broken_block_is_unreadable_and_the_photo_is_not() -> None:
    data = jpeg_with(encode(scene(), "jpeg"), jpeg_segment(0xE1, b"Exif\0\0nonsense"))

    assert read_metadata(data).state == "unreadable"


def test_a_text_is_cut_and_cleaned() -> None:
    metadata = read_metadata(photo(image={0x0110: "a\x07\x1b[31m<script>" + "x" * 500}))

    assert metadata.camera_model is not None
    assert metadata.camera_model.startswith("a[31m<script>x")
    assert len(metadata.camera_model) == 120


def test_names_and_serial_numbers_are_not_read() -> None:
    metadata = read_metadata(
        photo(image={0x013B: "An Artist"}, exif={0xA430: "An Owner", 0xA431: "SN-12345"})
    )

    told = repr(metadata)
    assert not any(secret in told for secret in ("Artist", "Owner", "SN-12345"))


def test_exif_as_old_programs_wrote_it_into_png_is_read() -> None:
    block = Image.Exif()
    block[0x0110] = "a model"
    raw = b"Exif\0\0" + block.tobytes().removeprefix(b"Exif\0\0")
    text = PngInfo()
    text.add_text("Raw profile type exif", f"\nexif\n{len(raw):8d}\n{raw.hex()}\n", zip=True)
    target = io.BytesIO()
    Image.fromarray(scene()).save(target, "PNG", pnginfo=text)

    assert read_metadata(target.getvalue()).camera_model == "a model"
