"""The service as a process: started, asked, stopped; one home, one server; a clinic to begin with."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

COMMAND = [sys.executable, "-m", "api"]


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def run(*words: str, home: Path | None) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("LIKENESS")}
    if home is not None:
        environment["LIKENESS_HOME"] = str(home)
    return subprocess.run(
        [*COMMAND, *words], env=environment, capture_output=True, text=True, timeout=120, check=False
    )


@contextmanager
def serving(home: Path, port: int) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(
        [*COMMAND, "serve", "--home", str(home), "--port", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_for(f"http://127.0.0.1:{port}/healthz")
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


def wait_for(address: str) -> None:
    deadline = time.monotonic() + 60
    while True:
        try:
            with urlopen(address, timeout=5):  # noqa: S310 - our own loopback address
                return
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)


def test_a_clinic_is_opened_and_its_administrator_signs_in(tmp_path: Path) -> None:
    opened = run("clinic", "Praxis am Park", "--username", "anna", home=tmp_path / "home")
    told = re.search(r"`anna` with the password `(\S+)`", opened.stdout)
    port = free_port()

    with serving(tmp_path / "home", port):
        request = Request(
            f"http://127.0.0.1:{port}/api/v1/sign-in",
            data=json.dumps({"username": "anna", "password": told[1] if told else ""}).encode(),
            headers={"Content-Type": "application/json"},
        )
        with urlopen(request, timeout=10) as answer:  # noqa: S310
            me = json.load(answer)

    assert (me["user"]["role"], me["clinic"]["name"]) == ("administrator", "Praxis am Park")


def test_a_stopped_server_ends_in_order_and_has_kept_its_audit_heads(tmp_path: Path) -> None:
    home, port = tmp_path / "home", free_port()
    run("clinic", "Praxis am Park", home=home)

    with serving(home, port) as process:
        attempt = Request(
            f"http://127.0.0.1:{port}/api/v1/sign-in",
            data=json.dumps({"username": "administrator", "password": "a guess"}).encode(),
            headers={"Content-Type": "application/json"},
        )
        with suppress(HTTPError):
            urlopen(attempt, timeout=10)  # noqa: S310
        process.send_signal(signal.SIGTERM)
        code = process.wait(30)

    assert code == 0
    assert (home / "audit" / "heads").read_text(encoding="ascii").split()[1] == "1"


def test_a_second_server_on_the_same_home_is_refused_in_one_line(tmp_path: Path) -> None:
    home, port = tmp_path / "home", free_port()

    with serving(home, port):
        second = run("serve", "--port", str(free_port()), home=home)

    assert second.returncode == 1
    assert second.stderr.strip().splitlines()[-1].startswith("likeness: ")
    assert "already in use" in second.stderr


def test_without_a_home_it_says_which_setting_is_missing(tmp_path: Path) -> None:
    done = run("serve", home=None)

    assert done.returncode == 1
    assert "LIKENESS_HOME" in done.stderr


def test_migrating_and_working_end_by_themselves(tmp_path: Path) -> None:
    migrated = run("migrate", home=tmp_path / "home")
    worked = run("work", "--once", home=tmp_path / "home")

    assert (migrated.returncode, worked.returncode) == (0, 0)
    assert "0 jobs done" in worked.stdout
