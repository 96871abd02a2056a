"""One process serves a folder; the next is refused clearly, and a dead one holds nothing."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from api.storage.errors import HomeError, HomeLockedError
from api.storage.home import Home, HomeLock

HOLD = """
import sys
from pathlib import Path
from api.storage.home import Home, HomeLock
lock = HomeLock(Home(Path(sys.argv[1])), "serve")
print("held", flush=True)
sys.stdin.read()
"""


def test_a_second_process_is_refused_and_told_who_has_it(tmp_path: Path) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert holder.stdout is not None
    assert holder.stdin is not None
    assert holder.stdout.readline() == b"held\n"

    with pytest.raises(HomeLockedError, match=str(holder.pid)):
        HomeLock(Home(tmp_path), "serve")

    holder.kill()
    holder.wait()
    holder.stdin.close()
    holder.stdout.close()
    HomeLock(Home(tmp_path), "serve").close()


def test_a_worker_and_a_server_may_share_a_folder(tmp_path: Path) -> None:
    serving, working = HomeLock(Home(tmp_path), "serve"), HomeLock(Home(tmp_path), "work")

    with pytest.raises(HomeLockedError):
        HomeLock(Home(tmp_path), "work")

    serving.close()
    working.close()


def test_a_closed_lock_is_free_again(tmp_path: Path) -> None:
    HomeLock(Home(tmp_path), "serve").close()

    HomeLock(Home(tmp_path), "serve").close()

    assert (tmp_path / "serve.lock").exists()


def test_a_home_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "home").write_bytes(b"")

    with pytest.raises(HomeError):
        Home(tmp_path / "home").prepare()


def test_only_the_owner_can_enter_a_home(tmp_path: Path) -> None:
    home = Home(tmp_path / "a" / "home")

    home.prepare()

    assert home.path.stat().st_mode & 0o077 == 0
