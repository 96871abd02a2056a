"""Drawing on a canvas: the right place, the mean of what a pixel covers, nothing beyond the photo."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from imaging.drawing import sample
from imaging.frame import Pixels
from imaging.geometry import Similarity

FILL = 118


def slope(height: int = 240, width: int = 320) -> Pixels:
    """Rows in red, columns in green: each pixel says where it is."""
    rows, cols = np.mgrid[:height, :width]
    return np.stack([rows * 255 / height, cols * 255 / width, np.full((height, width), 77)], axis=-1).astype(
        np.uint8
    )


@given(
    st.floats(0.3, 6.0),
    st.floats(-180, 180),
    st.tuples(st.floats(60, 180), st.floats(80, 240)),
)
def test_a_canvas_pixel_shows_the_place_that_the_similarity_names(
    scale: float, turn: float, middle: tuple[float, float]
) -> None:
    source = slope()
    aim = Similarity(scale, turn, (0.0, 0.0))
    row, col = aim(np.array([[20.0, 20.0]]))[0]
    to_source = Similarity(scale, turn, (middle[0] - row, middle[1] - col))

    drawn = sample(source, to_source, (41, 41), fill=FILL)

    expected = [middle[0] * 255 / 240, middle[1] * 255 / 320]
    np.testing.assert_allclose(drawn[20, 20, :2], expected, atol=2.5)


def test_shrinking_takes_the_mean_of_what_a_pixel_covers() -> None:
    checks = np.indices((200, 200)).sum(axis=0) % 2 * 255
    source = np.repeat(checks[:, :, None], 3, axis=2).astype(np.uint8)

    drawn = sample(source, Similarity(4.0, 0.0, (21.5, 21.5)), (30, 30), fill=FILL)

    assert np.abs(drawn.astype(int) - 127).max() <= 2


def test_a_whole_shift_is_a_plain_cut() -> None:
    source = slope()

    drawn = sample(source, Similarity(1.0, 0.0, (30.0, 50.0)), (100, 80), fill=FILL)

    np.testing.assert_array_equal(drawn, source[30:110, 50:150])


def test_what_lies_outside_the_photo_is_the_fill_and_no_repeated_border() -> None:
    source = np.full((50, 60, 3), 200, np.uint8)

    drawn = sample(source, Similarity(1.0, 0.0, (-10.0, -20.0)), (100, 80), fill=FILL)

    assert (drawn[10:60, 20:80] == 200).all()
    outside = np.ones((80, 100), bool)
    outside[10:60, 20:80] = False
    assert (drawn[outside] == FILL).all()


def test_a_canvas_beside_the_photo_is_all_fill() -> None:
    drawn = sample(slope(), Similarity(1.0, 10.0, (4000.0, 0.0)), (40, 30), fill=FILL)

    assert drawn.shape == (30, 40, 3)
    assert (drawn == FILL).all()
