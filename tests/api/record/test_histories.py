"""A change knows whose it is: from the row while it is there, also of changes that are older than that."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from alembic import command

from api.record import changes, migrating
from api.record.batches import Batch
from api.record.changes import Change
from api.record.errors import CursorError
from api.record.product_uses import ProductUse
from api.record.products import Product
from api.record.treatments import Treatment
from api.storage.database import Database
from tests.fakes import NOON
from tests.fixtures_record import House

BEFORE = "2026_11_20_add_identifiers_and_alerts"


def treatment(house: House) -> Treatment:
    return Treatment(
        clinic_id=house.clinic_id,
        patient_id=house.patient_id,
        practitioner_id=house.clinician_id,
        title="Toxin",
        area="face",
        performed_at=NOON,
    )


def test_what_is_written_in_one_flush_with_its_treatment_is_in_the_patients_history(house: House) -> None:
    product = Product(clinic_id=house.clinic_id, name="Toxin", kind="toxin", unit="U")
    treated = treatment(house)
    use = ProductUse(
        clinic_id=house.clinic_id, treatment_id=treated.id, product_id=product.id, amount=2, unit="U"
    )
    with house.opened.database.transaction(clinic_id=house.clinic_id, now=NOON) as session:
        session.add_all([use, treated, product])

    with house.opened.database.transaction(clinic_id=house.clinic_id, now=NOON) as session:
        told = changes.about_patient(session, house.patient_id, limit=10).items

    assert {change.table_name for change in told} == {"patients", "treatments", "product_uses"}


def test_what_is_about_no_patient_is_in_no_history(house: House) -> None:
    product = Product(clinic_id=house.clinic_id, name="Toxin", kind="toxin", unit="U")
    batch = Batch(clinic_id=house.clinic_id, product_id=product.id, lot="A1")
    with house.opened.database.transaction(clinic_id=house.clinic_id, now=NOON) as session:
        session.add_all([product, batch])

    with house.opened.database.transaction(clinic_id=house.clinic_id, now=NOON) as session:
        whose = sa.select(Change.patient_id).where(Change.table_name.in_(["products", "batches"]))
        assert session.scalars(whose).all() == [None, None]


def test_a_neighbour_clinic_reads_an_empty_history(house: House) -> None:
    with house.opened.database.transaction(clinic_id=house.other_clinic_id, now=NOON) as session:
        told = changes.about_patient(session, house.patient_id, limit=10)

    assert (list(told.items), told.next) == ([], None)


def test_a_marker_of_another_list_is_refused(house: House) -> None:
    with (
        house.opened.database.transaction(clinic_id=house.clinic_id, now=NOON) as session,
        pytest.raises(CursorError),
    ):
        changes.about_patient(session, house.patient_id, limit=10, after="WyJQLTAwMDAwMSJd")


def test_changes_older_than_the_column_are_filed_by_their_rows(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'old.db'}")
    patient, carer, treated, use, site = (uuid4() for _ in range(5))
    with database.connection() as connection:
        command.upgrade(migrating.config(connection), BEFORE)
    names = {"patients": patient, "carers": carer, "treatments": treated, "product_uses": use}
    careless = sa.create_engine(database.url)  # checks no foreign keys: only these rows matter here
    with careless.begin() as connection:
        fill(connection, "treatments", id=treated, patient_id=patient)
        fill(connection, "carers", id=carer, patient_id=patient, kind="treating")
        fill(connection, "product_uses", id=use, treatment_id=treated)
        for number, (table, row) in enumerate({**names, "sites": site}.items()):
            fill(connection, "changes", number=number, table_name=table, row_id=row)
    careless.dispose()

    with database.connection() as connection:
        command.upgrade(migrating.config(connection), "head")

    with database.engine.connect() as connection:
        told = connection.exec_driver_sql("SELECT table_name, patient_id FROM changes").all()
    database.close()
    whose = {str(table): patient_id for table, patient_id in told}
    assert whose == {**dict.fromkeys(names, patient.hex), "sites": None}


def fill(connection: sa.Connection, name: str, **values: UUID | str | int) -> None:
    """A row of an old table, with something in every column that may not be null."""
    table = sa.Table(name, sa.MetaData(), autoload_with=connection)
    needed = {
        column.name: NOON if isinstance(column.type, sa.DateTime) else "1"
        for column in table.columns
        if not column.nullable
    }
    plain = {key: value.hex if isinstance(value, UUID) else value for key, value in values.items()}
    connection.execute(sa.insert(table), {**needed, **plain})
