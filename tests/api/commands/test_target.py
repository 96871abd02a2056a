"""`likeness target`: a file to print, or one clear line."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from api.__main__ import build_app

RUNNER = CliRunner()


@pytest.mark.parametrize(("name", "starts"), [("t.pdf", b"%PDF-"), ("t.PNG", b"\x89PNG")])
def test_the_ending_of_the_name_decides_the_format(tmp_path: Path, name: str, starts: bytes) -> None:
    file = tmp_path / name

    done = RUNNER.invoke(build_app(["target"]), ["target", "-o", str(file)])

    assert done.exit_code == 0, done.output
    assert file.read_bytes().startswith(starts)
    assert "50.0 mm" in done.output


def test_another_ending_is_wrong_usage(tmp_path: Path) -> None:
    done = RUNNER.invoke(build_app(["target"]), ["target", "-o", str(tmp_path / "t.docx")])

    assert done.exit_code == 2
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there_is_one_clear_line(tmp_path: Path) -> None:
    done = RUNNER.invoke(build_app(["target"]), ["target", "-o", str(tmp_path / "none" / "t.pdf")])

    assert done.exit_code == 1
    assert "cannot be written" in str(done.exception)
