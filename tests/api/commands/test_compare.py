"""`likeness compare`: a picture with its grade in view, and everything that was done to it."""

import json
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest

from imaging.decode import decode
from imaging.recipe import Recipe
from imaging.synthetic import HeadTruth, Shot
from protocols.grade import CRITERIA
from tests.api.commands.conftest import Said

Likeness = Callable[..., Said]


@pytest.mark.parametrize("mode", ["side_by_side", "slider", "overlay", "difference"])
@pytest.mark.parametrize("suffix", [".jpg", ".png"])
def test_every_mode_makes_a_picture(
    likeness: Likeness, pair: tuple[Path, Path], tmp_path: Path, mode: str, suffix: str
) -> None:
    out = tmp_path / f"out{suffix}"

    said = likeness("compare", *pair, "-o", out, "--mode", mode)

    drawn = decode(out.read_bytes())
    assert drawn.format == ("jpeg" if suffix == ".jpg" else "png")
    assert min(drawn.pixels.shape[:2]) > 400
    assert said.code == 0
    assert "Not retouched." in said.out


def test_the_json_has_the_alignment_the_seven_criteria_and_the_recipe(
    likeness: Likeness, pair: tuple[Path, Path], tmp_path: Path
) -> None:
    said = likeness("compare", *pair, "-o", tmp_path / "out.png", "--json")

    row = json.loads(said.out)
    assert row["status"] == "aligned"
    assert [criterion["name"] for criterion in row["grade"]["criteria"]] == list(CRITERIA)
    assert all(
        set(criterion) >= {"verdict", "level", "measured", "limit", "unit", "sentence"}
        for criterion in row["grade"]["criteria"]
    )
    recipe = Recipe.from_values(row["recipe"])
    assert recipe.hash == row["recipe_hash"]
    assert recipe.align is not None
    assert recipe.align.similarity.scale == pytest.approx(row["scale"])
    assert row["corrected"]["retouching"] == "none"


def test_what_no_file_said_is_unknown_and_the_whole_is_not_green(
    likeness: Likeness, pair: tuple[Path, Path], tmp_path: Path
) -> None:
    row = json.loads(likeness("compare", *pair, "-o", tmp_path / "out.png", "--json").out)

    levels = {criterion["name"]: criterion["level"] for criterion in row["grade"]["criteria"]}
    assert levels["timing"] == "unknown"
    assert levels["distance"] == "unknown"
    assert levels["light"] == "green"
    assert row["grade"]["overall"] != "green"


def test_a_pair_that_cannot_be_aligned_stands_apart_and_says_so(
    likeness: Likeness,
    pair: tuple[Path, Path],
    photo: Callable[..., Path],
    lateral_shot: Shot[HeadTruth],
    tmp_path: Path,
) -> None:
    profile, out = photo("profile.jpg", lateral_shot.pixels), tmp_path / "out.png"

    said = likeness("compare", pair[0], profile, "-o", out, "--mode", "slider", "--json")

    row = json.loads(said.out)
    assert row["status"] == "refused"
    assert row["grade"]["overall"] == "red"
    assert row["mode"] == "side_by_side"
    assert row["corrected"]["sentence"] == "Shown apart and as taken. Nothing was aligned."
    assert decode(out.read_bytes()).full_width_px >= 2 * 480
    assert said.code == 0


def test_no_difference_is_drawn_of_a_red_pair(
    likeness: Likeness, pair: tuple[Path, Path], photo: Callable[..., Path], tmp_path: Path
) -> None:
    sharp, out = decode(pair[1].read_bytes()).pixels, tmp_path / "out.png"
    soft = photo("soft.jpg", np.asarray(cv2.GaussianBlur(sharp, (0, 0), 2.0), np.uint8))

    said = likeness("compare", pair[0], soft, "-o", out, "--mode", "difference")

    assert (said.code, out.exists()) == (1, False)
    assert "a difference is drawn of a green or amber pair only, and this one is red" in said.err


def test_the_two_photos_stay_as_they_were(
    likeness: Likeness, pair: tuple[Path, Path], tmp_path: Path
) -> None:
    kept = [path.read_bytes() for path in pair]

    likeness("compare", *pair, "-o", tmp_path / "out.png")

    assert [path.read_bytes() for path in pair] == kept


def test_an_original_is_never_written_over(likeness: Likeness, pair: tuple[Path, Path]) -> None:
    kept = pair[1].read_bytes()

    said = likeness("compare", *pair, "-o", pair[1])

    assert said.code == 1
    assert pair[1].read_bytes() == kept


def test_a_file_that_is_no_photo_leaves_no_picture(
    likeness: Likeness, pair: tuple[Path, Path], not_a_photo: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out.png"

    said = likeness("compare", pair[0], not_a_photo, "-o", out)

    assert said.code == 1
    assert said.err.count("\n") == 1
    assert "unsupported_format" in said.err
    assert not out.exists()


def test_a_picture_of_an_unknown_kind_is_wrong_usage(
    likeness: Likeness, pair: tuple[Path, Path], tmp_path: Path
) -> None:
    assert likeness("compare", *pair, "-o", tmp_path / "out.bmp").code == 2


def test_a_folder_that_is_not_there_is_an_error_of_one_line(
    likeness: Likeness, pair: tuple[Path, Path], tmp_path: Path
) -> None:
    said = likeness("compare", *pair, "-o", tmp_path / "nowhere" / "out.png")

    assert said.code == 1
    assert said.err.count("\n") == 1
    assert "cannot be written" in said.err
