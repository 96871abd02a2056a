"""The pure parts of the screens have tests of their own, in node; here they are run."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PAGES = Path(__file__).resolve().parents[2] / "api" / "pages"


def test_the_tests_of_the_pure_parts_pass_in_node() -> None:
    beside = Path(sys.executable).parent
    path = f"{beside}{os.pathsep}{os.environ['PATH']}"
    npm = shutil.which("npm", path=path)
    if npm is None or not (PAGES / "node_modules").is_dir():
        pytest.fail("what the screens are built with is not installed: make pages")

    ran = subprocess.run(
        [npm, "test", "--silent"],
        cwd=PAGES,
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )

    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert int(re.search(r"pass (\d+)", ran.stdout)[1]) >= 26  # type: ignore[index]
