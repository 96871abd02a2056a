"""Failed sign-ins, counted so that guessing is slowed, per name and per address.

Names and addresses are kept as hashes: the table must not say who tries to sign in where.
"""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256
from uuid import UUID, uuid4

from sqlalchemy import Index, LargeBinary, delete, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from api.storage.database import Base


class SignInAttempt(Base):
    """One failure, under the name or the address that it counts against."""

    __tablename__ = "sign_in_attempts"
    __table_args__ = (Index(None, "subject", "at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default_factory=uuid4)
    subject: Mapped[bytes] = mapped_column(LargeBinary(32), comment="SHA-256 of the name or the address")
    at: Mapped[datetime] = mapped_column(comment="UTC")


def _hash(subject: str) -> bytes:
    return sha256(subject.encode()).digest()


def add(session: Session, subject: str, *, now: datetime) -> None:
    """Count one failure; needs a session across clinics."""
    session.add(SignInAttempt(subject=_hash(subject), at=now))


def count(session: Session, subject: str, *, since: datetime) -> int:
    """How many failures there were since a time."""
    wanted = select(func.count()).where(SignInAttempt.subject == _hash(subject), SignInAttempt.at >= since)
    return session.scalar(wanted) or 0


def forget(session: Session, subject: str) -> None:
    """A success clears the failures."""
    session.execute(delete(SignInAttempt).where(SignInAttempt.subject == _hash(subject)))


def forget_old(session: Session, *, before: datetime) -> None:
    """Remove failures that count no more."""
    session.execute(delete(SignInAttempt).where(SignInAttempt.at < before))
