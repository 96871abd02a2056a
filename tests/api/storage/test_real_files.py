"""Every real file: a right picture or a typed refusal, and this process no worse for it (I1 to I7)."""

import csv
import io
import os
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pi_heif
import pytest
from PIL import Image, ImageCms, ImageOps

from api.storage.reading import Reading
from api.storage.sandbox import Sandbox
from imaging.colour import delta_e_2000, to_lab
from imaging.errors import DecoderCrashedError, ImagingError, UndecodableImageError, UnsupportedFormatError
from imaging.frame import Pixels
from tests.data import real_data, real_files

pytestmark = pytest.mark.data

# Where Pillow is another opinion and not the reference, and why.
APART = {
    "exiv2-nikon-d70.jpg": "EXIF says Adobe RGB (interoperability R03); Pillow shows the numbers as sRGB",
    "pil_sample_cmyk.jpg": "CMYK without a profile: Pillow mixes paints by formula, we by a press profile",
    "Irvine_CA.avif": "container and bitstream disagree on the range of luma",
    "avif_exif_xmp.avif": "chroma is enlarged smoothly by one decoder and not by the other",
    "16-bit-grey-alpha.png": "Pillow cannot apply a grey profile to 16 bits",
    "ultrahdr.jpg": "cut short at its source: Pillow refuses it, we show it and say so",
}
# Accepted by no decoder here: refused by type.
REFUSED = {
    "BonTonARTSTORplusIPTC.xmp",
    "IMG_1361.dng",
    "animated-loop-3.gif",
    "relax.jp2",
    "sRGB2014.icc",
    "small.icc",
}

# A GPS directory that holds no position: Pillow counts the directory, we the place.
GPS_WITHOUT_A_PLACE = {"exiv2/avif_exif_xmp.avif", "jpg-makers/Canon_40D.jpg"}


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as opened:
        yield opened


def outcome(sandbox: Sandbox, path: Path) -> Reading | ImagingError:
    try:
        return sandbox.read(path.read_bytes(), max_side_px=None)
    except ImagingError as error:
        return error


def shown_by_pillow(data: bytes) -> Pixels:
    """Pillow's opinion of a file: upright, in sRGB, on middle grey."""
    pi_heif.register_heif_opener()
    picture = Image.open(io.BytesIO(data))
    profile = picture.info.get("icc_profile")
    picture = ImageOps.exif_transpose(picture)
    if picture.mode.startswith("I"):
        picture = Image.fromarray((np.asarray(picture) >> 8).astype(np.uint8))
    if picture.mode in {"P", "PA"}:
        picture = picture.convert("RGBA")
    opacity = picture.getchannel("A") if picture.mode in {"LA", "RGBA"} else None
    picture = picture.convert(picture.mode.removesuffix("A")) if opacity else picture
    if profile and picture.mode in {"L", "RGB", "CMYK"}:
        picture = ImageCms.profileToProfile(
            picture,
            ImageCms.ImageCmsProfile(io.BytesIO(profile)),
            ImageCms.createProfile("sRGB"),
            outputMode="RGB",
        )
    grey = Image.new("RGB", picture.size, (119, 119, 119))
    grey.paste(picture.convert("RGB"), mask=opacity)
    return np.asarray(grey)


def test_every_photo_of_the_exif_set_is_right_or_refused(sandbox: Sandbox) -> None:
    wrong = {}
    for path in real_files("exif"):
        got = outcome(sandbox, path)
        if isinstance(got, ImagingError):
            if path.name not in REFUSED or not isinstance(got, UnsupportedFormatError):
                wrong[path.name] = repr(got)
        elif path.name not in APART:
            reference = shown_by_pillow(path.read_bytes())
            if reference.shape != got.frame.pixels.shape:
                wrong[path.name] = f"{got.frame.pixels.shape}, Pillow {reference.shape}"
                continue
            step = max(1, max(reference.shape) // 500)
            ours, theirs = (to_lab(pixels[::step, ::step]) for pixels in (got.frame.pixels, reference))
            off = float(delta_e_2000(ours, theirs).mean())
            if off > 0.5:
                wrong[path.name] = f"mean dE00 {off:.2f}"

    assert wrong == {}


def test_the_facts_of_the_exif_set_agree_with_pillow(sandbox: Sandbox) -> None:
    with (real_data("exif") / "facts.shared.tsv").open(encoding="utf-8") as table:
        facts = {row["file"]: row for row in csv.DictReader(table, delimiter="\t")}
    wrong = {}
    for name, row in facts.items():
        got = outcome(sandbox, real_data("exif") / name)
        if isinstance(got, ImagingError) or Path(name).suffix == ".mpo":
            continue
        said = {
            "size": {int(row["width"]), int(row["height"])},
            "profile": int(row["icc_bytes"]),
            "gps": row["gps"] == "True",
        }
        found = {
            "size": {got.header.width_px, got.header.height_px},
            "profile": got.header.profile_bytes,
            "gps": got.metadata.gps is not None,
        }
        if said != found:
            wrong[name] = (said, found)

    assert set(wrong) == GPS_WITHOUT_A_PLACE


@pytest.mark.parametrize("turns", [0, 1, 2, 3])
def test_a_real_heic_is_turned_by_its_container_and_not_again_by_its_exif(
    sandbox: Sandbox, turns: int
) -> None:
    data = bytearray((real_data("exif") / "exifr" / "heic-iphone.heic").read_bytes())
    upright = sandbox.thumbnail(bytes(data), 400).pixels
    data[data.index(b"irot") + 4] = turns
    orientation = data.index(b"\x01\x12\x00\x03\x00\x00\x00\x01") + 8
    data[orientation : orientation + 2] = (6).to_bytes(2, "big")

    frame = sandbox.thumbnail(bytes(data), 400)

    # The container turns against the clock, as numpy does.
    expected = np.rot90(upright, turns)
    assert frame.pixels.shape == expected.shape
    assert np.abs(frame.pixels.astype(int) - expected.astype(int)).mean() < 3


def test_every_hostile_file_is_refused_or_shown_safely(sandbox: Sandbox) -> None:
    sandbox.thumbnail(scene_png(), 32)
    before_mb, wrong, reasons = resident_mb(), {}, set()
    for path in real_files("hostile"):
        started = time.perf_counter()
        got = outcome(sandbox, path)
        took = time.perf_counter() - started
        if isinstance(got, ImagingError):
            reasons.add(got.reason)
        elif got.frame.pixels.shape[0] * got.frame.pixels.shape[1] > 120_000_000:
            wrong[path.name] = "more pixels than allowed"
        if took > 10:
            wrong[path.name] = f"took {took:.1f} s"

    assert wrong == {}
    assert {"unsupported_format", "undecodable", "too_many_pixels", "truncated"} <= reasons
    assert resident_mb() - before_mb < 200


def test_a_bomb_of_the_hostile_set_is_refused_by_its_header_within_20_ms(sandbox: Sandbox) -> None:
    for name in ("16383x16383.png", "65536-uint32-limit.png", "lottapixel.jpg"):
        data = (real_data("hostile") / "bombs" / name).read_bytes()
        spent = time.process_time()

        with pytest.raises(ImagingError) as caught:
            sandbox.read(data)

        assert caught.value.reason == "too_many_pixels"
        assert time.process_time() - spent < 0.02


def test_i6_a_real_crash_of_a_decoder_stays_in_its_child(sandbox: Sandbox) -> None:
    # One byte that is no text in an item's type makes this version of the HEIF binding read a null pointer.
    data = bytearray((real_data("exif") / "heic" / "samplefilehub.heif").read_bytes())
    data[data.index(b"mime\0")] = 0xFF

    with pytest.raises((DecoderCrashedError, UndecodableImageError)):
        sandbox.read(bytes(data))

    assert sandbox.thumbnail(scene_png(), 32).width_px == 32


@pytest.mark.slow
def test_i6_damaged_photos_are_read_or_refused_and_the_service_lives_on(sandbox: Sandbox) -> None:
    names = (
        "heic/zPug_3.heic",
        "heic/samplefilehub.heif",
        "heic/exif.avif",
        "misc/flower.webp",
        "misc/cmyk-icc.jpg",
    )
    seeds = [(real_data("exif") / name).read_bytes() for name in names]
    rng, before_mb, reasons = np.random.default_rng(20261120), resident_mb(), []
    for turn in range(250):
        data = bytearray(seeds[turn % len(seeds)])
        reach = len(data) if turn % 2 else 2000
        for at in rng.integers(0, min(reach, len(data)), rng.integers(1, 20)):
            data[at] = rng.integers(0, 256)
        started = time.perf_counter()

        try:
            sandbox.read(bytes(data))
        except ImagingError as error:
            reasons.append(error.reason)

        assert time.perf_counter() - started < 12
    assert "undecodable" in reasons
    assert resident_mb() - before_mb < 200


def scene_png() -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (64, 64)).save(target, "PNG")
    return target.getvalue()


def resident_mb() -> float:
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGESIZE") / 1e6
