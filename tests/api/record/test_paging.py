"""Pages give every row once, in order, whatever comes and goes meanwhile; strange markers are refused."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from api.record.errors import CursorError
from api.record.paging import Page, pack, page, unpack
from api.record.sites import Site
from tests.fakes import NOON
from tests.fixtures_record import House

BY_TIME = (Site.created_at, Site.id)
BY_NAME = (Site.name, Site.id)


def fill(house: House, count: int) -> None:
    with house.opened.database.transaction(clinic_id=house.clinic_id, now=NOON) as session:
        session.add_all(
            # Three rows share each time and each name: the ties are what a page marker must survive.
            Site(
                clinic_id=house.clinic_id,
                name=f"s{number // 3:03d}",
                created_at=NOON + timedelta(days=number // 3),
            )
            for number in range(count)
        )


def one_page(house: House, after: str | None, *, limit: int = 4, descending: bool = False) -> Page[Site]:
    with house.opened.database.transaction(clinic_id=house.clinic_id, now=NOON) as session:
        return page(session, select(Site), by=BY_TIME, limit=limit, after=after, descending=descending)


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("limit", [1, 4, 5, 200])
def test_every_row_comes_once_and_in_order(house: House, limit: int, descending: bool) -> None:  # noqa: FBT001
    fill(house, 20)
    seen: list[Site] = []
    after: str | None = None
    while True:
        part = one_page(house, after, limit=limit, descending=descending)
        seen += part.items
        after = part.next
        if after is None:
            break

    keys = [(site.created_at, site.id.hex) for site in seen]
    assert keys == sorted(keys, reverse=descending)
    assert len({site.id for site in seen}) == 20


def test_a_row_that_comes_meanwhile_moves_no_other(house: House) -> None:
    fill(house, 8)
    first = one_page(house, None)
    with house.opened.database.transaction(clinic_id=house.clinic_id, now=NOON) as session:
        session.add(Site(clinic_id=house.clinic_id, name="early", created_at=NOON - timedelta(days=9)))

    second = one_page(house, first.next)

    assert {site.id for site in first.items} & {site.id for site in second.items} == set()
    assert len(second.items) == 4


def test_an_empty_list_is_one_empty_page(house: House) -> None:
    assert one_page(house, None) == Page([], None)


@pytest.mark.parametrize("limit", [0, -1, 201])
def test_a_page_has_bounds(house: House, limit: int) -> None:
    with pytest.raises(ValueError, match="page"):
        one_page(house, None, limit=limit)


@given(st.text(max_size=80))
def test_a_marker_that_we_did_not_give_out_is_refused_or_at_least_harmless(marker: str) -> None:
    try:
        values = unpack(marker, BY_NAME)
    except CursorError:
        return
    assert len(values) == 2


@pytest.mark.parametrize(
    "marker",
    [
        "",
        "a",
        "AAAA",
        "W10",
        pack(["only one"]),
        pack([1, 2]),
        pack(["2026-01-01T00:00:00", "0" * 32]),
        pack(["2026-01-01T00:00:00+00:00", "no id"]),
        pack([NOON, True]),
        "WyJ" * 5000,
    ],
)
def test_a_marker_of_another_list_is_refused(house: House, marker: str) -> None:
    with pytest.raises(CursorError):
        one_page(house, marker)


def test_a_deep_page_is_found_by_index_not_by_counting(house: House) -> None:
    with house.opened.database.engine.connect() as connection:
        plan = connection.exec_driver_sql(
            "EXPLAIN QUERY PLAN SELECT * FROM patients WHERE clinic_id = 'c' AND (number, id) > ('P-1', 'x') "
            "ORDER BY number, id LIMIT 50"
        ).all()

    assert "(clinic_id=? AND number>?)" in str(plan)
    assert "TEMP B-TREE" not in str(plan)
