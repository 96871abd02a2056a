"""A house of two clinics for each test; one sandbox for all of them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from api.storage.sandbox import Sandbox
from tests.clinic import Running, run_clinics


@pytest.fixture(scope="session")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(slots=2) as opened:
        yield opened


@pytest.fixture
def running(tmp_path: Path, sandbox: Sandbox) -> Iterator[Running]:
    with run_clinics(tmp_path, reader=sandbox) as opened:
        yield opened
