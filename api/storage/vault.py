"""The vault: photo bytes go in encrypted under their patient's key, and come out against a permit only.

A blob's name is a hash of its content, keyed by the patient: the same bytes of the same patient are
one blob, and the name tells nobody what it is. Name and patient key make a key for this blob alone.
The blob is `LKV1`, then AES-GCM frames of 1 MiB; a frame's number is its nonce, and whether it is the
last one is associated data. So frames cannot be dropped, moved, repeated or borrowed from another
blob without being noticed, a part can be read without the whole, and keeping the same bytes twice
writes the same blob.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Protocol
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from api.storage.blobs import BlobStore
from api.storage.errors import BlobDamagedError
from api.storage.keys import DataKey, KeyRing, derive
from consent_gate import Permit

MAGIC = b"LKV1"
HEAD_BYTES = len(MAGIC)
FRAME_BYTES = 1024 * 1024
TAG_BYTES = 16
SEALED_FRAME_BYTES = FRAME_BYTES + TAG_BYTES


class KeyHolder(Protocol):
    """A patient as the vault sees one."""

    @property
    def patient_id(self) -> UUID:
        """Whose key it is."""

    @property
    def wrapped_pixels_key(self) -> bytes | None:
        """The wrapped key; None after erasure."""


class Kept(KeyHolder, Protocol):
    """A photo as the vault sees one."""

    @property
    def id(self) -> UUID:
        """Which photo; the permit must be for it."""

    @property
    def blob(self) -> str:
        """The name of its encrypted original."""

    @property
    def sha256(self) -> bytes:
        """The hash of the original's bytes."""


class KeptRendition(Protocol):
    """A rendition as the vault sees one."""

    @property
    def photo_id(self) -> UUID:
        """The photo that it was made from."""

    @property
    def blob(self) -> str:
        """The name of its encrypted bytes."""

    @property
    def sha256(self) -> bytes:
        """The hash of its bytes."""


@dataclass(frozen=True, slots=True)
class StoredOriginal:
    """Proof that bytes are on the disk and can be read back."""

    name: str
    sha256: bytes
    length: int


class Vault:
    """Encrypts towards a blob store, decrypts from it."""

    def __init__(self, blobs: BlobStore, ring: KeyRing) -> None:
        self._blobs = blobs
        self._ring = ring

    def keep(self, data: bytes, *, holder: KeyHolder) -> StoredOriginal:
        """Keep the bytes for a patient; when this returns they are on the disk and were read back.

        Raises
        ------
        BlobWriteError
            They could not be kept.
        KeyShreddedError
            The patient was erased.
        """
        key = self._key(holder)
        name = key.tag(data)
        digest = sha256(data).digest()
        self._blobs.put_once(name, b"".join(_encrypted(data, key=key, name=name)))
        self._read(name, key=key, digest=digest)
        return StoredOriginal(name, digest, len(data))

    def open(self, photo: Kept, *, permit: Permit, now: datetime) -> bytes:
        """The original's bytes.

        Raises
        ------
        PermissionError
            The permit is for another photo, or its time is over.
        BlobDamagedError, BlobMissingError, KeyShreddedError
            The bytes are not what was kept, are gone, or the patient was erased.
        """
        _demand(permit, photo.id, now=now)
        return self._read(photo.blob, key=self._key(photo), digest=photo.sha256)

    def open_range(self, photo: Kept, *, start: int, length: int, permit: Permit, now: datetime) -> bytes:
        """A part of the original, decrypting only the frames that it touches."""
        _demand(permit, photo.id, now=now)
        return b"".join(self._parts(photo.blob, self._key(photo), start=start, length=length))

    def open_rendition(
        self, photo: Kept, rendition: KeptRendition, *, permit: Permit, now: datetime
    ) -> bytes:
        """The bytes of a rendition of the photo, under the same conditions as the original's."""
        if rendition.photo_id != photo.id:
            raise PermissionError("the rendition is of another photo")
        _demand(permit, photo.id, now=now)
        return self._read(rendition.blob, key=self._key(photo), digest=rendition.sha256)

    def discard(self, name: str, *, older_than: datetime) -> bool:
        """Remove encrypted bytes that no row names, unless they were put again since; whether they went."""
        return self._blobs.discard(name, older_than=older_than)

    def _key(self, holder: KeyHolder) -> DataKey:
        return self._ring.unwrap(holder.wrapped_pixels_key, use="pixels", patient_id=holder.patient_id)

    def _read(self, name: str, *, key: DataKey, digest: bytes) -> bytes:
        sealed = self._blobs.get(name)
        if sealed[:HEAD_BYTES] != MAGIC:
            raise BlobDamagedError("the blob does not begin like one of ours")
        cipher = _cipher(key, name)
        frames = [
            sealed[at : at + SEALED_FRAME_BYTES] for at in range(HEAD_BYTES, len(sealed), SEALED_FRAME_BYTES)
        ]
        last = len(frames) - 1
        data = b"".join(
            _frame(cipher, sealed_frame, index=i, last=i == last) for i, sealed_frame in enumerate(frames)
        )
        if not frames or not hmac.compare_digest(sha256(data).digest(), digest):
            raise BlobDamagedError("the blob does not hold what was kept")
        return data

    def _parts(self, name: str, key: DataKey, *, start: int, length: int) -> Iterator[bytes]:
        if start < 0 or length < 0:
            raise ValueError("a range starts at 0 or later and is not negative")
        cipher = _cipher(key, name)
        last = max(0, -(-(self._blobs.size(name) - HEAD_BYTES) // SEALED_FRAME_BYTES) - 1)
        end = start + length
        for index in range(start // FRAME_BYTES, min(last, (end - 1) // FRAME_BYTES) + 1):
            at = HEAD_BYTES + index * SEALED_FRAME_BYTES
            sealed = self._blobs.get_range(name, start=at, length=SEALED_FRAME_BYTES)
            frame = _frame(cipher, sealed, index=index, last=index == last)
            first = index * FRAME_BYTES
            yield frame[max(0, start - first) : max(0, end - first)]


def _demand(permit: Permit, photo_id: UUID, *, now: datetime) -> None:
    if not permit.covers(photo_id, now=now):
        raise PermissionError(f"the permit does not cover photo `{photo_id}` at this time")


def _cipher(key: DataKey, name: str) -> AESGCM:
    return AESGCM(derive(key.secret, label="blob", salt=bytes.fromhex(name)))


def _encrypted(data: bytes, *, key: DataKey, name: str) -> Iterator[bytes]:
    cipher = _cipher(key, name)
    last = max(0, -(-len(data) // FRAME_BYTES) - 1)
    yield MAGIC
    for index in range(last + 1):
        plain = data[index * FRAME_BYTES : (index + 1) * FRAME_BYTES]
        # INVARIANT: this key encrypts this content only (the name is its hash), so the frame's number
        # can be the nonce: no number ever meets two contents.
        yield cipher.encrypt(_nonce(index), plain, _bound(last=index == last))


def _frame(cipher: AESGCM, sealed: bytes, *, index: int, last: bool) -> bytes:
    try:
        return cipher.decrypt(_nonce(index), sealed, _bound(last=last))
    except (InvalidTag, ValueError) as error:
        raise BlobDamagedError(f"frame {index} of the blob does not open") from error


def _nonce(index: int) -> bytes:
    return index.to_bytes(12, "big")


def _bound(*, last: bool) -> bytes:
    return b"last" if last else b"more"
