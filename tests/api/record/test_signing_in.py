"""Sessions and tokens are found by their secret, keep only its hash, and die at once."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from api.record import sessions, sign_in_attempts, tokens, users
from api.record.sessions import SignInSession, hash_secret
from api.record.tokens import Token
from api.storage.errors import ConflictError
from tests.fakes import NOON
from tests.fixtures_record import House, user

HOUR = timedelta(hours=1)
SECRET = "a-secret-of-the-cookie"


def sign_in(house: House, secret: str = SECRET) -> None:
    with house.opened.database.across_clinics(now=NOON) as session:
        session.add(
            SignInSession(
                clinic_id=house.clinic_id,
                user_id=house.clinician_id,
                secret_hash=hash_secret(secret),
                created_at=NOON,
                seen_at=NOON,
                expires_at=NOON + HOUR,
            )
        )


def is_open(house: House, *, secret: str = SECRET, now: datetime = NOON) -> bool:
    with house.opened.database.across_clinics(now=now) as session:
        return sessions.find(session, secret, now=now) is not None


def test_a_session_is_found_by_its_secret_until_it_expires(house: House) -> None:
    sign_in(house)

    assert is_open(house)
    assert not is_open(house, secret="another")
    assert is_open(house, now=NOON + HOUR - timedelta(microseconds=1))
    assert not is_open(house, now=NOON + HOUR)


def test_all_sessions_of_a_person_end_at_once(house: House) -> None:
    sign_in(house, "tablet")
    sign_in(house, "desk")
    with house.opened.database.across_clinics(now=NOON) as session:
        sessions.end_all(session, house.clinician_id, now=NOON)

    assert not is_open(house, secret="tablet")
    assert not is_open(house, secret="desk")


def test_an_expired_session_is_forgotten_and_an_open_one_is_not(house: House) -> None:
    sign_in(house)
    with house.opened.database.across_clinics(now=NOON) as session:
        sessions.forget_expired(session, before=NOON + HOUR)
        kept = session.scalars(select(SignInSession)).all()
        sessions.forget_expired(session, before=NOON + 2 * HOUR)

        assert len(kept) == 1
        assert session.scalars(select(SignInSession)).all() == []


def token(house: House, *, expires_at: datetime | None = None, revoked_at: datetime | None = None) -> None:
    with house.opened.database.across_clinics(now=NOON) as session:
        session.add(
            Token(
                clinic_id=house.clinic_id,
                user_id=house.clinician_id,
                name="the website",
                role="marketer",
                secret_hash=hash_secret(SECRET),
                created_at=NOON,
                expires_at=expires_at,
                revoked_at=revoked_at,
            )
        )


def is_valid(house: House, now: datetime = NOON) -> bool:
    with house.opened.database.across_clinics(now=now) as session:
        return tokens.find(session, SECRET, now=now) is not None


def test_a_token_without_end_is_valid_until_it_is_revoked(house: House) -> None:
    token(house)

    assert is_valid(house, NOON + timedelta(days=4000))


def test_a_token_is_dead_from_its_end_on(house: House) -> None:
    token(house, expires_at=NOON + HOUR)

    assert is_valid(house)
    assert not is_valid(house, NOON + HOUR)


def test_a_revoked_token_does_not_live_again_when_the_clock_jumps_back(house: House) -> None:
    token(house, revoked_at=NOON)

    assert not is_valid(house, NOON - timedelta(days=365))


def test_no_secret_lies_in_the_file(house: House, home_path: Path) -> None:
    sign_in(house)
    token(house)

    assert SECRET.encode() not in (home_path / "likeness.db").read_bytes()


def test_failures_count_per_subject_and_time_and_end_with_a_success(house: House) -> None:
    with house.opened.database.across_clinics(now=NOON) as session:
        for subject, at in (("anna", NOON), ("anna", NOON + HOUR), ("ben", NOON)):
            sign_in_attempts.add(session, subject, now=at)
        session.flush()
        counted = [
            sign_in_attempts.count(session, subject, since=since)
            for subject, since in (("anna", NOON), ("anna", NOON + HOUR), ("ben", NOON), ("eve", NOON))
        ]
        sign_in_attempts.forget(session, "anna")
        after = sign_in_attempts.count(session, "anna", since=NOON)
        sign_in_attempts.forget_old(session, before=NOON + HOUR)
        left = sign_in_attempts.count(session, "ben", since=NOON)

    assert counted == [2, 1, 1, 0]
    assert (after, left) == (0, 0)


def test_user_names_are_one_whatever_their_case(house: House) -> None:
    with house.opened.database.across_clinics(now=NOON) as session:
        found = users.named(session, "  ANNA ")

    assert found is not None
    assert found.id == house.clinician_id


def test_a_user_name_is_unique_in_the_whole_house(house: House) -> None:
    with pytest.raises(ConflictError), house.opened.database.across_clinics(now=NOON) as session:
        session.add(user(house.other_clinic_id, "Anna", "clinician"))


def test_people_are_listed_by_name_and_role(house: House) -> None:
    with house.opened.database.transaction(clinic_id=house.clinic_id, now=NOON) as session:
        session.add(user(house.clinic_id, "zoe", "marketer"))
        session.flush()

        assert [one.username for one in users.of_clinic(session)] == ["anna", "zoe"]
        assert [one.username for one in users.of_clinic(session, role="marketer")] == ["zoe"]
