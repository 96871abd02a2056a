"""Outside identifiers and alerts are sealed, versioned, kept to their clinic, and gone when erased."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from api.record import changes, patient_alerts, patient_identifiers, patients
from api.record.changes import HIDDEN
from api.record.errors import AlertUnknownError, IdentifierTakenError, IdentifierUnknownError
from api.record.patient_identifiers import OutsideId, PatientIdentifier
from api.record.patients import Patient
from api.storage.database import ClinicSession
from api.storage.errors import ConflictError, SealBrokenError
from tests.fakes import NOON
from tests.fixtures_record import House

PACS = OutsideId(system="pacs", value="Quetzalcoatl-7")


@contextmanager
def here(house: House) -> Iterator[ClinicSession]:
    with house.opened.database.transaction(
        clinic_id=house.clinic_id, now=NOON, actor_id=house.clinician_id
    ) as session:
        yield session


def give(
    session: ClinicSession, house: House, said: OutsideId = PACS, *, patient: Patient | None = None
) -> PatientIdentifier:
    patient = patient or house.patient(session)
    return patient_identifiers.add(
        session,
        house.opened.ring,
        said,
        clinic_id=patient.clinic_id,
        patient_id=patient.id,
        key=patients.identity_key(house.opened.ring, patient),
        now=NOON,
    )


def test_an_identifier_comes_back_exactly_and_lies_nowhere_readable(house: House) -> None:
    with here(house) as session:
        row = give(session, house)

    with here(house) as session:
        key = patients.identity_key(house.opened.ring, house.patient(session))
        assert patient_identifiers.value(key, row) == "Quetzalcoatl-7"
    assert b"etzalcoatl" not in (house.opened.home.path / "likeness.db").read_bytes()


def test_the_change_of_an_identifier_tells_no_token(house: House) -> None:
    with here(house) as session:
        row = give(session, house)

    with here(house) as session:
        (change,) = changes.of_row(session, "patient_identifiers", row.id)

    assert change.after is not None
    assert change.after["token"] == HIDDEN
    assert "base64" in change.after["value_sealed"]
    assert change.actor_id == house.clinician_id


def test_two_patients_of_one_clinic_cannot_share_an_identifier(house: House) -> None:
    with here(house) as session:
        give(session, house)
        twin = patients.register(
            session,
            house.opened.ring,
            clinic_id=house.clinic_id,
            identity=patients.Identity(family_name="Twin", given_name=""),
            now=NOON,
        )

        with pytest.raises(IdentifierTakenError):
            give(session, house, patient=twin)


def test_the_database_itself_refuses_a_shared_identifier(house: House) -> None:
    def twice() -> None:
        with here(house) as session:
            row = give(session, house)
            copy = PatientIdentifier(
                clinic_id=row.clinic_id,
                patient_id=row.patient_id,
                system=row.system,
                value_sealed=row.value_sealed,
                token=row.token,
                created_at=NOON,
            )
            session.add(copy)

    with pytest.raises(ConflictError):
        twice()


def test_a_neighbour_clinic_has_the_same_identifier_under_another_token(house: House) -> None:
    with here(house) as session:
        mine = give(session, house)
    with house.opened.database.transaction(clinic_id=house.other_clinic_id, now=NOON) as session:
        theirs = give(session, house, patient=patients.get(session, house.other_patient_id))
        seen = patient_identifiers.find(session, house.opened.ring, PACS, clinic_id=house.other_clinic_id)

        assert seen is theirs
        assert mine.token != theirs.token
        with pytest.raises(IdentifierUnknownError):
            patient_identifiers.get(session, mine.id, patient_id=house.patient_id)


def test_a_sealed_value_moved_to_another_row_does_not_open(house: House, home_path: Path) -> None:
    with here(house) as session:
        one = give(session, house)
        two = give(session, house, OutsideId(system="pacs", value="8"))
    with sqlite3.connect(home_path / "likeness.db") as connection:
        connection.execute(
            "UPDATE patient_identifiers SET value_sealed = "
            "(SELECT value_sealed FROM patient_identifiers WHERE id = ?) WHERE id = ?",
            (one.id.hex, two.id.hex),
        )
    connection.close()

    with here(house) as session:
        key = patients.identity_key(house.opened.ring, house.patient(session))
        moved = patient_identifiers.get(session, two.id, patient_id=house.patient_id)
        with pytest.raises(SealBrokenError):
            patient_identifiers.value(key, moved)


def test_an_erased_patient_is_found_by_no_identifier_and_her_alerts_have_no_words(house: House) -> None:
    with here(house) as session:
        give(session, house)
        patient = house.patient(session)
        key = patients.identity_key(house.opened.ring, patient)
        patient_alerts.add(
            session,
            "lidocaine",
            kind="allergy",
            clinic_id=house.clinic_id,
            patient_id=patient.id,
            key=key,
            since=NOON,
        )
    with here(house) as session:
        patients.shred(session, house.patient(session), now=NOON)

    with here(house) as session:
        (alert,) = patient_alerts.of_patient(session, house.patient_id)
        assert (alert.kind, alert.text_sealed, patient_alerts.text(key, alert)) == ("allergy", None, "")
        assert patient_identifiers.of_patient(session, house.patient_id) == []
        found = patient_identifiers.find(session, house.opened.ring, PACS, clinic_id=house.clinic_id)
        assert found is None


def test_a_neighbour_clinic_does_not_learn_of_an_alert(house: House) -> None:
    with here(house) as session:
        key = patients.identity_key(house.opened.ring, house.patient(session))
        alert = patient_alerts.add(
            session,
            "lidocaine",
            kind="allergy",
            clinic_id=house.clinic_id,
            patient_id=house.patient_id,
            key=key,
            since=NOON,
        )

    with house.opened.database.transaction(clinic_id=house.other_clinic_id, now=NOON) as session:
        assert patient_alerts.of_patient(session, house.patient_id) == []
        with pytest.raises(AlertUnknownError):
            patient_alerts.get(session, alert.id, patient_id=house.patient_id)


@pytest.mark.parametrize(
    ("text", "system", "value"),
    [("pacs|7", "pacs", "7"), (" urn:a:b | x ", "urn:a:b", "x"), ("pacs|7|8", "pacs", "7|8")],
)
def test_system_and_value_are_parted_at_the_first_bar(text: str, system: str, value: str) -> None:
    assert OutsideId.parse(text) == OutsideId(system=system, value=value)


@pytest.mark.parametrize("text", ["", "|", "pacs", "pacs|", "|7", "pacs| ", f"pacs|{'x' * 201}"])
def test_what_is_not_system_and_value_is_none(text: str) -> None:
    with pytest.raises(ValueError, match=r"system|value"):
        OutsideId.parse(text)
