"""The keys: one master key, two wrapping keys made from it, two keys for each patient.

The master key comes from the environment or from a file that only the owner can read. From it,
HKDF makes a wrapping key for pixels and one for identity, so that whoever gets one store's key
cannot read the other. A patient's keys are random, wrapped (AES key wrap) under a key bound to that
patient, and destroyed to erase the patient. A sealed value is AES-GCM with its table, column and row
as associated data: moved to another place it does not open.
"""

from __future__ import annotations

import hmac
import os
import stat
from base64 import b64decode, b64encode
from binascii import Error as Base64Error
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Literal, Self
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap, aes_key_wrap

from api.storage.errors import (
    KeyShreddedError,
    MasterKeyLostError,
    MasterKeyMalformedError,
    MasterKeyWrongError,
    SealBrokenError,
)

KEY_BYTES = 32
NONCE_BYTES = 12
CHECK_LABEL = b"likeness master key check"

Use = Literal["pixels", "identity"]


def derive(key: bytes, *, label: str, salt: bytes = b"") -> bytes:
    """A key for one use, made from another; labels keep uses apart."""
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=salt or None, info=label.encode()).derive(key)


@dataclass(frozen=True, slots=True)
class DataKey:
    """One patient's key for one use; never printed, never stored unwrapped."""

    secret: bytes = field(repr=False)

    def tag(self, content: bytes) -> str:
        """A name for content that only this key can make: equal content, equal name; it leaks nothing."""
        return hmac.new(derive(self.secret, label="names"), content, sha256).hexdigest()

    def seal(self, text: str, *, table: str, column: str, row: UUID) -> bytes:
        """The text, encrypted for exactly this place."""
        nonce = os.urandom(NONCE_BYTES)
        return nonce + AESGCM(self.secret).encrypt(nonce, text.encode(), _place(table, column, row))

    def open(self, sealed: bytes, *, table: str, column: str, row: UUID) -> str:
        """The text that was sealed in this place.

        Raises
        ------
        SealBrokenError
            It was altered, moved, or sealed with another key.
        """
        nonce, ciphertext = sealed[:NONCE_BYTES], sealed[NONCE_BYTES:]
        try:
            return AESGCM(self.secret).decrypt(nonce, ciphertext, _place(table, column, row)).decode()
        except (InvalidTag, ValueError) as error:
            raise SealBrokenError(f"`{table}.{column}` of row `{row}` does not open") from error


@dataclass(frozen=True, slots=True)
class WrappedKeys:
    """A new patient's two keys as they are stored."""

    pixels: bytes
    identity: bytes


@dataclass(frozen=True, slots=True)
class KeyRing:
    """What opens this installation: wraps and unwraps patients' keys, and hashes search words."""

    master: bytes = field(repr=False)

    def __post_init__(self) -> None:
        """Refuse anything that is not a key."""
        if len(self.master) != KEY_BYTES:
            raise MasterKeyMalformedError(
                f"the master key must have {KEY_BYTES} bytes, got {len(self.master)}"
            )

    @classmethod
    def parse(cls, text: str) -> Self:
        """The ring of a master key written in base64.

        Raises
        ------
        MasterKeyMalformedError
            The text is not 32 bytes in base64.
        """
        try:
            return cls(b64decode(text.strip(), validate=True))
        except (Base64Error, ValueError) as error:
            raise MasterKeyMalformedError("the master key is not 32 bytes in base64") from error

    @property
    def check(self) -> bytes:
        """A value that tells this master key from others and does not help to find it."""
        return derive(self.master, label="check", salt=CHECK_LABEL)

    def matches(self, check: bytes) -> None:
        """Raise MasterKeyWrongError unless this is the key that made `check`."""
        if not hmac.compare_digest(self.check, check):
            raise MasterKeyWrongError("the master key is not the one that sealed this record")

    def new_patient(self, patient_id: UUID) -> WrappedKeys:
        """Two fresh keys for a patient, wrapped."""
        return WrappedKeys(
            pixels=aes_key_wrap(self._wrapping("pixels", patient_id), os.urandom(KEY_BYTES)),
            identity=aes_key_wrap(self._wrapping("identity", patient_id), os.urandom(KEY_BYTES)),
        )

    def unwrap(self, wrapped: bytes | None, *, use: Use, patient_id: UUID) -> DataKey:
        """The patient's key for one use.

        Raises
        ------
        KeyShreddedError
            It was destroyed.
        SealBrokenError
            It is another patient's, or was altered.
        """
        if wrapped is None:
            raise KeyShreddedError(f"the keys of patient `{patient_id}` were destroyed")
        try:
            return DataKey(aes_key_unwrap(self._wrapping(use, patient_id), wrapped))
        except (InvalidUnwrap, ValueError) as error:
            raise SealBrokenError(f"the {use} key of patient `{patient_id}` does not unwrap") from error

    def search_token(self, word: str, *, clinic_id: UUID) -> bytes:
        """What a search word is looked up by: 16 bytes that differ from clinic to clinic."""
        key = derive(self._wrapping_key("identity"), label="search", salt=clinic_id.bytes)
        return hmac.new(key, word.encode(), sha256).digest()[:16]

    def lookup_token(self, text: str, *, clinic_id: UUID, label: str) -> bytes:
        """What a whole text is looked up by: 16 bytes that differ from clinic to clinic and use to use."""
        key = derive(self._wrapping_key("identity"), label=f"lookup {label}", salt=clinic_id.bytes)
        return hmac.new(key, text.encode(), sha256).digest()[:16]

    def clinic_key(self, clinic_id: UUID, *, label: str) -> DataKey:
        """A key of a clinic for what belongs to no patient, such as a remembered reply."""
        return DataKey(derive(self._wrapping_key("identity"), label=f"clinic {label}", salt=clinic_id.bytes))

    def _wrapping_key(self, use: Use) -> bytes:
        return derive(self.master, label=f"wrap {use}")

    def _wrapping(self, use: Use, patient_id: UUID) -> bytes:
        return derive(self._wrapping_key(use), label="patient", salt=patient_id.bytes)


def open_ring(path: Path, *, said: str | None, check: bytes | None) -> KeyRing:
    """The ring of this installation: from `said` (the environment), else from the file at `path`.

    A key is made only where nothing was ever sealed (`check` is None).

    Raises
    ------
    MasterKeyLostError, MasterKeyWrongError, MasterKeyMalformedError
        There is none, it is another one, or it is no key. Without it nothing can be read: put the
        right one in its place.
    """
    if said is not None:
        ring = KeyRing.parse(said)
    elif path.exists():
        ring = KeyRing.parse(_read_private(path))
    elif check is not None:
        raise MasterKeyLostError(f"no master key in the environment or at `{path}`: put the saved copy there")
    else:
        ring = KeyRing(os.urandom(KEY_BYTES))
        _write_private(path, b64encode(ring.master) + b"\n")
    if check is not None:
        ring.matches(check)
    return ring


def _read_private(path: Path) -> str:
    if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise MasterKeyMalformedError(f"others can read `{path}`: give it mode 0600")
    return path.read_text(encoding="ascii", errors="replace")


def _write_private(path: Path, content: bytes) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _place(table: str, column: str, row: UUID) -> bytes:
    return f"{table}.{column}:".encode() + row.bytes
