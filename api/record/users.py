"""A user: a person who works in the clinic, and what the person may do.

User names are unique in the whole installation, because nobody says a clinic when signing in; they
are compared without regard to case. The hash of the password is made in the action that signs in.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar
from uuid import UUID, uuid4

from sqlalchemy import String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from api.record.errors import UserUnknownError
from api.storage.database import Base, ClinicScoped, Versioned, one_of, own, referable

ROLES = ("clinician", "photographer", "marketer", "administrator", "auditor")


class User(ClinicScoped, Versioned, Base):
    """A person with a role; never deleted, because the record names them."""

    __tablename__ = "users"
    __table_args__ = (
        referable(),
        UniqueConstraint("username"),
        one_of("role", *ROLES),
        own("sites", "site_id"),
    )
    unversioned: ClassVar[frozenset[str]] = frozenset({"password_hash"})

    id: Mapped[UUID] = mapped_column(primary_key=True, default_factory=uuid4)
    site_id: Mapped[UUID | None] = mapped_column(default=None, comment="null: no one place")
    username: Mapped[str] = mapped_column(String(100), comment="folded: compared without regard to case")
    name: Mapped[str] = mapped_column(String(200), comment="as shown on screen")
    role: Mapped[str] = mapped_column(String(16), comment="what the person may do")
    password_hash: Mapped[str] = mapped_column(String(200), comment="argon2id, with its parameters")
    is_active: Mapped[bool] = mapped_column(default=True, comment="false: may no longer sign in")
    created_at: Mapped[datetime] = mapped_column(comment="UTC")


def fold(username: str) -> str:
    """The form in which user names are kept and compared."""
    return username.strip().casefold()


def get(session: Session, user_id: UUID) -> User:
    """The user, or UserUnknownError."""
    found = session.get(User, user_id)
    if found is None:
        raise UserUnknownError(user_id)
    return found


def named(session: Session, username: str) -> User | None:
    """The user who signs in by this name; needs a session across clinics."""
    return session.scalars(select(User).where(User.username == fold(username))).one_or_none()


def of_clinic(session: Session, *, role: str | None = None) -> Sequence[User]:
    """The clinic's people by name."""
    wanted = select(User).order_by(User.name, User.id)
    return session.scalars(wanted if role is None else wanted.where(User.role == role)).all()
