"""The sweep removes what crashes left, never what a row names, and nothing at all when it doubts."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from api.actions import sweep_storage as sweeping
from api.actions.sweep_storage import ALWAYS_FEW, GRACE, Swept, sweep_storage
from api.clock import now
from api.record import patients, photos
from api.record.photos import Photo
from api.storage.blobs import LocalBlobs
from tests.fakes import NOON
from tests.fixtures_record import House


def keep(house: House, data: bytes, *, with_row: bool) -> str:
    opened = house.opened
    with opened.database.transaction(clinic_id=house.clinic_id, now=NOON) as session:
        stored = opened.vault.keep(data, holder=house.patient(session))
        if with_row:
            photos.add(
                session,
                Photo(
                    clinic_id=house.clinic_id,
                    patient_id=house.patient_id,
                    region="face",
                    view="front",
                    taken_at=NOON,
                    taken_at_source="received",
                    received_at=NOON,
                    sha256=stored.sha256,
                    bytes_=stored.length,
                    format="jpeg",
                    blob=stored.name,
                    width_px=1,
                    height_px=1,
                ),
            )
        return stored.name


def age(blobs: LocalBlobs, name: str) -> None:
    os.utime(blobs.root / name[:2] / name[2:4] / name, (1000, 1000))


def sweep(house: House) -> Swept:
    return sweep_storage(house.opened.database, house.opened.blobs, now=now())


def test_an_old_blob_without_row_goes_and_one_with_row_stays(house: House) -> None:
    stray, known = keep(house, b"stray", with_row=False), keep(house, b"known", with_row=True)
    age(house.opened.blobs, stray)
    age(house.opened.blobs, known)

    swept = sweep(house)

    assert (swept.strays, swept.removed, swept.missing, swept.doubtful) == (1, 1, (), False)
    assert list(house.opened.blobs.names()) == [known]


def test_a_young_blob_may_still_get_its_row(house: House) -> None:
    stray = keep(house, b"stray", with_row=False)

    swept = sweep(house)

    assert (swept.strays, swept.removed) == (1, 0)
    assert list(house.opened.blobs.names()) == [stray]


def test_a_row_without_blob_is_told_and_stays(house: House) -> None:
    known = keep(house, b"known", with_row=True)
    house.opened.blobs.delete(known)

    swept = sweep(house)

    assert len(swept.missing) == 1
    with house.opened.database.transaction(clinic_id=house.clinic_id, now=NOON) as session:
        assert photos.get(session, swept.missing[0]).blob == known


def test_an_erased_patients_blobs_are_not_missed(house: House) -> None:
    known = keep(house, b"known", with_row=True)
    with house.opened.database.transaction(clinic_id=house.clinic_id, now=NOON) as session:
        patients.shred(session, house.patient(session), now=NOON)
    house.opened.blobs.delete(known)

    assert sweep(house).missing == ()


def test_an_unfinished_write_is_swept_when_no_upload_can_still_write_it(house: House) -> None:
    known = keep(house, b"known", with_row=True)
    half = house.opened.blobs.root / known[:2] / known[2:4] / "half.new"
    half.write_bytes(b"half")
    young = sweep(house).unfinished
    long_ago = (now() - GRACE - timedelta(minutes=1)).timestamp()
    os.utime(half, (long_ago, long_ago))

    swept = sweep(house)

    assert (young, swept.unfinished) == (0, 1)
    assert not half.exists()


def test_an_old_database_makes_the_sweep_doubt_itself_not_the_photos(house: House) -> None:
    blobs = house.opened.blobs
    for number in range(ALWAYS_FEW + 1):
        age(blobs, keep(house, b"newer photo %d" % number, with_row=False))

    swept = sweep(house)

    assert swept.doubtful
    assert swept.removed == 0
    assert len(list(blobs.names())) == ALWAYS_FEW + 1


def test_a_blob_that_gets_its_row_while_the_sweep_looks_is_kept(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    blobs = house.opened.blobs
    name = keep(house, b"photo", with_row=False)
    age(blobs, name)
    unknown: Callable[..., set[str]] = sweeping._unknown

    def and_meanwhile(*args: object, **kwargs: object) -> set[str]:
        found = unknown(*args, **kwargs)
        keep(house, b"photo", with_row=True)  # the sender repeats the upload, after the sweep has looked
        return found

    monkeypatch.setattr(sweeping, "_unknown", and_meanwhile)
    swept = sweep(house)

    assert (swept.strays, swept.removed, swept.missing) == (1, 0, ())
    assert list(blobs.names()) == [name]


def test_a_photo_that_comes_while_the_sweep_runs_is_not_called_missing(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = LocalBlobs.names

    def and_meanwhile(self: LocalBlobs) -> list[str]:
        listed = list(names(self))
        keep(house, sha256(b"late").digest(), with_row=True)
        return listed

    monkeypatch.setattr(LocalBlobs, "names", and_meanwhile)

    assert sweep(house).missing == ()


def test_a_marker_is_no_blob(house: House, home_path: Path) -> None:
    swept = sweep(house)

    assert (swept.blobs, swept.strays) == (0, 0)
    assert (home_path / "photos" / ".store").exists()
