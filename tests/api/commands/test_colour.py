"""Colour on the command line: a chart in `inspect`, a proposal in `compare` only when it is asked for."""

import json
from collections.abc import Callable
from pathlib import Path

from imaging.frame import Pixels
from imaging.recipe import Recipe
from imaging.synthetic import Camera, Card, chart_shot
from tests.api.commands.conftest import Said

Likeness = Callable[..., Said]


def test_inspect_tells_the_chart_by_the_names_that_others_read(
    likeness: Likeness, photo: Callable[[str, Pixels], Path]
) -> None:
    made = chart_shot(
        Card(width_px=300.0, centre_px=(240.0, 320.0)), camera=Camera(width_px=640, height_px=480), seed=2
    )

    facts = json.loads(likeness("inspect", photo("chart.jpg", made.pixels), "--json").out)["facts"]

    chart = facts["chart"]
    assert {"kind", "patches_px", "delta_e_before", "delta_e_after"} <= {*chart}
    for (x, y), (row, col) in zip(chart["patches_px"], made.truth.patches_px, strict=True):
        assert abs(x - col) < 3
        assert abs(y - row) < 3
    assert facts["chart_refused"] is None


def test_inspect_for_people_leaves_the_long_lists_out(
    likeness: Likeness, photo: Callable[[str, Pixels], Path]
) -> None:
    made = chart_shot(
        Card(width_px=300.0, centre_px=(240.0, 320.0)), camera=Camera(width_px=640, height_px=480), seed=2
    )

    said = likeness("inspect", photo("chart.jpg", made.pixels))

    assert "chart.delta_e_after" in said.out
    assert "patches_px" not in said.out


def test_a_balance_is_applied_only_when_it_is_asked_for(
    likeness: Likeness, pair: tuple[Path, Path], tmp_path: Path
) -> None:
    left = json.loads(likeness("compare", *pair, "-o", tmp_path / "a.png", "--json").out)
    asked = json.loads(likeness("compare", *pair, "-o", tmp_path / "b.png", "--propose-colour", "--json").out)

    assert left["colour_proposal"]["reference"] == "proposal"
    assert left["corrected"]["colour"] == "none"
    assert Recipe.from_values(asked["recipe"]).colour("after") is not None
    assert asked["corrected"]["colour"] == "proposal"
    assert "no reference in the picture" in asked["corrected"]["sentence"]
