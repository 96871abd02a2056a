import numpy as np
import pytest

from api.storage.reading import MIN_SIDE_PX, Reading, read_photo
from imaging.decode import decode
from imaging.errors import ImageTooSmallError, TruncatedImageError
from imaging.exif import read_metadata
from imaging.header import read_header
from tests.photos import encode, scene


class InProcess:
    """A reader without a sandbox, for files that the test made itself."""

    def read(self, data: bytes, *, max_side_px: int | None = 4096) -> Reading:
        return Reading(
            frame=decode(data, max_side_px=max_side_px),
            header=read_header(data),
            metadata=read_metadata(data),
        )


def test_a_sound_photo_is_read() -> None:
    reading = read_photo(InProcess(), encode(scene(), "jpeg"))

    assert reading.frame.pixels.shape == (64, 96, 3)


def test_a_photo_too_small_to_measure_is_refused() -> None:
    with pytest.raises(ImageTooSmallError) as caught:
        read_photo(InProcess(), encode(scene(500, MIN_SIDE_PX - 1), "png"))

    assert (caught.value.side_px, caught.value.limit) == (MIN_SIDE_PX - 1, MIN_SIDE_PX)


def test_a_photo_cut_short_is_refused() -> None:
    noise = np.random.default_rng(1).integers(0, 255, (200, 200, 3), dtype=np.uint8)
    whole = encode(noise, "jpeg")

    with pytest.raises(TruncatedImageError):
        read_photo(InProcess(), whole[: len(whole) // 2])
