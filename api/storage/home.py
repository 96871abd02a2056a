"""The folder that holds everything of an installation, and the lock that lets one process serve it.

likeness.db     the record (unless another database was chosen)
photos/         encrypted blobs, with a marker
keys/master.key the master key (unless it comes from the environment): keep a copy elsewhere
serve.lock      held by the process that serves; the kernel frees it when the process dies
"""

from __future__ import annotations

import fcntl
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from api.storage.errors import HomeError, HomeLockedError

Role = Literal["serve", "work", "tool"]


@dataclass(frozen=True, slots=True)
class Home:
    """Where things lie."""

    path: Path

    @property
    def database_url(self) -> str:
        """The address of the record kept here."""
        return f"sqlite:///{self.path / 'likeness.db'}"

    @property
    def photos(self) -> Path:
        """The folder of the encrypted blobs."""
        return self.path / "photos"

    @property
    def master_key(self) -> Path:
        """The file of the master key."""
        return self.path / "keys" / "master.key"

    def prepare(self) -> None:
        """Make the folder, readable by its owner only.

        Raises
        ------
        HomeError
            It cannot be made or entered.
        """
        try:
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise HomeError(f"`{self.path}` cannot be used: {error.strerror}") from error


class HomeLock:
    """A lock on the folder for one role; held until closed or until the process dies."""

    def __init__(self, home: Home, role: Role) -> None:
        """Take the lock, or raise HomeLockedError naming the process that has it."""
        path = home.path / f"{role}.lock"
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            holder = os.pread(handle, 32, 0).decode("ascii", "replace").strip() or "unknown"
            os.close(handle)
            raise HomeLockedError(f"`{home.path}` is already in use by process {holder} ({role})") from error
        os.ftruncate(handle, 0)
        os.pwrite(handle, f"{os.getpid()}\n".encode(), 0)
        self._handle: int | None = handle

    def close(self) -> None:
        """Give the lock back."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None
