"""A photo comes once: a repeated capture is the same photo, the same bytes are told, others learn nothing."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

import pytest
from sqlalchemy import func, select

from api.record import patients, photos
from api.record.errors import CaptureIdReusedError, DuplicatePhotoError, PhotoUnknownError
from api.record.patients import Identity
from api.record.photos import Photo
from tests.fakes import NOON
from tests.fixtures_record import House


def photo(
    house: House,
    data: bytes,
    *,
    capture_id: str | None = None,
    patient_id: UUID | None = None,
    view: str = "front",
    taken_at: datetime = NOON,
    state: str = "ready",
    is_baseline: bool = False,
) -> Photo:
    return Photo(
        clinic_id=house.clinic_id,
        patient_id=patient_id or house.patient_id,
        capture_id=capture_id,
        region="face",
        view=view,
        taken_at=taken_at,
        taken_at_source="received",
        received_at=NOON,
        sha256=sha256(data).digest(),
        bytes_=len(data),
        format="jpeg",
        blob=sha256(b"name" + data).hexdigest(),
        width_px=640,
        height_px=480,
        state=state,
        is_baseline=is_baseline,
    )


def add(house: House, row: Photo) -> Photo:
    with house.opened.database.transaction(clinic_id=house.clinic_id, now=NOON) as session:
        return photos.add(session, row)


def second_patient(house: House) -> UUID:
    opened = house.opened
    with opened.database.transaction(clinic_id=house.clinic_id, now=NOON) as session:
        who = Identity(family_name="Zwei", given_name="")
        return patients.register(session, opened.ring, clinic_id=house.clinic_id, identity=who, now=NOON).id


def test_a_repeated_capture_is_the_same_photo(house: House) -> None:
    first = add(house, photo(house, b"a", capture_id="c1"))

    again = add(house, photo(house, b"a", capture_id="c1"))

    assert again.id == first.id


def test_the_same_bytes_of_the_same_patient_are_told_with_the_photo_that_has_them(house: House) -> None:
    first = add(house, photo(house, b"a", capture_id="c1"))

    with pytest.raises(DuplicatePhotoError) as caught:
        add(house, photo(house, b"a", capture_id="c2"))

    assert caught.value.photo_id == first.id


def test_the_same_bytes_of_another_patient_are_a_photo_of_their_own(house: House) -> None:
    first = add(house, photo(house, b"a"))

    second = add(house, photo(house, b"a", patient_id=second_patient(house)))

    assert second.id != first.id


def test_a_capture_id_with_other_bytes_is_refused(house: House) -> None:
    add(house, photo(house, b"a", capture_id="c1"))

    with pytest.raises(CaptureIdReusedError):
        add(house, photo(house, b"b", capture_id="c1"))


def test_a_capture_id_for_another_patient_is_refused(house: House) -> None:
    add(house, photo(house, b"a", capture_id="c1"))

    with pytest.raises(CaptureIdReusedError):
        add(house, photo(house, b"a", capture_id="c1", patient_id=second_patient(house)))


def test_photos_without_capture_id_do_not_meet(house: House) -> None:
    add(house, photo(house, b"a"))

    second = add(house, photo(house, b"b"))

    assert second.capture_id is None


def test_fifty_repeats_at_once_are_one_photo(house: House) -> None:
    with ThreadPoolExecutor(8) as pool:
        made = [pool.submit(add, house, photo(house, b"a", capture_id="c1")) for _ in range(50)]
        ids = {done.result().id for done in made}

    with house.opened.database.transaction(clinic_id=house.clinic_id, now=NOON) as session:
        assert session.scalar(select(func.count(Photo.id))) == 1
    assert len(ids) == 1


def test_the_same_file_in_two_clinics_with_one_capture_id_is_two_photos(house: House) -> None:
    mine = add(house, photo(house, b"a", capture_id="c1"))
    theirs = photo(house, b"a", capture_id="c1", patient_id=house.other_patient_id)
    theirs.clinic_id = house.other_clinic_id

    with house.opened.database.transaction(clinic_id=house.other_clinic_id, now=NOON) as session:
        added = photos.add(session, theirs)

    assert added.id != mine.id


def test_an_earlier_photo_of_the_same_view_is_the_baseline(house: House) -> None:
    early = add(house, photo(house, b"a", taken_at=NOON - timedelta(days=30)))
    add(house, photo(house, b"b", taken_at=NOON - timedelta(days=60), view="oblique_left"))
    late = add(house, photo(house, b"c"))

    with house.opened.database.transaction(clinic_id=house.clinic_id, now=NOON) as session:
        of_late, of_early = photos.baseline_for(session, late), photos.baseline_for(session, early)

    assert of_late is not None
    assert of_late.id == early.id
    assert of_early is None


def test_a_marked_baseline_goes_before_an_earlier_photo(house: House) -> None:
    add(house, photo(house, b"a", taken_at=NOON - timedelta(days=30)))
    marked = add(house, photo(house, b"b", taken_at=NOON - timedelta(days=20), is_baseline=True))
    late = add(house, photo(house, b"c"))

    with house.opened.database.transaction(clinic_id=house.clinic_id, now=NOON) as session:
        baseline = photos.baseline_for(session, late)

    assert baseline is not None
    assert baseline.id == marked.id


def test_an_unreadable_photo_is_nobodys_baseline(house: House) -> None:
    add(house, photo(house, b"a", taken_at=NOON - timedelta(days=30), state="unreadable"))
    late = add(house, photo(house, b"c"))

    with house.opened.database.transaction(clinic_id=house.clinic_id, now=NOON) as session:
        assert photos.baseline_for(session, late) is None


def test_the_list_shows_the_newest_face_and_how_many_there_are(house: House) -> None:
    add(house, photo(house, b"a", taken_at=NOON - timedelta(days=30)))
    newest = add(house, photo(house, b"b"))
    add(house, photo(house, b"c", view="oblique_left", taken_at=NOON + timedelta(days=1)))

    with house.opened.database.transaction(clinic_id=house.clinic_id, now=NOON) as session:
        faces = photos.latest_faces(session, [house.patient_id])
        counts = photos.counts(session, [house.patient_id, house.other_patient_id])

    assert faces == {house.patient_id: newest.id}
    assert counts == {house.patient_id: (3, NOON + timedelta(days=1))}


def test_an_unknown_photo_is_told(house: House) -> None:
    with (
        house.opened.database.transaction(clinic_id=house.clinic_id, now=NOON) as session,
        pytest.raises(PhotoUnknownError),
    ):
        photos.get(session, house.patient_id)


def test_the_timeline_is_one_walk_along_an_index(house: House) -> None:
    with house.opened.database.engine.connect() as connection:
        plan = connection.exec_driver_sql(
            "EXPLAIN QUERY PLAN SELECT * FROM photos WHERE clinic_id = 'c' AND patient_id = 'p' "
            "ORDER BY region, view, taken_at"
        ).all()

    assert "ix_photos_clinic_id_patient_id_region_view_taken_at" in str(plan)
    assert "TEMP B-TREE" not in str(plan)
