"""Charts as facts: what is stored, and what a comparison makes of two of them."""

import json
from typing import Any

import numpy as np
import pytest

from api.actions.chart_facts import (
    calibrations,
    chart_facts,
    charts_delta_e,
    colour_facts,
    colour_reference,
    gamut_clipped,
)
from imaging.frame import Frame
from imaging.synthetic.camera import Camera
from imaging.synthetic.chart import Card, chart_shot

CAMERA = Camera(width_px=480, height_px=360, shoulder=False, vignette=0.0)


def frame_of(tint: tuple[float, float, float], seed: int) -> Frame:
    card = Card(width_px=260.0, centre_px=(180.0, 240.0), tint=tint, gain=0.85)
    return Frame.from_pixels(chart_shot(card, camera=CAMERA, seed=seed).pixels)


@pytest.fixture(scope="module")
def warm() -> tuple[Frame, dict[str, Any]]:
    frame = frame_of((1.0, 0.8, 0.6), seed=1)
    return frame, chart_facts(frame)


@pytest.fixture(scope="module")
def cool() -> tuple[Frame, dict[str, Any]]:
    frame = frame_of((0.8, 0.9, 1.0), seed=2)
    return frame, chart_facts(frame)


@pytest.fixture
def plain() -> tuple[Frame, dict[str, Any]]:
    frame = Frame.from_pixels(np.full((90, 120, 3), 140, np.uint8))
    return frame, chart_facts(frame)


Seen = tuple[Frame, dict[str, Any]]


def test_the_facts_of_a_chart_are_plain_json_with_the_names_others_read(warm: Seen) -> None:
    chart = json.loads(json.dumps(warm[1], allow_nan=False))["chart"]

    assert chart["kind"] == "classic_24"
    assert np.shape(chart["patches_px"]) == (24, 2)
    assert chart["delta_e_after"] < 1 < chart["delta_e_before"]
    assert chart["reference_source"].startswith("X-Rite")
    assert chart["patches_delta_e_after"][17] is None  # cyan, clipped by the photo


def test_a_photo_without_a_chart_says_null_twice(plain: Seen) -> None:
    assert plain[1] == {"chart": None, "chart_refused": None}


def test_a_chart_that_is_refused_says_why() -> None:
    frame = frame_of((1.0, 1.0, 1.0), seed=3)
    linear = (frame.pixels / 255.0) ** 2.2 * 0.75 + 0.2

    facts = chart_facts(Frame.from_pixels(np.rint(linear ** (1 / 2.2) * 255).astype(np.uint8)))

    assert facts["chart"] is None
    assert facts["chart_refused"]["reason"] == "chart_glare"
    assert facts["chart_refused"]["detail"]


def test_two_photos_with_charts_are_both_corrected(warm: Seen, cool: Seen) -> None:
    done = calibrations(warm[1], cool[1], (warm[0], cool[0]))

    assert [operation.photo for operation in done] == ["before", "after"]
    assert all(operation.delta_e_after < operation.delta_e_before for operation in done)


def test_one_chart_alone_corrects_neither(warm: Seen, plain: Seen) -> None:
    assert calibrations(warm[1], plain[1], (warm[0], plain[0])) == ()
    assert calibrations(plain[1], warm[1], (plain[0], warm[0])) == ()


def test_two_charts_agree_after_correction_and_the_grade_is_told_so(warm: Seen, cool: Seen) -> None:
    told = colour_facts(warm[1], cool[1])

    assert told["colour_reference"] == "chart, after correction"
    assert told["colour_delta_e"] == charts_delta_e(warm[1], cool[1])
    assert float(told["colour_delta_e"]) < 1.0


def test_without_two_charts_the_grade_is_told_nothing(warm: Seen, plain: Seen) -> None:
    assert colour_facts(warm[1], plain[1]) == {}


def test_the_reference_for_absolute_colour_carries_what_was_left_out(warm: Seen, plain: Seen) -> None:
    reference = colour_reference(warm[1])

    assert reference is not None
    assert reference.residual_delta_e == warm[1]["chart"]["delta_e_left_out"]
    assert colour_reference(plain[1]) is None


def test_only_a_wide_gamut_photo_can_have_been_clipped_to_srgb(plain: Seen) -> None:
    pixels = np.full((10, 10, 3), 128, np.uint8)
    pixels[:2] = (255, 40, 0)
    wide = Frame(pixels=pixels, full_width_px=10, full_height_px=10, wide_gamut=True)

    assert gamut_clipped(wide) == pytest.approx(0.2)
    assert gamut_clipped(plain[0]) is None
