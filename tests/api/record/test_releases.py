"""What left is put down once, and found by each photo that it shows."""

import pytest
from sqlalchemy import update

from api.actions.record_audit import record_act
from api.record import releases
from api.record.releases import Release
from api.storage.errors import ConflictError
from tests.consents import LONG_AGO, at_work, photo
from tests.fakes import NOON
from tests.fixtures_record import House


def released(house: House, count: int) -> Release:
    with at_work(house, now=NOON) as work:
        rows = [photo(work.clinic_id, house.patient_id, taken_at=LONG_AGO) for _ in range(count)]
        work.session.add_all(rows)
        entry = record_act(work, "release", photo_ids=[row.id for row in rows])
        release = Release(
            clinic_id=work.clinic_id,
            audit_sequence=entry.sequence,
            released_at=NOON,
            purpose="marketing",
            channel="website",
            grounds=[],
            obligations=["conceal_eyes"],
        )
        return releases.add(work.session, release, photo_ids=[row.id for row in rows])


def test_a_release_is_found_by_every_photo_that_it_shows(house: House) -> None:
    first, second = released(house, 2), released(house, 1)

    with at_work(house, now=NOON, write=False) as work:
        shown = work.session.query(releases.ReleasedPhoto).where(
            releases.ReleasedPhoto.release_id == first.id
        )
        found = [[each.id for each in releases.of_photo(work.session, row.photo_id)] for row in shown]

    assert found == [[first.id], [first.id]]
    assert second.id != first.id


def test_the_database_refuses_to_change_a_release(house: House) -> None:
    released(house, 1)

    with pytest.raises(ConflictError, match="never changed"), at_work(house, now=NOON) as work:
        work.session.execute(update(Release).values(channel="record"))
