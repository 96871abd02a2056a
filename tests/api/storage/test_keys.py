"""Keys stay apart: by patient, by use, by place; a lost or wrong master key stops everything."""

from __future__ import annotations

import os
from base64 import b64encode
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.storage.errors import (
    KeyShreddedError,
    MasterKeyLostError,
    MasterKeyMalformedError,
    MasterKeyWrongError,
    SealBrokenError,
)
from api.storage.keys import DataKey, KeyRing, open_ring

RING = KeyRing(bytes(range(32)))
PATIENT, STRANGER = UUID(int=1), UUID(int=2)
ROW = UUID(int=9)


@given(st.text(max_size=400))
def test_any_text_comes_back_from_its_own_place_exactly(text: str) -> None:
    key = DataKey(b"k" * 32)

    sealed = key.seal(text, table="patients", column="family_name", row=ROW)

    assert key.open(sealed, table="patients", column="family_name", row=ROW) == text


def test_the_same_text_is_sealed_differently_each_time() -> None:
    key = DataKey(b"k" * 32)

    once, twice = (key.seal("Brandt", table="t", column="c", row=ROW) for _ in range(2))

    assert once != twice
    assert b"Brandt" not in once


@pytest.mark.parametrize(
    ("table", "column", "row"),
    [("users", "name", ROW), ("patients", "given_name", ROW), ("patients", "name", uuid4())],
)
def test_a_sealed_value_does_not_open_in_another_place(table: str, column: str, row: UUID) -> None:
    key = DataKey(b"k" * 32)
    sealed = key.seal("Brandt", table="patients", column="name", row=ROW)

    with pytest.raises(SealBrokenError):
        key.open(sealed, table=table, column=column, row=row)


@given(st.integers(min_value=0), st.integers(min_value=1, max_value=255))
def test_a_sealed_value_with_one_byte_changed_does_not_open(at: int, flip: int) -> None:
    key = DataKey(b"k" * 32)
    sealed = bytearray(key.seal("Brandt", table="t", column="c", row=ROW))
    sealed[at % len(sealed)] ^= flip

    with pytest.raises(SealBrokenError):
        key.open(bytes(sealed), table="t", column="c", row=ROW)


def test_a_patients_key_unwraps_for_that_patient_and_use_only() -> None:
    wrapped = RING.new_patient(PATIENT)

    pixels = RING.unwrap(wrapped.pixels, use="pixels", patient_id=PATIENT)
    identity = RING.unwrap(wrapped.identity, use="identity", patient_id=PATIENT)

    assert pixels.secret != identity.secret
    assert len(wrapped.pixels) == 40
    with pytest.raises(SealBrokenError):
        RING.unwrap(wrapped.pixels, use="identity", patient_id=PATIENT)
    with pytest.raises(SealBrokenError):
        RING.unwrap(wrapped.pixels, use="pixels", patient_id=STRANGER)
    with pytest.raises(SealBrokenError):
        KeyRing(b"x" * 32).unwrap(wrapped.pixels, use="pixels", patient_id=PATIENT)


def test_a_destroyed_key_is_told_apart_from_a_broken_one() -> None:
    with pytest.raises(KeyShreddedError):
        RING.unwrap(None, use="pixels", patient_id=PATIENT)


def test_two_patients_never_get_the_same_key() -> None:
    wrapped = [RING.new_patient(PATIENT) for _ in range(50)]

    secrets = {RING.unwrap(w.pixels, use="pixels", patient_id=PATIENT).secret for w in wrapped}

    assert len(secrets) == 50


def test_search_words_look_different_in_each_clinic() -> None:
    here = RING.search_token("brandt", clinic_id=UUID(int=5))
    there = RING.search_token("brandt", clinic_id=UUID(int=6))

    assert here != there
    assert here == RING.search_token("brandt", clinic_id=UUID(int=5))


def test_a_key_is_never_printed() -> None:
    printed = f"{RING!r} {DataKey(b's' * 32)!r}"

    assert "sss" not in printed
    assert "\\x01" not in printed


def test_the_first_start_makes_a_key_that_only_its_owner_can_read(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "master.key"

    made = open_ring(path, said=None, check=None)
    again = open_ring(path, said=None, check=made.check)

    assert path.stat().st_mode & 0o777 == 0o600
    assert again.master == made.master


def test_a_lost_master_key_stops_the_start_and_no_new_one_is_made(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "master.key"

    with pytest.raises(MasterKeyLostError, match="put the saved copy"):
        open_ring(path, said=None, check=RING.check)

    assert not path.exists()


def test_a_wrong_master_key_stops_the_start(tmp_path: Path) -> None:
    said = b64encode(b"w" * 32).decode()

    with pytest.raises(MasterKeyWrongError):
        open_ring(tmp_path / "master.key", said=said, check=RING.check)


def test_the_environments_key_goes_before_the_file(tmp_path: Path) -> None:
    path = tmp_path / "master.key"
    open_ring(path, said=None, check=None)

    ring = open_ring(path, said=b64encode(RING.master).decode(), check=RING.check)

    assert ring.master == RING.master


@pytest.mark.parametrize("said", ["", "short", b64encode(b"w" * 31).decode(), "ü" * 44])
def test_what_is_no_key_is_refused(said: str, tmp_path: Path) -> None:
    with pytest.raises(MasterKeyMalformedError):
        open_ring(tmp_path / "master.key", said=said, check=None)


def test_a_key_file_that_others_can_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "master.key"
    open_ring(path, said=None, check=None)
    os.chmod(path, 0o644)  # noqa: PTH101 -- the fault under test

    with pytest.raises(MasterKeyMalformedError, match="0600"):
        open_ring(path, said=None, check=None)
