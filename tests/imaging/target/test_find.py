"""The printed target in photos of known scale: millimetres, greys, card, and refusals."""

from collections.abc import Callable

import cv2
import numpy as np
import pytest

from imaging.colour import apply_gains, to_linear
from imaging.frame import Frame
from imaging.target import Target, TargetRefusal, find_target

Photographed = Callable[..., np.ndarray]


def found_in(pixels: np.ndarray) -> Target | TargetRefusal | None:
    return find_target(Frame.from_pixels(np.ascontiguousarray(pixels)))


@pytest.mark.parametrize("turn_deg", [0.0, 40.0, 90.0, 200.0])
@pytest.mark.parametrize("px_per_mm", [2.5, 4.5])
def test_the_scale_is_known_at_any_turn(
    photographed: Photographed, turn_deg: float, px_per_mm: float
) -> None:
    target = found_in(photographed(px_per_mm=px_per_mm, turn_deg=turn_deg))

    assert isinstance(target, Target)
    assert target.px_per_mm == pytest.approx(px_per_mm, rel=0.01)
    assert abs(target.px_per_mm - px_per_mm) < 3 * target.px_per_mm_error
    assert target.markers == 4


def test_a_tilt_is_told_and_does_not_shrink_the_scale(photographed: Photographed) -> None:
    target = found_in(photographed(tilt_deg=30.0))

    assert isinstance(target, Target)
    assert target.tilt_deg == pytest.approx(30.0, abs=2.0)
    assert target.px_per_mm == pytest.approx(4.0, rel=0.02)


def test_the_scale_is_that_of_the_full_size_photo(photographed: Photographed) -> None:
    frame = Frame(pixels=photographed(), full_width_px=1600, full_height_px=1200)

    target = find_target(frame)

    assert isinstance(target, Target)
    assert target.px_per_mm == pytest.approx(8.0, rel=0.01)
    np.testing.assert_allclose(target.corners_px.mean(axis=0), [599.5, 799.5], atol=3)


def test_one_marker_may_be_cut_off_and_two_may_not(photographed: Photographed) -> None:
    corner = photographed()
    corner[:240, :280] = 90

    three = found_in(corner)
    two = found_in(photographed(cover=(26, 0)))

    assert isinstance(three, Target)
    assert three.markers == 3
    assert isinstance(two, TargetRefusal)
    assert two.reason == "target_hidden"


def test_a_target_turned_away_is_refused(photographed: Photographed) -> None:
    answer = found_in(photographed(tilt_deg=58.0, px_per_mm=5.0))

    assert isinstance(answer, TargetRefusal)
    assert answer.reason == "target_tilted"


def test_a_bent_target_is_refused(photographed: Photographed) -> None:
    rows, columns = np.mgrid[:600, :800].astype(np.float32)
    bend = 14 * np.sin(columns / 120) * np.sin(rows / 90)

    answer = found_in(cv2.remap(photographed(), columns, rows + bend.astype(np.float32), cv2.INTER_LINEAR))

    assert isinstance(answer, TargetRefusal)
    assert answer.reason == "target_bent"


def test_a_photo_without_the_target_has_none() -> None:
    noise = np.random.default_rng(1).integers(0, 255, (600, 800, 3)).astype(np.uint8)

    assert found_in(noise) is None


def test_the_printed_greys_are_read_from_light_to_dark(photographed: Photographed) -> None:
    target = found_in(photographed())

    assert isinstance(target, Target)
    assert (np.diff(target.steps_linear[:, 1]) < 0).all()
    assert target.steps_linear[0, 1] == pytest.approx(0.85, abs=0.02)


def test_an_empty_field_is_no_grey_card(photographed: Photographed) -> None:
    target = found_in(photographed())

    assert isinstance(target, Target)
    assert target.grey_card is None


@pytest.mark.parametrize("light", [0.02, 0.5])
def test_a_black_or_a_light_card_is_no_grey_card(photographed: Photographed, light: float) -> None:
    target = found_in(photographed(card=light))

    assert isinstance(target, Target)
    assert target.grey_card is None


def test_a_grey_card_undoes_a_cast(photographed: Photographed) -> None:
    pixels = photographed(card=0.18, tint=(1.0, 0.8, 0.6))
    target = found_in(pixels)
    assert isinstance(target, Target)
    assert target.grey_card is not None

    balanced = to_linear(apply_gains(pixels, target.grey_card.gains))[250, 400]

    np.testing.assert_allclose(balanced, 0.18, atol=0.012)
    assert target.grey_card.gains == pytest.approx((1.0, 1 / 0.8, 1 / 0.6), rel=0.03)


def test_a_card_under_half_a_shadow_is_not_used(photographed: Photographed) -> None:
    pixels = photographed(card=0.18)
    pixels[:250] = pixels[:250] * 0.7

    target = found_in(pixels)

    assert isinstance(target, Target)
    assert target.grey_card is None
