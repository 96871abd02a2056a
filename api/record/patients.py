"""A patient: one person at one clinic. Names and dates of birth are sealed; only `identity` opens them.

The sealed columns are opened with the patient's identity key, the photos with the pixels key: whoever
gets one cannot read the other. Erasing destroys both keys (`shred`), and with them every copy in
every backup. Finding by name is `patient_search`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import String, UniqueConstraint, false, func, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from api.record import patient_alerts, patient_identifiers
from api.record.errors import PatientUnknownError
from api.record.paging import Page, page
from api.record.patient_keys import PatientKeys
from api.record.patient_search import forget, having, index
from api.storage.database import Base, ClinicScoped, Versioned, one_of, referable
from api.storage.keys import DataKey, KeyRing

SEXES = ("female", "male", "other", "unknown")
NAME_LENGTH = 300  # characters; longer than any name that a passport holds


class Patient(ClinicScoped, Versioned, Base):
    """One person; `identity` tells who."""

    __tablename__ = "patients"
    __table_args__ = (referable(), UniqueConstraint("clinic_id", "number"), one_of("sex", *SEXES))

    id: Mapped[UUID] = mapped_column(primary_key=True, default_factory=uuid4)
    number: Mapped[str] = mapped_column(
        String(40), comment="the clinic's own number; says nothing about the person"
    )
    family_name_sealed: Mapped[bytes | None] = mapped_column(default=None, comment="sealed; null: erased")
    given_name_sealed: Mapped[bytes | None] = mapped_column(default=None, comment="sealed; null: erased")
    birth_date_sealed: Mapped[bytes | None] = mapped_column(
        default=None, comment="sealed ISO day; null: not known, or erased"
    )
    sex: Mapped[str] = mapped_column(String(8), default="unknown", comment="as recorded by the clinic")
    created_at: Mapped[datetime] = mapped_column(comment="UTC")
    erased_at: Mapped[datetime | None] = mapped_column(default=None, comment="UTC; null: not erased")

    keys: Mapped[PatientKeys] = relationship(
        init=False,
        viewonly=True,
        primaryjoin="foreign(PatientKeys.patient_id) == Patient.id",
        lazy="joined",
        innerjoin=True,
    )

    @property
    def patient_id(self) -> UUID:
        """The id, by the name under which the vault asks for it."""
        return self.id

    @property
    def wrapped_pixels_key(self) -> bytes | None:
        """The wrapped key for pixels; None after erasure."""
        return self.keys.wrapped_pixels_key


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Who a patient is, in the clear: kept in memory only as long as it is shown."""

    family_name: str
    given_name: str
    birth_date: date | None = None

    def __post_init__(self) -> None:
        """Raise ValueError for names that cannot be kept or found again."""
        if not self.family_name.strip() and not self.given_name.strip():
            raise ValueError("a patient needs a family name or a given name")
        if max(len(self.family_name), len(self.given_name)) > NAME_LENGTH:
            raise ValueError(f"a name has at most {NAME_LENGTH} characters")

    def age_on(self, day: date) -> int | None:
        """Full years on that day; None when the date of birth is not known."""
        born = self.birth_date
        if born is None:
            return None
        return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def register(
    session: Session,
    ring: KeyRing,
    *,
    clinic_id: UUID,
    identity: Identity,
    now: datetime,
    number: str | None = None,
    sex: str = "unknown",
    patient_id: UUID | None = None,
) -> Patient:
    """A new patient with fresh keys; without `number` the clinic's next one."""
    row_id = patient_id or uuid4()
    wrapped = ring.new_patient(row_id)
    patient = Patient(
        clinic_id=clinic_id,
        id=row_id,
        number=number or next_number(session),
        sex=sex,
        created_at=now,
    )
    key = ring.unwrap(wrapped.identity, use="identity", patient_id=row_id)
    _seal(patient, identity, key)
    keys = PatientKeys(
        clinic_id=clinic_id,
        patient_id=row_id,
        wrapped_pixels_key=wrapped.pixels,
        wrapped_identity_key=wrapped.identity,
    )
    session.add_all([patient, keys])
    session.flush()
    session.refresh(patient, ["keys"])  # readable also after the transaction, as of a patient that was found
    index(session, ring, clinic_id=clinic_id, patient_id=row_id, words=_words(identity))
    return patient


def rename(session: Session, ring: KeyRing, patient: Patient, identity: Identity) -> None:
    """Give the patient another name or date of birth; what stood there stays in `changes`, sealed."""
    _seal(patient, identity, identity_key(ring, patient))
    session.flush()
    forget(session, patient.id)
    index(session, ring, clinic_id=patient.clinic_id, patient_id=patient.id, words=_words(identity))


def identity(ring: KeyRing, patient: Patient) -> Identity:
    """Who the patient is.

    Raises
    ------
    KeyShreddedError
        The patient was erased.
    SealBrokenError
        A column was altered, or comes from another row.
    """
    key = identity_key(ring, patient)

    def opened(column: str, sealed: bytes | None) -> str:
        return "" if sealed is None else key.open(sealed, table="patients", column=column, row=patient.id)

    born = opened("birth_date", patient.birth_date_sealed)
    return Identity(
        family_name=opened("family_name", patient.family_name_sealed),
        given_name=opened("given_name", patient.given_name_sealed),
        birth_date=date.fromisoformat(born) if born else None,
    )


def identity_key(ring: KeyRing, patient: Patient) -> DataKey:
    """The key of the patient's sealed columns; raises KeyShreddedError after erasure."""
    return ring.unwrap(patient.keys.wrapped_identity_key, use="identity", patient_id=patient.id)


def get(session: Session, patient_id: UUID) -> Patient:
    """The patient, or PatientUnknownError."""
    found = session.get(Patient, patient_id)
    if found is None:
        raise PatientUnknownError(patient_id)
    return found


def by_number(session: Session, number: str) -> Patient | None:
    """The patient with the clinic's own number."""
    return session.scalars(select(Patient).where(Patient.number == number)).one_or_none()


def listed(session: Session, *, limit: int = 50, after: str | None = None) -> Page[Patient]:
    """The clinic's patients by number; erased ones are left out."""
    wanted = select(Patient).where(Patient.erased_at.is_(None))
    return page(session, wanted, by=(Patient.number, Patient.id), limit=limit, after=after)


def search(
    session: Session,
    ring: KeyRing,
    typed: str,
    *,
    clinic_id: UUID,
    limit: int = 50,
    after: str | None = None,
) -> Page[Patient]:
    """The patients whose names or birth date begin with every typed word, or whose number does."""
    found = having(ring, typed, clinic_id=clinic_id, patient_id=Patient.id.expression)
    numbered = Patient.number.istartswith(typed.strip(), autoescape=True)
    either = or_(found, numbered) if typed.strip() else false()
    wanted = select(Patient).where(either, Patient.erased_at.is_(None))
    return page(session, wanted, by=(Patient.number, Patient.id), limit=limit, after=after)


def next_number(session: Session) -> str:
    """The clinic's next own number; taken inside a writing transaction, so no other gets it."""
    highest = session.scalar(select(func.max(Patient.number)).where(Patient.number.like("P-______")))
    return f"P-{int(highest[2:]) + 1 if highest is not None else 1:06d}"


def shred(session: Session, patient: Patient, *, now: datetime) -> None:
    """Destroy the patient's keys, names, outside identifiers and search words; rows about acts remain."""
    forget(session, patient.id)
    patient_identifiers.forget(session, patient.id)
    patient_alerts.forget(session, patient.id)
    keys = patient.keys
    keys.wrapped_pixels_key = keys.wrapped_identity_key = None
    keys.shredded_at = now
    patient.family_name_sealed = patient.given_name_sealed = patient.birth_date_sealed = None
    patient.erased_at = now
    session.flush()


def _seal(patient: Patient, identity: Identity, key: DataKey) -> None:
    def sealed(column: str, text: str) -> bytes:
        return key.seal(text, table="patients", column=column, row=patient.id)

    born = identity.birth_date
    patient.family_name_sealed = sealed("family_name", identity.family_name)
    patient.given_name_sealed = sealed("given_name", identity.given_name)
    patient.birth_date_sealed = None if born is None else sealed("birth_date", born.isoformat())


def _words(identity: Identity) -> list[str]:
    born = "" if identity.birth_date is None else identity.birth_date.isoformat()
    return [identity.family_name, identity.given_name, born]
