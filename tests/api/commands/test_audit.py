"""`likeness audit verify|heads` on a real home."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from typer.testing import CliRunner

from api.__main__ import build_app
from api.actions.record_audit import record_act
from api.commands.failure import CommandFailure
from tests.consents import at_work
from tests.fakes import NOON
from tests.fixtures_record import House

RUN = CliRunner()


@pytest.fixture
def home(house: House) -> Path:
    """A home with five entries in one clinic and one in the other."""
    for _ in range(5):
        with at_work(house, now=NOON) as work:
            record_act(work, "look")
    with at_work(house, now=NOON, clinic_id=house.other_clinic_id) as work:
        record_act(work, "look")
    return house.opened.home.path


def run(*words: str | Path) -> tuple[int, str, str]:
    result = RUN.invoke(build_app(), ["audit", *map(str, words)])
    failure = str(result.exception) if isinstance(result.exception, CommandFailure) else ""
    return result.exit_code, result.stdout, failure


def edit(home: Path, statement: str) -> None:
    with closing(sqlite3.connect(home / "likeness.db")) as connection:
        connection.execute("DROP TRIGGER audit_entries_no_update")
        connection.execute("DROP TRIGGER audit_entries_no_delete")
        connection.execute(statement)
        connection.commit()


def test_a_whole_chain_is_said_to_be_in_order_for_every_clinic(home: Path) -> None:
    run("heads", "--home", home)

    code, said, _ = run("verify", "--home", home)

    assert code == 0
    assert sorted(
        line.split(": ")[1].split(" in order")[0] for line in said.splitlines() if "clinic" in line
    ) == [
        "1 entries",
        "5 entries",
    ]


def test_heads_are_kept_once_for_what_has_grown(home: Path) -> None:
    first, second = run("heads", "--home", home), run("heads", "--home", home)

    assert "kept 2 heads" in first[1]
    assert "kept 0 heads" in second[1]


def test_an_edited_entry_is_named_and_the_command_fails(home: Path, house: House) -> None:
    edit(home, "UPDATE audit_entries SET action = 'none' WHERE sequence = 3")

    code, _, failure = run("verify", "--home", home)

    assert code == 1
    assert failure == f"entry 3 of clinic {house.clinic_id} was edited"


def test_a_cut_end_is_shown_by_the_heads_and_a_whole_clinic_too(home: Path, house: House) -> None:
    run("heads", "--home", home)
    edit(
        home,
        "DELETE FROM audit_entries WHERE sequence = 5 "
        "OR clinic_id <> (SELECT clinic_id FROM audit_entries WHERE sequence = 5)",
    )

    code, _, failure = run("verify", "--home", home)

    assert code == 1
    assert f"entry 5 of clinic {house.clinic_id} is gone" in failure
    assert f"entry 1 of clinic {house.other_clinic_id} is gone" in failure


def test_a_copy_of_the_heads_elsewhere_can_be_used(home: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "usb" / "heads"

    kept, checked = (
        run("heads", "--home", home, "--to", elsewhere),
        run("verify", "--home", home, "--heads", elsewhere),
    )

    assert (kept[0], checked[0], elsewhere.exists()) == (0, 0, True)


def test_for_programs_it_prints_one_object_a_clinic(home: Path, house: House) -> None:
    _, said, _ = run("verify", "--home", home, "--json")

    rows = [json.loads(line) for line in said.splitlines() if line.startswith("{")]
    own = next(row for row in rows if row["clinic_id"] == str(house.clinic_id))
    assert (own["ok"], own["entries"], own["first_bad"], own["why"]) == (True, 5, None, None)
    assert len(own["head"]) == 64


def test_a_folder_without_a_record_is_said(tmp_path: Path) -> None:
    code, _, failure = run("verify", "--home", tmp_path / "nothing")

    assert (code, tmp_path.joinpath("nothing").exists()) == (1, False)
    assert "holds no record" in failure


def test_heads_that_cannot_be_read_prove_nothing(home: Path, tmp_path: Path) -> None:
    broken = tmp_path / "heads"
    broken.write_text("no head\n")

    code, _, failure = run("verify", "--home", home, "--heads", broken)

    assert code == 1
    assert "line 1" in failure
