"""No statement of a clinic's session reads, changes, adds or removes another clinic's rows."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import (
    ColumnElement,
    Select,
    delete,
    exists,
    func,
    insert,
    literal,
    select,
    text,
    union,
    update,
)
from sqlalchemy.orm import aliased

from api.record import schema
from api.record.jobs import Job
from api.record.patient_search import PatientSearchToken
from api.record.patients import Patient
from api.record.photos import Photo
from api.record.sites import Site
from api.record.users import User
from api.storage.database import ClinicSession
from api.storage.errors import ConflictError, CrossClinicError
from tests.fakes import NOON
from tests.fixtures_record import House

SCOPED = [mapper.class_ for mapper in schema.Base.registry.mappers if "clinic_id" in mapper.columns]


def plain(cls: type[Any]) -> Select[Any]:
    return select(cls.clinic_id)


def through_alias(cls: type[Any]) -> Select[Any]:
    return select(aliased(cls).clinic_id)


def self_join(cls: type[Any]) -> Select[Any]:
    first, second = aliased(cls), aliased(cls)
    return select(second.clinic_id).select_from(first).join(second, literal(1) == literal(1))


def subquery(cls: type[Any]) -> Select[Any]:
    return select(select(cls.clinic_id).subquery().c.clinic_id)


def common_table(cls: type[Any]) -> Select[Any]:
    return select(select(cls.clinic_id).cte().c.clinic_id)


def in_condition(cls: type[Any]) -> Select[Any]:
    return select(cls.clinic_id).where(cls.clinic_id.in_(select(aliased(cls).clinic_id)))


def of_union(cls: type[Any]) -> Select[Any]:
    both = union(select(cls.clinic_id), select(aliased(cls).clinic_id)).subquery()
    return select(both.c.clinic_id)


def distinct(cls: type[Any]) -> Select[Any]:
    return select(cls.clinic_id).distinct().order_by(cls.clinic_id).limit(10)


def grouped(cls: type[Any]) -> Select[Any]:
    return select(cls.clinic_id).group_by(cls.clinic_id).having(func.count() > 0)


SHAPES: list[Callable[[type[Any]], Select[Any]]] = [
    plain,
    through_alias,
    self_join,
    subquery,
    common_table,
    in_condition,
    of_union,
    distinct,
    grouped,
]


def populate(house: House) -> None:
    """Rows of several tables in both clinics (the house has patients, keys and search words in each)."""
    with house.opened.database.across_clinics(now=NOON) as session:
        for clinic_id in (house.clinic_id, house.other_clinic_id):
            session.add(Site(clinic_id=clinic_id, name="site", created_at=NOON))
            session.add(Job(clinic_id=clinic_id, kind="k", key="k", due_at=NOON, written_at=NOON))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(SCOPED), st.sampled_from(SHAPES))
def test_no_shape_of_query_on_any_table_sees_the_neighbour(
    house: House, cls: type[Any], shape: Callable[[type[Any]], Select[Any]]
) -> None:
    populate_once(house)

    with house.opened.database.transaction(clinic_id=house.clinic_id, now=NOON, write=False) as session:
        seen = set(session.scalars(shape(cls)))

    assert seen <= {house.clinic_id}


_populated: set[UUID] = set()


def populate_once(house: House) -> None:
    if house.clinic_id not in _populated:
        populate(house)
        _populated.add(house.clinic_id)


def test_the_neighbour_has_rows_to_be_seen(house: House) -> None:
    populate(house)

    with house.opened.database.across_clinics(now=NOON) as session:
        for cls in (Patient, PatientSearchToken, Site, Job):
            clinics = set(session.scalars(select(cls.clinic_id)))
            assert clinics == {house.clinic_id, house.other_clinic_id}


def test_a_count_counts_the_own_rows_only(house: House) -> None:
    with house.opened.database.transaction(clinic_id=house.clinic_id, now=NOON) as session:
        assert session.scalar(select(func.count()).select_from(Patient)) == 1
        assert session.scalar(select(func.count(Patient.id))) == 1


def test_a_neighbours_id_leads_nowhere(house: House) -> None:
    with house.opened.database.transaction(clinic_id=house.clinic_id, now=NOON) as session:
        assert session.get(Patient, house.other_patient_id) is None
        with pytest.raises(CrossClinicError):
            session.scalar(select(exists().where(Patient.id == house.other_patient_id)))


def exists_nearby(cls: type[Any]) -> Select[Any]:
    return select(cls.clinic_id).where(exists().where(aliased(cls).clinic_id != cls.clinic_id))


def exists_select_nearby(cls: type[Any]) -> Select[Any]:
    other = aliased(cls)
    return select(cls.clinic_id).where(select(other).where(other.clinic_id != cls.clinic_id).exists())


def counted_nearby(cls: type[Any]) -> Select[Any]:
    other = aliased(cls)
    nearby = select(func.count()).select_from(other).where(other.clinic_id != cls.clinic_id)
    return select(cls.clinic_id).where(nearby.scalar_subquery() > 0)


@pytest.mark.parametrize("shape", [exists_nearby, exists_select_nearby, counted_nearby])
def test_a_condition_does_not_notice_the_neighbour(
    house: House, shape: Callable[[type[Any]], Select[Any]]
) -> None:
    with house.opened.database.across_clinics(now=NOON) as session:
        assert session.scalars(shape(Patient)).all() != []

    with house.opened.database.transaction(clinic_id=house.clinic_id, now=NOON) as session:
        assert session.scalars(shape(Patient)).all() == []


def test_a_joined_relation_stays_inside(house: House) -> None:
    with house.opened.database.transaction(clinic_id=house.clinic_id, now=NOON) as session:
        rows = session.execute(
            select(Patient, User).outerjoin(User, User.clinic_id != Patient.clinic_id)
        ).all()

    assert [(patient.id, user) for patient, user in rows] == [(house.patient_id, None)]


def bulk_update(session: ClinicSession) -> Any:
    return session.execute(update(Job).values(kind="taken"))


def bulk_delete(session: ClinicSession) -> Any:
    return session.execute(delete(Job))


@pytest.mark.parametrize("act", [bulk_update, bulk_delete])
def test_a_bulk_change_leaves_the_neighbours_rows_alone(
    house: House, act: Callable[[ClinicSession], Any]
) -> None:
    populate(house)
    with house.opened.database.transaction(clinic_id=house.clinic_id, now=NOON) as session:
        act(session)

    with house.opened.database.across_clinics(now=NOON) as session:
        theirs = session.scalars(select(Job).where(Job.clinic_id == house.other_clinic_id)).all()
        assert [job.kind for job in theirs] == ["k"]


def test_a_row_of_another_clinic_cannot_be_added(house: House) -> None:
    with (
        pytest.raises(CrossClinicError),
        house.opened.database.transaction(clinic_id=house.clinic_id, now=NOON) as session,
    ):
        session.add(Site(clinic_id=house.other_clinic_id, name="x", created_at=NOON))


def test_a_row_cannot_be_given_away(house: House) -> None:
    with (
        pytest.raises(CrossClinicError),
        house.opened.database.transaction(clinic_id=house.clinic_id, now=NOON) as session,
    ):
        house.patient(session).clinic_id = house.other_clinic_id


@pytest.mark.parametrize("many", [False, True])
def test_a_bulk_insert_must_name_its_own_clinic(house: House, many: bool) -> None:  # noqa: FBT001
    row = {"id": uuid4(), "name": "x", "created_at": NOON, "revision": 1}
    foreign = row | {"clinic_id": house.other_clinic_id}
    statement = insert(Site) if many else insert(Site).values(**foreign)

    with (
        pytest.raises(CrossClinicError),
        house.opened.database.transaction(clinic_id=house.clinic_id, now=NOON) as session,
    ):
        session.execute(statement, [foreign] if many else None)


def test_a_bulk_insert_into_the_own_clinic_works(house: House) -> None:
    token = {"id": uuid4(), "clinic_id": house.clinic_id, "patient_id": house.patient_id, "token": b"t" * 16}

    with house.opened.database.transaction(clinic_id=house.clinic_id, now=NOON) as session:
        session.execute(insert(PatientSearchToken), [token])

        assert session.get(PatientSearchToken, token["id"]) is not None


def test_a_row_cannot_point_at_a_neighbours_patient(house: House) -> None:
    photo = Photo(
        clinic_id=house.clinic_id,
        patient_id=house.other_patient_id,
        region="face",
        view="front",
        taken_at=NOON,
        taken_at_source="received",
        received_at=NOON,
        sha256=b"h" * 32,
        bytes_=1,
        format="jpeg",
        blob="0" * 64,
        width_px=1,
        height_px=1,
    )

    with (
        pytest.raises(ConflictError),
        house.opened.database.transaction(clinic_id=house.clinic_id, now=NOON) as session,
    ):
        session.add(photo)


def everything() -> ColumnElement[bool]:
    return literal(1) == literal(1)


@pytest.mark.parametrize(
    "statement",
    [
        text("SELECT * FROM patients"),
        select(Patient.__table__),
        select(func.count()).select_from(Patient.__table__),
        select(Patient.__table__.c.number).where(everything()),
        select(Patient.id, Site.__table__.c.name),
        select(Patient.id).where(Patient.id.in_(select(Site.__table__.c.id))),
        select(Patient.id).join(Site.__table__, everything()),
        select(Patient.id).where(Patient.id.in_(select(Patient.__table__.c.id))),
        select(Patient.id).where(select(Patient.__table__.c.id).exists()),
        select(Patient.id).where(Patient.number == aliased(Site.__table__).c.name),
        select(Patient.id, text("(SELECT count(*) FROM patients)")),
    ],
)
def test_what_cannot_be_filtered_is_refused(house: House, statement: Any) -> None:
    with (
        pytest.raises(CrossClinicError),
        house.opened.database.transaction(clinic_id=house.clinic_id, now=NOON) as session,
    ):
        session.execute(statement)


def test_versioned_rows_cannot_be_changed_behind_the_record(house: House) -> None:
    with (
        pytest.raises(RuntimeError, match="versioned"),
        house.opened.database.transaction(clinic_id=house.clinic_id, now=NOON) as session,
    ):
        session.execute(update(Patient).values(sex="other"))


def test_nobody_goes_around_the_session() -> None:
    root = Path(__file__).parents[3] / "api"
    around = re.compile(r"session\.(connection|bulk_\w+)\b|\.engine\b|exec_driver_sql")
    allowed = {"storage/database.py", "record/migrating.py", "record/opening.py"}

    found = [
        str(path.relative_to(root))
        for path in sorted(root.rglob("*.py"))
        if around.search(path.read_text(encoding="utf-8")) and "pages" not in path.parts
    ]

    assert set(found) <= allowed
