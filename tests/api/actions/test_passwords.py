"""Passwords are kept as argon2id, and an unknown user takes as long as a known one."""

import time

import pytest

from api.actions.errors import InvalidInputError
from api.actions.passwords import hashed, matches

PASSWORD = "a long enough one"


def test_the_right_password_matches_and_a_wrong_one_does_not() -> None:
    kept = hashed(PASSWORD)

    assert matches(PASSWORD, kept=kept)
    assert not matches(PASSWORD + "!", kept=kept)


def test_the_hash_is_argon2id_with_a_salt_of_its_own() -> None:
    first, second = hashed(PASSWORD), hashed(PASSWORD)

    assert first.startswith("$argon2id$")
    assert first != second


@pytest.mark.parametrize("password", ["nobody has this password", ""])
def test_nobody_signs_in_without_a_kept_hash(password: str) -> None:
    assert not matches(password, kept=None)


def test_what_is_no_hash_matches_nothing() -> None:
    assert not matches(PASSWORD, kept="plain")


@pytest.mark.parametrize("password", ["short", "x" * 257])
def test_a_password_must_have_a_sane_length(password: str) -> None:
    with pytest.raises(InvalidInputError):
        hashed(password)


def test_an_unknown_user_takes_as_long_as_a_wrong_password() -> None:
    kept = hashed(PASSWORD)
    took = {}
    for name, against in (("known", kept), ("unknown", None)):
        started = time.process_time()
        for _ in range(3):
            matches("wrong password", kept=against)
        took[name] = time.process_time() - started

    assert 0.5 < took["unknown"] / took["known"] < 2
