"""A session: one signed-in browser. Only the hash of its secret is kept.

It ends when it is closed, when its time is over, when nobody used it for a while, or when the
person's password or role changes (`end_all`).
"""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256
from uuid import UUID, uuid4

from sqlalchemy import Index, LargeBinary, UniqueConstraint, delete, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from api.storage.database import Base, ClinicScoped, own


class SignInSession(ClinicScoped, Base):
    """A browser that somebody signed in with."""

    __tablename__ = "sessions"
    __table_args__ = (own("users", "user_id"), UniqueConstraint("secret_hash"), Index(None, "user_id"))

    id: Mapped[UUID] = mapped_column(primary_key=True, default_factory=uuid4)
    user_id: Mapped[UUID] = mapped_column(comment="who signed in")
    secret_hash: Mapped[bytes] = mapped_column(LargeBinary(32), comment="SHA-256 of the cookie's secret")
    created_at: Mapped[datetime] = mapped_column(comment="UTC")
    seen_at: Mapped[datetime] = mapped_column(comment="UTC; last request, to the minute")
    expires_at: Mapped[datetime] = mapped_column(comment="UTC; dead from then on, whatever happens")
    ended_at: Mapped[datetime | None] = mapped_column(default=None, comment="UTC; null while open")


def hash_secret(secret: str) -> bytes:
    """What is kept of a secret that is random and long enough to need no salt."""
    return sha256(secret.encode()).digest()


def find(session: Session, secret: str, *, now: datetime) -> SignInSession | None:
    """The open session with this secret; needs a session across clinics."""
    wanted = select(SignInSession).where(
        SignInSession.secret_hash == hash_secret(secret),
        SignInSession.ended_at.is_(None),
        SignInSession.expires_at > now,
    )
    return session.scalars(wanted).one_or_none()


def end_all(session: Session, user_id: UUID, *, now: datetime) -> None:
    """End every session of the person, at once."""
    session.execute(
        update(SignInSession)
        .where(SignInSession.user_id == user_id, SignInSession.ended_at.is_(None))
        .values(ended_at=now)
    )


def forget_expired(session: Session, *, before: datetime) -> None:
    """Remove sessions that expired before a time; the audit log keeps who signed in."""
    session.execute(delete(SignInSession).where(SignInSession.expires_at < before))
