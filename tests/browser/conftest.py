"""A real Chromium against a real server: one small clinic for a run, a fresh browser context for each test.

A page that breaks the content policy, asks for anything from outside, or writes an error to its console
fails the test that opened it.
"""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from tests.browser.watched import DESKTOP, PATIENCE_MS, Clinic, Opens, Watched, watch

ROOT = Path(__file__).resolve().parents[2]
DIST = ROOT / "api" / "pages" / "dist" / "index.html"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SEEDING_S = 240


def find_chromium() -> str:
    """The Chromium to drive: CHROMIUM, else the one on the path."""
    names = [os.environ.get("CHROMIUM", ""), "chromium", "chromium-browser", "google-chrome"]
    found = next((path for path in map(shutil.which, filter(None, names)) if path), None)
    if found is None:
        pytest.fail("no Chromium: install one or point CHROMIUM at it")
    return found


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until_up(address: str, server: subprocess.Popen[str]) -> None:
    """Until /healthz answers; fails when the server ends first."""
    until = time.monotonic() + SEEDING_S
    while time.monotonic() < until:
        if server.poll() is not None:
            pytest.fail(f"the server ended with {server.returncode}")
        try:
            with urlopen(f"{address}/healthz", timeout=2) as answer:  # noqa: S310 - our own address
                if answer.status == 200:
                    return
        except (URLError, OSError):
            time.sleep(0.2)
    pytest.fail("the server did not come up")


@pytest.fixture(scope="session")
def clinic(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Clinic]:
    """The small clinic, seeded and serving."""
    if not DIST.is_file():
        pytest.fail("the screens are not built: make pages")
    folder = tmp_path_factory.mktemp("clinic")
    port = free_port()
    command = [sys.executable, "-m", "tests.browser.small_clinic", str(folder / "home"), str(port)]
    log = (folder / "server.log").open("w+")
    server = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=log, text=True)
    assert server.stdout is not None
    try:
        line = next((line for line in server.stdout if line.startswith("{") and "clinician" in line), "")
        if not line:
            log.seek(0)
            pytest.fail(f"the clinic could not be made:\n{log.read()[-3000:]}")
        address = f"http://127.0.0.1:{port}"
        wait_until_up(address, server)
        yield Clinic(address=address, passwords=json.loads(line), files=folder)
    finally:
        server.terminate()
        server.wait(timeout=30)
        server.stdout.close()
        log.close()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The browser, started once."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def visit(clinic: Clinic, chromium: Browser) -> Iterator[Opens]:
    """Open a page of a given size, watched; what went wrong on any of them fails the test at its end."""
    contexts: list[BrowserContext] = []
    opened: list[Watched] = []

    def open_page(size: tuple[int, int] = DESKTOP, **more: object) -> Watched:
        width, height = size
        context = chromium.new_context(viewport={"width": width, "height": height}, **more)  # type: ignore[arg-type]
        context.set_default_timeout(PATIENCE_MS)
        contexts.append(context)
        watched = Watched(context.new_page(), clinic)
        opened.append(watched)
        watch(watched)
        return watched

    yield open_page
    for context in contexts:
        context.close()
    assert [said for watched in opened for said in watched.wrong] == []
