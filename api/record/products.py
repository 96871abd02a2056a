"""A product: what can be given to a patient."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID, uuid4

from sqlalchemy import Index, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from api.record.errors import ProductUnknownError
from api.storage.database import Base, ClinicScoped, Versioned, referable


class Product(ClinicScoped, Versioned, Base):
    """A product of a maker, in the clinic's catalogue."""

    __tablename__ = "products"
    __table_args__ = (referable(), Index(None, "clinic_id", "name"))

    id: Mapped[UUID] = mapped_column(primary_key=True, default_factory=uuid4)
    name: Mapped[str] = mapped_column(String(200), comment="trade name")
    maker: Mapped[str | None] = mapped_column(String(200), default=None, comment="null: not known")
    kind: Mapped[str] = mapped_column(String(40), comment="such as toxin, filler, peel, consumable")
    unit: Mapped[str] = mapped_column(String(20), comment="what amounts count in: U, ml, g")
    gtin: Mapped[str | None] = mapped_column(String(14), default=None, comment="GS1 number; null: none")


def get(session: Session, product_id: UUID) -> Product:
    """The product, or ProductUnknownError."""
    found = session.get(Product, product_id)
    if found is None:
        raise ProductUnknownError(product_id)
    return found


def of_clinic(session: Session) -> Sequence[Product]:
    """The clinic's products by name."""
    return session.scalars(select(Product).order_by(Product.name, Product.id)).all()
