"""Signing in, staying signed in, signing out; and tokens, by which programs sign in.

A secret is 32 random bytes, known to its bearer only: the record keeps its
SHA-256. The password is compared outside any transaction (it takes a tenth of a
second), in the same time for a name that does not exist. Signing in ends the
session that the browser had before. Role and standing are read at every
request, so a change is in force at the next one.
"""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from api.actions import passwords, throttle
from api.actions.errors import NotSignedInError, WrongCredentialsError
from api.record import audit, clinics, sessions, tokens, users
from api.record.audit import AuditEntry
from api.storage.database import Database

SEEN_EVERY = timedelta(minutes=1)
"""how exactly the last request of a session or token is kept"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Who is asking: a person in a browser, or a program for the person who answers for it."""

    user_id: UUID
    username: str
    name: str
    role: str
    owner_role: str
    """of the person: a program may never do more than who answers for it"""
    clinic_id: UUID
    clinic_name: str
    credential_id: UUID
    """the user, or the token of a program: who sent an idempotency key"""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """A fresh session; `secret` exists here and in the browser only."""

    caller: Caller
    secret: str
    expires_at: datetime


def new_secret() -> str:
    """32 random bytes, as text that fits a cookie and a header."""
    return secrets.token_urlsafe(32)


def csrf_token(secret: str) -> str:
    """The token that the page repeats with each write: from the secret, not from the record."""
    return hmac.new(secret.encode(), b"likeness csrf", hashlib.sha256).hexdigest()


def sign_in(
    database: Database,
    *,
    username: str,
    password: str,
    address: str,
    lifetime: timedelta,
    now: datetime,
    earlier_secret: str | None = None,
) -> SignedIn:
    """A session for the person with this name and password.

    Raises
    ------
    TooManyAttemptsError
        Too many failed before; the password was not looked at.
    WrongCredentialsError
        The name is unknown, the password is wrong, or the person may no longer sign in.
    """
    with database.across_clinics(now=now, write=False) as session:
        throttle.check(session, username=username, address=address, now=now)
        user = users.named(session, username)
        kept = user.password_hash if user is not None and user.is_active else None
    if not passwords.matches(password, kept=kept) or user is None:
        with database.across_clinics(now=now) as session:
            throttle.failed(session, username=username, address=address, now=now)
            if user is not None:
                _record(session, user, "sign_in", outcome="refused", now=now)
        raise WrongCredentialsError
    secret = new_secret()
    with database.across_clinics(now=now, actor_id=user.id) as session:
        # Once more: guesses that were made side by side have been counted by now, and the person
        # may have got another password or role, or have been let go, while this one was compared.
        throttle.check(session, username=username, address=address, now=now)
        user = session.get(users.User, user.id, with_for_update=True)
        if user is None or not user.is_active or user.password_hash != kept:
            raise WrongCredentialsError
        throttle.succeeded(session, username=username, address=address)
        _end(session, earlier_secret, now=now)
        session.add(
            sessions.SignInSession(
                clinic_id=user.clinic_id,
                user_id=user.id,
                secret_hash=sessions.hash_secret(secret),
                created_at=now,
                seen_at=now,
                expires_at=now + lifetime,
            )
        )
        _record(session, user, "sign_in", outcome="done", now=now)
        caller = _caller(session, user)
    return SignedIn(caller=caller, secret=secret, expires_at=now + lifetime)


def sign_out(database: Database, *, secret: str, now: datetime) -> None:
    """End the session; ending one that has ended is fine."""
    with database.across_clinics(now=now) as session:
        ended = _end(session, secret, now=now)
        if ended is not None:
            _record(session, users.get(session, ended.user_id), "sign_out", outcome="done", now=now)


def resume(database: Database, *, secret: str, idle: timedelta, now: datetime) -> Caller:
    """Who this session belongs to.

    Raises
    ------
    NotSignedInError
        There is no such session, it has ended, was idle for too long, or the person was let go.
    """
    with database.across_clinics(now=now, write=False) as session:
        found = sessions.find(session, secret, now=now)
        if found is None or found.seen_at + idle <= now:
            raise NotSignedInError
        user = users.get(session, found.user_id)
        if not user.is_active:
            raise NotSignedInError
        caller, seen_at = _caller(session, user), found.seen_at
    if now - seen_at >= SEEN_EVERY:
        with database.across_clinics(now=now) as session:
            still = sessions.find(session, secret, now=now)
            if still is not None:
                still.seen_at = now
    return caller


def recognise(database: Database, *, secret: str, now: datetime) -> Caller:
    """The program that bears this token.

    Raises
    ------
    NotSignedInError
        There is no such token, it has expired or was revoked, or the person behind it was let go.
    """
    with database.across_clinics(now=now, write=False) as session:
        found = tokens.find(session, secret, now=now)
        if found is None:
            raise NotSignedInError
        user = users.get(session, found.user_id)
        if not user.is_active:
            raise NotSignedInError
        caller = _caller(session, user, program=found)
        used_at = found.used_at
    if used_at is None or now - used_at >= SEEN_EVERY:
        with database.across_clinics(now=now) as session:
            still = tokens.find(session, secret, now=now)
            if still is not None:
                still.used_at = now
    return caller


def _caller(session: Session, user: users.User, *, program: tokens.Token | None = None) -> Caller:
    return Caller(
        user_id=user.id,
        username=user.username,
        name=user.name if program is None else program.name,
        role=user.role if program is None else program.role,
        owner_role=user.role,
        clinic_id=user.clinic_id,
        clinic_name=clinics.get(session, user.clinic_id).name,
        credential_id=user.id if program is None else program.id,
    )


def _end(session: Session, secret: str | None, *, now: datetime) -> sessions.SignInSession | None:
    found = sessions.find(session, secret, now=now) if secret else None
    if found is not None:
        found.ended_at = now
    return found


def _record(session: Session, user: users.User, action: str, *, outcome: str, now: datetime) -> None:
    entry = AuditEntry(
        clinic_id=user.clinic_id,
        at=now,
        actor_id=user.id,
        actor_role=user.role,
        action=action,
        outcome=outcome,
    )
    audit.add(session, entry)
