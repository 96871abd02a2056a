"""The canonical bytes and the hash of audit entries, and what a chain of them proves.

An entry's hash is SHA-256(hash before || canonical body). Canonical: UTF-8 JSON, keys sorted, no
spaces; times in UTC with six digits; no fractions, whose text differs between programs. A chain alone
hides a cut end and a full rewrite: heads, kept where the writer of the chain cannot reach, show both.
"""

import hashlib
import json
from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from consent_gate.errors import ChainError
from consent_gate.model import check_aware

_DIGEST_BYTES: Final = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One link: its place (from 1), the hash before it, its canonical body, and its own hash."""

    sequence: int
    previous: bytes
    body: bytes
    digest: bytes


@dataclass(frozen=True, slots=True, order=True)
class Head:
    """The hash of the chain after `sequence` entries, as written to the outside."""

    sequence: int
    digest: bytes


class Break(StrEnum):
    """What is wrong at the first bad entry."""

    EDITED = "edited"  # the body does not give the hash
    MISPLACED = "misplaced"  # a number is missing, doubled or out of order
    UNLINKED = "unlinked"  # does not continue the entry before: swapped, removed or inserted
    CUT = "cut"  # an outside head knows entries that are gone
    REWRITTEN = "rewritten"  # every hash fits, but not the outside head


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainReport:
    """What `verify` found: `first_bad` None when all holds.

    Where only a head shows a rewrite, the first bad entry lies after the last head that fits:
    `first_bad` is the earliest it can be, `latest_bad` the entry of the head that does not fit.
    """

    entries: int
    head: Head
    first_bad: int | None = None
    latest_bad: int | None = None
    why: Break | None = None

    @property
    def ok(self) -> bool:
        """Whether every entry, and every outside head, holds."""
        return self.first_bad is None


def genesis(clinic_id: UUID) -> bytes:
    """The hash before the first entry: a clinic's own, so that no chain passes for another's."""
    return hashlib.sha256(b"likeness audit\x00" + clinic_id.bytes).digest()


def canonical(body: Mapping[str, object]) -> bytes:
    """The one byte string of that body; raises ChainError for a value without canonical form."""
    text = json.dumps(
        _plain(body), sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    )
    try:
        return text.encode()
    except UnicodeEncodeError as error:
        raise ChainError("half a character has no canonical form") from error


def digest(previous: bytes, body: bytes) -> bytes:
    """SHA-256 of the hash before (32 bytes) followed by the canonical body."""
    if len(previous) != _DIGEST_BYTES:
        raise ChainError(f"expected a hash of {_DIGEST_BYTES} bytes before, got {len(previous)}")
    return hashlib.sha256(previous + body).digest()


def link(body: Mapping[str, object], *, after: Head) -> Entry:
    """The entry that continues a chain whose head is `after`."""
    raw = canonical(body)
    return Entry(
        sequence=after.sequence + 1, previous=after.digest, body=raw, digest=digest(after.digest, raw)
    )


def verify(entries: Iterable[Entry], *, start: bytes, heads: Iterable[Head] = ()) -> ChainReport:
    """Walk the chain once, from `start`, and name the first entry that is not what was written.

    `heads` are those kept outside, in any order; without any, a cut end or a full rewrite stays hidden.
    """
    wanted = deque(sorted(heads))
    head, fitting = Head(0, start), 0
    for entry in entries:
        why = _broken(entry, after=head)
        if why is not None:
            return ChainReport(entries=head.sequence, head=head, first_bad=head.sequence + 1, why=why)
        head = Head(entry.sequence, entry.digest)
        while wanted and wanted[0].sequence <= head.sequence:
            outside = wanted.popleft()
            if outside.sequence == head.sequence and outside.digest != head.digest:
                return ChainReport(
                    entries=head.sequence,
                    head=head,
                    first_bad=fitting + 1,
                    latest_bad=head.sequence,
                    why=Break.REWRITTEN,
                )
            fitting = outside.sequence
    if wanted and wanted[-1].sequence > head.sequence:
        return ChainReport(entries=head.sequence, head=head, first_bad=head.sequence + 1, why=Break.CUT)
    return ChainReport(entries=head.sequence, head=head)


def _broken(entry: Entry, *, after: Head) -> Break | None:
    if entry.sequence != after.sequence + 1:
        return Break.MISPLACED
    if entry.previous != after.digest:
        return Break.UNLINKED
    return None if digest(entry.previous, entry.body) == entry.digest else Break.EDITED


def _plain(value: object) -> object:
    match value:
        case None | bool() | int():
            return value
        case str():
            return str(value)
        case UUID():
            return str(value)
        case datetime():
            check_aware(value, name="audit time")
            return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        case Mapping():
            if any(not isinstance(key, str) for key in value):
                raise ChainError("expected names as keys of an audit body")
            return {str(key): _plain(each) for key, each in value.items()}
        case list() | tuple():
            return [_plain(each) for each in value]
        case _:
            raise ChainError(f"no canonical form for a value of type `{type(value).__name__}`")
