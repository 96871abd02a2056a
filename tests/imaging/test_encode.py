import io
from collections.abc import Callable

import numpy as np
import pytest
from PIL import Image

from imaging.encode import encode_jpeg, encode_png, encode_webp
from imaging.exif import read_metadata
from imaging.frame import Pixels
from imaging.header import read_header
from tests.photos import scene

ENCODERS = {"jpeg": encode_jpeg, "webp": encode_webp, "png": encode_png}


@pytest.mark.parametrize("kind", ENCODERS)
def test_what_is_encoded_is_of_its_kind_and_shows_the_same(kind: str) -> None:
    pixels = scene(300, 200)

    data = ENCODERS[kind](pixels)

    shown = np.asarray(Image.open(io.BytesIO(data)).convert("RGB"))
    assert read_header(data).format == kind
    assert np.abs(shown.astype(int) - pixels.astype(int)).mean() < 2


@pytest.mark.parametrize("encoder", ENCODERS.values())
def test_i8_nothing_travels_with_the_picture(encoder: Callable[[Pixels], bytes]) -> None:
    data = encoder(scene())

    header = read_header(data)
    assert header.profile_bytes == 0
    assert header.metadata_bytes <= 32  # the JFIF mark, resolution and the like
    assert read_metadata(data).state == "absent"


def test_png_loses_nothing() -> None:
    pixels = scene()

    shown = np.asarray(Image.open(io.BytesIO(encode_png(pixels))))

    np.testing.assert_array_equal(shown, pixels)


def test_a_view_that_is_not_contiguous_is_encoded_right() -> None:
    pixels = scene(80, 60)[:, ::-1]

    shown = np.asarray(Image.open(io.BytesIO(encode_png(pixels))))

    np.testing.assert_array_equal(shown, pixels)


@pytest.mark.parametrize("pixels", [np.zeros((4, 4), np.uint8), np.zeros((4, 4, 3), np.float32)])
def test_anything_but_rgb_bytes_is_a_mistake_of_ours(pixels: np.ndarray) -> None:
    with pytest.raises(ValueError, match="expected"):
        encode_jpeg(pixels)


def test_a_quality_out_of_range_is_a_mistake_of_ours() -> None:
    with pytest.raises(ValueError, match="quality"):
        encode_jpeg(scene(), quality=0)
