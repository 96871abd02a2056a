"""Grading scales: the published catalogue holds what it must, and a bad file is refused."""

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import protocols
from api.actions.photo_words import is_region
from protocols.errors import CatalogueError, LevelUnknownError
from protocols.scales import Direction, Scale, change_of_pair, compare, parse_scale

FOLDER = Path(protocols.__file__).parent / "catalogue" / "scales"
FILES = sorted(FOLDER.glob("*.toml"))


def scale(name: str) -> Scale:
    return parse_scale(tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8")))


def raw(**changes: Any) -> dict[str, Any]:
    said = tomllib.loads((FOLDER / "wsrs.toml").read_text(encoding="utf-8"))
    return {key: value for key, value in {**said, **changes}.items() if value is not ...}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_scale_of_the_catalogue_is_whole_and_named_as_its_file(path: Path) -> None:
    found = parse_scale(tomllib.loads(path.read_text(encoding="utf-8")))

    assert found.id == path.stem
    assert found.licence
    assert all(region == "any" or is_region(region) for region in found.regions)


def test_the_scales_that_clinics_ask_for_are_there() -> None:
    names = {path.stem for path in FILES}

    wanted = {"gais", "wsrs", "glogau", "norwood", "ludwig", "sinclair", "iga_acne", "cea", "salt"}
    assert wanted | {"fitzpatrick_wrinkle", "merz_crows_feet", "merz_forehead_lines"} <= names


def test_a_lower_grade_on_a_scale_of_severity_is_better() -> None:
    found = compare(scale("wsrs"), "4", "2")

    assert (found.steps, found.direction, found.meaningful) == (-2, Direction.BETTER, True)


def test_a_lower_grade_of_lip_fullness_is_worse() -> None:
    found = compare(scale("merz_lip_fullness"), "3", "2")

    assert found.direction is Direction.WORSE


def test_where_no_source_names_a_meaningful_change_none_is_claimed() -> None:
    found = compare(scale("norwood"), "V", "III_vertex")

    assert (found.steps, found.meaningful) == (-2, None)


def test_one_grade_of_acne_is_less_than_its_source_calls_meaningful() -> None:
    found = compare(scale("iga_acne"), "3", "2")

    assert (found.direction, found.meaningful) == (Direction.BETTER, False)


def test_a_grade_of_a_pair_is_a_change_already() -> None:
    with pytest.raises(ValueError, match="change already"):
        compare(scale("gais"), "1", "2")


@pytest.mark.parametrize(
    ("grade", "direction"), [("1", Direction.BETTER), ("4", Direction.SAME), ("5", Direction.WORSE)]
)
def test_a_grade_of_a_pair_is_counted_from_no_change(grade: str, direction: Direction) -> None:
    assert change_of_pair(scale("gais"), grade).direction is direction


def test_a_grade_of_one_photo_is_no_change() -> None:
    with pytest.raises(ValueError, match="of one photo"):
        change_of_pair(scale("wsrs"), "2")


@pytest.mark.parametrize("code", ["6", "0", "", "1.0", "moderate"])
def test_a_grade_that_the_scale_does_not_have_is_refused(code: str) -> None:
    with pytest.raises(LevelUnknownError):
        scale("wsrs").value_of(code)


@pytest.mark.parametrize("code", ["101", "-1", "07", "12.5", "nan", "\N{ARABIC-INDIC DIGIT FIVE}"])
def test_a_share_is_a_whole_number_from_0_to_100(code: str) -> None:
    with pytest.raises(LevelUnknownError):
        scale("salt").value_of(code)


@given(st.integers(0, 100))
def test_every_whole_share_is_its_own_value(share: int) -> None:
    assert scale("salt").value_of(str(share)) == share


@given(st.sampled_from(FILES), st.data())
def test_there_and_back_again_is_no_change(path: Path, data: st.DataObject) -> None:
    found = scale(path.stem)
    codes = ["0", "37", "100"] if found.is_percent else [level.code for level in found.levels]
    one, other = data.draw(st.sampled_from(codes)), data.draw(st.sampled_from(codes))
    if found.shows == "pair":
        return

    there, back = compare(found, one, other), compare(found, other, one)

    assert there.steps + back.steps == 0
    assert {there.direction, back.direction} in ({Direction.SAME}, {Direction.BETTER, Direction.WORSE})


@pytest.mark.parametrize(
    "changes",
    [
        {"licence": ...},
        {"licence": " "},
        {"colour": "red"},
        {"id": "../wsrs"},
        {"id": "WSRS"},
        {"shows": "video"},
        {"worse": "left"},
        {"regions": []},
        {"levels": []},
        {"levels": [{"code": "1", "value": 1, "name": "One", "wording": "One."}]},
        {"levels": [{"code": str(n), "value": 5 - n, "name": "N", "wording": "W."} for n in range(3)]},
        {"levels": [{"code": "1", "value": n, "name": "N", "wording": "W."} for n in range(3)]},
        {"levels": [{"code": "1", "value": True, "name": "N", "wording": "W."}] * 2},
        {"levels": [{"code": "1", "value": float("nan"), "name": "N", "wording": "W."}] * 2},
        {"kind": "percent"},
        {"no_change": "1"},
        {"shows": "pair"},
        {"shows": "pair", "no_change": "9"},
        {"meaningful_change": 0},
        {"meaningful_source": ...},
    ],
    ids=str,
)
def test_a_file_that_breaks_a_rule_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(CatalogueError):
        parse_scale(raw(**changes))
