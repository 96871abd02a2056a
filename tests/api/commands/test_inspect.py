"""`likeness inspect`: one answer a file, in order, whatever the files are."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from imaging.synthetic import HeadTruth, Shot
from tests.api.commands.conftest import Said

Likeness = Callable[..., Said]


def lines(said: Said) -> list[dict[str, object]]:
    """The JSON objects that were printed."""
    return [json.loads(line) for line in said.out.splitlines()]


def test_each_file_has_its_line_in_order_and_a_refused_one_says_why(
    likeness: Likeness, pair: tuple[Path, Path], not_a_photo: Path
) -> None:
    said = likeness("inspect", pair[1], not_a_photo, pair[0], "gone.jpg", "--json")

    rows = lines(said)
    assert [row["file"] for row in rows] == [str(pair[1]), str(not_a_photo), str(pair[0]), "gone.jpg"]
    assert [row["status"] for row in rows] == ["read", "refused", "read", "refused"]
    assert [row["reason"] for row in rows] == [None, "unsupported_format", None, "no_such_file"]
    assert said.code == 0
    assert "likeness:" not in said.err


def test_facts_are_values_with_units_and_the_face_is_where_it_is(
    likeness: Likeness, pair: tuple[Path, Path], front_shot: Shot[HeadTruth]
) -> None:
    facts = lines(likeness("inspect", pair[0], "--json"))[0]["facts"]

    assert isinstance(facts, dict)
    assert (facts["format"], facts["width_px"], facts["height_px"]) == ("jpeg", 480, 640)
    assert facts["taken_at"] is None
    assert facts["zone"] == "unknown"
    assert facts["sharpness"]["value"] > 0
    assert facts["chart"] is None
    face = facts["face"]
    assert set(face) >= {
        "box_px",
        "landmarks_px",
        "yaw_deg",
        "pitch_deg",
        "roll_deg",
        "eye_distance_px",
        "detector",
    }
    row, col = front_shot.truth.pupils_px.mean(axis=0)
    x0, y0, x1, y1 = face["box_px"]
    assert x0 < col < x1
    assert y0 < row < y1
    assert face["yaw_deg"] == pytest.approx(0, abs=4)


def test_the_place_of_a_photo_is_not_among_its_facts(likeness: Likeness, pair: tuple[Path, Path]) -> None:
    said = likeness("inspect", pair[0], "--json")

    assert "gps" not in said.out
    assert "latitude" not in said.out


def test_people_get_a_table_and_the_refusal_on_standard_error(
    likeness: Likeness, pair: tuple[Path, Path], not_a_photo: Path
) -> None:
    said = likeness("inspect", pair[0], not_a_photo)

    assert said.code == 1
    assert "focal_length_35mm" in said.out
    assert said.err.startswith("likeness: ")
    assert said.err.count("\n") == 1
    assert "unsupported_format" in said.err


def test_a_file_that_is_cut_short_is_refused(likeness: Likeness, pair: tuple[Path, Path]) -> None:
    data = pair[0].read_bytes()
    pair[0].write_bytes(data[: len(data) // 2])

    row = lines(likeness("inspect", pair[0], "--json"))[0]

    assert (row["status"], row["reason"], row["facts"]) == ("refused", "truncated", None)


def test_a_folder_is_not_opened_as_a_file(likeness: Likeness, tmp_path: Path) -> None:
    row = lines(likeness("inspect", tmp_path, "--json"))[0]

    assert (row["status"], row["reason"]) == ("refused", "not_a_file")


def test_no_file_at_all_is_wrong_usage(likeness: Likeness) -> None:
    assert likeness("inspect").code == 2
