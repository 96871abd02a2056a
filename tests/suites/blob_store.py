"""What every blob store must do, whatever it is made of."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from hashlib import sha256

import pytest

from api.clock import now
from api.storage.blobs import BlobStore
from api.storage.errors import BlobDamagedError, BlobMissingError, BlobNameError

DATA = b"\x00\xffencrypted" * 1000
NAME = sha256(DATA).hexdigest()
OTHER = sha256(b"other").hexdigest()
NOW = now()


class BlobStoreSuite:
    """Inherit, and give a fixture `store` that is empty."""

    def test_what_was_put_comes_back_byte_for_byte(self, store: BlobStore) -> None:
        store.put_once(NAME, DATA)

        assert store.get(NAME) == DATA
        assert store.size(NAME) == len(DATA)

    def test_an_empty_blob_is_a_blob(self, store: BlobStore) -> None:
        store.put_once(NAME, b"")

        assert store.get(NAME) == b""

    def test_the_same_bytes_again_change_nothing(self, store: BlobStore) -> None:
        store.put_once(NAME, DATA)

        store.put_once(NAME, DATA)

        assert store.get(NAME) == DATA
        assert list(store.names()) == [NAME]

    def test_other_bytes_never_replace_those_that_are_there(self, store: BlobStore) -> None:
        store.put_once(NAME, DATA)

        with pytest.raises(BlobDamagedError):
            store.put_once(NAME, b"something else")

        assert store.get(NAME) == DATA

    def test_fifty_writers_of_the_same_bytes_leave_one_blob(self, store: BlobStore) -> None:
        with ThreadPoolExecutor(8) as pool:
            for done in [pool.submit(store.put_once, NAME, DATA) for _ in range(50)]:
                done.result()

        assert list(store.names()) == [NAME]
        assert store.get(NAME) == DATA

    @pytest.mark.parametrize(
        ("start", "length"), [(0, 10), (5, 100), (len(DATA) - 3, 10), (len(DATA) + 5, 4), (7, 0)]
    )
    def test_a_range_is_that_part_of_the_whole(self, store: BlobStore, start: int, length: int) -> None:
        store.put_once(NAME, DATA)

        assert store.get_range(NAME, start=start, length=length) == DATA[start : start + length]

    def test_a_negative_range_is_our_own_mistake(self, store: BlobStore) -> None:
        store.put_once(NAME, DATA)

        with pytest.raises(ValueError, match="range"):
            store.get_range(NAME, start=-1, length=5)

    def test_a_missing_blob_says_so(self, store: BlobStore) -> None:
        store.put_once(NAME, DATA)

        with pytest.raises(BlobMissingError):
            store.get(OTHER)
        with pytest.raises(BlobMissingError):
            store.get_range(OTHER, start=0, length=1)
        with pytest.raises(BlobMissingError):
            store.size(OTHER)

    def test_a_deleted_blob_is_gone_and_deleting_it_again_is_no_fault(self, store: BlobStore) -> None:
        store.put_once(NAME, DATA)
        store.put_once(OTHER, b"other")

        store.delete(NAME)
        store.delete(NAME)

        assert list(store.names()) == [OTHER]

    @pytest.mark.parametrize(
        "name", ["", "..", "../../etc/passwd", "a" * 63, "A" * 64, f"{'a' * 64}\n", "a" * 63 + "/", "\0" * 64]
    )
    def test_a_name_that_no_blob_can_have_is_refused(self, store: BlobStore, name: str) -> None:
        with pytest.raises(BlobNameError):
            store.put_once(name, DATA)
        with pytest.raises(BlobNameError):
            store.get(name)
        with pytest.raises(BlobNameError):
            store.delete(name)

        assert list(store.names()) == []

    def test_a_blob_is_discarded_only_if_it_was_not_put_since(self, store: BlobStore) -> None:
        store.put_once(NAME, DATA)
        long_ago, soon = NOW - timedelta(hours=1), NOW + timedelta(days=36500)

        kept = store.discard(NAME, older_than=long_ago)
        gone = store.discard(NAME, older_than=soon)
        missing = store.discard(NAME, older_than=soon)

        assert (kept, gone, missing) == (False, True, False)
        assert list(store.names()) == []

    def test_putting_and_discarding_at_once_never_loses_what_was_acknowledged(self, store: BlobStore) -> None:
        store.put_once(NAME, DATA)
        since = NOW - timedelta(hours=1)

        with ThreadPoolExecutor(4) as pool:
            puts = [pool.submit(store.put_once, NAME, DATA) for _ in range(200)]
            discards = [pool.submit(store.discard, NAME, older_than=since) for _ in range(200)]
            for done in [*puts, *discards]:
                done.result()

        assert store.get(NAME) == DATA
