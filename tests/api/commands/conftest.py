"""What command tests share: photos on disk, and the command line as a user types it."""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from api.__main__ import main
from imaging.encode import encode_jpeg
from imaging.frame import Pixels
from imaging.synthetic import HeadTruth, Shot


@dataclass(frozen=True, slots=True)
class Said:
    """What a command printed, and its exit code."""

    code: int
    out: str
    err: str


@pytest.fixture
def likeness(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Callable[..., Said]:
    """The command, as typed."""

    def run(*words: object) -> Said:
        monkeypatch.setattr(sys, "argv", ["likeness", *map(str, words)])
        with pytest.raises(SystemExit) as ended:
            main()
        printed = capfd.readouterr()
        code = ended.value.code
        return Said(code if isinstance(code, int) else 0 if code is None else 1, printed.out, printed.err)

    return run


@pytest.fixture
def photo(tmp_path: Path) -> Callable[[str, Pixels], Path]:
    """Writes a JPEG and says where it is."""

    def write(name: str, pixels: Pixels) -> Path:
        path = tmp_path / name
        path.write_bytes(encode_jpeg(pixels, quality=95))
        return path

    return write


@pytest.fixture
def pair(
    photo: Callable[[str, Pixels], Path],
    front_shot: Shot[HeadTruth],
    front_shot_again: Shot[HeadTruth],
) -> tuple[Path, Path]:
    """Two photos of one made-up face: before, after."""
    return photo("before.jpg", front_shot.pixels), photo("after.jpg", front_shot_again.pixels)


@pytest.fixture
def not_a_photo(tmp_path: Path) -> Path:
    """A text that claims to be a picture."""
    path = tmp_path / "letter.jpg"
    path.write_text("Dear Sir or Madam")
    return path
