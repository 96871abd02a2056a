"""Rendered charts, whose places and colours are known: found where they are, and refused when spoiled."""

from dataclasses import replace

import cv2
import numpy as np
import pytest

from imaging.chart import Chart, ChartRefusal, find_chart
from imaging.chart.values import BEFORE_2014_11, to_linear_rgb
from imaging.frame import Frame
from imaging.synthetic.camera import Camera
from imaging.synthetic.chart import Card, ChartTruth, chart_shot
from imaging.synthetic.shot import Shot

CAMERA = Camera(width_px=800, height_px=600, shoulder=False, vignette=0.0)
CARD = Card(width_px=330.0, centre_px=(300.0, 400.0))


def found_in(pixels: np.ndarray) -> Chart | ChartRefusal | None:
    return find_chart(Frame.from_pixels(np.ascontiguousarray(pixels)))


def shot(card: Card = CARD, camera: Camera = CAMERA) -> Shot[ChartTruth]:
    return chart_shot(card, camera=camera, seed=4)


def off_by(chart: Chart, truth: np.ndarray) -> float:
    """Largest distance of a middle from the truth, in patches."""
    pitch = np.median(np.linalg.norm(np.diff(truth[:6], axis=0), axis=1))
    return float(np.linalg.norm(chart.patches_px - truth, axis=1).max() / pitch)


@pytest.mark.parametrize("turn_deg", [0.0, 33.0, 90.0, 135.0, 180.0, 250.0])
def test_a_chart_is_found_at_any_rotation_in_its_own_order(turn_deg: float) -> None:
    made = shot(replace(CARD, turn_deg=turn_deg))

    chart = found_in(made.pixels)

    assert isinstance(chart, Chart)
    assert off_by(chart, made.truth.patches_px) < 0.05
    assert not chart.mirrored


def test_a_tilted_chart_in_a_cast_is_corrected_to_its_published_colours() -> None:
    tinted = replace(CARD, tilt_deg=(20.0, 12.0), tint=(0.95, 0.75, 0.5), gain=0.7)

    chart = found_in(shot(tinted).pixels)

    assert isinstance(chart, Chart)
    assert chart.delta_e_before > 12
    assert chart.delta_e_after < 0.7
    assert chart.delta_e_left_out < 1.0
    assert chart.reference == "before_2014_11"


def test_places_are_those_of_the_full_size_photo() -> None:
    made = shot()
    halved = cv2.resize(made.pixels, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    frame = Frame(pixels=np.asarray(halved, np.uint8), full_width_px=800, full_height_px=600)

    chart = find_chart(frame)

    assert isinstance(chart, Chart)
    assert off_by(chart, made.truth.patches_px) < 0.05


def test_a_large_photo_gives_the_same_places() -> None:
    made = shot()
    large = cv2.resize(made.pixels, None, fx=4, fy=4, interpolation=cv2.INTER_LINEAR)

    chart = found_in(np.asarray(large, np.uint8))

    assert isinstance(chart, Chart)
    assert off_by(chart, (made.truth.patches_px + 0.5) * 4 - 0.5) < 0.05


def test_a_mirrored_photo_is_measured_and_says_so() -> None:
    made = shot()

    chart = found_in(made.pixels[:, ::-1])

    assert isinstance(chart, Chart)
    assert chart.mirrored
    assert chart.delta_e_after < 0.7


def test_cyan_that_srgb_cannot_hold_is_told_as_clipped_and_not_counted() -> None:
    chart = found_in(shot().pixels)

    assert isinstance(chart, Chart)
    assert 17 in chart.clipped
    assert np.isnan(chart.fitted.delta_e_after[17])


def covered(at: int, radius: float) -> np.ndarray:
    """A disc in the colour of skin over a patch, its radius in patches."""
    made = shot()
    y, x = made.truth.patches_px[at].round().astype(int)
    pitch = np.linalg.norm(made.truth.patches_px[1] - made.truth.patches_px[0])
    pixels = np.ascontiguousarray(made.pixels)
    cv2.circle(pixels, (int(x), int(y)), round(radius * pitch), (206, 162, 142), cv2.FILLED)
    return pixels


@pytest.mark.parametrize("patch", [0, 1, 8, 20])
def test_a_finger_over_a_patch_is_refused(patch: int) -> None:
    answer = found_in(covered(patch, 0.6))

    assert isinstance(answer, ChartRefusal)
    assert answer.reason == "chart_covered"
    assert "covered" in answer.detail


def test_a_hand_over_four_patches_is_refused() -> None:
    assert not isinstance(found_in(covered(9, 1.2)), Chart)


def lit(light: np.ndarray) -> np.ndarray:
    """The chart under more or less light, `(H, W)`; what is added on top of white stays white."""
    linear = (shot().pixels / 255.0) ** 2.2 * light[..., None]
    return np.rint(np.clip(linear, 0, 1) ** (1 / 2.2) * 255).astype(np.uint8)


def test_light_that_falls_to_a_half_is_refused() -> None:
    across = 1 - 0.5 * np.clip((np.arange(800) - 235) / 330, 0, 1)

    answer = found_in(lit(np.tile(across, (600, 1))))

    assert isinstance(answer, ChartRefusal)
    assert answer.reason == "chart_uneven_light"


def test_a_shadow_with_an_edge_on_the_chart_is_refused() -> None:
    light = np.ones((600, 800))
    light[:, 420:] = 0.5

    answer = found_in(lit(light))

    assert isinstance(answer, ChartRefusal)
    assert answer.reason in {"chart_covered", "chart_uneven_light", "chart_colours_unlike"}


def test_a_veil_of_mirrored_light_is_refused_as_glare() -> None:
    linear = (shot().pixels / 255.0) ** 2.2 * 0.75 + 0.2
    veiled = np.rint(linear ** (1 / 2.2) * 255).astype(np.uint8)

    answer = found_in(veiled)

    assert isinstance(answer, ChartRefusal)
    assert answer.reason == "chart_glare"


def test_a_chart_cut_by_the_frame_is_never_used() -> None:
    made = shot()
    right = round(float(made.truth.patches_px[5, 1]) + 5)

    answer = found_in(made.pixels[:, :right])

    assert not isinstance(answer, Chart)


def test_a_burnt_out_chart_is_never_used() -> None:
    assert not isinstance(found_in(shot(replace(CARD, gain=5.0)).pixels), Chart)


@pytest.mark.parametrize("size", [(1, 1), (20, 900), (40, 40)])
def test_a_photo_too_small_for_any_chart_has_none(size: tuple[int, int]) -> None:
    assert found_in(np.full((*size, 3), 90, np.uint8)) is None


def test_a_photo_without_a_chart_has_none() -> None:
    noise = np.random.default_rng(1).integers(0, 255, (60, 80, 3)).astype(np.uint8)

    assert found_in(np.kron(noise, np.ones((10, 10, 1), np.uint8))) is None


def board(colours: np.ndarray) -> np.ndarray:
    """Six by four fields of these colours on black, `(360, 480, 3)`."""
    drawn = np.full((360, 480, 3), 130, np.uint8)
    drawn[45:315, 45:435] = 14
    for index, colour in enumerate(colours):
        y, x = 60 + (index // 6) * 60, 60 + (index % 6) * 60
        drawn[y : y + 50, x : x + 50] = colour
    grain = np.random.default_rng(6).normal(0, 3, drawn.shape)
    return np.clip(drawn + grain, 0, 255).astype(np.uint8)


CODES = np.rint(255 * np.clip(to_linear_rgb(BEFORE_2014_11), 0, 1) ** (1 / 2.2)).astype(np.uint8)


def test_a_board_in_the_charts_colours_is_one() -> None:
    assert isinstance(found_in(board(CODES)), Chart)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_charts_colours_in_another_order_are_no_chart(seed: int) -> None:
    assert found_in(board(np.random.default_rng(seed).permutation(CODES))) is None


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_chart_of_which_a_quarter_has_other_colours_is_never_used(seed: int) -> None:
    rng = np.random.default_rng(seed)
    faded = CODES.copy()
    faded[rng.permutation(24)[:6]] = rng.integers(0, 255, (6, 3))

    assert not isinstance(found_in(board(faded)), Chart)
