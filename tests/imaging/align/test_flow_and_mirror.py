"""What two patches that were laid over each other say."""

import cv2
import numpy as np

from imaging.align.flow import agreement, flow_between
from imaging.align.mirror import advantage, block_scores, detail

SIDE = 230
EVERYWHERE = np.ones((SIDE, SIDE), np.bool_)


def skin(seed: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    noise = rng.standard_normal((SIDE, SIDE)).astype(np.float32)
    relief = sum(cv2.GaussianBlur(noise, (0, 0), sigma) * sigma for sigma in (1.5, 4, 9))
    return np.clip(128 + 25 * relief / relief.std(), 0, 255).astype(np.uint8)


def test_the_flow_finds_a_shift_under_another_light() -> None:
    here = skin(1)
    there = np.roll(here, (3, -2), axis=(0, 1)).astype(np.float32)
    shaded = np.clip(there * np.linspace(0.6, 1.0, SIDE)[None, :], 0, 255).astype(np.uint8)
    places = np.argwhere(EVERYWHERE[60:170:20, 60:170:20]) * 20.0 + 60

    shift, trust = flow_between(shaded, here).at(places)

    np.testing.assert_allclose(np.median(shift, axis=0), (3.0, -2.0), atol=0.3)
    assert trust.min() > 0.5


def test_flow_between_strangers_is_not_trusted() -> None:
    places = np.argwhere(EVERYWHERE[60:170:20, 60:170:20]) * 20.0 + 60

    _, trust = flow_between(skin(1), skin(2)).at(places)

    assert float(trust.mean()) < 0.5


def test_a_patch_agrees_with_itself_and_not_with_a_stranger() -> None:
    same, other = agreement(skin(1), skin(1), EVERYWHERE), agreement(skin(1), skin(2), EVERYWHERE)

    assert same is not None
    assert other is not None
    assert same > 0.99
    assert abs(other) < 0.2


def test_without_a_region_the_agreement_is_unknown() -> None:
    assert agreement(skin(1), skin(1), ~EVERYWHERE) is None


def test_the_photo_as_it_is_has_the_advantage_over_its_mirror_image() -> None:
    here = skin(1)
    plain = block_scores(detail(here), detail(here), EVERYWHERE)
    flipped = block_scores(detail(here[:, ::-1]), detail(here), EVERYWHERE)

    assert advantage(plain, flipped) > 5
    assert advantage(flipped, plain) < -5


def test_a_handful_of_blocks_says_nothing_about_mirrors() -> None:
    assert advantage(np.ones(5), np.zeros(5)) == 0.0
