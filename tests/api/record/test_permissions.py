"""Lists and counts show what may be used, and tell nothing about the rest (C7)."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from api.record import permissions
from api.record.permissions import Counts, Permission
from consent_gate import Identifiability, Purpose, Scope, ScopeKind
from tests.consents import INSTAGRAM, LONG_AGO, WEBSITE, at_work, new_patient, photo, say_yes
from tests.fakes import NOON
from tests.fixtures_record import House

DAY = timedelta(days=1)
ENDS = NOON + 90 * DAY


@pytest.fixture
def faces(house: House) -> list[UUID]:
    """Five photos of one consenting patient, and two of one who said nothing."""
    yes, silent = new_patient(house), new_patient(house)
    with at_work(house, now=NOON) as work:
        places = [
            ("face", "front"),
            ("face", "lateral_left"),
            ("face", "front"),
            ("neck", "front"),
            ("neck", "front"),
        ]
        rows = [
            photo(work.clinic_id, yes, taken_at=LONG_AGO + 7 * DAY * week, region=region, view=view)
            for week, (region, view) in enumerate(places)
        ]
        others = [photo(work.clinic_id, silent, taken_at=LONG_AGO) for _ in range(2)]
        work.session.add_all([*rows, *others])
        say_yes(work, yes)
    return [row.id for row in rows]


def seen(house: House, **changes: Any) -> list[Permission]:
    usual: dict[str, Any] = {"purpose": Purpose.MARKETING, "channel": WEBSITE, "now": NOON}
    with at_work(house, now=NOON, write=False) as work:
        return list(permissions.visible(work.session, **{**usual, **changes}).items)


def counted(house: House, **changes: Any) -> Counts:
    usual: dict[str, Any] = {"purpose": Purpose.MARKETING, "channel": WEBSITE, "now": NOON}
    with at_work(house, now=NOON, write=False) as work:
        return permissions.count(work.session, **{**usual, **changes})


def test_a_list_holds_what_was_permitted_and_nothing_else(house: House, faces: list[UUID]) -> None:
    rows = seen(house)

    assert {row.photo_id for row in rows} == set(faces)
    assert {row.obligations for row in rows} == {"add_notice:results_differ minimum_grade:amber"}


@pytest.mark.parametrize("change", [{"channel": INSTAGRAM}, {"purpose": Purpose.TEACHING}])
def test_another_channel_or_purpose_has_nothing(
    house: House, faces: list[UUID], change: dict[str, Any]
) -> None:
    assert seen(house, **change) == []
    assert counted(house, **change) == Counts(total=0, by_region={}, by_view={})


def test_at_the_very_moment_of_expiry_list_and_count_are_empty(house: House, faces: list[UUID]) -> None:
    tick = timedelta(microseconds=1)

    totals = [counted(house, now=now).total for now in (ENDS - tick, ENDS, ENDS + tick)]

    assert totals == [len(faces), 0, 0]
    assert seen(house, now=ENDS) == []


def test_c7_counts_are_counts_of_what_is_listed(house: House, faces: list[UUID]) -> None:
    assert counted(house) == Counts(
        total=5, by_region={"face": 3, "neck": 2}, by_view={"front": 4, "lateral_left": 1}
    )
    assert counted(house, region="neck") == Counts(
        total=2, by_region={"face": 3, "neck": 2}, by_view={"front": 2}
    )
    assert counted(house, region="face", view="front") == Counts(
        total=2, by_region={"face": 2, "neck": 2}, by_view={"front": 2, "lateral_left": 1}
    )
    assert len(seen(house, region="face", view="front")) == 2


def test_pages_hold_every_photo_once(house: House, faces: list[UUID]) -> None:
    found, after = [], None
    with at_work(house, now=NOON, write=False) as work:
        for _ in range(3):
            page = permissions.visible(
                work.session, purpose=Purpose.MARKETING, channel=WEBSITE, now=NOON, limit=2, after=after
            )
            found += [row.photo_id for row in page.items]
            after = page.next

    assert sorted(found) == sorted(faces)
    assert after is None


def test_weeks_count_from_the_first_photo_of_the_region(house: House, faces: list[UUID]) -> None:
    weeks = {(row.region, row.weeks_since_first) for row in seen(house)}

    assert weeks == {("face", 0), ("face", 1), ("face", 2), ("neck", 0), ("neck", 1)}


def test_a_photo_that_is_not_ready_is_not_listed_yet(house: House, faces: list[UUID]) -> None:
    with at_work(house, now=NOON) as work:
        work.session.get_one(permissions.Photo, faces[0]).state = "unreadable"

    assert counted(house).total == len(faces) - 1


def test_another_clinic_lists_and_counts_nothing_of_it(house: House, faces: list[UUID]) -> None:
    with at_work(house, now=NOON, clinic_id=house.other_clinic_id, write=False) as work:
        page = permissions.visible(work.session, purpose=Purpose.MARKETING, channel=WEBSITE, now=NOON)
        counts = permissions.count(work.session, purpose=Purpose.MARKETING, channel=WEBSITE, now=NOON)

    assert (list(page.items), counts.total) == ([], 0)


def test_what_must_be_done_to_the_picture_is_listed_with_it(house: House) -> None:
    patient = new_patient(house)
    with at_work(house, now=NOON) as work:
        work.session.add_all(
            photo(work.clinic_id, patient, taken_at=LONG_AGO, region=region)
            for region in ("face", "cheek_left")
        )
        say_yes(
            work,
            patient,
            identifiability=Identifiability.CROPPED,
            scope=Scope(kind=ScopeKind.REGION, regions=frozenset({"face", "cheek_left"})),
        )

    rows = seen(house)

    assert [row.region for row in rows] == ["cheek_left"]
    assert "crop_to_region" in rows[0].obligations.split()


def test_an_erased_patient_is_in_no_list(house: House, faces: list[UUID]) -> None:
    with at_work(house, now=NOON) as work:
        row = work.session.get_one(permissions.Photo, faces[0])
        patient = permissions.subjects.patients.get(work.session, row.patient_id)
        permissions.subjects.patients.shred(work.session, patient, now=NOON)

    assert counted(house).total == 0


def test_a_page_and_a_count_are_read_from_one_ordered_tree(house: House, faces: list[UUID]) -> None:
    with house.opened.database.engine.connect() as connection:
        plan = connection.execute(
            text(
                "EXPLAIN QUERY PLAN SELECT * FROM permissions WHERE clinic_id = 'c' AND purpose = 'p' "
                "AND channel = 'w' AND since <= 1 AND until > 1 "
                "AND (region, view, photo_id) > ('a', 'b', 'c') "
                "ORDER BY region, view, photo_id LIMIT 51"
            )
        ).all()

    steps = [row.detail for row in plan]
    assert len(steps) == 1
    assert steps[0].startswith(
        "SEARCH permissions USING PRIMARY KEY (clinic_id=? AND purpose=? AND channel=?"
    )
