"""Fits from matches of which some are wrong."""

import numpy as np

from imaging.align.proposals import Pairs, best_proposal
from imaging.align.robust import fit_fading
from imaging.geometry import EstimationFailure, Similarity

TRUE = Similarity(1.3, 50.0, (40.0, -25.0))


def matches(right: int, wrong: int, *, noise_px: float = 0.5) -> Pairs:
    """Spots that follow TRUE, then spots that follow nothing."""
    rng = np.random.default_rng(8)
    src = rng.uniform(0, 400, (right + wrong, 2))
    dst = TRUE(src) + rng.normal(0, noise_px, src.shape)
    dst[right:] = rng.uniform(0, 500, (wrong, 2))
    log_scale = np.log(TRUE.scale) + rng.normal(0, 0.1, len(src))
    turn = TRUE.rotation_deg + rng.normal(0, 6, len(src))
    turn[right:] = rng.uniform(-180, 180, wrong)
    return Pairs(src=src, dst=dst, log_scale=log_scale, turn_deg=turn, worth=np.ones(len(src)))


def test_a_few_wrong_matches_fade_from_the_fit() -> None:
    pairs = matches(right=40, wrong=6)

    fit = fit_fading(pairs.src, pairs.dst, weights=pairs.worth, least_sigma_px=0.5)

    assert not isinstance(fit, EstimationFailure)
    np.testing.assert_allclose(fit.similarity(pairs.src[:40]), TRUE(pairs.src[:40]), atol=1.0)
    assert fit.trust[:40].min() > 0.2
    assert fit.trust[40:].max() < 0.05


def test_a_fit_of_nothing_says_why() -> None:
    none = np.zeros((0, 2))

    fit = fit_fading(none, none, weights=np.zeros(0), least_sigma_px=1.0)

    assert fit == EstimationFailure("fewer_than_two_points")


def test_twelve_that_agree_win_against_two_hundred_that_do_not() -> None:
    pairs = matches(right=12, wrong=200)

    best = best_proposal(pairs, tolerance_px=4.0)

    assert best is not None
    np.testing.assert_allclose(best.similarity(pairs.src[:12]), TRUE(pairs.src[:12]), atol=1.5)
    assert best.agreeing[:12].sum() >= 11


def test_matches_that_agree_on_nothing_have_little_support() -> None:
    best = best_proposal(matches(right=0, wrong=200), tolerance_px=4.0)

    assert best is None or best.support < 4


def test_what_is_worth_little_is_heard_little() -> None:
    pairs = matches(right=12, wrong=0)
    quiet = Pairs(pairs.src, pairs.dst, pairs.log_scale, pairs.turn_deg, pairs.worth * 0.1)

    loud, low = best_proposal(pairs, tolerance_px=4.0), best_proposal(quiet, tolerance_px=4.0)

    assert loud is not None
    assert low is not None
    assert low.support < 0.11 * loud.support


def test_one_match_proposes_nothing() -> None:
    assert best_proposal(matches(right=1, wrong=0), tolerance_px=4.0) is None
