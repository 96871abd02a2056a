"""Every change of the record is told: who, when, before, after; in the same transaction or not at all."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from api.record import changes, sites, users
from api.record.changes import HIDDEN, Change
from api.record.clinics import Clinic
from api.record.sites import Site
from tests.fakes import NOON
from tests.fixtures_record import House


def new_site(house: House) -> Site:
    site = Site(clinic_id=house.clinic_id, name="Altona", created_at=NOON)
    with house.opened.database.transaction(
        clinic_id=house.clinic_id, now=NOON, actor_id=house.clinician_id
    ) as session:
        session.add(site)
    return site


def test_a_new_row_has_no_before_and_all_of_it_after(house: House) -> None:
    site = new_site(house)

    with house.opened.database.transaction(clinic_id=house.clinic_id, now=NOON) as session:
        (change,) = changes.of_row(session, "sites", site.id)

    assert change.before is None
    assert change.after is not None
    assert change.after["name"] == "Altona"
    assert (change.actor_id, change.at) == (house.clinician_id, NOON)


def test_a_changed_row_tells_what_changed_and_nothing_else(house: House) -> None:
    site = new_site(house)
    later = NOON + timedelta(hours=1)
    with house.opened.database.transaction(clinic_id=house.clinic_id, now=later) as session:
        sites.get(session, site.id).name = "Ottensen"

    with house.opened.database.transaction(clinic_id=house.clinic_id, now=later) as session:
        _, change = changes.of_row(session, "sites", site.id)

    assert (change.before, change.after) == ({"name": "Altona"}, {"name": "Ottensen"})
    assert (change.actor_id, change.at) == (None, later)


def test_a_removed_row_keeps_what_stood_there(house: House) -> None:
    site = new_site(house)
    with house.opened.database.transaction(clinic_id=house.clinic_id, now=NOON) as session:
        session.delete(sites.get(session, site.id))

    with house.opened.database.transaction(clinic_id=house.clinic_id, now=NOON) as session:
        *_, change = changes.of_row(session, "sites", site.id)

    assert change.before is not None
    assert change.before["name"] == "Altona"
    assert change.after is None


def test_a_change_that_is_rolled_back_is_not_told(house: House) -> None:
    site = new_site(house)

    def fail() -> None:
        with house.opened.database.transaction(clinic_id=house.clinic_id, now=NOON) as session:
            sites.get(session, site.id).name = "Ottensen"
            session.flush()
            raise LookupError

    with pytest.raises(LookupError):
        fail()

    with house.opened.database.transaction(clinic_id=house.clinic_id, now=NOON) as session:
        assert len(changes.of_row(session, "sites", site.id)) == 1


def test_setting_what_is_there_already_is_no_change(house: House) -> None:
    site = new_site(house)
    with house.opened.database.transaction(clinic_id=house.clinic_id, now=NOON) as session:
        sites.get(session, site.id).name = "Altona"

    with house.opened.database.transaction(clinic_id=house.clinic_id, now=NOON) as session:
        assert len(changes.of_row(session, "sites", site.id)) == 1
        assert sites.get(session, site.id).revision == 1


def test_the_revision_counts_the_changes(house: House) -> None:
    site = new_site(house)
    for name in ("a", "b", "c"):
        with house.opened.database.transaction(clinic_id=house.clinic_id, now=NOON) as session:
            sites.get(session, site.id).name = name

    with house.opened.database.transaction(clinic_id=house.clinic_id, now=NOON) as session:
        assert sites.get(session, site.id).revision == 4
        assert len(changes.of_row(session, "sites", site.id)) == 4


def test_that_a_password_changed_is_told_but_not_its_hash(house: House) -> None:
    with house.opened.database.transaction(clinic_id=house.clinic_id, now=NOON) as session:
        users.get(session, house.clinician_id).password_hash = "$argon2id$secret"

    with house.opened.database.transaction(clinic_id=house.clinic_id, now=NOON) as session:
        *_, change = changes.of_row(session, "users", house.clinician_id)

    assert change.after == {"password_hash": HIDDEN}


def test_a_new_clinic_is_its_own_first_change(house: House) -> None:
    with house.opened.database.across_clinics(now=NOON) as session:
        told = select(func.count()).select_from(Change).where(Change.table_name == "clinics")
        assert session.scalar(told) == len(session.scalars(select(Clinic)).all())


def test_the_order_of_changes_does_not_hang_on_the_clock(house: House) -> None:
    site = new_site(house)
    for name, when in (("b", NOON - timedelta(days=365)), ("c", NOON + timedelta(days=365))):
        with house.opened.database.transaction(clinic_id=house.clinic_id, now=when) as session:
            sites.get(session, site.id).name = name

    with house.opened.database.transaction(clinic_id=house.clinic_id, now=NOON) as session:
        told = changes.of_row(session, "sites", site.id)

    assert [change.after["name"] for change in told if change.after] == ["Altona", "b", "c"]
