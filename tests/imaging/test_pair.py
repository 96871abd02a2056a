"""Light, sharpness and colour of a pair, on heads of which the truth is known."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from imaging.compare import canvas_to_photo, orient_of, picture, plan
from imaging.frame import Frame, Pixels
from imaging.geometry import Similarity
from imaging.landmarks import Face
from imaging.operations import Orient
from imaging.pair import (
    Ellipse,
    colour_delta_e,
    head_on_canvas,
    light_change_deg,
    sharpness_change_percent,
)
from imaging.recipe import Recipe
from imaging.synthetic import CLINIC, Camera, Head, Light, head_shot

CAMERA = Camera(width_px=480, height_px=640)
HEAD = Ellipse(centre=(190.0, 142.0), half_height=86.0, half_width=68.0)


def seen(head: Head, camera: Camera = CAMERA, light: Light = CLINIC, seed: int = 9) -> Pixels:
    """The head as both photos of a pair are shown: shrunk, so that no resampling differs."""
    frame = Frame.from_pixels(head_shot(head, camera=camera, light=light, seed=seed).pixels)
    recipe = plan(orient_of(frame, "before"), orient_of(frame, "after"), Similarity.identity(), side_px=380)
    assert isinstance(recipe, Recipe)
    return picture(recipe, frame, "before")


@pytest.fixture(scope="module")
def first(fair_head: Head) -> Pixels:
    return seen(fair_head, seed=1)


def test_the_same_light_is_no_change(fair_head: Head, first: Pixels) -> None:
    moved = light_change_deg(first, seen(fair_head), HEAD)

    assert moved is not None
    assert moved < 1.5


@pytest.mark.parametrize("turn", [10.0, 20.0, 40.0])
def test_a_turn_of_the_key_light_is_read_within_a_third(fair_head: Head, first: Pixels, turn: float) -> None:
    light = replace(CLINIC, azimuth_deg=CLINIC.azimuth_deg + turn)

    moved = light_change_deg(first, seen(fair_head, light=light), HEAD)

    assert moved == pytest.approx(turn, rel=0.33)


def test_a_raised_light_is_a_change_too(fair_head: Head, first: Pixels) -> None:
    light = replace(CLINIC, elevation_deg=CLINIC.elevation_deg + 30)

    moved = light_change_deg(first, seen(fair_head, light=light), HEAD)

    assert moved is not None
    assert moved > 12


@pytest.mark.parametrize("stops", [-1.0, 0.4])
def test_exposure_is_no_change_of_light(fair_head: Head, first: Pixels, stops: float) -> None:
    moved = light_change_deg(first, seen(fair_head, replace(CAMERA, exposure_ev=stops)), HEAD)

    assert moved is not None
    assert moved < 2


def test_a_black_picture_tells_nothing_of_the_light(first: Pixels) -> None:
    assert light_change_deg(first, first * 0, HEAD) is None


def test_the_same_sharpness_is_no_change(fair_head: Head, first: Pixels) -> None:
    assert sharpness_change_percent(first, seen(fair_head)) == pytest.approx(0, abs=4)


def test_the_softer_the_later_photo_the_lower_it_reads(fair_head: Head, first: Pixels) -> None:
    lost = [
        sharpness_change_percent(first, seen(fair_head, replace(CAMERA, blur_px=b))) for b in (0.5, 0.8, 1.5)
    ]

    assert all(change is not None for change in lost)
    assert lost == sorted(lost, key=lambda change: -(change or 0))
    assert (lost[2] or 0) < -25


def test_exposure_and_noise_are_not_taken_for_sharpness(fair_head: Head, first: Pixels) -> None:
    darker = sharpness_change_percent(first, seen(fair_head, replace(CAMERA, exposure_ev=-1.0)))
    noisier = sharpness_change_percent(first, seen(fair_head, replace(CAMERA, noise=0.018)))

    assert darker == pytest.approx(0, abs=5)
    assert noisier == pytest.approx(0, abs=5)


def test_a_plain_wall_has_no_sharpness(first: Pixels) -> None:
    assert sharpness_change_percent(first, first * 0 + 90) is None


def test_two_walls_are_not_compared_as_one() -> None:
    grey, white = (55.0, 0.0, -2.0), (92.0, 0.0, 1.0)

    assert colour_delta_e(grey, white) is None
    assert colour_delta_e(grey, grey) == 0


def test_the_head_lies_on_the_canvas_where_its_box_lies_in_the_photo(
    face_at: Callable[[tuple[float, float, float, float]], Face],
) -> None:
    size = Orient(photo="before", orientation=1, size_px=(480, 640))
    recipe = plan(size, replace(size, photo="after"), Similarity.identity(), side_px=318)
    assert isinstance(recipe, Recipe)
    face = face_at((120.0, 170.0, 360.0, 450.0))

    head = head_on_canvas(face, canvas_to_photo(recipe, "before").inverse())

    assert head.centre == pytest.approx((155, 119), abs=2)
    assert head.half_width == pytest.approx(60, abs=1)
    assert head.half_height == pytest.approx(70, abs=1)


@pytest.fixture
def face_at() -> Callable[[tuple[float, float, float, float]], Face]:
    """A face whose box is given; the rest does not matter here."""

    def made(box_px: tuple[float, float, float, float]) -> Face:
        anchors = np.zeros((5, 2))
        return Face(
            box_px=box_px,
            landmarks=anchors,
            anchors=anchors,
            yaw_deg=0.0,
            pitch_deg=None,
            roll_deg=0.0,
            eye_distance_px=60.0,
            detector="centerface",
            score=0.9,
        )

    return made
