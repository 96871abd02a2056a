"""A proposed balance by the wall: what it matches, and when there is none."""

import numpy as np
import pytest

from imaging.balance import exposure_ev, proposed_gains
from imaging.colour import apply_gains, delta_e_2000, to_lab

WALL = np.full((1, 1, 3), (150, 152, 156), np.uint8)


def lab_of(pixels: np.ndarray) -> tuple[float, ...]:
    return tuple(float(value) for value in to_lab(pixels)[0, 0])


def test_the_proposal_gives_the_later_wall_the_colour_of_the_earlier() -> None:
    warmer = apply_gains(WALL, (1.2, 1.0, 0.8))

    gains = proposed_gains(lab_of(WALL), lab_of(warmer))

    assert gains is not None
    assert gains == pytest.approx((1 / 1.2, 1.0, 1 / 0.8), rel=0.03)
    back = lab_of(apply_gains(warmer, gains))
    assert delta_e_2000(np.array(back), np.array(lab_of(WALL))) < 0.7


def test_equal_walls_need_nothing() -> None:
    gains = proposed_gains(lab_of(WALL), lab_of(WALL))

    assert gains == pytest.approx((1.0, 1.0, 1.0))


def test_a_wall_that_differs_by_more_than_a_stop_gives_no_proposal() -> None:
    assert proposed_gains(lab_of(WALL), lab_of(apply_gains(WALL, (0.4, 0.4, 0.4)))) is None


def test_a_nearly_black_wall_gives_no_proposal() -> None:
    dark = lab_of(np.full((1, 1, 3), 20, np.uint8))

    assert proposed_gains(dark, dark) is None


def test_exposure_is_told_in_stops() -> None:
    assert exposure_ev((2.0, 2.0, 2.0)) == pytest.approx(1.0)
