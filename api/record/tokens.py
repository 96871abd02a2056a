"""A token: how another program of the clinic signs in. Only the hash of its secret is kept."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import Index, LargeBinary, String, UniqueConstraint, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from api.record.errors import TokenUnknownError
from api.record.sessions import hash_secret
from api.record.users import ROLES
from api.storage.database import Base, ClinicScoped, one_of, own


class Token(ClinicScoped, Base):
    """A program's key; it acts as the user who answers for it, with a role of its own."""

    __tablename__ = "tokens"
    __table_args__ = (
        own("users", "user_id"),
        UniqueConstraint("secret_hash"),
        one_of("role", *ROLES),
        Index(None, "clinic_id", "user_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default_factory=uuid4)
    user_id: Mapped[UUID] = mapped_column(comment="who answers for it")
    name: Mapped[str] = mapped_column(String(200), comment="which program, in the clinic's words")
    role: Mapped[str] = mapped_column(String(16), comment="what the program may do")
    secret_hash: Mapped[bytes] = mapped_column(LargeBinary(32), comment="SHA-256 of the secret")
    created_at: Mapped[datetime] = mapped_column(comment="UTC")
    expires_at: Mapped[datetime | None] = mapped_column(default=None, comment="UTC; null: until revoked")
    revoked_at: Mapped[datetime | None] = mapped_column(default=None, comment="UTC; null while valid")
    used_at: Mapped[datetime | None] = mapped_column(default=None, comment="UTC; null: never used")


def find(session: Session, secret: str, *, now: datetime) -> Token | None:
    """The valid token with this secret; needs a session across clinics."""
    found = session.scalars(select(Token).where(Token.secret_hash == hash_secret(secret))).one_or_none()
    if found is None or found.revoked_at is not None:
        return None
    return found if found.expires_at is None or found.expires_at > now else None


def get(session: Session, token_id: UUID) -> Token:
    """The token, or TokenUnknownError."""
    found = session.get(Token, token_id)
    if found is None:
        raise TokenUnknownError(token_id)
    return found


def revoke_all(session: Session, user_id: UUID, *, now: datetime) -> None:
    """End every token that the person answers for, at once."""
    session.execute(
        update(Token).where(Token.user_id == user_id, Token.revoked_at.is_(None)).values(revoked_at=now)
    )


def of_clinic(session: Session) -> Sequence[Token]:
    """The clinic's tokens, newest first."""
    return session.scalars(select(Token).order_by(Token.created_at.desc(), Token.id)).all()
