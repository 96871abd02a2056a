"""A consent document: the exact wording that a patient reads and signs, versioned and hashed.

A published version is never edited (the database refuses it); better words are a new version. Every
clinic starts with the texts in `consent_texts/`, in each of their languages.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files
from uuid import UUID, uuid4

from sqlalchemy import LargeBinary, String, Text, UniqueConstraint, event, select
from sqlalchemy.orm import Mapped, Session, UOWTransaction, mapped_column

from api.record.clinics import Clinic
from api.record.errors import ConsentDocumentUnknownError
from api.storage.database import Base, ClinicScoped, ClinicSession, referable


class ConsentDocument(ClinicScoped, Base):
    """One version of one text in one language."""

    __tablename__ = "consent_documents"
    __table_args__ = (referable(), UniqueConstraint("clinic_id", "key", "language", "version"))

    id: Mapped[UUID] = mapped_column(primary_key=True, default_factory=uuid4)
    key: Mapped[str] = mapped_column(String(60), comment="which document, over all versions and languages")
    version: Mapped[int] = mapped_column(comment="1 is the first")
    language: Mapped[str] = mapped_column(String(10), comment="such as en, de")
    title: Mapped[str] = mapped_column(String(200), comment="as read by the patient")
    body: Mapped[str] = mapped_column(
        Text(), comment="as read by the patient; an empty line parts paragraphs"
    )
    sha256: Mapped[bytes] = mapped_column(LargeBinary(32), comment="of title, newline, body in UTF-8")
    published_at: Mapped[datetime] = mapped_column(comment="UTC")

    @property
    def fingerprint(self) -> str:
        """The beginning of the hash, in groups of four, as printed on the page."""
        text = self.sha256.hex()[:12]
        return " ".join(text[at : at + 4] for at in range(0, len(text), 4))


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """A text before it is published."""

    key: str
    version: int
    language: str
    title: str
    body: str

    @property
    def sha256(self) -> bytes:
        """The hash that a signature names."""
        return hashlib.sha256(f"{self.title}\n{self.body}".encode()).digest()


def publish(session: Session, wording: Wording, *, clinic_id: UUID, now: datetime) -> ConsentDocument:
    """The text as a document of that clinic, which can be signed from now on."""
    document = ConsentDocument(
        clinic_id=clinic_id,
        key=wording.key,
        version=wording.version,
        language=wording.language,
        title=wording.title,
        body=wording.body,
        sha256=wording.sha256,
        published_at=now,
    )
    session.add(document)
    return document


def get(session: Session, document_id: UUID) -> ConsentDocument:
    """The document, or ConsentDocumentUnknownError."""
    found = session.get(ConsentDocument, document_id)
    if found is None:
        raise ConsentDocumentUnknownError(document_id)
    return found


def current(session: Session) -> Sequence[ConsentDocument]:
    """The newest version of each text in each language: those that may be signed."""
    newest: dict[tuple[str, str], ConsentDocument] = {}
    for document in session.scalars(select(ConsentDocument).order_by(ConsentDocument.version)):
        newest[document.key, document.language] = document
    return [newest[name] for name in sorted(newest)]


@cache
def default_wordings() -> tuple[Wording, ...]:
    """The texts that every clinic starts with."""
    return tuple(sorted(_read(), key=lambda wording: (wording.key, wording.language, wording.version)))


def _read() -> Iterator[Wording]:
    for file in files("api.record").joinpath("consent_texts").iterdir():
        if file.name.endswith(".toml"):
            yield Wording(**tomllib.loads(file.read_text(encoding="utf-8")))


@event.listens_for(ClinicSession, "before_flush")
def _publish_to_new_clinics(session: ClinicSession, _context: UOWTransaction, _instances: object) -> None:
    """A clinic without a text to sign could ask nobody: it gets them in the transaction that makes it."""
    for row in list(session.new):
        if isinstance(row, Clinic):
            for wording in default_wordings():
                publish(session, wording, clinic_id=row.id, now=row.created_at)
