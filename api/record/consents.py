"""Consent as it was given: signatures, grants, withdrawals. Rows are added, never changed or removed.

`history` hands them to the gate as its own events. A row that cannot be read as one makes the gate
refuse: it is turned into an event only while the gate is asking.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Index, LargeBinary, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from api.record.errors import GrantUnknownError
from api.storage.database import Base, ClinicScoped, one_of, own, referable
from consent_gate import (
    Channel,
    Event,
    Grant,
    Identifiability,
    Purpose,
    Scope,
    ScopeKind,
    Withdrawal,
)

METHODS = ("typed", "drawn", "paper")
SIGNERS = ("patient", "representative")


class ConsentSignature(ClinicScoped, Base):
    """Who signed which exact text, when, how, and who explained it."""

    __tablename__ = "consent_signatures"
    __table_args__ = (
        referable(),
        own("patients", "patient_id"),
        own("consent_documents", "document_id"),
        own("users", "explained_by"),
        one_of("method", *METHODS),
        one_of("signer", *SIGNERS),
        Index(None, "clinic_id", "patient_id", "signed_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default_factory=uuid4)
    patient_id: Mapped[UUID] = mapped_column(comment="whose photos it is about")
    document_id: Mapped[UUID] = mapped_column(comment="the text that was read")
    document_sha256: Mapped[bytes] = mapped_column(LargeBinary(32), comment="of that text, as shown")
    signed_at: Mapped[datetime] = mapped_column(comment="UTC")
    method: Mapped[str] = mapped_column(String(8), comment="typed, drawn or paper")
    signer: Mapped[str] = mapped_column(String(16), default="patient", comment="patient or representative")
    mark_sealed: Mapped[bytes] = mapped_column(comment="sealed: the name typed, or the strokes drawn")
    explained_by: Mapped[UUID | None] = mapped_column(default=None, comment="null: signed from afar")


class ConsentGrant(ClinicScoped, Base):
    """What one signature permits."""

    __tablename__ = "consent_grants"
    __table_args__ = (
        referable(),
        own("patients", "patient_id"),
        own("consent_signatures", "signature_id"),
        own("users", "recorded_by"),
        one_of("identifiability", *Identifiability),
        Index(None, "clinic_id", "patient_id", "granted_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default_factory=uuid4)
    patient_id: Mapped[UUID] = mapped_column(comment="who permits")
    signature_id: Mapped[UUID] = mapped_column(comment="the proof")
    purposes: Mapped[list[Any]] = mapped_column(comment="purpose codes, sorted")
    channels: Mapped[list[Any]] = mapped_column(comment="channels such as website, social:instagram, sorted")
    scope: Mapped[dict[str, Any]] = mapped_column(comment="kind, ids, regions, taken_from, taken_to")
    identifiability: Mapped[str] = mapped_column(String(16), comment="how the patient appears")
    granted_at: Mapped[datetime] = mapped_column(comment="UTC")
    not_before: Mapped[datetime | None] = mapped_column(default=None, comment="UTC; null: at once")
    expires_at: Mapped[datetime] = mapped_column(comment="UTC; at this very moment it is over")
    recorded_by: Mapped[UUID | None] = mapped_column(default=None, comment="null: the patient herself")


class ConsentWithdrawal(ClinicScoped, Base):
    """What the patient took back, or said no to."""

    __tablename__ = "consent_withdrawals"
    __table_args__ = (
        referable(),
        own("patients", "patient_id"),
        own("consent_grants", "grant_id"),
        own("users", "recorded_by"),
        Index(None, "clinic_id", "patient_id", "withdrawn_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default_factory=uuid4)
    patient_id: Mapped[UUID] = mapped_column(comment="who takes back")
    grant_id: Mapped[UUID | None] = mapped_column(default=None, comment="null: every grant given by then")
    purposes: Mapped[list[Any] | None] = mapped_column(default=None, comment="null: every purpose")
    channels: Mapped[list[Any] | None] = mapped_column(default=None, comment="null: every channel")
    scope: Mapped[dict[str, Any]] = mapped_column(comment="as of a grant")
    withdrawn_at: Mapped[datetime] = mapped_column(comment="UTC")
    reason_sealed: Mapped[bytes | None] = mapped_column(default=None, comment="sealed; null: none given")
    recorded_by: Mapped[UUID | None] = mapped_column(default=None, comment="null: the patient herself")


def history(session: Session, patient_id: UUID) -> Iterator[Event]:
    """All that the patient has said, for the gate; read now, understood while the gate asks."""
    return _events(grants(session, patient_id), withdrawals(session, patient_id))


def _events(given: Sequence[ConsentGrant], taken_back: Sequence[ConsentWithdrawal]) -> Iterator[Event]:
    for grant in given:
        yield grant_of(grant)
    for end in taken_back:
        yield withdrawal_of(end)


def grants(session: Session, patient_id: UUID) -> Sequence[ConsentGrant]:
    """What the patient has granted, oldest first."""
    wanted = select(ConsentGrant).where(ConsentGrant.patient_id == patient_id)
    return session.scalars(wanted.order_by(ConsentGrant.granted_at, ConsentGrant.id)).all()


def withdrawals(session: Session, patient_id: UUID) -> Sequence[ConsentWithdrawal]:
    """What the patient has taken back, oldest first."""
    wanted = select(ConsentWithdrawal).where(ConsentWithdrawal.patient_id == patient_id)
    return session.scalars(wanted.order_by(ConsentWithdrawal.withdrawn_at, ConsentWithdrawal.id)).all()


def signatures(session: Session, patient_id: UUID) -> Sequence[ConsentSignature]:
    """What the patient has signed, oldest first."""
    wanted = select(ConsentSignature).where(ConsentSignature.patient_id == patient_id)
    return session.scalars(wanted.order_by(ConsentSignature.signed_at, ConsentSignature.id)).all()


def has_granted(session: Session, patient_id: UUID) -> bool:
    """Whether there is any grant of the patient, whatever became of it."""
    wanted = select(ConsentGrant.id).where(ConsentGrant.patient_id == patient_id).limit(1)
    return session.scalar(wanted) is not None


def get_grant(session: Session, grant_id: UUID) -> ConsentGrant:
    """The grant, or GrantUnknownError."""
    found = session.get(ConsentGrant, grant_id)
    if found is None:
        raise GrantUnknownError(grant_id)
    return found


def grant_of(row: ConsentGrant) -> Grant:
    """The grant as the gate knows it; raises when the row is not one."""
    return Grant(
        grant_id=row.id,
        clinic_id=row.clinic_id,
        patient_id=row.patient_id,
        purposes=frozenset(map(Purpose, row.purposes)),
        channels=frozenset(map(Channel.parse, row.channels)),
        scope=scope_of(row.scope),
        identifiability=Identifiability(row.identifiability),
        granted_at=row.granted_at,
        expires_at=row.expires_at,
        signature_id=row.signature_id,
        not_before=row.not_before,
    )


def withdrawal_of(row: ConsentWithdrawal) -> Withdrawal:
    """The withdrawal as the gate knows it; raises when the row is not one."""
    return Withdrawal(
        withdrawal_id=row.id,
        clinic_id=row.clinic_id,
        patient_id=row.patient_id,
        withdrawn_at=row.withdrawn_at,
        grant_id=row.grant_id,
        purposes=None if row.purposes is None else frozenset(map(Purpose, row.purposes)),
        channels=None if row.channels is None else frozenset(map(Channel.parse, row.channels)),
        scope=scope_of(row.scope),
    )


def scope_of(plain: Mapping[str, Any]) -> Scope:
    """The scope that was written with `scope_plain`; raises when it is none."""

    def day(name: str) -> date | None:
        return date.fromisoformat(plain[name]) if plain.get(name) else None

    return Scope(
        kind=ScopeKind(plain["kind"]),
        ids=frozenset(map(UUID, plain.get("ids", ()))),
        regions=frozenset(plain.get("regions", ())),
        taken_from=day("taken_from"),
        taken_to=day("taken_to"),
    )


def scope_plain(scope: Scope) -> dict[str, Any]:
    """The scope in plain values, the same for the same scope."""
    return {
        "kind": str(scope.kind),
        "ids": sorted(map(str, scope.ids)),
        "regions": sorted(scope.regions),
        "taken_from": scope.taken_from and scope.taken_from.isoformat(),
        "taken_to": scope.taken_to and scope.taken_to.isoformat(),
    }
