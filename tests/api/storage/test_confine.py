"""I5: what code that took over a decoder can reach."""

import json
import os
import platform
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.api.storage import attacker

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or platform.machine() not in {"x86_64", "aarch64"},
    reason="the system call filter is for Linux on x86-64 and arm64",
)


def attempt(name: str, secret: Path) -> dict[str, Any]:
    heard, told = os.pipe()
    environment = {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    subprocess.run(
        [sys.executable, attacker.__file__, str(told), str(secret), name],
        pass_fds=[told],
        env=environment,
        check=True,
        timeout=20,
    )
    os.close(told)
    with os.fdopen(heard) as answer:
        told_back: dict[str, Any] = json.loads(answer.read())
        return told_back


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    path = tmp_path / "master.key"
    path.write_text("the key")
    return path


@pytest.mark.parametrize("name", attacker.ATTEMPTS)
def test_i5_a_taken_over_decoder_is_refused(name: str, secret: Path) -> None:
    answer = attempt(name, secret)

    assert "got" not in answer
    assert answer["refused"] in {"PermissionError", "MemoryError", "OSError"}


def test_i5_the_protections_are_named(secret: Path) -> None:
    held = attempt("read_a_file", secret)["held"]

    assert {"system_call_filter", "memory_limit", "cpu_limit", "no_writing", "descriptors_closed"} <= set(
        held
    )


def test_i5_a_decoder_started_as_root_is_nobody(secret: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("these tests do not run as root")

    held = attempt("read_a_file", secret)["held"]

    assert "unprivileged_user" in held
