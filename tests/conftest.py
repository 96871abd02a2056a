"""What every test gets: no network but loopback, and the shared fixtures."""

import socket
from typing import Any

import pytest

pytest_plugins = ["tests.fixtures_record", "tests.fixtures_synthetic"]

INTERNET = {socket.AF_INET, socket.AF_INET6}
LOOPBACK = {"127.0.0.1", "::1", "localhost"}


@pytest.fixture(autouse=True)
def loopback_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test that reaches for any address but this machine's own fails at once."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if self.family in INTERNET and address[0] not in LOOPBACK:
            pytest.fail(f"a test tried to reach {address[0]}: only loopback is allowed")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)
