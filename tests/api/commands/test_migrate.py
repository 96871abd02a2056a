"""`likeness migrate` says in which state a record is, and brings it to this version."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from api.__main__ import build_app
from api.commands.failure import CommandFailure
from api.record import migrating
from api.record.opening import open_home
from tests.fakes import NOON


def run(*words: str) -> str:
    result = CliRunner().invoke(build_app(), ["migrate", *words], catch_exceptions=False)
    assert result.exit_code == 0
    return result.output.strip().splitlines()[-1]


def test_a_fresh_home_is_made_and_then_current(tmp_path: Path) -> None:
    home = tmp_path / "home"

    before = run("--home", str(home), "--check")
    made = run("--home", str(home))
    after = run("--home", str(home), "--check")

    assert before == "there is no record yet"
    assert made == after == "the record is of this version"


def test_asking_changes_nothing(tmp_path: Path) -> None:
    run("--home", str(tmp_path / "home"), "--check")

    assert not (tmp_path / "home").exists()


def test_an_older_record_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    open_home(tmp_path, role="tool", now=NOON).close()
    monkeypatch.setattr(migrating, "state", lambda _: "behind")

    assert "older version" in run("--home", str(tmp_path), "--check")


def test_a_home_that_is_being_served_is_left_alone(tmp_path: Path) -> None:
    opened = open_home(tmp_path, role="serve", now=NOON)

    with pytest.raises(CommandFailure, match="already in use"):
        run("--home", str(tmp_path))

    opened.close()
