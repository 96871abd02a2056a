import numpy as np
import pytest

from imaging.frame import Frame


def test_the_scale_is_working_size_over_full_size() -> None:
    pixels = np.zeros((300, 400, 3), np.uint8)

    frame = Frame(pixels=pixels, full_width_px=4000, full_height_px=3000)

    assert frame.scale == 0.1


def test_a_frame_of_pixels_is_at_full_size() -> None:
    frame = Frame.from_pixels(np.zeros((30, 40, 3), np.uint8))

    assert (frame.full_width_px, frame.full_height_px, frame.scale) == (40, 30, 1.0)


@pytest.mark.parametrize(
    "pixels",
    [
        np.zeros((30, 40), np.uint8),
        np.zeros((30, 40, 4), np.uint8),
        np.zeros((30, 40, 3), np.float32),
        np.zeros((0, 40, 3), np.uint8),
    ],
)
def test_anything_but_rgb_bytes_is_a_mistake_of_ours(pixels: np.ndarray) -> None:
    with pytest.raises(ValueError, match=r"expected|at least one pixel"):
        Frame(pixels=pixels, full_width_px=40, full_height_px=30)


def test_an_orientation_that_does_not_exist_is_a_mistake_of_ours() -> None:
    with pytest.raises(ValueError, match="orientation"):
        Frame(pixels=np.zeros((2, 2, 3), np.uint8), full_width_px=2, full_height_px=2, orientation=9)
