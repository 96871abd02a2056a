"""Documents are held against the repository: a path that a README names exists, a lock names no address."""

import re
import subprocess
from importlib.metadata import distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def tracked(pattern: str) -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", pattern], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return [ROOT / line for line in listed.stdout.splitlines()]


@pytest.mark.parametrize("document", tracked("*README.md"), ids=lambda path: str(path.relative_to(ROOT)))
def test_every_path_in_a_where_is_table_exists(document: Path) -> None:
    rows = [line for line in document.read_text().splitlines() if line.startswith("|")]
    named = [path for row in rows for path in re.findall(r"`(\w[\w./-]*/[\w./-]*)`", row)]

    missing = [path for path in named if not (ROOT / path).exists() and not (document.parent / path).exists()]

    assert missing == []


def test_lock_files_name_no_address() -> None:
    locks = [*tracked("requirements/*"), *tracked("*package-lock.json")]

    named = [str(lock) for lock in locks if re.search(r"https?://|\"resolved\"", lock.read_text())]

    assert locks
    assert named == []


def test_exactly_one_opencv_wheel_is_installed() -> None:
    wheels = {str(found.metadata["Name"]) for found in distributions()}

    opencv = {name for name in wheels if name.lower().startswith("opencv")}

    assert opencv == {"opencv-python-headless"}


def test_each_package_has_a_page_of_its_own() -> None:
    packages = [
        "imaging",
        "protocols",
        "consent_gate",
        "api",
        "api/record",
        "api/routes",
        "api/pages",
        "bench",
    ]

    missing = [package for package in packages if not (ROOT / package / "README.md").is_file()]

    assert missing == []
