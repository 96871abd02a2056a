"""The local store keeps the shared promises and its own: durable, private, frozen after a failed write."""

from __future__ import annotations

import errno
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from api.storage.blobs import LocalBlobs
from api.storage.errors import (
    BlobDamagedError,
    BlobMissingError,
    BlobStoreFrozenError,
    BlobStoreFullError,
    BlobWriteError,
)
from tests.fakes import MemoryBlobs
from tests.suites.blob_store import DATA, NAME, OTHER, BlobStoreSuite


class TestMemoryBlobs(BlobStoreSuite):
    @pytest.fixture
    def store(self) -> MemoryBlobs:
        return MemoryBlobs()


class TestLocalBlobs(BlobStoreSuite):
    @pytest.fixture
    def store(self, tmp_path: Path) -> LocalBlobs:
        return LocalBlobs(tmp_path / "photos")


@pytest.fixture
def store(tmp_path: Path) -> LocalBlobs:
    return LocalBlobs(tmp_path / "photos")


def path_of(store: LocalBlobs, name: str) -> Path:
    return store.root / name[:2] / name[2:4] / name


def test_file_folder_and_every_new_level_are_forced_to_disk_before_the_answer(
    store: LocalBlobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    forced: list[str] = []
    fsync = os.fsync

    def recorded(handle: int) -> None:
        forced.append(str(Path(f"/proc/self/fd/{handle}").readlink()))
        fsync(handle)

    monkeypatch.setattr(os, "fsync", recorded)
    store.put_once(NAME, DATA)

    folder = path_of(store, NAME).parent
    levels = [folder, folder.parent, store.root, store.root.parent]
    assert {str(level) for level in levels} <= set(forced)
    assert any(name.endswith(".new") for name in forced)
    assert forced[-1] == str(folder)


def test_nothing_temporary_is_left_behind(store: LocalBlobs) -> None:
    store.put_once(NAME, DATA)

    left = [path.name for path in store.root.rglob("*") if path.is_file()]
    assert left == [NAME]


def test_a_full_disk_is_told_apart_and_leaves_nothing(
    store: LocalBlobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "posix_fadvise", lambda *_: full(0))
        with pytest.raises(BlobStoreFullError):
            store.put_once(NAME, DATA)

    assert [path for path in store.root.rglob("*") if path.is_file()] == []


def test_after_a_write_that_did_not_reach_the_disk_nothing_more_is_written(
    store: LocalBlobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.put_once(OTHER, b"other")

    def broken(handle: int) -> None:
        raise OSError(errno.EIO, "Input/output error")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", broken)
        with pytest.raises(BlobWriteError):
            store.put_once(NAME, DATA)

    with pytest.raises(BlobStoreFrozenError):
        store.put_once(NAME, DATA)
    assert store.get(OTHER) == b"other"


def test_a_frozen_store_stays_frozen_when_the_disk_is_full_afterwards(
    store: LocalBlobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.put_once(OTHER, b"other")
    for code in (errno.EIO, errno.ENOSPC):

        def broken(handle: int, code: int = code) -> None:
            raise OSError(code, os.strerror(code))

        with monkeypatch.context() as patched:
            patched.setattr(os, "fsync", broken)
            with pytest.raises(BlobWriteError):
                store.delete(OTHER) if code == errno.ENOSPC else store.put_once(NAME, DATA)

    with pytest.raises(BlobStoreFrozenError):
        store.put_once(NAME, DATA)


def test_a_folder_that_another_writer_has_just_made_is_forced_to_disk_as_well(
    store: LocalBlobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = store.root / NAME[:2] / NAME[2:4]
    folder.mkdir(parents=True)
    forced: set[int] = set()
    fsync = os.fsync

    def recorded(handle: int) -> None:
        forced.add(os.fstat(handle).st_ino)
        fsync(handle)

    monkeypatch.setattr(os, "fsync", recorded)
    store.put_once(NAME, DATA)

    assert {level.stat().st_ino for level in (folder, folder.parent, store.root)} <= forced


def test_a_link_in_the_place_of_a_blob_is_damage_and_is_not_followed(
    store: LocalBlobs, tmp_path: Path
) -> None:
    store.put_once(NAME, DATA)
    secret = tmp_path / "secret"
    secret.write_bytes(DATA)
    path_of(store, NAME).unlink()
    path_of(store, NAME).symlink_to(secret)

    with pytest.raises(BlobDamagedError):
        store.get(NAME)


def test_a_folder_that_lost_its_branch_misses_the_blob(store: LocalBlobs) -> None:
    store.put_once(NAME, DATA)
    branch = path_of(store, NAME).parent.parent
    branch.rename(branch.with_name("zz"))
    branch.write_bytes(b"a file where a folder was")

    with pytest.raises(BlobMissingError):
        store.get(NAME)


def test_the_marker_survives_and_an_unmarked_folder_has_none(store: LocalBlobs) -> None:
    store_id = uuid4()

    before = store.marker()
    store.mark(store_id)

    assert before is None
    assert store.marker() == store_id
    assert store.is_empty()


def test_the_sweep_removes_old_unfinished_writes_only(store: LocalBlobs) -> None:
    store.put_once(NAME, DATA)
    folder = path_of(store, NAME).parent
    old, young = folder / "old.new", folder / "young.new"
    old.write_bytes(b"half")
    young.write_bytes(b"half")
    os.utime(old, (1000, 1000))

    swept = store.sweep_unfinished(older_than=datetime.fromtimestamp(2000, UTC))

    assert swept == 1
    assert not old.exists()
    assert young.exists()
    assert store.get(NAME) == DATA


def test_only_the_owner_can_read_what_is_kept(store: LocalBlobs) -> None:
    store.put_once(NAME, DATA)

    assert path_of(store, NAME).stat().st_mode & 0o077 == 0
    assert store.root.stat().st_mode & 0o077 == 0


def test_what_is_put_again_while_it_is_discarded_is_kept(
    store: LocalBlobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.put_once(NAME, DATA)
    os.utime(path_of(store, NAME), (1000, 1000))
    rename = Path.rename

    def put_again_just_before(self: Path, target: Path) -> Path:
        monkeypatch.undo()
        store.put_once(NAME, DATA)
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", put_again_just_before)
    removed = store.discard(NAME, older_than=datetime.fromtimestamp(2000, UTC))

    assert not removed
    assert store.get(NAME) == DATA


def test_what_is_put_again_just_after_the_discard_is_there_once_more(store: LocalBlobs) -> None:
    store.put_once(NAME, DATA)
    os.utime(path_of(store, NAME), (1000, 1000))

    removed = store.discard(NAME, older_than=datetime.fromtimestamp(2000, UTC) + timedelta(days=1))
    store.put_once(NAME, DATA)

    assert removed
    assert store.get(NAME) == DATA
