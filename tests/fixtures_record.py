"""Fixtures of the record: a home made by the real migrations, with a clinic and its people in it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import pytest

from api.record import patients, users
from api.record.clinics import Clinic
from api.record.opening import Opened, open_home
from api.record.patients import Identity, Patient
from api.record.users import User
from api.storage.database import ClinicSession
from tests.fakes import NOON


@dataclass(frozen=True, slots=True)
class House:
    """An opened home with two clinics, so that every test has a neighbour to keep out."""

    opened: Opened
    clinic_id: UUID
    other_clinic_id: UUID
    clinician_id: UUID
    patient_id: UUID
    other_patient_id: UUID  # of the other clinic

    def patient(self, session: ClinicSession) -> Patient:
        """The patient of the first clinic."""
        return patients.get(session, self.patient_id)


def user(clinic_id: UUID, username: str, role: str) -> User:
    """A person who cannot sign in: the hash is none."""
    return User(
        clinic_id=clinic_id,
        username=users.fold(username),
        name=username.title(),
        role=role,
        password_hash="none",
        created_at=NOON,
    )


@pytest.fixture(scope="session")
def home_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home after its first start: migrating once is enough for all tests."""
    path = tmp_path_factory.mktemp("home") / "template"
    open_home(path, role="tool", now=NOON).close()
    return path


@pytest.fixture
def home_path(home_template: Path, tmp_path: Path) -> Path:
    """A fresh home of this test's own."""
    path = tmp_path / "home"
    shutil.copytree(home_template, path)
    return path


@pytest.fixture
def opened(home_path: Path) -> Iterator[Opened]:
    """That home, opened."""
    home = open_home(home_path, role="serve", now=NOON)
    yield home
    home.close()


@pytest.fixture
def house(opened: Opened) -> House:
    """Two clinics, a clinician, and a patient in each."""
    ring = opened.ring
    with opened.database.across_clinics(now=NOON) as session:
        here = Clinic(name="Praxis am Park", created_at=NOON)
        there = Clinic(name="Harbour Skin", created_at=NOON)
        clinician = user(here.id, "anna", "clinician")
        session.add_all([here, there, clinician])
        mine = patients.register(
            session,
            ring,
            clinic_id=here.id,
            identity=Identity(family_name="Brandt", given_name="Mara"),
            number="P-000001",
            now=NOON,
        )
        theirs = patients.register(
            session,
            ring,
            clinic_id=there.id,
            identity=Identity(family_name="Brandt", given_name="Mara"),
            number="P-000001",
            now=NOON,
        )
        return House(opened, here.id, there.id, clinician.id, mine.id, theirs.id)
