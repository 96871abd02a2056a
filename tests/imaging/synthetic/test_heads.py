"""A head shot says the truth about itself."""

import numpy as np

from imaging.synthetic.heads import HeadTruth, head_shot
from imaging.synthetic.sculpt import Head
from imaging.synthetic.shot import Shot
from tests.fixtures_synthetic import SMALL


def test_the_same_seed_gives_the_same_picture(fair_head: Head, front_shot: Shot[HeadTruth]) -> None:
    again = head_shot(fair_head, camera=SMALL, seed=1)

    np.testing.assert_array_equal(again.pixels, front_shot.pixels)


def test_a_shot_is_rgb_of_the_size_of_the_camera(front_shot: Shot[HeadTruth]) -> None:
    assert front_shot.pixels.shape == (640, 480, 3)
    assert front_shot.pixels.dtype == np.uint8


def test_a_roll_a_shift_and_a_longer_lens_are_an_exact_similarity(
    front_shot: Shot[HeadTruth], front_shot_again: Shot[HeadTruth]
) -> None:
    fit = front_shot.truth.onto(front_shot_again.truth)

    assert abs(fit.rotation_deg - 3.0) < 1e-6
    assert abs(fit.scale - 104 / 99) < 1e-6
    assert fit.residual_px < 1e-6
