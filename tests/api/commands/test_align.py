"""`likeness align`: the similarity or the reason, one pair or many."""

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np

from imaging.synthetic import HeadTruth, Shot
from tests.api.commands.conftest import Said

Likeness = Callable[..., Said]
FIELDS = {
    "status",
    "reason",
    "matrix",
    "scale",
    "rotation_deg",
    "shift_px",
    "error_px",
    "confidence",
    "method",
}


def test_the_matrix_carries_moving_to_reference(
    likeness: Likeness,
    pair: tuple[Path, Path],
    front_shot: Shot[HeadTruth],
    front_shot_again: Shot[HeadTruth],
) -> None:
    said = likeness("align", pair[1], pair[0], "--json")

    row = json.loads(said.out)
    assert set(row) >= FIELDS
    assert row["status"] == "aligned"
    eyes = np.column_stack([front_shot_again.truth.pupils_px[:, ::-1], np.ones(2)])
    carried = eyes @ np.array(row["matrix"]).T
    off = np.linalg.norm(carried[:, :2] - front_shot.truth.pupils_px[:, ::-1], axis=1)
    assert off.max() < 3
    assert row["shift_px"] == [row["matrix"][0][2], row["matrix"][1][2]]
    assert said.code == 0


def test_a_refused_pair_is_an_answer_with_the_same_fields(
    likeness: Likeness, pair: tuple[Path, Path], photo: Callable[..., Path], lateral_shot: Shot[HeadTruth]
) -> None:
    profile = photo("profile.jpg", lateral_shot.pixels)

    said = likeness("align", profile, pair[0], "--json")

    row = json.loads(said.out)
    assert set(row) >= FIELDS
    assert row["status"] == "refused"
    assert row["reason"]
    assert row["matrix"] is None
    assert said.code == 0


def test_a_list_of_pairs_is_answered_line_by_line_also_where_one_fails(
    likeness: Likeness, pair: tuple[Path, Path], not_a_photo: Path, tmp_path: Path
) -> None:
    before, after = pair
    listed = tmp_path / "pairs.tsv"
    listed.write_text(
        f"{after}\t{before}\r\n\nno tab here\n{not_a_photo}\t{before}\n"
        f"{before}\tgone.jpg\n{before}\t{after}\n"
    )

    said = likeness("align", "--pairs", listed, "--json")

    rows = [json.loads(line) for line in said.out.splitlines()]
    assert [row["status"] for row in rows] == ["aligned", "refused", "refused", "refused", "aligned"]
    assert [row["reason"] for row in rows] == [None, "bad_line", "unsupported_format", "no_such_file", None]
    assert all(set(row) >= FIELDS for row in rows)
    assert said.code == 0
    there, back = (np.array(rows[at]["matrix"]) for at in (0, -1))
    np.testing.assert_allclose(there @ back, np.eye(3), atol=5)


def test_one_pair_with_an_unreadable_file_is_an_error_of_one_line(
    likeness: Likeness, pair: tuple[Path, Path], not_a_photo: Path
) -> None:
    said = likeness("align", pair[0], not_a_photo, "--json")

    assert json.loads(said.out)["reason"] == "unsupported_format"
    assert said.code == 1
    assert said.err.count("\n") == 1
    assert "unsupported_format" in said.err


def test_people_get_a_sentence(likeness: Likeness, pair: tuple[Path, Path]) -> None:
    said = likeness("align", pair[1], pair[0])

    assert said.out.startswith("aligned: scale ")
    assert said.code == 0


def test_one_photo_alone_is_wrong_usage(likeness: Likeness, pair: tuple[Path, Path]) -> None:
    assert likeness("align", pair[0]).code == 2


def test_a_list_that_cannot_be_read_is_an_error(likeness: Likeness, tmp_path: Path) -> None:
    said = likeness("align", "--pairs", tmp_path / "none.tsv")

    assert said.code == 1
    assert "cannot be read" in said.err
