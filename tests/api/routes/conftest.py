"""A house of two clinics for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.clinic import Running, run_clinics


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Running]:
    with run_clinics(tmp_path) as opened:
        yield opened
