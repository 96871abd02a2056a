"""People, places and programs of the clinic: added, changed, let go.

A change of password or role, and being let go, end every session of the person
at once, and every token that the person answers for. Nobody changes the own role
or lets go of themselves: a clinic must not lose its last administrator by a slip.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from api.actions import passwords
from api.actions.errors import InvalidInputError, NotAllowedError
from api.actions.record_audit import record_act
from api.actions.sign_in import new_secret
from api.record import sessions, sites, tokens, users
from api.record.errors import UsernameTakenError
from api.record.sites import Site
from api.record.tokens import Token
from api.record.users import User
from api.storage.database import Database
from api.storage.work import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class NewUser:
    """A person to be added; the password is hashed before any transaction begins."""

    username: str
    name: str
    role: str
    password_hash: str
    site_id: UUID | None = None


def check_username_is_free(database: Database, username: str, *, now: datetime) -> None:
    """Raise UsernameTakenError if anyone of the installation signs in by this name."""
    with database.across_clinics(now=now, write=False) as session:
        if users.named(session, username) is not None:
            raise UsernameTakenError("the user name is in use")


def add_user(work: Work, new: NewUser) -> User:
    """A person of this clinic."""
    if new.site_id is not None:
        sites.get(work.session, new.site_id)
    user = User(
        clinic_id=work.clinic_id,
        username=users.fold(new.username),
        name=new.name,
        role=new.role,
        password_hash=new.password_hash,
        site_id=new.site_id,
        created_at=work.now,
    )
    work.session.add(user)
    work.session.flush()
    record_act(work, "add_user", object_kind="user", object_id=user.id)
    return user


def change_user(
    work: Work,
    user: User,
    *,
    name: str | None = None,
    role: str | None = None,
    is_active: bool | None = None,
    password_hash: str | None = None,
) -> None:
    """Change a person; what no longer holds ends at once.

    Raises
    ------
    NotAllowedError
        The caller would change the own role, or let go of themselves.
    """
    is_self = user.id == work.actor.user_id
    if is_self and ((role not in {None, user.role}) or is_active is False):
        raise NotAllowedError(role=work.actor.role, capability="change_own_role")
    ends = password_hash is not None or is_active is False or role not in {None, user.role}
    user.name = name or user.name
    user.role = role or user.role
    user.is_active = user.is_active if is_active is None else is_active
    user.password_hash = password_hash or user.password_hash
    work.session.flush()
    record_act(work, "change_user", object_kind="user", object_id=user.id)
    if ends:
        sessions.end_all(work.session, user.id, now=work.now)
        tokens.revoke_all(work.session, user.id, now=work.now)


def add_site(work: Work, *, name: str, address: str | None) -> Site:
    """A place of the clinic."""
    site = Site(clinic_id=work.clinic_id, name=name, address=address, created_at=work.now)
    work.session.add(site)
    work.session.flush()
    record_act(work, "add_site", object_kind="site", object_id=site.id)
    return site


def add_token(
    work: Work, owner: User, *, name: str, role: str, expires_at: datetime | None
) -> tuple[Token, str]:
    """A token for a program, and its secret, which is told here and never again.

    `owner` answers for it: it acts for this person, and ends with the person's standing.

    Raises
    ------
    InvalidInputError
        It would have ended already, or nobody who works here answers for it.
    """
    if not owner.is_active:
        raise InvalidInputError(where="user_id", problem="is of somebody who works here no more")
    if expires_at is not None and expires_at <= work.now:
        raise InvalidInputError(where="expires_at", problem="lies in the past")
    secret = new_secret()
    token = Token(
        clinic_id=work.clinic_id,
        user_id=owner.id,
        name=name,
        role=role,
        secret_hash=sessions.hash_secret(secret),
        created_at=work.now,
        expires_at=expires_at,
    )
    work.session.add(token)
    work.session.flush()
    record_act(work, "add_token", object_kind="token", object_id=token.id)
    return token, secret


def revoke_token(work: Work, token_id: UUID) -> None:
    """The token is dead from now on; revoking it again is fine."""
    token = tokens.get(work.session, token_id)
    token.revoked_at = token.revoked_at or work.now
    record_act(work, "revoke_token", object_kind="token", object_id=token.id)


def open_tokens(work: Work) -> list[Token]:
    """The tokens that still work, newest first."""
    wanted = select(Token).where(Token.revoked_at.is_(None)).order_by(Token.created_at.desc(), Token.id)
    return [
        token
        for token in work.session.scalars(wanted)
        if token.expires_at is None or token.expires_at > work.now
    ]


def hashed(password: str) -> str:
    """What is kept of a password; takes a tenth of a second, so outside any transaction."""
    return passwords.hashed(password)
