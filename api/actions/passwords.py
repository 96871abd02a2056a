"""Passwords as argon2id hashes, compared in the same time whether the user exists or not."""

import threading

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from api.actions.errors import InvalidInputError

SHORTEST = 12
"""characters; no other rule (ASVS 5.0, 6.2.1)"""
LONGEST = 256
"""characters; hashing must not become a way to keep us busy"""

AT_ONCE = 2
"""hashes under way; each takes 64 MiB, and a flood of sign-ins must not take the machine"""

_hasher = PasswordHasher()
_turns = threading.BoundedSemaphore(AT_ONCE)
_NOBODY = _hasher.hash("nobody has this password")


def hashed(password: str) -> str:
    """The hash to keep.

    Raises
    ------
    InvalidInputError
        The password is too short or too long.
    """
    if not SHORTEST <= len(password) <= LONGEST:
        raise InvalidInputError(where="password", problem=f"must have {SHORTEST}-{LONGEST} characters")
    with _turns:
        return _hasher.hash(password)


def matches(password: str, *, kept: str | None) -> bool:
    """Whether this is the password; `None` takes as long and is never right."""
    if len(password) > LONGEST:
        return False
    try:
        with _turns:
            right = _hasher.verify(kept or _NOBODY, password)
    except (VerificationError, InvalidHashError):
        return False
    return right and kept is not None
