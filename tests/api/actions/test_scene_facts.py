"""The facts of a scene as JSON: value, unit, range and error; what cannot be told says why."""

import json
import math
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest

from api.actions.scene_facts import fact_values, scene_facts
from imaging.fact import Fact
from imaging.frame import Frame
from imaging.landmarks import Face
from imaging.synthetic import HeadTruth, Shot


def numbers(value: Any) -> Iterator[float]:
    """Every number in JSON values."""
    if isinstance(value, dict):
        for part in value.values():
            yield from numbers(part)
    elif isinstance(value, list):
        for part in value:
            yield from numbers(part)
    elif isinstance(value, float):
        yield value


@pytest.fixture(scope="module")
def facts(front_shot: Shot[HeadTruth], true_face: Callable[..., Face]) -> dict[str, Any]:
    return scene_facts(Frame.from_pixels(front_shot.pixels), true_face(front_shot.truth))


def test_each_fact_has_a_value_and_a_unit(facts: dict[str, Any]) -> None:
    assert facts["light"]["left_right_ratio"]["unit"] == "ratio"
    assert facts["background"]["even"]["value"] > 95
    assert facts["framing"]["face_height"]["range"] == [0, 1]
    assert facts["light"]["clipped"]["error"] > 0


def test_what_is_not_measured_says_why(facts: dict[str, Any]) -> None:
    assert facts["covered"]["glasses"]["value"] is None
    assert facts["covered"]["glasses"]["why_unknown"]
    assert facts["rephotographed"]["value"] is None
    assert facts["rephotographed"]["why_unknown"]


def test_the_facts_are_json_without_nan(facts: dict[str, Any]) -> None:
    assert json.loads(json.dumps(facts, allow_nan=False)) == facts
    assert all(math.isfinite(value) for value in numbers(facts))


def test_a_blank_frame_is_unknown_throughout() -> None:
    facts = scene_facts(Frame.from_pixels(np.full((90, 120, 3), 128, np.uint8)), None)

    assert facts["frame_print"] is None
    assert facts["burned_in"] is None
    assert facts["light"]["clipped"]["value"] is None
    assert facts["framing"]["cut_by"]["why_unknown"] == "no face was found"


def test_an_unknown_fact_claims_no_error() -> None:
    assert fact_values(Fact(value=None, unit="deg", low=0, high=90, error=2)) == {
        "value": None,
        "unit": "deg",
        "range": [0, 90],
    }
