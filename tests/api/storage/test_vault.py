"""The vault gives back exactly what was kept, to a permit only, and notices every tampering."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from hashlib import sha256
from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.storage.errors import BlobDamagedError, BlobMissingError, KeyShreddedError, SealBrokenError
from api.storage.keys import KeyRing
from api.storage.vault import FRAME_BYTES, HEAD_BYTES, SEALED_FRAME_BYTES, Vault
from consent_gate import Permit
from tests.fakes import NOON, MemoryBlobs, permit_to_measure

RING = KeyRing(bytes(range(32)))
CLINIC = UUID(int=77)


@dataclass(frozen=True, slots=True, kw_only=True)
class APhoto:
    id: UUID
    patient_id: UUID
    blob: str
    sha256: bytes
    wrapped_pixels_key: bytes | None


@dataclass(frozen=True, slots=True, kw_only=True)
class APatient:
    patient_id: UUID
    wrapped_pixels_key: bytes | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ARendition:
    photo_id: UUID
    blob: str
    sha256: bytes


def patient() -> APatient:
    patient_id = uuid4()
    return APatient(patient_id=patient_id, wrapped_pixels_key=RING.new_patient(patient_id).pixels)


def keep(vault: Vault, holder: APatient, data: bytes) -> APhoto:
    stored = vault.keep(data, holder=holder)
    return APhoto(
        id=uuid4(),
        patient_id=holder.patient_id,
        blob=stored.name,
        sha256=stored.sha256,
        wrapped_pixels_key=holder.wrapped_pixels_key,
    )


def permit(photo: APhoto) -> Permit:
    return permit_to_measure(photo.id, photo.patient_id, CLINIC)


@pytest.fixture
def blobs() -> MemoryBlobs:
    return MemoryBlobs()


@pytest.fixture
def vault(blobs: MemoryBlobs) -> Vault:
    return Vault(blobs, RING)


# Lengths around the edges of a frame: the neighbours of every boundary.
LENGTHS = [0, 1, FRAME_BYTES - 1, FRAME_BYTES, FRAME_BYTES + 1, 2 * FRAME_BYTES, 2 * FRAME_BYTES + 7]


@pytest.mark.parametrize("length", LENGTHS)
def test_what_was_kept_comes_out_byte_for_byte(vault: Vault, length: int) -> None:
    data = bytes(i * 31 % 251 for i in range(1000)) * (length // 1000 + 1)

    photo = keep(vault, patient(), data[:length])

    assert vault.open(photo, permit=permit(photo), now=NOON) == data[:length]
    assert photo.sha256 == sha256(data[:length]).digest()


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(LENGTHS), st.integers(0, 3 * FRAME_BYTES), st.integers(0, 3 * FRAME_BYTES))
def test_a_range_is_that_part_of_the_original(length: int, start: int, count: int) -> None:
    vault = Vault(MemoryBlobs(), RING)
    data = bytes(range(256)) * (length // 256 + 1)
    photo = keep(vault, patient(), data[:length])

    part = vault.open_range(photo, start=start, length=count, permit=permit(photo), now=NOON)

    assert part == data[:length][start : start + count]


def test_no_byte_of_the_photo_and_no_hash_of_it_lies_in_the_store(vault: Vault, blobs: MemoryBlobs) -> None:
    data = b"a face" * 5000

    photo = keep(vault, patient(), data)

    assert b"a face" not in blobs.kept[photo.blob]
    assert photo.blob != sha256(data).hexdigest()


def test_the_same_bytes_are_one_blob_for_a_patient_and_two_for_two(vault: Vault, blobs: MemoryBlobs) -> None:
    one, other = patient(), patient()

    names = {
        keep(vault, one, b"photo").blob,
        keep(vault, one, b"photo").blob,
        keep(vault, other, b"photo").blob,
    }

    assert len(names) == 2
    assert len(blobs.kept) == 2


def test_a_permit_for_another_photo_opens_nothing(vault: Vault) -> None:
    holder = patient()
    photo, neighbour = keep(vault, holder, b"one"), keep(vault, holder, b"two")

    with pytest.raises(PermissionError):
        vault.open(photo, permit=permit(neighbour), now=NOON)
    with pytest.raises(PermissionError):
        vault.open_range(photo, start=0, length=1, permit=permit(neighbour), now=NOON)


def test_a_permit_whose_time_is_over_opens_nothing(vault: Vault) -> None:
    photo = keep(vault, patient(), b"one")
    until = NOON + timedelta(minutes=1)
    brief = Permit(replace(permit(photo).decision, until=until))

    before = vault.open(photo, permit=brief, now=NOON)

    assert before == b"one"
    with pytest.raises(PermissionError):
        vault.open(photo, permit=brief, now=until)


def test_a_rendition_opens_under_its_own_photos_permit_only(vault: Vault) -> None:
    holder = patient()
    photo, neighbour = keep(vault, holder, b"one"), keep(vault, holder, b"two")
    stored = vault.keep(b"small", holder=holder)
    rendition = ARendition(photo_id=photo.id, blob=stored.name, sha256=stored.sha256)

    opened = vault.open_rendition(photo, rendition, permit=permit(photo), now=NOON)

    assert opened == b"small"
    with pytest.raises(PermissionError):
        vault.open_rendition(photo, rendition, permit=permit(neighbour), now=NOON)
    with pytest.raises(PermissionError):
        vault.open_rendition(neighbour, rendition, permit=permit(neighbour), now=NOON)


def test_an_erased_patients_photo_is_noise_and_a_neighbours_is_not(vault: Vault) -> None:
    photo, neighbour = keep(vault, patient(), b"one"), keep(vault, patient(), b"two")

    erased = replace(photo, wrapped_pixels_key=None)

    with pytest.raises(KeyShreddedError):
        vault.open(erased, permit=permit(erased), now=NOON)
    assert vault.open(neighbour, permit=permit(neighbour), now=NOON) == b"two"


def test_a_photo_does_not_open_with_another_patients_key(vault: Vault) -> None:
    photo, other = keep(vault, patient(), b"one"), patient()

    swapped = replace(photo, patient_id=other.patient_id, wrapped_pixels_key=other.wrapped_pixels_key)
    stolen = replace(photo, wrapped_pixels_key=other.wrapped_pixels_key)

    with pytest.raises(BlobDamagedError):
        vault.open(swapped, permit=permit(swapped), now=NOON)
    with pytest.raises(SealBrokenError):
        vault.open(stolen, permit=permit(stolen), now=NOON)


TWO_FRAMES = bytes(FRAME_BYTES) + b"the rest"


@settings(max_examples=80, deadline=None)
@given(st.integers(0), st.integers(1, 255))
def test_any_flipped_bit_is_noticed(at: int, flip: int) -> None:
    blobs = MemoryBlobs()
    vault = Vault(blobs, RING)
    photo = keep(vault, patient(), TWO_FRAMES)
    damaged = bytearray(blobs.kept[photo.blob])
    damaged[at % len(damaged)] ^= flip
    blobs.kept[photo.blob] = bytes(damaged)

    with pytest.raises(BlobDamagedError):
        vault.open(photo, permit=permit(photo), now=NOON)


@settings(max_examples=60, deadline=None)
@given(
    st.one_of(
        st.integers(0, HEAD_BYTES + 2 * SEALED_FRAME_BYTES),
        st.sampled_from([0, HEAD_BYTES, HEAD_BYTES + SEALED_FRAME_BYTES]),
    )
)
def test_any_truncation_is_noticed(length: int) -> None:
    blobs = MemoryBlobs()
    vault = Vault(blobs, RING)
    photo = keep(vault, patient(), TWO_FRAMES)
    whole = blobs.kept[photo.blob]
    blobs.kept[photo.blob] = whole[: min(length, len(whole) - 1)]

    with pytest.raises(BlobDamagedError):
        vault.open(photo, permit=permit(photo), now=NOON)
    with pytest.raises(BlobDamagedError):
        vault.open_range(photo, start=0, length=len(TWO_FRAMES), permit=permit(photo), now=NOON)


def test_frames_that_change_places_are_noticed(vault: Vault, blobs: MemoryBlobs) -> None:
    photo = keep(vault, patient(), bytes(FRAME_BYTES) + b"\1" * FRAME_BYTES)
    whole = blobs.kept[photo.blob]
    first, second = HEAD_BYTES, HEAD_BYTES + SEALED_FRAME_BYTES
    blobs.kept[photo.blob] = whole[:first] + whole[second:] + whole[first:second]

    with pytest.raises(BlobDamagedError):
        vault.open(photo, permit=permit(photo), now=NOON)


def test_something_added_at_the_end_is_noticed(vault: Vault, blobs: MemoryBlobs) -> None:
    photo = keep(vault, patient(), b"one")
    blobs.kept[photo.blob] += b"\0"

    with pytest.raises(BlobDamagedError):
        vault.open(photo, permit=permit(photo), now=NOON)


def test_two_blobs_that_change_names_are_noticed(vault: Vault, blobs: MemoryBlobs) -> None:
    holder = patient()
    one, other = keep(vault, holder, b"one"), keep(vault, holder, b"two")
    blobs.kept[one.blob], blobs.kept[other.blob] = blobs.kept[other.blob], blobs.kept[one.blob]

    with pytest.raises(BlobDamagedError):
        vault.open(one, permit=permit(one), now=NOON)


def test_a_row_that_points_at_a_sister_photos_blob_is_noticed(vault: Vault) -> None:
    holder = patient()
    one, other = keep(vault, holder, b"one"), keep(vault, holder, b"two")

    with pytest.raises(BlobDamagedError):
        vault.open(replace(one, blob=other.blob), permit=permit(one), now=NOON)


def test_a_missing_blob_is_told_apart_from_a_damaged_one(vault: Vault, blobs: MemoryBlobs) -> None:
    photo = keep(vault, patient(), b"one")
    blobs.delete(photo.blob)

    with pytest.raises(BlobMissingError):
        vault.open(photo, permit=permit(photo), now=NOON)


def test_a_store_that_keeps_other_bytes_than_it_was_given_is_caught_before_the_answer(
    blobs: MemoryBlobs, vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lying(name: str, data: bytes) -> None:
        blobs.kept[name] = data[:-1] + bytes([data[-1] ^ 1])

    monkeypatch.setattr(blobs, "put_once", lying)

    with pytest.raises(BlobDamagedError):
        vault.keep(b"one", holder=patient())
