"""Heads outside: only ever added to, and never misread."""

from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest

from api.storage.errors import HeadFileError
from api.storage.heads import HeadFile, KeptHead, heads_path
from consent_gate.chain import Head

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
HERE, THERE = UUID(int=1), UUID(int=2)


def kept(clinic_id: UUID, sequence: int) -> KeptHead:
    return KeptHead(clinic_id=clinic_id, head=Head(sequence, bytes([sequence]) * 32), at=NOON)


@pytest.fixture
def heads(tmp_path: Path) -> HeadFile:
    return HeadFile(heads_path(tmp_path))


def test_heads_are_read_as_they_were_kept_clinic_by_clinic(heads: HeadFile) -> None:
    heads.add([kept(HERE, 3), kept(THERE, 1)])
    heads.add([kept(HERE, 7)])

    assert heads.read() == {
        HERE: (Head(3, b"\x03" * 32), Head(7, b"\x07" * 32)),
        THERE: (Head(1, b"\x01" * 32),),
    }


def test_before_the_first_head_there_is_none_and_no_file(heads: HeadFile) -> None:
    heads.add([])

    assert heads.read() == {}
    assert not heads.path.exists()


def test_the_file_is_its_owners_only(heads: HeadFile) -> None:
    heads.add([kept(HERE, 1)])

    assert heads.path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    "line",
    [
        "nonsense",
        "",
        f"{HERE} 0 {'0' * 64} now",
        f"{HERE} 1 {'0' * 63} now",
        f"{HERE} -1 {'0' * 64} now",
        f"{HERE} 1 {'0' * 64}",
        f"{HERE} 1 {'0' * 64} now and more",
    ],
)
def test_a_line_that_is_no_head_is_an_error_and_never_skipped(heads: HeadFile, line: str) -> None:
    heads.add([kept(HERE, 1)])
    with heads.path.open("a") as file:
        file.write(f"{line}\n")

    with pytest.raises(HeadFileError, match="line 2"):
        heads.read()


def test_a_line_that_a_power_cut_tore_off_is_closed_by_the_next_one(heads: HeadFile) -> None:
    heads.add([kept(HERE, 1)])
    with heads.path.open("a") as file:
        file.write(f"{HERE} 2 0202")

    torn = heads.read()
    heads.add([kept(HERE, 3)])

    assert [head.sequence for head in torn[HERE]] == [1]
    assert [head.sequence for head in heads.read()[HERE]] == [1, 3]


def test_a_place_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    tmp_path.joinpath("audit").write_text("a file where a folder should be")

    with pytest.raises(HeadFileError, match="cannot be kept"):
        HeadFile(heads_path(tmp_path)).add([kept(HERE, 1)])


def test_a_file_that_is_no_text_is_said(heads: HeadFile) -> None:
    heads.path.parent.mkdir(parents=True)
    heads.path.write_bytes(b"\xff\xfe")

    with pytest.raises(HeadFileError, match="cannot be read"):
        heads.read()
