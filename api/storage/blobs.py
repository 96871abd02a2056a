"""Where encrypted bytes lie: a store of named blobs, each written once and never changed.

A blob is acknowledged only after it was written under a temporary name, forced to the disk, linked
to its own name, its folder forced to the disk, and read back. A write that fails to reach the disk is
never tried again on the same store (the kernel may have dropped the pages): the store is frozen until
the next start. The local store carries a marker, so that an empty mount point is not mistaken for it.
"""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Protocol
from uuid import UUID, uuid4

from api.storage.errors import (
    BlobDamagedError,
    BlobError,
    BlobMissingError,
    BlobNameError,
    BlobStoreFrozenError,
    BlobStoreFullError,
    BlobWriteError,
)

NAME = re.compile(r"[0-9a-f]{64}")
MARKER = ".store"
TEMPORARY = ".new"
FULL = {errno.ENOSPC, errno.EDQUOT}


class BlobStore(Protocol):
    """Named bytes, each written once. Names are 64 hex digits and say nothing about the content."""

    def put_once(self, name: str, data: bytes) -> None:
        """Keep `data` durably under `name`; the same bytes again are no fault.

        Raises BlobDamagedError if other bytes bear the name, BlobWriteError if they could not be kept.
        """

    def get(self, name: str) -> bytes:
        """The bytes, or BlobMissingError."""

    def get_range(self, name: str, *, start: int, length: int) -> bytes:
        """Up to `length` bytes from `start` on (fewer at the end), or BlobMissingError."""

    def size(self, name: str) -> int:
        """How many bytes there are, or BlobMissingError."""

    def delete(self, name: str) -> None:
        """Remove the blob durably; a missing one is no fault."""

    def discard(self, name: str, *, older_than: datetime) -> bool:
        """Remove the blob unless it was put, or put again, since; whether it was removed.

        Somebody who puts it at the same moment keeps it, or is told that it could not be kept.
        """

    def names(self) -> Iterator[str]:
        """Every name, in no promised order; those that appear meanwhile may be left out."""


def checked(name: str) -> str:
    """The name, if a blob can have it; raises BlobNameError."""
    if NAME.fullmatch(name) is None:
        raise BlobNameError("a blob's name is 64 hex digits")
    return name


class LocalBlobs:
    """Blobs as files in a folder, two levels deep."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._frozen = False

    def put_once(self, name: str, data: bytes) -> None:
        """Keep the bytes: written, forced to disk, linked, folder forced to disk, read back."""
        path = self._path(name)
        if self._frozen:
            raise BlobStoreFrozenError("an earlier write did not reach the disk: restart to write again")
        with self._writing():
            self._folder(path.parent)
            fresh = path.parent / f"{uuid4().hex}{TEMPORARY}"
            try:
                self._write(fresh, data)
                _link_or_touch(fresh, path)
            finally:
                fresh.unlink(missing_ok=True)
            self._sync(path.parent)
        if self.get(name) != data:
            raise BlobDamagedError("what was read back is not what was written")

    def get(self, name: str) -> bytes:
        """The bytes of a regular file; a link in its place is damage."""
        with self._reading(name) as handle, os.fdopen(os.dup(handle), "rb") as file:
            return file.read()

    def get_range(self, name: str, *, start: int, length: int) -> bytes:
        """A part of the bytes."""
        if start < 0 or length < 0:
            raise ValueError("a range starts at 0 or later and is not negative")
        with self._reading(name) as handle, os.fdopen(os.dup(handle), "rb") as file:
            file.seek(start)
            return file.read(length)

    def has(self, name: str) -> bool:
        """Whether there is such a blob."""
        return self._path(name).is_file()

    def size(self, name: str) -> int:
        """The length of the file."""
        with self._reading(name) as handle:
            return os.fstat(handle).st_size

    def delete(self, name: str) -> None:
        """Remove the file and force its folder to disk."""
        path = self._path(name)
        with self._writing():
            try:
                path.unlink()
            except FileNotFoundError:
                return
            self._sync(path.parent)

    def discard(self, name: str, *, older_than: datetime) -> bool:
        """Move the file aside, look at its time again, and only then remove it."""
        path = self._path(name)
        aside = path.with_name(f"{name}.{uuid4().hex}{TEMPORARY}")
        with self._writing():
            try:
                if path.stat().st_mtime >= older_than.timestamp():
                    return False
                path.rename(aside)
            except FileNotFoundError:
                return False
            # Whoever put it again before the move has touched it; whoever comes after finds no file, and
            # links a new one.
            removed = aside.stat().st_mtime < older_than.timestamp()
            if not removed:
                with suppress(FileExistsError):
                    os.link(aside, path, follow_symlinks=False)
            aside.unlink()
            self._sync(path.parent)
        return removed

    def names(self) -> Iterator[str]:
        """Every blob in the folder."""
        for path in self.root.glob("??/??/*"):
            if NAME.fullmatch(path.name):
                yield path.name

    def mark(self, store_id: UUID) -> None:
        """Say which store this folder is; the folder is made."""
        with self._writing():
            self._folder(self.root)
            (self.root / MARKER).write_text(f"{store_id}\n", encoding="ascii")
            with (self.root / MARKER).open("rb") as file:
                os.fsync(file.fileno())
            self._sync(self.root)

    def marker(self) -> UUID | None:
        """Which store this folder is; None if it bears no marker."""
        try:
            return UUID((self.root / MARKER).read_text(encoding="ascii").strip())
        except (FileNotFoundError, NotADirectoryError, ValueError):
            return None

    def is_empty(self) -> bool:
        """Whether no blob was ever kept here."""
        return next(self.names(), None) is None

    def sweep_unfinished(self, *, older_than: datetime) -> int:
        """Remove what interrupted writes left behind, last touched before this time; how many."""
        swept = 0
        for path in self.root.glob(f"??/??/*{TEMPORARY}"):
            with suppress(FileNotFoundError):
                if path.stat().st_mtime < older_than.timestamp():
                    path.unlink()
                    swept += 1
        return swept

    def _path(self, name: str) -> Path:
        checked(name)
        return self.root / name[:2] / name[2:4] / name

    def _folder(self, folder: Path) -> None:
        # Each level is forced into the one above, or a power cut could take the whole branch; also one that
        # is there, for another writer may have made it just now and not forced it yet.
        if folder == self.root:
            if not folder.is_dir():
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
                self._sync(folder.parent)
            return
        self._folder(folder.parent)
        folder.mkdir(mode=0o700, exist_ok=True)
        self._sync(folder.parent)

    def _write(self, path: Path, data: bytes) -> None:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            self._force(file.fileno())
            # The reading back shall come from the disk, not from memory.
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)

    def _sync(self, folder: Path) -> None:
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            self._force(handle)
        finally:
            os.close(handle)

    def _force(self, handle: int) -> None:
        try:
            os.fsync(handle)
        except OSError as error:
            # A full disk recovers when room is made; anything else may have lost pages that look written.
            self._frozen = self._frozen or error.errno not in FULL
            raise

    @contextmanager
    def _writing(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            said = error.strerror or "no reason given"
            if error.errno in FULL:
                raise BlobStoreFullError(f"the photo folder has no room: {said}") from error
            raise BlobWriteError(f"the photo folder cannot be written: {said}") from error

    @contextmanager
    def _reading(self, name: str) -> Iterator[int]:
        try:
            handle = os.open(self._path(name), os.O_RDONLY | os.O_NOFOLLOW)
        except (FileNotFoundError, NotADirectoryError) as error:
            raise BlobMissingError("no blob of that name") from error
        except OSError as error:
            if error.errno == errno.ELOOP:
                raise BlobDamagedError("a link stands in the place of a blob") from error
            raise BlobError(f"the photo folder cannot be read: {error.strerror}") from error
        try:
            yield handle
        except OSError as error:
            raise BlobError(f"the photo folder cannot be read: {error.strerror}") from error
        finally:
            os.close(handle)


def _link_or_touch(fresh: Path, path: Path) -> None:
    """Give the file its name; where the same content has it, say that it was wanted again just now."""
    for _ in range(100):
        try:
            os.link(fresh, path, follow_symlinks=False)
        except FileExistsError:
            with suppress(FileNotFoundError):  # discarded at this very moment: link again
                os.utime(path, follow_symlinks=False)
                return
        else:
            return
    raise BlobWriteError("the blob was discarded each time it was put")
