"""`likeness compare A B C ...`: a grid and a film of several photos on one field."""

import io
import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from imaging.frame import Pixels
from imaging.recipe import Recipe
from imaging.synthetic import HeadTruth, Shot
from tests.api.commands.conftest import Said

Likeness = Callable[..., Said]
Photo = Callable[[str, Pixels], Path]


@pytest.fixture
def three(pair: tuple[Path, Path], photo: Photo, lateral_shot: Shot[HeadTruth]) -> list[Path]:
    """Two of one view, and a profile that cannot be laid onto them."""
    return [*pair, photo("profile.jpg", lateral_shot.pixels)]


def test_a_film_shows_what_can_be_laid_onto_the_first_and_names_what_cannot(
    likeness: Likeness, three: list[Path], tmp_path: Path
) -> None:
    out = tmp_path / "film.webp"

    said = likeness("compare", *three, "-o", out, "--mode", "timelapse", "--size", 320, "--json")

    told = json.loads(said.out)
    assert [frame["status"] for frame in told["frames"]] == ["baseline", "aligned", "refused"]
    assert told["grade"]["overall"] == "red"
    assert Image.open(io.BytesIO(out.read_bytes())).n_frames == 2
    assert told["frames"][2]["recipe"] is None


def test_every_frame_of_a_set_is_cropped_to_one_field_of_the_first(
    likeness: Likeness, pair: tuple[Path, Path], tmp_path: Path
) -> None:
    out = tmp_path / "film.webp"

    said = likeness("compare", *pair, "-o", out, "--mode", "timelapse", "--size", 320, "--json")

    told = json.loads(said.out)
    recipes = [Recipe.from_values(frame["recipe"]) for frame in told["frames"]]
    assert {recipe.crop.box_px for recipe in recipes if recipe.crop} == {tuple(told["field"]["box_px"])}
    assert len({recipe.scale.size_px for recipe in recipes}) == 1


def test_a_film_can_be_an_mp4(likeness: Likeness, pair: tuple[Path, Path], tmp_path: Path) -> None:
    pytest.importorskip("av")
    out = tmp_path / "film.mp4"

    said = likeness("compare", *pair, "-o", out, "--mode", "timelapse", "--size", 320)

    assert said.code == 0
    assert out.read_bytes()[4:8] == b"ftyp"


def test_a_grid_is_a_picture_with_the_verdict_below(
    likeness: Likeness, pair: tuple[Path, Path], tmp_path: Path
) -> None:
    out = tmp_path / "grid.png"

    said = likeness("compare", *pair, "-o", out, "--mode", "grid", "--size", 320)

    drawn = np.asarray(Image.open(out))
    assert said.code == 0
    assert drawn.shape[1] > 2 * 200


def test_a_set_of_which_nothing_can_be_laid_onto_the_first_is_no_film(
    likeness: Likeness, three: list[Path], tmp_path: Path
) -> None:
    out = tmp_path / "film.webp"

    said = likeness("compare", three[0], three[2], "-o", out, "--mode", "timelapse")

    assert (said.code, out.exists()) == (1, False)
    assert said.err.startswith("likeness: no photo can be laid onto the first")


def test_ways_to_look_at_two_take_no_third(likeness: Likeness, three: list[Path], tmp_path: Path) -> None:
    assert likeness("compare", *three, "-o", tmp_path / "out.png", "--mode", "slider").code == 2


@pytest.mark.parametrize(("mode", "name"), [("timelapse", "out.png"), ("grid", "out.mp4")])
def test_a_kind_of_file_that_cannot_hold_it_is_wrong_usage(
    likeness: Likeness, pair: tuple[Path, Path], tmp_path: Path, mode: str, name: str
) -> None:
    assert likeness("compare", *pair, "-o", tmp_path / name, "--mode", mode).code == 2
