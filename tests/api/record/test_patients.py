"""Who a patient is can be read with the right key only, and found without being kept."""

from __future__ import annotations

import sqlite3
from datetime import date
from pathlib import Path
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from api.record import changes, patients
from api.record.errors import PatientUnknownError
from api.record.patient_search import PatientSearchToken, fold
from api.record.patients import Identity
from api.storage.errors import KeyShreddedError, SealBrokenError
from tests.fakes import NOON
from tests.fixtures_record import House

# Names as people bear them, and as programs break on them.
NAMES = [
    "Brandt",
    "O'Brien-Müller",
    "Nguyễn Thị Minh Khai",
    "محمد الأمين",
    "משה כהן",
    "李小龍",
    "Zoë\u200d",
    "\uff26\uff35\uff2c\uff2cwidth",
    "👩\u200d⚕️ Doc",
    "İstanbul ßeta",
    "Ångström",
    "A\u030angstro\u0308m",
    "x" * 300,
    "\u202eevil",
]


def register(house: House, identity: Identity, **how: str) -> patients.Patient:
    opened = house.opened
    with opened.database.transaction(clinic_id=house.clinic_id, now=NOON) as session:
        return patients.register(
            session, opened.ring, clinic_id=house.clinic_id, identity=identity, now=NOON, **how
        )


def found(house: House, typed: str) -> list[str]:
    opened = house.opened
    with opened.database.transaction(clinic_id=house.clinic_id, now=NOON, write=False) as session:
        page = patients.search(session, opened.ring, typed, clinic_id=house.clinic_id)
        return [patient.number for patient in page.items]


@pytest.mark.parametrize("name", NAMES)
def test_any_name_comes_back_exactly_as_it_was_written(house: House, name: str) -> None:
    who = Identity(family_name=name, given_name="", birth_date=date(1984, 5, 12))

    patient = register(house, who)

    with house.opened.database.transaction(clinic_id=house.clinic_id, now=NOON) as session:
        assert patients.identity(house.opened.ring, patients.get(session, patient.id)) == who


@pytest.mark.parametrize("name", NAMES)
def test_a_patient_is_found_by_the_whole_name_and_by_its_beginnings(house: House, name: str) -> None:
    patient = register(house, Identity(family_name=name, given_name="Zzyx"))

    assert patient.number in found(house, name)
    assert patient.number in found(house, name.upper())
    assert patient.number in found(house, f"zz {name}")
    for word in fold(name):
        assert patient.number in found(house, word[:2])


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(min_size=1, max_size=60).filter(lambda name: fold(name) != ()))
def test_whatever_the_name_the_patient_is_found_by_it(house: House, name: str) -> None:
    patient = register(house, Identity(family_name=name, given_name="Any"))

    assert patient.number in found(house, name)


@pytest.mark.parametrize(
    ("typed", "hit"),
    [
        ("angstrom", True),
        ("ÅNGSTRÖM", True),
        ("astrid angs", True),
        ("1984-05-12", True),
        ("astrid 1984", True),
        ("ngstrom", False),
        ("angstrom bert", False),
        ("a", False),
        ("", False),
        ("   ", False),
        ("%", False),
        ("_-______", False),
        ("' OR 1=1 --", False),
    ],
)
def test_every_typed_word_must_be_a_beginning(house: House, typed: str, hit: bool) -> None:  # noqa: FBT001
    who = Identity(family_name="Ångström", given_name="Astrid", birth_date=date(1984, 5, 12))
    patient = register(house, who, number="X-77")

    assert (patient.number in found(house, typed)) is hit


def test_a_patient_is_found_by_the_clinics_number(house: House) -> None:
    register(house, Identity(family_name="Eins", given_name=""), number="A-100")

    assert found(house, "a-10") == ["A-100"]


def test_a_search_never_finds_a_neighbours_patient(house: House) -> None:
    # Both clinics have a Mara Brandt with the same number.
    opened = house.opened

    with opened.database.transaction(clinic_id=house.clinic_id, now=NOON) as session:
        page = patients.search(session, opened.ring, "brandt", clinic_id=house.clinic_id)

    assert [patient.id for patient in page.items] == [house.patient_id]


def test_a_new_name_is_found_and_the_old_one_is_not(house: House) -> None:
    patient = register(house, Identity(family_name="Vorher", given_name="Eva"))

    with house.opened.database.transaction(clinic_id=house.clinic_id, now=NOON) as session:
        row = patients.get(session, patient.id)
        patients.rename(session, house.opened.ring, row, Identity(family_name="Nachher", given_name="Eva"))

    assert found(house, "nachher") == [patient.number]
    assert found(house, "vorher") == []


def test_no_name_lies_readable_anywhere_in_the_home(house: House) -> None:
    who = Identity(family_name="Quetzalcoatl", given_name="Xochitl", birth_date=date(1984, 5, 12))
    patient = register(house, who)
    with house.opened.database.transaction(clinic_id=house.clinic_id, now=NOON) as session:
        row = patients.get(session, patient.id)
        patients.rename(session, house.opened.ring, row, Identity(family_name="Tezcatlipoca", given_name="X"))

    everything = b"".join(
        path.read_bytes() for path in house.opened.home.path.rglob("*") if path.is_file()
    ).lower()

    for word in (b"quetzal", b"xochitl", b"1984-05-12", b"tezcat"):
        assert word not in everything


def test_an_erased_patient_is_unreadable_unfindable_and_unlisted(house: House) -> None:
    patient = register(house, Identity(family_name="Gone", given_name="Girl"))
    opened = house.opened
    with opened.database.transaction(clinic_id=house.clinic_id, now=NOON) as session:
        patients.shred(session, patients.get(session, patient.id), now=NOON)

    with opened.database.transaction(clinic_id=house.clinic_id, now=NOON) as session:
        row = patients.get(session, patient.id)
        with pytest.raises(KeyShreddedError):
            patients.identity(opened.ring, row)
        assert row.wrapped_pixels_key is None
        assert row.erased_at == NOON
        numbers = [one.number for one in patients.listed(session).items]
        tokens = select(PatientSearchToken).where(PatientSearchToken.patient_id == patient.id)
        assert session.scalars(tokens).all() == []

    assert patient.number not in numbers
    assert found(house, "gone") == []


def test_wrapped_keys_of_an_erased_patient_are_nowhere_in_the_database_file(house: House) -> None:
    patient = register(house, Identity(family_name="Gone", given_name="Girl"))
    path = house.opened.home.path / "likeness.db"
    pixels, identity = patient.keys.wrapped_pixels_key, patient.keys.wrapped_identity_key
    assert pixels is not None
    assert identity is not None
    assert pixels in path.read_bytes()

    with house.opened.database.transaction(clinic_id=house.clinic_id, now=NOON) as session:
        patients.shred(session, patients.get(session, patient.id), now=NOON)

    left = b"".join(file.read_bytes() for file in path.parent.glob("likeness.db*"))
    assert pixels not in left
    assert identity not in left


def test_a_sealed_name_moved_to_another_patient_does_not_open(house: House, home_path: Path) -> None:
    one = register(house, Identity(family_name="Eins", given_name=""))
    two = register(house, Identity(family_name="Zwei", given_name=""))
    with sqlite3.connect(home_path / "likeness.db") as connection:
        connection.execute(
            "UPDATE patients SET family_name_sealed = "
            "(SELECT family_name_sealed FROM patients WHERE id = ?) WHERE id = ?",
            (one.id.hex, two.id.hex),
        )
    connection.close()

    with (
        house.opened.database.transaction(clinic_id=house.clinic_id, now=NOON) as session,
        pytest.raises(SealBrokenError),
    ):
        patients.identity(house.opened.ring, patients.get(session, two.id))


def test_numbers_count_up_and_skip_what_the_clinic_chose_itself(house: House) -> None:
    register(house, Identity(family_name="Own", given_name=""), number="K-17")

    numbers = [register(house, Identity(family_name="N", given_name="")).number for _ in range(3)]

    assert numbers == ["P-000002", "P-000003", "P-000004"]


def test_what_stood_there_before_a_rename_is_kept_sealed(house: House) -> None:
    opened = house.opened
    with opened.database.transaction(clinic_id=house.clinic_id, now=NOON, actor_id=house.clinician_id) as s:
        patients.rename(s, opened.ring, house.patient(s), Identity(family_name="Neu", given_name="Mara"))

    with opened.database.transaction(clinic_id=house.clinic_id, now=NOON) as session:
        first, second = changes.of_row(session, "patients", house.patient_id)

    assert first.before is None
    assert second.actor_id == house.clinician_id
    assert second.before is not None
    assert "base64" in second.before["family_name_sealed"]


@pytest.mark.parametrize(
    ("born", "day", "age"),
    [
        (date(1984, 5, 12), date(2026, 5, 11), 41),
        (date(1984, 5, 12), date(2026, 5, 12), 42),
        (date(2000, 2, 29), date(2026, 2, 28), 25),
        (date(2000, 2, 29), date(2026, 3, 1), 26),
    ],
)
def test_an_age_counts_full_years(born: date, day: date, age: int) -> None:
    assert Identity(family_name="A", given_name="B", birth_date=born).age_on(day) == age


def test_an_unknown_birth_date_gives_no_age() -> None:
    assert Identity(family_name="A", given_name="B").age_on(date(2026, 1, 1)) is None


@pytest.mark.parametrize(("family", "given"), [("", ""), (" ", "\t"), ("x" * 301, "")])
def test_a_name_that_cannot_be_kept_is_refused(family: str, given: str) -> None:
    with pytest.raises(ValueError, match="name"):
        Identity(family_name=family, given_name=given)


def test_an_unknown_patient_is_told_by_id(house: House) -> None:
    nobody = uuid4()

    with (
        house.opened.database.transaction(clinic_id=house.clinic_id, now=NOON) as session,
        pytest.raises(PatientUnknownError, match=str(nobody)),
    ):
        patients.get(session, nobody)
