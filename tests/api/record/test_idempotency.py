"""The same request with the same key is answered, not done again; replies are sealed."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.record import idempotency
from api.record.errors import KeyReusedError
from api.record.idempotency import KEPT, Reply, request_hash
from tests.fakes import NOON
from tests.fixtures_record import House

REQUEST = request_hash("POST", "/api/v1/patients", b'{"family_name": "Brandt"}')
REPLY = Reply(201, '{"family_name": "Brandt-Geheim"}')
CALLER = uuid4()


def remember(house: House, reply: Reply = REPLY) -> None:
    opened = house.opened
    with opened.database.transaction(clinic_id=house.clinic_id, now=NOON) as session:
        idempotency.remember(
            session,
            opened.ring,
            reply,
            clinic_id=house.clinic_id,
            caller_id=CALLER,
            key="k",
            request=REQUEST,
            now=NOON,
        )


def recall(
    house: House,
    *,
    caller_id: UUID = CALLER,
    key: str = "k",
    request: bytes = REQUEST,
    clinic_id: UUID | None = None,
) -> Reply | None:
    whose, opened = clinic_id or house.clinic_id, house.opened
    with opened.database.transaction(clinic_id=whose, now=NOON) as session:
        return idempotency.recall(
            session, opened.ring, clinic_id=whose, caller_id=caller_id, key=key, request=request
        )


def test_a_reply_is_remembered_as_it_was(house: House) -> None:
    remember(house)

    assert recall(house) == REPLY


def test_a_key_with_another_request_is_refused(house: House) -> None:
    remember(house)

    with pytest.raises(KeyReusedError):
        recall(house, request=request_hash("POST", "/api/v1/patients", b"{}"))


def test_a_key_means_nothing_for_another_caller_key_or_clinic(house: House) -> None:
    remember(house)

    assert recall(house, caller_id=uuid4()) is None
    assert recall(house, key="other") is None
    assert recall(house, clinic_id=house.other_clinic_id) is None


def test_a_reply_is_forgotten_after_a_day(house: House) -> None:
    remember(house)
    later = NOON + KEPT + timedelta(seconds=1)
    with house.opened.database.transaction(clinic_id=house.clinic_id, now=later) as session:
        idempotency.forget_old(session, now=later)

    assert recall(house) is None


def test_names_in_a_remembered_reply_are_not_readable_in_the_file(house: House, home_path: Path) -> None:
    remember(house)

    assert b"Geheim" not in (home_path / "likeness.db").read_bytes()


@given(st.tuples(st.text(), st.text(), st.binary()), st.tuples(st.text(), st.text(), st.binary()))
def test_different_requests_have_different_hashes(
    one: tuple[str, str, bytes], other: tuple[str, str, bytes]
) -> None:
    if "\0" in one[0] + one[1] + other[0] + other[1]:
        return
    assert (request_hash(*one) == request_hash(*other)) is (one == other)
