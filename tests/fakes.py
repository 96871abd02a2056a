"""In-memory twins of the outside, and small helpers that many tests need."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from uuid import UUID, uuid4

from api.storage.blobs import checked
from api.storage.errors import BlobDamagedError, BlobMissingError
from consent_gate import (
    DEFAULT_RULES,
    Actor,
    Ask,
    CareRelation,
    Channel,
    Decision,
    Permit,
    Purpose,
    Relationship,
    Role,
    Subject,
    decide,
)

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


@dataclass
class MemoryBlobs:
    """A blob store that forgets; the same suite holds for it as for the real ones."""

    kept: dict[str, bytes] = field(default_factory=dict)
    touched: dict[str, float] = field(default_factory=dict)

    def put_once(self, name: str, data: bytes) -> None:
        if self.kept.setdefault(checked(name), data) != data:
            raise BlobDamagedError("other bytes bear this name")
        self.touched[name] = time.time()

    def get(self, name: str) -> bytes:
        try:
            return self.kept[checked(name)]
        except KeyError as error:
            raise BlobMissingError("no blob of that name") from error

    def get_range(self, name: str, *, start: int, length: int) -> bytes:
        if start < 0 or length < 0:
            raise ValueError("a range starts at 0 or later and is not negative")
        return self.get(name)[start : start + length]

    def size(self, name: str) -> int:
        return len(self.get(name))

    def delete(self, name: str) -> None:
        self.kept.pop(checked(name), None)

    def discard(self, name: str, *, older_than: datetime) -> bool:
        if checked(name) not in self.kept or self.touched[name] >= older_than.timestamp():
            return False
        del self.kept[name]
        return True

    def names(self) -> Iterator[str]:
        yield from list(self.kept)


def permit_to_measure(photo_id: UUID, patient_id: UUID, clinic_id: UUID, *, now: datetime = NOON) -> Permit:
    """A permit as a job gets one: processing inside the house, on the record channel."""
    system = UUID(int=0)
    relation = CareRelation(
        relation_id=uuid4(),
        kind=Relationship.PROCESSING,
        user_id=system,
        patient_id=patient_id,
        clinic_id=clinic_id,
        since=now,
    )
    ask = Ask(
        actor=Actor(user_id=system, role=Role.SYSTEM, clinic_id=clinic_id),
        photo=Subject(
            photo_id=photo_id,
            patient_id=patient_id,
            clinic_id=clinic_id,
            session_id=None,
            region="face",
            taken_on=date(2026, 11, 20),
            patient_confirmed=True,
        ),
        purpose=Purpose.CARE,
        channel=Channel.parse("record"),
        relation=relation,
    )
    decision: Decision = decide(ask, [], rules=DEFAULT_RULES, now=now)
    return Permit(decision)
