"""Colour of whole frames, and the backdrop that two photos may share."""

import numpy as np
import pytest

from imaging.colour import apply_gains, backdrop, delta_e_2000, to_lab, to_linear

# Of the published test data of Sharma, Wu and Dalal (2005), the pairs that catch wrong signs and wraps.
SHARMA = [
    ((50.0, 2.6772, -79.7751), (50.0, 0.0, -82.7485), 2.0425),
    ((50.0, -1.3802, -84.2814), (50.0, 0.0, -82.7485), 1.0),
    ((50.0, 0.0, 0.0), (50.0, -1.0, 2.0), 2.3669),
    ((50.0, 2.4900, -0.0010), (50.0, -2.4900, 0.0009), 7.1792),
    ((50.0, 2.4900, -0.0010), (50.0, -2.4900, 0.0011), 7.2195),
    ((50.0, -0.0010, 2.4900), (50.0, 0.0011, -2.4900), 4.7461),
    ((50.0, 2.5, 0.0), (73.0, 25.0, -18.0), 27.1492),
    ((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387), 1.2644),
    ((90.8027, -2.0831, 1.4410), (91.1528, -1.6435, 0.0447), 1.4441),
    ((2.0776, 0.0795, -1.1350), (0.9033, -0.0636, -0.5514), 0.9082),
]


@pytest.mark.parametrize(("first", "second", "published"), SHARMA)
def test_ciede2000_agrees_with_the_published_data_both_ways(
    first: tuple[float, ...], second: tuple[float, ...], published: float
) -> None:
    there, back = (delta_e_2000(np.array(a), np.array(b)) for a, b in ((first, second), (second, first)))

    assert there == pytest.approx(published, abs=1e-4)
    assert back == pytest.approx(published, abs=1e-4)


def test_lab_of_white_and_of_srgb_red_are_the_known_ones() -> None:
    lab = to_lab(np.array([[[255, 255, 255], [255, 0, 0]]], np.uint8))

    np.testing.assert_allclose(lab[0, 0], [100, 0, 0], atol=0.05)
    np.testing.assert_allclose(lab[0, 1], [53.24, 80.09, 67.20], atol=0.1)


def test_a_gain_of_one_changes_nothing() -> None:
    pixels = np.arange(256, dtype=np.uint8)[None, :, None].repeat(3, axis=2)

    np.testing.assert_array_equal(apply_gains(pixels, (1.0, 1.0, 1.0)), pixels)


def test_a_gain_multiplies_light_and_not_codes() -> None:
    grey = np.full((4, 4, 3), 118, np.uint8)

    brighter = apply_gains(grey, (2.0, 1.0, 1.0))

    assert to_linear(brighter)[0, 0, 0] == pytest.approx(2 * to_linear(grey)[0, 0, 0], rel=0.01)
    assert (brighter[..., 1:] == 118).all()


def portrait(wall: tuple[int, int, int]) -> np.ndarray:
    """A face-coloured disc before a wall with a little noise."""
    rows, cols = np.mgrid[:600, :480]
    pixels = np.random.default_rng(2).normal(0, 2, (600, 480, 3)) + wall
    pixels[(rows - 320) ** 2 + (cols - 240) ** 2 < 180**2] = (205, 160, 140)
    return np.asarray(np.clip(pixels, 0, 255), np.uint8)


def test_an_even_grey_wall_is_a_backdrop_with_its_colour() -> None:
    found = backdrop(portrait((130, 134, 140)))

    assert found is not None
    assert (
        delta_e_2000(np.array(found.lab), to_lab(np.full((1, 1, 3), (130, 134, 140), np.uint8))[0, 0]) < 0.5
    )
    assert found.share > 0.9


def test_a_wall_in_a_strong_colour_is_no_reference() -> None:
    assert backdrop(portrait((60, 90, 170))) is None


def test_skin_along_the_edges_is_no_reference() -> None:
    assert backdrop(portrait((205, 160, 140))) is None


def test_a_busy_room_is_no_reference() -> None:
    room = np.random.default_rng(5).integers(0, 255, (60, 48, 3)).astype(np.uint8)

    assert backdrop(np.kron(room, np.ones((10, 10, 1), np.uint8))) is None


def test_a_burnt_out_wall_is_no_reference() -> None:
    assert backdrop(portrait((255, 255, 255))) is None
