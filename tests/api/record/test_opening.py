"""A home opens only when lock, database, key and photos all belong together; otherwise it says why."""

from __future__ import annotations

import shutil
from base64 import b64encode
from pathlib import Path

import pytest
from sqlalchemy import select

from api.record.opening import open_home
from api.record.patients import Patient
from api.storage.errors import (
    DatabaseDamagedError,
    HomeLockedError,
    HomeMissingPhotosError,
    MasterKeyLostError,
    MasterKeyMalformedError,
    MasterKeyWrongError,
)
from tests.fakes import NOON
from tests.fixtures_record import House


def test_a_second_server_is_refused_while_the_first_runs(house: House, home_path: Path) -> None:
    with pytest.raises(HomeLockedError):
        open_home(home_path, role="serve", now=NOON)

    house.opened.close()
    open_home(home_path, role="serve", now=NOON).close()


def test_a_start_that_is_refused_lets_go_of_the_lock(home_path: Path) -> None:
    with pytest.raises(MasterKeyMalformedError):
        open_home(home_path, role="serve", now=NOON, master_key="no key")

    open_home(home_path, role="serve", now=NOON).close()


def test_a_lost_master_key_refuses_and_makes_no_new_one(home_path: Path) -> None:
    (home_path / "keys" / "master.key").unlink()

    with pytest.raises(MasterKeyLostError):
        open_home(home_path, role="serve", now=NOON)

    assert not (home_path / "keys" / "master.key").exists()


def test_another_master_key_is_refused(home_path: Path) -> None:
    with pytest.raises(MasterKeyWrongError):
        open_home(home_path, role="serve", now=NOON, master_key=b64encode(b"w" * 32).decode())


def test_an_empty_mount_point_is_not_taken_for_the_photos(home_path: Path) -> None:
    shutil.rmtree(home_path / "photos")
    (home_path / "photos").mkdir()

    with pytest.raises(HomeMissingPhotosError, match="mounted"):
        open_home(home_path, role="serve", now=NOON)

    assert list((home_path / "photos").iterdir()) == []


def test_a_missing_photo_folder_is_not_made_again(home_path: Path) -> None:
    shutil.rmtree(home_path / "photos")

    with pytest.raises(HomeMissingPhotosError):
        open_home(home_path, role="serve", now=NOON)

    assert not (home_path / "photos").exists()


def test_the_photos_of_another_installation_are_refused(home_path: Path, tmp_path: Path) -> None:
    open_home(tmp_path / "stranger", role="serve", now=NOON).close()
    shutil.rmtree(home_path / "photos")
    shutil.copytree(tmp_path / "stranger" / "photos", home_path / "photos")

    with pytest.raises(HomeMissingPhotosError, match="another installation"):
        open_home(home_path, role="serve", now=NOON)


def test_a_new_database_does_not_adopt_photos_that_it_does_not_know(house: House, home_path: Path) -> None:
    with house.opened.database.transaction(clinic_id=house.clinic_id, now=NOON) as session:
        house.opened.vault.keep(b"photo", holder=house.patient(session))
    house.opened.close()
    (home_path / "likeness.db").unlink()

    with pytest.raises(HomeMissingPhotosError, match="does not know"):
        open_home(home_path, role="serve", now=NOON)


def test_a_first_start_that_died_before_the_database_knew_its_folder_is_taken_up(tmp_path: Path) -> None:
    home = tmp_path / "home"
    open_home(home, role="serve", now=NOON).close()
    (home / "likeness.db").unlink()

    opened = open_home(home, role="serve", now=NOON)

    assert opened.blobs.is_empty()
    opened.close()


def test_a_damaged_database_refuses_the_start_and_is_left_alone(home_path: Path) -> None:
    path = home_path / "likeness.db"
    content = bytearray(path.read_bytes())
    content[4096 * 2 : 4096 * 12] = bytes(4096 * 10)
    path.write_bytes(content)

    with pytest.raises(DatabaseDamagedError):
        open_home(home_path, role="serve", now=NOON)

    assert path.read_bytes() == bytes(content)


def test_what_was_written_is_there_after_the_next_start(house: House, home_path: Path) -> None:
    house.opened.close()

    opened = open_home(home_path, role="serve", now=NOON)
    with opened.database.transaction(clinic_id=house.clinic_id, now=NOON) as session:
        ids = session.scalars(select(Patient.id)).all()
    opened.close()

    assert ids == [house.patient_id]


def test_the_start_says_how_the_database_keeps_its_promises(
    home_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    opened = open_home(home_path, role="serve", now=NOON)
    opened.close()

    said = capsys.readouterr().out
    assert opened.database.mode.journal in said
    assert opened.database.mode.reason in said
