import io
import zipfile

import numpy as np
import pytest
import pyvips
from PIL import Image, ImageCms

from imaging.colour import delta_e_2000, to_lab
from imaging.decode import decode, thumbnail
from imaging.errors import TruncatedImageError, UndecodableImageError, UnsupportedFormatError
from imaging.frame import Pixels
from tests.icc import ADOBE_RGB, DISPLAY_P3, SRGB, profile
from tests.photos import (
    STORED_FROM_UPRIGHT,
    box,
    encode,
    heif_of,
    jpeg_segment,
    jpeg_with,
    png_chunk,
    scene,
)

KINDS = ("jpeg", "png", "webp", "tiff", "avif")
WITHIN_LEVELS = 6  # of 255, worst pixel, for codecs that lose


def worst_difference(first: Pixels, second: Pixels) -> int:
    assert first.shape == second.shape
    return int(np.abs(first.astype(int) - second.astype(int)).max())


def by_little_cms(data: bytes) -> Pixels:
    picture = Image.open(io.BytesIO(data))
    source = ImageCms.ImageCmsProfile(io.BytesIO(picture.info["icc_profile"]))
    shown = ImageCms.profileToProfile(
        picture,
        source,
        ImageCms.createProfile("sRGB"),
        renderingIntent=ImageCms.Intent.PERCEPTUAL,
        outputMode="RGB",
    )
    return np.asarray(shown)


@pytest.mark.parametrize("orientation", STORED_FROM_UPRIGHT)
@pytest.mark.parametrize("kind", KINDS)
def test_i7_every_orientation_is_applied_exactly_once(kind: str, orientation: int) -> None:
    upright = scene(64, 48)
    data = encode(STORED_FROM_UPRIGHT[orientation](upright), kind, orientation=orientation)

    frame = decode(data)

    assert worst_difference(frame.pixels, upright) <= WITHIN_LEVELS
    assert (frame.full_width_px, frame.full_height_px) == (64, 48)
    assert frame.orientation == orientation


@pytest.mark.parametrize("orientation", STORED_FROM_UPRIGHT)
def test_a_thumbnail_is_upright_too(orientation: int) -> None:
    upright = scene(640, 480)
    data = encode(STORED_FROM_UPRIGHT[orientation](upright), "jpeg", orientation=orientation)

    frame = thumbnail(data, side_px=64)

    assert worst_difference(frame.pixels, scene(64, 48)) <= WITHIN_LEVELS
    assert frame.scale == pytest.approx(0.1)


@pytest.mark.parametrize("name_and_space", [("Adobe", ADOBE_RGB), ("P3", DISPLAY_P3), ("sRGB", SRGB)])
@pytest.mark.parametrize("kind", KINDS)
def test_i7_an_embedded_profile_gives_the_colours_of_little_cms(
    kind: str, name_and_space: tuple[str, tuple[tuple[float, float], ...]]
) -> None:
    name, space = name_and_space
    data = encode(scene(), kind, icc_profile=profile(name, space))

    frame = decode(data)

    off = delta_e_2000(to_lab(frame.pixels), to_lab(by_little_cms(data)))
    # The two AV1 decoders themselves differ by a level here and there.
    assert (np.median(off) if kind == "avif" else off.max()) <= 1.0
    assert frame.profile == name
    assert frame.wide_gamut is (space is not SRGB)


def test_i7_a_profile_changes_what_is_shown() -> None:
    plain = decode(encode(scene(), "png"))

    wide = decode(encode(scene(), "png", icc_profile=profile("P3", DISPLAY_P3)))

    assert worst_difference(plain.pixels, wide.pixels) > 20


def test_i7_a_broken_profile_is_said_and_the_numbers_taken_as_srgb() -> None:
    frame = decode(encode(scene(), "png", icc_profile=b"nonsense" * 40))

    assert frame.profile == "unreadable"
    assert not frame.wide_gamut
    assert worst_difference(frame.pixels, scene()) == 0


def test_i7_stated_primaries_are_honoured_like_a_profile() -> None:
    stated = encode(scene(), "png")
    at = stated.index(b"IDAT") - 4
    stated = stated[:at] + png_chunk(b"cICP", bytes([12, 13, 0, 1])) + stated[at:]
    reference = by_little_cms(encode(scene(), "png", icc_profile=profile("P3", DISPLAY_P3)))

    frame = decode(stated)

    # The profile of the reference has one power curve, sRGB's own is two pieces: apart in the darkest only.
    off = delta_e_2000(to_lab(frame.pixels), to_lab(reference))
    assert float(np.median(off)) <= 1.0
    assert frame.wide_gamut


def test_i7_adobe_rgb_by_its_exif_mark_is_honoured_like_a_profile() -> None:
    exif = Image.Exif()
    exif[0x010F] = "a maker"
    exif.get_ifd(0x8769)[0xA001] = 2
    marked = encode(scene(), "png", exif=exif)
    reference = by_little_cms(encode(scene(), "png", icc_profile=profile("Adobe", ADOBE_RGB)))

    frame = decode(marked)

    off = delta_e_2000(to_lab(frame.pixels), to_lab(reference))
    assert float(np.quantile(off, 0.99)) <= 1.0
    assert frame.profile == "Adobe RGB (1998)"


def test_absolute_luminance_is_refused_and_not_guessed() -> None:
    stated = encode(scene(), "png")
    at = stated.index(b"IDAT") - 4
    stated = stated[:at] + png_chunk(b"cICP", bytes([9, 16, 0, 1])) + stated[at:]

    with pytest.raises(UnsupportedFormatError):
        decode(stated)


def test_i7_cmyk_becomes_red_where_it_is_red() -> None:
    ink = np.zeros((32, 32, 4), np.uint8)
    ink[..., 1:3] = 255
    target = io.BytesIO()
    Image.fromarray(ink, "CMYK").save(target, "JPEG", quality=95)

    red, green, blue = decode(target.getvalue()).pixels[16, 16]

    assert red > 180
    assert max(green, blue) < 80


def test_i7_sixteen_bits_become_the_nearest_eight() -> None:
    deep = (np.arange(64, dtype=np.uint16) * 1000)[None, :].repeat(64, axis=0)
    target = io.BytesIO()
    Image.fromarray(deep).save(target, "PNG")

    frame = decode(target.getvalue())

    assert frame.bits == 16
    assert worst_difference(frame.pixels, np.stack([deep / 257] * 3, axis=-1).astype(np.uint8)) <= 1


def test_i7_grey_becomes_three_equal_channels() -> None:
    grey = scene()[..., 0]

    frame = decode(encode(grey, "jpeg"))

    assert worst_difference(frame.pixels, np.stack([grey] * 3, axis=-1)) <= 2


@pytest.mark.parametrize("kind", ["png", "webp", "tiff", "avif"])
def test_i7_what_is_transparent_shows_middle_grey(kind: str) -> None:
    clear = np.zeros((32, 32, 4), np.uint8)

    frame = decode(encode(clear, kind))

    assert worst_difference(frame.pixels, np.full((32, 32, 3), 119, np.uint8)) <= 2


@pytest.mark.parametrize("kind", ["jpeg", "png", "webp", "tiff", "avif"])
def test_i7_a_picture_of_one_pixel_is_a_picture(kind: str) -> None:
    frame = decode(encode(np.full((1, 1, 3), 90, np.uint8), kind))

    assert frame.pixels.shape == (1, 1, 3)


@pytest.mark.parametrize("kind", ["jpeg", "png"])
def test_i7_a_file_cut_in_half_says_so(kind: str) -> None:
    noise = np.random.default_rng(1).integers(0, 255, (200, 200, 3), dtype=np.uint8)
    whole = encode(noise, kind)

    frame = decode(whole[: len(whole) // 2])

    assert frame.truncated


def test_i7_a_tiff_with_a_hole_in_its_strips_says_so() -> None:
    noise = np.random.default_rng(1).integers(0, 255, (200, 200, 3), dtype=np.uint8)
    picture = pyvips.Image.new_from_memory(noise.data, 200, 200, 3, "uchar")
    whole = picture.tiffsave_buffer(compression="deflate")
    directory = int.from_bytes(whole[4:8], "little")

    frame = decode(whole[: directory // 2] + bytes(directory - directory // 2) + whole[directory:])

    assert frame.truncated


@pytest.mark.parametrize("kind", ["webp", "avif"])
def test_i7_a_file_cut_before_its_picture_can_be_found_is_refused(kind: str) -> None:
    whole = encode(scene(), kind)

    with pytest.raises((TruncatedImageError, UndecodableImageError)):
        decode(whole[: len(whole) // 8])


def test_a_whole_file_is_not_called_cut() -> None:
    frames = [decode(encode(scene(), kind)) for kind in KINDS]

    assert not any(frame.truncated for frame in frames)


def test_i3_what_trails_a_picture_is_not_in_its_pixels() -> None:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr("page.html", "<script>alert(1)</script>")
    jpeg = encode(scene(), "jpeg")

    frame = decode(jpeg + archive.getvalue())

    assert worst_difference(frame.pixels, decode(jpeg).pixels) == 0


def test_i3_a_comment_that_is_a_page_changes_nothing() -> None:
    jpeg = encode(scene(), "jpeg")

    frame = decode(jpeg_with(jpeg, jpeg_segment(0xFE, b"<html><script>alert(1)</script></html>")))

    assert worst_difference(frame.pixels, decode(jpeg).pixels) == 0


@pytest.mark.parametrize("suffix", [".ppm", ".gif", ".fits", ".hdr", ".v", ".csv", ".mat"])
def test_i4_bytes_of_another_loader_are_refused(suffix: str) -> None:
    picture = pyvips.Image.black(8, 8, bands=1).cast("float" if suffix == ".hdr" else "uchar")
    try:
        data = bytes(picture.write_to_buffer(suffix))
    except pyvips.Error:
        data = {".csv": b"0\t0\n0\t0\n", ".mat": b"MATLAB 5.0 MAT-file" + bytes(200)}.get(
            suffix, b"SIMPLE  ="
        )

    with pytest.raises(UnsupportedFormatError):
        decode(data)


def test_i4_no_loader_stays_open_after_a_picture() -> None:
    jpeg = encode(scene(), "jpeg")
    decode(jpeg)

    with pytest.raises(pyvips.Error):
        pyvips.Image.new_from_buffer(jpeg, "")


def test_a_container_whose_picture_has_another_size_is_refused() -> None:
    avif = encode(scene(64, 48), "avif")
    size = avif.index(b"ispe") + 8

    with pytest.raises(UndecodableImageError):
        decode(avif[:size] + (32).to_bytes(4, "big") + (24).to_bytes(4, "big") + avif[size + 8 :])


def test_a_heif_container_without_a_picture_is_refused() -> None:
    with pytest.raises(UndecodableImageError):
        decode(heif_of(40, 30, box(b"hvcC", bytes(23))))


def test_a_larger_photo_comes_as_a_reduced_working_copy() -> None:
    data = encode(scene(900, 600), "jpeg")

    frame = decode(data, max_side_px=300)

    assert frame.pixels.shape == (200, 300, 3)
    assert (frame.full_width_px, frame.full_height_px) == (900, 600)
    assert worst_difference(frame.pixels, scene(300, 200)) <= WITHIN_LEVELS


def test_a_smaller_photo_is_not_enlarged() -> None:
    frame = thumbnail(encode(scene(40, 30), "webp"), side_px=400)

    assert frame.pixels.shape == (30, 40, 3)


def test_the_first_picture_of_several_is_taken() -> None:
    target = io.BytesIO()
    first, second = Image.fromarray(scene()), Image.fromarray(scene()[::-1])
    first.save(target, "TIFF", save_all=True, append_images=[second])

    frame = decode(target.getvalue())

    assert frame.frames == 2
    assert worst_difference(frame.pixels, scene()) == 0
