"""Finding patients by name without keeping names: keyed hashes of the beginnings of words.

A word is folded so that case, accents, width, joiners and direction marks do not matter, then every
beginning of it from two characters on (and the word itself) is hashed with a key of the clinic. A
query finds the patients that have all its words, each as a beginning. What the table leaks to someone
without the key: how many words share a beginning, never which.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, Index, LargeBinary, and_, delete, false, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from api.storage.database import Base, ClinicScoped, own
from api.storage.keys import KeyRing

SHORTEST = 2  # characters of a beginning; one-letter beginnings would betray the alphabet's statistics
LONGEST = 24  # characters; beyond that a beginning tells no more


class PatientSearchToken(ClinicScoped, Base):
    """One beginning of one of the patient's words, hashed."""

    __tablename__ = "patient_search"
    __table_args__ = (
        own("patients", "patient_id", ondelete="CASCADE"),
        Index(None, "clinic_id", "token", "patient_id"),
        Index(None, "clinic_id", "patient_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default_factory=uuid4)
    patient_id: Mapped[UUID] = mapped_column(comment="whose word")
    token: Mapped[bytes] = mapped_column(LargeBinary(16), comment="keyed hash of a beginning")


def fold(text: str) -> tuple[str, ...]:
    """The words of a text, in the form in which they are compared."""
    shown = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    kept = "".join(c for c in shown if unicodedata.category(c) not in {"Mn", "Cf", "Cc", "Cs"})
    words = re.split(r"[\s'\u2019`.,;/()-]+", kept)
    return tuple(dict.fromkeys(word for word in words if word))


def beginnings(word: str) -> set[str]:
    """The beginnings by which a word is found, the (cut) word included."""
    cut = word[:LONGEST]
    return {cut[:length] for length in range(SHORTEST, len(cut) + 1)} | {cut}


def index(
    session: Session, ring: KeyRing, *, clinic_id: UUID, patient_id: UUID, words: Iterable[str]
) -> None:
    """Make the patient findable by these texts."""
    found = {start for text in words for word in fold(text) for start in beginnings(word)}
    session.add_all(
        PatientSearchToken(
            clinic_id=clinic_id, patient_id=patient_id, token=ring.search_token(start, clinic_id=clinic_id)
        )
        for start in sorted(found)
    )
    session.flush()


def forget(session: Session, patient_id: UUID) -> None:
    """Make the patient findable by nothing."""
    session.execute(delete(PatientSearchToken).where(PatientSearchToken.patient_id == patient_id))


def having(
    ring: KeyRing, typed: str, *, clinic_id: UUID, patient_id: ColumnElement[UUID]
) -> ColumnElement[bool]:
    """The condition that a patient has every typed word as a beginning; nothing typed finds nobody."""
    words = fold(typed)
    if not words:
        return false()
    return and_(
        *(
            patient_id.in_(
                select(PatientSearchToken.patient_id).where(
                    PatientSearchToken.clinic_id == clinic_id,
                    PatientSearchToken.token == ring.search_token(word[:LONGEST], clinic_id=clinic_id),
                )
            )
            for word in words
        )
    )
