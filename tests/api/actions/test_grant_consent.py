"""A yes is recorded with its proof, or not at all."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from api.actions.consent_errors import OutdatedDocumentError
from api.actions.errors import InvalidInputError
from api.actions.grant_consent import Mark, months_later
from api.record import audit, consent_documents, consents, patients
from api.record.consent_documents import Wording
from api.record.errors import ConsentDocumentUnknownError, PatientUnknownError
from consent_gate import Purpose, Role, Scope, ScopeKind
from tests.consents import LONG_AGO, at_work, new_patient, photo, say_yes
from tests.fakes import NOON
from tests.fixtures_record import House


@pytest.fixture
def patient(house: House) -> UUID:
    return new_patient(house)


def test_a_grant_names_the_exact_text_that_was_signed_and_who_explained_it(
    house: House, patient: UUID
) -> None:
    with at_work(house, now=NOON) as work:
        grant = say_yes(work, patient)

    with at_work(house, now=NOON, write=False) as work:
        (signature,) = consents.signatures(work.session, patient)
        document = consent_documents.get(work.session, signature.document_id)

    assert (grant.signature_id, signature.document_sha256) == (signature.id, document.sha256)
    assert (signature.signed_at, signature.explained_by) == (NOON, house.clinician_id)


def test_the_name_that_was_typed_is_kept_sealed_under_her_key(house: House, patient: UUID) -> None:
    with at_work(house, now=NOON) as work:
        say_yes(work, patient, mark=Mark(method="typed", content="Mara Brandt"))
        (signature,) = consents.signatures(work.session, patient)
        key = patients.identity_key(work.ring, patients.get(work.session, patient))
        opened = key.open(signature.mark_sealed, table="consent_signatures", column="mark", row=signature.id)

    assert b"Mara" not in signature.mark_sealed
    assert opened == "Mara Brandt"


def test_when_nobody_says_until_when_it_is_two_years(house: House, patient: UUID) -> None:
    with at_work(house, now=NOON) as work:
        grant = say_yes(work, patient, expires_at=None)

    assert grant.expires_at == datetime(2028, 11, 20, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("start", "end"),
    [((2026, 1, 31), (2026, 2, 28)), ((2027, 12, 31), (2028, 1, 31)), ((2028, 1, 30), (2028, 2, 29))],
)
def test_a_month_later_is_the_same_day_or_the_last_one(
    start: tuple[int, int, int], end: tuple[int, int, int]
) -> None:
    assert months_later(datetime(*start, tzinfo=UTC), 1) == datetime(*end, tzinfo=UTC)


def test_an_outdated_text_cannot_be_signed(house: House, patient: UUID) -> None:
    with at_work(house, now=NOON) as work:
        outdated = next(each for each in consent_documents.current(work.session) if each.language == "en")
        better = Wording(key="photo_permission", version=2, language="en", title="Permission", body="Better.")
        consent_documents.publish(work.session, better, clinic_id=work.clinic_id, now=NOON)
        work.session.flush()

        with pytest.raises(OutdatedDocumentError):
            say_yes(work, patient, document_id=outdated.id)


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"purposes": set()}, "grant"),
        ({"channels": set()}, "grant"),
        ({"purposes": {Purpose.CARE}}, "grant"),
        ({"expires_at": NOON}, "expires_at"),
        ({"expires_at": NOON - timedelta(days=1)}, "expires_at"),
        ({"scope": Scope(kind=ScopeKind.PHOTO, ids=frozenset({uuid4()}))}, "scope.ids"),
        ({"scope": Scope(kind=ScopeKind.SESSION, ids=frozenset({uuid4()}))}, "scope.ids"),
    ],
    ids=["no purpose", "no channel", "care", "ends now", "ended", "nobody's photo", "nobody's visit"],
)
def test_a_grant_that_cannot_be_is_refused_and_leaves_nothing(
    house: House, patient: UUID, change: dict[str, Any], where: str
) -> None:
    with pytest.raises(InvalidInputError) as refused, at_work(house, now=NOON) as work:
        say_yes(work, patient, **change)

    with at_work(house, now=NOON, write=False) as work:
        assert refused.value.where == where
        assert not consents.has_granted(work.session, patient)
        assert consents.signatures(work.session, patient) == []
        assert audit.listed(work.session).items == []


def test_a_photo_of_another_patient_cannot_be_named(house: House, patient: UUID) -> None:
    with at_work(house, now=NOON) as work:
        other = photo(work.clinic_id, house.patient_id, taken_at=LONG_AGO)
        work.session.add(other)
        work.session.flush()

        with pytest.raises(InvalidInputError, match="not this patient's"):
            say_yes(work, patient, scope=Scope(kind=ScopeKind.PHOTO, ids=frozenset({other.id})))


@pytest.mark.parametrize("mark", [("typed", " "), ("drawn", ""), ("typed", "x" * 400_001), ("nodded", "yes")])
def test_a_signature_that_proves_nothing_is_refused(mark: tuple[str, str]) -> None:
    with pytest.raises(InvalidInputError):
        Mark(method=mark[0], content=mark[1])


def test_nobody_can_sign_for_a_patient_who_is_not_here(house: House, patient: UUID) -> None:
    with at_work(house, now=NOON) as work, pytest.raises(PatientUnknownError):
        say_yes(work, house.other_patient_id)
    with at_work(house, now=NOON) as work, pytest.raises(ConsentDocumentUnknownError):
        say_yes(work, patient, document_id=uuid4())


def test_a_patient_says_yes_for_herself_only(house: House, patient: UUID) -> None:
    with at_work(house, now=NOON, role=Role.PATIENT, patient_id=patient) as work:
        own = say_yes(work, patient)

        with pytest.raises(PatientUnknownError):
            say_yes(work, house.patient_id)

    assert own.recorded_by is None
