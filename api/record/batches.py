"""A batch: one lot of a product, with its expiry (GS1, UDI)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID, uuid4

from sqlalchemy import String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from api.record.errors import BatchUnknownError
from api.storage.database import Base, ClinicScoped, Versioned, own, referable


class Batch(ClinicScoped, Versioned, Base):
    """A lot as printed on the box."""

    __tablename__ = "batches"
    __table_args__ = (
        referable(),
        own("products", "product_id"),
        UniqueConstraint("clinic_id", "product_id", "lot"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default_factory=uuid4)
    product_id: Mapped[UUID] = mapped_column(comment="of which product")
    lot: Mapped[str] = mapped_column(String(60), comment="as printed")
    expires_on: Mapped[date | None] = mapped_column(default=None, comment="last good day; null: not told")


def get(session: Session, batch_id: UUID) -> Batch:
    """The batch, or BatchUnknownError."""
    found = session.get(Batch, batch_id)
    if found is None:
        raise BatchUnknownError(batch_id)
    return found


def of_product(session: Session, product_id: UUID) -> Sequence[Batch]:
    """The product's batches by lot."""
    wanted = select(Batch).where(Batch.product_id == product_id).order_by(Batch.lot, Batch.id)
    return session.scalars(wanted).all()


def with_lot(session: Session, lot: str) -> Sequence[Batch]:
    """Every batch that bears this lot, of any product."""
    return session.scalars(select(Batch).where(Batch.lot == lot.strip()).order_by(Batch.id)).all()
