"""Where the real test data lies: LIKENESS_TEST_DATA, else `../shared/data` beside the repository.

A machine without it skips the tests marked `data`; where CI is set, missing data is a failure.
"""

import os
from pathlib import Path

import pytest

BESIDE = Path(__file__).resolve().parents[2] / "shared" / "data"
NOT_DATA = {"README.md", "SOURCES.tsv"}


def real_data(part: str) -> Path:
    """The folder of one part, such as `exif`; skips the test, or fails it in CI, when it is not there."""
    folder = Path(os.environ.get("LIKENESS_TEST_DATA", BESIDE)) / part
    if folder.is_dir():
        return folder
    told = f"real test data is missing: set LIKENESS_TEST_DATA to a folder that holds `{part}`"
    if os.environ.get("CI"):
        pytest.fail(told)
    pytest.skip(told)


def real_files(part: str) -> list[Path]:
    """Every data file of one part, sorted; its own tables and notes left out."""
    folder = real_data(part)
    return sorted(
        path
        for path in folder.rglob("*")
        if path.is_file() and path.name not in NOT_DATA and not path.name.startswith("facts.")
    )
