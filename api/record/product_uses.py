"""A product use: how much of which batch went where, in which treatment."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID, uuid4

from sqlalchemy import Index, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column, object_session

from api.record.batches import Batch
from api.record.products import Product
from api.record.treatments import Treatment
from api.storage.database import Base, ClinicScoped, Versioned, own


class ProductUse(ClinicScoped, Versioned, Base):
    """One product given in one treatment."""

    __tablename__ = "product_uses"
    __table_args__ = (
        own("treatments", "treatment_id"),
        own("products", "product_id"),
        own("batches", "batch_id"),
        Index(None, "clinic_id", "treatment_id"),
        Index(None, "clinic_id", "batch_id"),
        Index(None, "clinic_id", "product_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default_factory=uuid4)
    treatment_id: Mapped[UUID] = mapped_column(comment="when it was given")
    product_id: Mapped[UUID] = mapped_column(comment="what was given")
    batch_id: Mapped[UUID | None] = mapped_column(default=None, comment="null: lot not recorded")
    amount: Mapped[float] = mapped_column(comment="in `unit`")
    unit: Mapped[str] = mapped_column(String(20), comment="U, ml, g")
    area: Mapped[str | None] = mapped_column(
        String(40), default=None, comment="region code; null: as treated"
    )

    @property
    def patient_id(self) -> UUID | None:
        """Who got it: the patient of the treatment, also while both are still to be written."""
        session = object_session(self)
        if session is None:
            return None
        fresh = (row for row in session.new if isinstance(row, Treatment) and row.id == self.treatment_id)
        treatment = next(fresh, None) or session.get(Treatment, self.treatment_id)
        return None if treatment is None else treatment.patient_id


def of_treatments(
    session: Session, treatment_ids: Iterable[UUID]
) -> Sequence[tuple[ProductUse, Product, Batch | None]]:
    """What was given in these treatments, with product and batch, in one query."""
    wanted = (
        select(ProductUse, Product, Batch)
        .join(Product, Product.id == ProductUse.product_id)
        .outerjoin(Batch, Batch.id == ProductUse.batch_id)
        .where(ProductUse.treatment_id.in_(list(treatment_ids)))
        .order_by(Product.name, ProductUse.id)
    )
    return [(use, product, batch) for use, product, batch in session.execute(wanted)]
