"""An outside identifier: what another system calls a patient (FHIR Identifier: system and value).

The value is sealed with the patient's identity key, like a name. Beside it stands a keyed hash of
system and value, by which the patient is found and which no two patients of a clinic share. A value
is compared exactly, but for outer white space and the ways in which Unicode writes one letter:
whether case matters is the other system's business.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Self
from uuid import UUID, uuid4

from sqlalchemy import Index, LargeBinary, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from api.record.errors import IdentifierTakenError, IdentifierUnknownError
from api.storage.database import Base, ClinicScoped, Versioned, own
from api.storage.keys import DataKey, KeyRing

SYSTEM_LENGTH = 200  # characters; a URI such as urn:oid:1.2.276.0.76.4.8, or a name
VALUE_LENGTH = 200  # characters


class PatientIdentifier(ClinicScoped, Versioned, Base):
    """What one other system calls the patient."""

    __tablename__ = "patient_identifiers"
    __table_args__ = (
        own("patients", "patient_id"),
        UniqueConstraint("clinic_id", "system", "token"),
        Index(None, "clinic_id", "patient_id"),
    )
    unversioned: ClassVar[frozenset[str]] = frozenset({"token"})  # it would outlive the erased value

    id: Mapped[UUID] = mapped_column(primary_key=True, default_factory=uuid4)
    patient_id: Mapped[UUID] = mapped_column(comment="whose identifier")
    system: Mapped[str] = mapped_column(
        String(SYSTEM_LENGTH), comment="URI or name of the system that gave it"
    )
    value_sealed: Mapped[bytes] = mapped_column(comment="sealed with the patient's identity key")
    token: Mapped[bytes] = mapped_column(
        LargeBinary(16), comment="keyed hash of system and value, to find it by"
    )
    created_at: Mapped[datetime] = mapped_column(comment="UTC")


@dataclass(frozen=True, slots=True, kw_only=True)
class OutsideId:
    """System and value, in the form in which they are kept and compared."""

    system: str
    value: str

    def __post_init__(self) -> None:
        """Raise ValueError for what names nothing, or could not be looked up again."""
        for name in ("system", "value"):
            object.__setattr__(self, name, unicodedata.normalize("NFC", getattr(self, name)).strip())
        if not 0 < len(self.system) <= SYSTEM_LENGTH or "|" in self.system:
            raise ValueError(f"the system has 1 to {SYSTEM_LENGTH} characters, and no bar")
        if not 0 < len(self.value) <= VALUE_LENGTH:
            raise ValueError(f"the value has 1 to {VALUE_LENGTH} characters")

    @classmethod
    def parse(cls, text: str) -> Self:
        """What `system|value` says (FHIR token search); raises ValueError."""
        system, bar, value = text.partition("|")
        if not bar:
            raise ValueError("expected system and value with a bar between them")
        return cls(system=system, value=value)

    def token(self, ring: KeyRing, *, clinic_id: UUID) -> bytes:
        """What it is looked up by; another clinic's differs."""
        # A system holds no bar, so system and value cannot be cut in two ways.
        return ring.lookup_token(f"{self.system}|{self.value}", clinic_id=clinic_id, label="identifier")


def add(
    session: Session,
    ring: KeyRing,
    outside: OutsideId,
    *,
    clinic_id: UUID,
    patient_id: UUID,
    key: DataKey,
    now: datetime,
) -> PatientIdentifier:
    """The patient's identifier; the one that is there when the patient has it already.

    Parameters
    ----------
    key
        The patient's identity key.

    Raises
    ------
    IdentifierTakenError
        Another patient of the clinic has it.
    """
    known = find(session, ring, outside, clinic_id=clinic_id)
    if known is not None and known.patient_id != patient_id:
        raise IdentifierTakenError("another patient has this identifier")
    if known is not None:
        return known
    row_id = uuid4()
    row = PatientIdentifier(
        clinic_id=clinic_id,
        id=row_id,
        patient_id=patient_id,
        system=outside.system,
        value_sealed=key.seal(outside.value, table="patient_identifiers", column="value", row=row_id),
        token=outside.token(ring, clinic_id=clinic_id),
        created_at=now,
    )
    session.add(row)
    session.flush()
    return row


def find(session: Session, ring: KeyRing, outside: OutsideId, *, clinic_id: UUID) -> PatientIdentifier | None:
    """The identifier in this clinic, whosever it is."""
    wanted = select(PatientIdentifier).where(
        PatientIdentifier.system == outside.system,
        PatientIdentifier.token == outside.token(ring, clinic_id=clinic_id),
    )
    return session.scalars(wanted).one_or_none()


def get(session: Session, identifier_id: UUID, *, patient_id: UUID) -> PatientIdentifier:
    """The patient's identifier, or IdentifierUnknownError."""
    found = session.get(PatientIdentifier, identifier_id)
    if found is None or found.patient_id != patient_id:
        raise IdentifierUnknownError(identifier_id)
    return found


def of_patient(session: Session, patient_id: UUID) -> Sequence[PatientIdentifier]:
    """The patient's identifiers by system."""
    wanted = select(PatientIdentifier).where(PatientIdentifier.patient_id == patient_id)
    by = (PatientIdentifier.system, PatientIdentifier.created_at, PatientIdentifier.id)
    return session.scalars(wanted.order_by(*by)).all()


def value(key: DataKey, row: PatientIdentifier) -> str:
    """The value, opened with the patient's identity key."""
    return key.open(row.value_sealed, table="patient_identifiers", column="value", row=row.id)


def forget(session: Session, patient_id: UUID) -> None:
    """Remove them all: an erased patient is found by no outside number."""
    for row in of_patient(session, patient_id):
        session.delete(row)
    session.flush()
