"""The printed target and the grey card as facts, and what a pair makes of them."""

import json
from typing import Any

import numpy as np
import pytest

from api.actions.chart_facts import calibrations, colour_facts, proposal
from api.actions.target_facts import balance, target_facts
from imaging.frame import Frame
from imaging.operations import Colour

FRAME = Frame.from_pixels(np.full((30, 40, 3), 120, np.uint8))
STEPS = np.linspace(0.85, 0.03, 6)[:, None].repeat(3, axis=1)


def seen(tint: tuple[float, float, float], *, card: bool) -> dict[str, Any]:
    """Facts of a target under a light."""
    linear = [0.18 * value for value in tint]
    grey = {"linear": linear, "gains": [0.18 / value for value in linear]}
    return {"target": {"steps_linear": (STEPS * tint).tolist(), "grey_card": grey if card else None}}


def test_a_photo_without_a_target_has_no_scale_either() -> None:
    facts = json.loads(json.dumps(target_facts(FRAME)))

    assert (facts["target"], facts["target_refused"]) == (None, None)
    assert facts["px_per_mm"]["value"] is None


def test_two_grey_cards_balance_both_photos() -> None:
    done = calibrations(seen((1, 0.8, 0.6), card=True), seen((0.9, 1, 1), card=True), (FRAME, FRAME))

    assert [(one.photo, one.reference) for one in done] == [("before", "grey card"), ("after", "grey card")]
    assert isinstance(done[0], Colour)
    assert done[0].gains == pytest.approx((1, 1 / 0.8, 1 / 0.6))


def test_one_grey_card_alone_balances_neither() -> None:
    assert calibrations(seen((1, 1, 1), card=True), seen((1, 1, 1), card=False), (FRAME, FRAME)) == ()


def test_the_grade_looks_at_the_printed_greys_after_the_cards_balance() -> None:
    told = colour_facts(seen((1, 0.8, 0.6), card=True), seen((0.9, 1, 1), card=True))

    assert told["colour_reference"] == "printed greys, balanced by the grey card"
    assert told["colour_delta_e"] == pytest.approx(0, abs=1e-6)


def test_without_cards_the_printed_greys_are_compared_as_they_are() -> None:
    told = colour_facts(seen((1, 1, 1), card=False), seen((1, 0.8, 0.6), card=True))

    assert told["colour_reference"] == "printed greys"
    assert float(told["colour_delta_e"]) > 5


def test_what_the_balance_clips_is_counted() -> None:
    pixels = np.full((10, 10, 3), 100, np.uint8)
    pixels[:3] = 240

    done = balance(seen((0.5, 0.5, 0.5), card=True), Frame.from_pixels(pixels), "after")

    assert done is not None
    assert done.clipped_share == pytest.approx(0.3)


def test_a_card_in_the_dark_needs_more_than_an_operation_may_do() -> None:
    assert balance(seen((0.01, 0.01, 0.01), card=True), FRAME, "after") is None


def test_a_balance_is_proposed_only_where_no_reference_is() -> None:
    walls = {"backdrop_lab": [62.0, 0.0, 0.0]}, {"backdrop_lab": [58.0, 2.0, 4.0]}

    proposed = proposal(*walls, FRAME)

    assert proposed is not None
    assert proposed.reference == "proposal"
    target = seen((1, 1, 1), card=False)
    assert proposal({**walls[0], **target}, {**walls[1], **target}, FRAME) is None
    assert proposal(walls[0], {"backdrop_lab": None}, FRAME) is None
