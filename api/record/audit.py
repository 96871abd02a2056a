"""The audit: one entry an act, numbered within its clinic and chained by hash; ids only, nobody's name.

Rows are added, never changed or removed: the database refuses both, and the chain shows it where
somebody went round the database. An entry is part of the transaction of its act, and committed before
the first byte leaves (law 8). Writers of one clinic wait for each other, so numbers have no gaps.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    PrimaryKeyConstraint,
    String,
    func,
    insert,
    select,
)
from sqlalchemy.exc import StatementError
from sqlalchemy.orm import Mapped, Session, mapped_column

from api.record.paging import Page, page
from api.storage.database import Base, ClinicScoped, one_of
from consent_gate import ChainError
from consent_gate.chain import Entry, Head, canonical, genesis, link

OUTCOMES = ("done", "allowed", "refused")
BATCH = 500  # rows read at a time when the chain is walked


class AuditEntry(ClinicScoped, Base):
    """Who did or asked for what, when, about which rows, and what came of it."""

    __tablename__ = "audit_entries"
    __table_args__ = (
        PrimaryKeyConstraint("clinic_id", "sequence"),
        one_of("outcome", *OUTCOMES),
        Index(None, "clinic_id", "actor_id", "sequence"),
        Index(None, "clinic_id", "patient_id", "sequence"),
    )

    sequence: Mapped[int] = mapped_column(
        init=False, autoincrement=False, comment="1, 2, 3 ... within the clinic"
    )
    at: Mapped[datetime] = mapped_column(comment="UTC")
    actor_id: Mapped[UUID | None] = mapped_column(comment="who; null: the service itself")
    actor_role: Mapped[str] = mapped_column(String(16), comment="in which role")
    action: Mapped[str] = mapped_column(String(40), comment="such as look, release, grant, withdraw")
    outcome: Mapped[str] = mapped_column(String(8), comment="done; allowed or refused by the gate")
    patient_id: Mapped[UUID | None] = mapped_column(default=None, comment="null: about no one patient")
    photo_ids: Mapped[list[Any]] = mapped_column(default_factory=list, comment="which photos")
    object_kind: Mapped[str | None] = mapped_column(String(40), default=None, comment="null: none")
    object_id: Mapped[UUID | None] = mapped_column(
        default=None, comment="another row it is about; null: none"
    )
    purpose: Mapped[str | None] = mapped_column(String(16), default=None, comment="null: no ask")
    channel: Mapped[str | None] = mapped_column(String(60), default=None, comment="null: no ask")
    grounds: Mapped[list[Any]] = mapped_column(default_factory=list, comment="kind:id, sorted")
    refusals: Mapped[list[Any]] = mapped_column(default_factory=list, comment="codes, sorted")
    obligations: Mapped[list[Any]] = mapped_column(default_factory=list, comment="sorted")
    previous: Mapped[bytes] = mapped_column(LargeBinary(32), init=False, comment="hash of the entry before")
    digest: Mapped[bytes] = mapped_column(LargeBinary(32), init=False, comment="hash of this entry")


class AuditPhoto(ClinicScoped, Base):
    """Which entries are about a photo; can be made again from the entries."""

    __tablename__ = "audit_photos"
    __table_args__ = (
        PrimaryKeyConstraint("clinic_id", "photo_id", "sequence"),
        ForeignKeyConstraint(
            ["clinic_id", "sequence"], ["audit_entries.clinic_id", "audit_entries.sequence"], name=None
        ),
        {"sqlite_with_rowid": False},
    )

    photo_id: Mapped[UUID] = mapped_column(comment="which photo")
    sequence: Mapped[int] = mapped_column(autoincrement=False, comment="which entry")


_NAMES = tuple(column.name for column in AuditEntry.__table__.columns)
_COLUMNS = tuple(getattr(AuditEntry, name) for name in _NAMES)
_COVERED = tuple(name for name in _NAMES if name not in {"previous", "digest"})
_UNREADABLE = (ValueError, TypeError, StatementError, ChainError)


def add(session: Session, entry: AuditEntry) -> AuditEntry:
    """Append the entry to its clinic's chain, in the caller's transaction; its `sequence` is set here."""
    _wait_for_turn(session, entry.clinic_id)
    head = head_of(session, entry.clinic_id)
    entry.sequence = head.sequence + 1
    linked = link(body_of(entry), after=head)
    entry.previous, entry.digest = linked.previous, linked.digest
    session.add(entry)
    session.flush()
    if entry.photo_ids:
        rows = [
            {"clinic_id": entry.clinic_id, "photo_id": UUID(photo_id), "sequence": entry.sequence}
            for photo_id in dict.fromkeys(entry.photo_ids)
        ]
        session.execute(insert(AuditPhoto), rows)
    return entry


def head_of(session: Session, clinic_id: UUID, *, up_to: int | None = None) -> Head:
    """The end of the clinic's chain, or of its first entries."""
    wanted = (
        select(AuditEntry.sequence, AuditEntry.digest)
        .where(AuditEntry.clinic_id == clinic_id)
        .order_by(AuditEntry.sequence.desc())
        .limit(1)
    )
    if up_to is not None:
        wanted = wanted.where(AuditEntry.sequence <= up_to)
    found = session.execute(wanted).one_or_none()
    return Head(0, genesis(clinic_id)) if found is None else Head(found.sequence, found.digest)


def listed(
    session: Session,
    *,
    limit: int = 50,
    after: str | None = None,
    photo_id: UUID | None = None,
    patient_id: UUID | None = None,
    actor_id: UUID | None = None,
) -> Page[AuditEntry]:
    """The clinic's entries, newest first."""
    wanted = select(AuditEntry)
    if photo_id is not None:
        wanted = wanted.join(AuditPhoto, _is_about).where(AuditPhoto.photo_id == photo_id)
    if patient_id is not None:
        wanted = wanted.where(AuditEntry.patient_id == patient_id)
    if actor_id is not None:
        wanted = wanted.where(AuditEntry.actor_id == actor_id)
    return page(session, wanted, by=(AuditEntry.sequence,), limit=limit, after=after, descending=True)


_is_about = (AuditPhoto.clinic_id == AuditEntry.clinic_id) & (AuditPhoto.sequence == AuditEntry.sequence)


def chain(session: Session, clinic_id: UUID) -> Iterator[Entry]:
    """The clinic's entries for `consent_gate.chain.verify`; a row that cannot be read is a broken one."""
    last = 0
    while True:
        wanted = select(*_COLUMNS).where(AuditEntry.clinic_id == clinic_id, AuditEntry.sequence > last)
        try:
            rows = session.execute(wanted.order_by(AuditEntry.sequence).limit(BATCH)).all()
        except _UNREADABLE:
            yield from _one_by_one(session, clinic_id, after=last)
            return
        yield from map(_entry, rows)
        if len(rows) < BATCH:
            return
        last = rows[-1].sequence


def _one_by_one(session: Session, clinic_id: UUID, *, after: int) -> Iterator[Entry]:
    """Up to the first row that cannot be read, which is told as one whose body gives no hash."""
    numbers = select(AuditEntry.sequence).where(
        AuditEntry.clinic_id == clinic_id, AuditEntry.sequence > after
    )
    previous = head_of(session, clinic_id, up_to=after).digest
    for number in session.scalars(numbers.order_by(AuditEntry.sequence)).all():
        one = select(*_COLUMNS).where(AuditEntry.clinic_id == clinic_id, AuditEntry.sequence == number)
        try:
            entry = _entry(session.execute(one).one())
        except _UNREADABLE:
            yield Entry(sequence=number, previous=previous, body=b"", digest=b"")
            return
        previous = entry.digest
        yield entry


def _entry(row: Sequence[Any]) -> Entry:
    values = dict(zip(_NAMES, row, strict=True))
    return Entry(
        sequence=values["sequence"],
        previous=values["previous"],
        body=canonical({name: values[name] for name in _COVERED}),
        digest=values["digest"],
    )


def body_of(entry: AuditEntry) -> Mapping[str, object]:
    """All that the entry's hash covers: every column but the hashes."""
    return {name: getattr(entry, name) for name in _COVERED}


def clinics_with_entries(session: Session) -> Iterable[UUID]:
    """Every clinic that has a chain; needs a session across clinics."""
    return session.scalars(select(AuditEntry.clinic_id).distinct().order_by(AuditEntry.clinic_id)).all()


def _wait_for_turn(session: Session, clinic_id: UUID) -> None:
    """One writer of a clinic's chain at a time; SQLite has one writer anyway."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(clinic_id.int & (2**63 - 1))))
