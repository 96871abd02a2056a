import numpy as np
import pytest

from imaging.synthetic import Camera, Card, Head, chart_shot, head_shot
from imaging.synthetic.chart import patches_linear
from tests.fixtures_synthetic import SMALL

CYAN = 17  # just outside sRGB: its red is below 0
EXACT = Camera(width_px=600, height_px=450, noise=0.0, vignette=0.0, shoulder=False)


def linear_at(pixels: np.ndarray, places: np.ndarray) -> np.ndarray:
    rows, columns = np.round(places).astype(int).T
    values = pixels[rows, columns] / 255
    return np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)


@pytest.mark.parametrize(
    "card",
    [
        Card(width_px=360, centre_px=(225, 300)),
        Card(width_px=300, centre_px=(215, 290), turn_deg=25, tilt_deg=(20, -15)),
    ],
)
def test_the_patches_have_the_published_colours_where_the_truth_says(card: Card) -> None:
    shot = chart_shot(card, camera=EXACT)

    seen = linear_at(shot.pixels, shot.truth.patches_px)

    within = np.delete(np.abs(seen - np.clip(shot.truth.patches_linear, 0, 1)), CYAN, axis=0)
    assert within.max() < 0.02


def test_a_gradient_lights_one_side_more() -> None:
    shot = chart_shot(Card(width_px=360, centre_px=(225, 300), gradient=0.6), camera=EXACT)

    greys = linear_at(shot.pixels, shot.truth.patches_px)[[18, 23]] / patches_linear()[[18, 23]]

    assert greys[1].mean() > 1.3 * greys[0].mean()


def test_only_the_cyan_patch_lies_outside_srgb() -> None:
    outside = (patches_linear() < 0).any(axis=1) | (patches_linear() > 1).any(axis=1)

    assert np.flatnonzero(outside).tolist() == [CYAN]


def test_a_card_in_a_head_shot_tells_its_patches(fair_head: Head) -> None:
    shot = head_shot(fair_head, camera=SMALL, card=Card(width_px=130, centre_px=(560, 360)))

    assert shot.truth.patches_px is not None
    assert shot.truth.patches_px.shape == (24, 2)
    white, black = linear_at(shot.pixels, shot.truth.patches_px)[[18, 23]]
    assert white.mean() > 8 * black.mean()
