import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from imaging.synthetic.shot import similarity

PLACES = np.array([[0.0, 0.0], [10.0, 40.0], [70.0, -5.0], [33.0, 21.0]])


@given(st.floats(0.2, 5), st.floats(-179, 179), st.floats(-500, 500), st.floats(-500, 500))
def test_a_known_similarity_is_recovered(scale: float, turn_deg: float, down: float, right: float) -> None:
    turn = np.radians(turn_deg)
    rows, columns = PLACES.T
    moved = scale * np.stack(
        [np.sin(turn) * columns + np.cos(turn) * rows, np.cos(turn) * columns - np.sin(turn) * rows], axis=1
    ) + [down, right]

    fit = similarity(PLACES, moved)

    assert fit.scale == pytest.approx(scale)
    assert fit.rotation_deg == pytest.approx(turn_deg, abs=1e-6)
    assert fit.residual_px < 1e-6


def test_a_positive_angle_turns_clockwise_on_screen() -> None:
    fit = similarity(np.array([[0.0, 0.0], [0.0, 1.0]]), np.array([[0.0, 0.0], [1.0, 0.0]]))

    assert fit.rotation_deg == pytest.approx(90.0)


def test_lists_of_different_length_are_refused() -> None:
    with pytest.raises(ValueError, match="two equal lists"):
        similarity(PLACES, PLACES[:2])
