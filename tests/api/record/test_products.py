"""From a product or a batch to everyone who got it, and no one else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

import pytest

from api.record import advisories, batches, product_uses, products, treatments
from api.record.advisories import Advisory, AdvisoryBatch
from api.record.batches import Batch
from api.record.product_uses import ProductUse
from api.record.products import Product
from api.record.treatments import Treatment
from api.storage.errors import ConflictError
from tests.fakes import NOON
from tests.fixtures_record import House


@dataclass(frozen=True, slots=True)
class Cupboard:
    """Two products; the first with two batches, each given once; the second given without batch."""

    filler: UUID
    toxin: UUID
    lot_a: UUID
    lot_b: UUID
    with_a: UUID
    with_b: UUID
    with_toxin: UUID


@pytest.fixture
def cupboard(house: House) -> Cupboard:
    clinic_id = house.clinic_id
    filler = Product(clinic_id=clinic_id, name="Filler", kind="filler", unit="ml")
    toxin = Product(clinic_id=clinic_id, name="Toxin", kind="toxin", unit="U")
    lots = [
        Batch(clinic_id=clinic_id, product_id=filler.id, lot=lot, expires_on=date(2027, 1, 31))
        for lot in "AB"
    ]
    treated = [
        Treatment(
            clinic_id=clinic_id,
            patient_id=house.patient_id,
            practitioner_id=house.clinician_id,
            title=f"visit {number}",
            area="face",
            performed_at=NOON + timedelta(days=number),
        )
        for number in range(3)
    ]
    given = [(filler, lots[0]), (filler, lots[1]), (toxin, None)]
    with house.opened.database.transaction(clinic_id=clinic_id, now=NOON) as session:
        session.add_all([filler, toxin, *lots, *treated])
        session.add_all(
            ProductUse(
                clinic_id=clinic_id,
                treatment_id=treatment.id,
                product_id=product.id,
                batch_id=batch.id if batch else None,
                amount=0.8,
                unit=product.unit,
            )
            for treatment, (product, batch) in zip(treated, given, strict=True)
        )
    return Cupboard(filler.id, toxin.id, lots[0].id, lots[1].id, *(row.id for row in treated))


def affected(house: House, *, product_id: UUID | None = None, batch_ids: tuple[UUID, ...] = ()) -> list[UUID]:
    advisory = Advisory(
        clinic_id=house.clinic_id,
        product_id=product_id,
        title="Recall",
        source="the maker",
        text="Do not use.",
        issued_on=date(2026, 11, 20),
    )
    with house.opened.database.transaction(clinic_id=house.clinic_id, now=NOON) as session:
        session.add(advisory)
        session.add_all(
            AdvisoryBatch(clinic_id=house.clinic_id, advisory_id=advisory.id, batch_id=batch_id)
            for batch_id in batch_ids
        )
        session.flush()
        return [treatment.id for treatment in advisories.affected_treatments(session, advisory)]


def test_a_recall_of_a_batch_names_its_treatments_only(house: House, cupboard: Cupboard) -> None:
    assert affected(house, batch_ids=(cupboard.lot_a,)) == [cupboard.with_a]


def test_a_recall_of_a_product_names_the_treatments_with_any_batch(house: House, cupboard: Cupboard) -> None:
    assert affected(house, product_id=cupboard.filler) == [cupboard.with_a, cupboard.with_b]


def test_a_recall_that_names_nothing_affects_nobody(house: House, cupboard: Cupboard) -> None:
    assert affected(house) == []


def test_what_was_given_is_told_with_product_and_batch(house: House, cupboard: Cupboard) -> None:
    with house.opened.database.transaction(clinic_id=house.clinic_id, now=NOON) as session:
        told = product_uses.of_treatments(session, [cupboard.with_a, cupboard.with_toxin])

    assert [(p.name, b.lot if b else None, use.unit) for use, p, b in told] == [
        ("Filler", "A", "ml"),
        ("Toxin", None, "U"),
    ]


def test_a_lot_is_one_batch_of_its_product(house: House, cupboard: Cupboard) -> None:
    with (
        pytest.raises(ConflictError),
        house.opened.database.transaction(clinic_id=house.clinic_id, now=NOON) as session,
    ):
        session.add(Batch(clinic_id=house.clinic_id, product_id=cupboard.filler, lot="A"))


def test_lists_are_in_the_order_in_which_people_look(house: House, cupboard: Cupboard) -> None:
    with house.opened.database.transaction(clinic_id=house.clinic_id, now=NOON) as session:
        assert [product.name for product in products.of_clinic(session)] == ["Filler", "Toxin"]
        assert [batch.lot for batch in batches.of_product(session, cupboard.filler)] == ["A", "B"]
        assert [batch.id for batch in batches.with_lot(session, " A ")] == [cupboard.lot_a]
        assert [row.title for row in treatments.of_patient(session, house.patient_id)] == [
            "visit 0",
            "visit 1",
            "visit 2",
        ]


def test_treatments_between_two_photos_exclude_the_first_moment_and_include_the_last(
    house: House, cupboard: Cupboard
) -> None:
    with house.opened.database.transaction(clinic_id=house.clinic_id, now=NOON) as session:
        found = treatments.between(session, house.patient_id, start=NOON, end=NOON + timedelta(days=1))

    assert [row.id for row in found] == [cupboard.with_b]
