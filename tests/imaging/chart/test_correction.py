"""The colour model: what it can undo exactly, what pulls it, and what it says of itself."""

import numpy as np
import pytest

from imaging.chart.correction import MIN_PATCHES, fit
from imaging.chart.values import LAB, PATCHES, to_linear_rgb

ALL = np.ones(PATCHES, bool)
TRUE = to_linear_rgb(LAB["since_2014_11"])
CAST = np.array([[0.60, 0.05, 0.02], [0.04, 0.45, 0.06], [0.01, 0.08, 0.30]])


@pytest.fixture(scope="module")
def cast() -> np.ndarray:
    """The patches under a strong cast, dark, as a camera with some contrast of its own sees them."""
    return np.asarray(np.maximum(TRUE @ CAST + 0.002, 1e-4) ** 1.15)


def test_a_cast_that_the_model_knows_is_undone(cast: np.ndarray) -> None:
    fitted = fit(cast, ALL)

    assert fitted is not None
    assert np.median(fitted.delta_e_before) > 10
    assert np.median(fitted.delta_e_after) < 0.2
    assert np.median(fitted.delta_e_left_out) < 0.4
    assert fitted.correction.exponent == pytest.approx(1 / 1.15, abs=0.05)


def test_linear_codes_are_recognised_by_their_exponent() -> None:
    # A file of linear codes, read as sRGB, looks like light to the power of about 2.2.
    fitted = fit(np.maximum(TRUE, 1e-3) ** 2.2, ALL)

    assert fitted is not None
    assert fitted.correction.exponent == pytest.approx(0.45, abs=0.03)
    assert np.median(fitted.delta_e_after) < 0.5


@pytest.mark.parametrize("name", ["before_2014_11", "since_2014_11"])
def test_the_list_that_suits_the_patches_is_named(name: str) -> None:
    fitted = fit(np.maximum(to_linear_rgb(LAB[name]), 1e-4) * 0.8, ALL)

    assert fitted is not None
    assert fitted.reference == name


def test_a_stained_patch_pulls_little_and_shows(cast: np.ndarray) -> None:
    stained = cast.copy()
    stained[8] = stained[2]

    fitted = fit(stained, ALL)

    assert fitted is not None
    assert np.median(fitted.delta_e_after) < 0.6
    assert fitted.delta_e_left_out[8] > 15
    assert np.delete(fitted.delta_e_left_out, 8).max() < 6


def test_a_patch_that_does_not_count_has_no_error(cast: np.ndarray) -> None:
    used = ALL.copy()
    used[[6, 17]] = False

    fitted = fit(cast, used)

    assert fitted is not None
    for errors in (fitted.delta_e_before, fitted.delta_e_after, fitted.delta_e_left_out):
        assert np.flatnonzero(np.isnan(errors)).tolist() == [6, 17]


def test_too_few_patches_give_no_model(cast: np.ndarray) -> None:
    assert fit(cast, np.arange(PATCHES) < MIN_PATCHES - 1) is None


def test_a_patch_left_out_is_judged_worse_than_one_that_was_fitted() -> None:
    noisy = np.maximum(TRUE, 1e-3) * np.random.default_rng(3).normal(1, 0.03, (PATCHES, 3))

    fitted = fit(noisy, ALL)

    assert fitted is not None
    assert np.mean(fitted.delta_e_left_out) > np.mean(fitted.delta_e_after)


def test_the_correction_leaves_what_it_was_given_and_clips_nothing(cast: np.ndarray) -> None:
    fitted = fit(cast, ALL)
    assert fitted is not None
    light = np.array([[0.0, 0.0, 0.0], [1.0, 1.0, 1.0]])

    corrected = fitted.correction(light)

    np.testing.assert_array_equal(light, [[0, 0, 0], [1, 1, 1]])
    assert corrected.max() > 1


def test_light_that_falls_across_the_card_is_seen() -> None:
    across = 1 + 0.4 * ((np.arange(PATCHES) % 6) / 5 - 0.5)

    even, falling = fit(TRUE * 0.8, ALL), fit(TRUE * 0.8 * across[:, None], ALL)

    assert even is not None
    assert falling is not None
    assert even.light_fall < 0.02
    assert falling.light_fall == pytest.approx(1 - 0.8 / 1.2, abs=0.1)
