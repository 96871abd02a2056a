"""`likeness check`: the findings on one photo against the view that it should show."""

import json
from collections.abc import Callable
from pathlib import Path

from imaging.synthetic import HeadTruth, Shot
from tests.api.commands.conftest import Said

Likeness = Callable[..., Said]


def verdicts(said: Said) -> dict[str, str]:
    """The verdict of each check."""
    return {finding["check"]: finding["verdict"] for finding in json.loads(said.out)["findings"]}


def test_a_left_oblique_passes_as_such_and_fails_as_the_right_one(
    likeness: Likeness, photo: Callable[..., Path], oblique_shot: Shot[HeadTruth]
) -> None:
    path = photo("oblique.jpg", oblique_shot.pixels)

    as_left, as_right = (
        likeness("check", path, "--view", view, "--json") for view in ("oblique_left", "oblique_right")
    )

    assert verdicts(as_left)["side_shown"] == "PASS"
    assert verdicts(as_left)["yaw_on_target"] == "PASS"
    assert verdicts(as_right)["side_shown"] == "FAIL"
    assert json.loads(as_right.out)["shown_view"] == "oblique_left"


def test_people_get_one_line_a_check(likeness: Likeness, pair: tuple[Path, Path]) -> None:
    said = likeness("check", pair[0], "--view", "front")

    assert said.code == 0
    assert any(line.startswith("PASS") and "yaw_on_target" in line for line in said.out.splitlines())


def test_a_file_that_is_no_photo_is_an_error(likeness: Likeness, not_a_photo: Path) -> None:
    said = likeness("check", not_a_photo, "--view", "front")

    assert said.code == 1
    assert "unsupported_format" in said.err


def test_a_view_that_nobody_knows_is_wrong_usage(likeness: Likeness, pair: tuple[Path, Path]) -> None:
    assert likeness("check", pair[0], "--view", "from_above").code == 2
