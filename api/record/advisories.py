"""An advisory: a warning or recall about batches, by lot or by whole product."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID, uuid4

from sqlalchemy import Index, String, UniqueConstraint, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from api.record.product_uses import ProductUse
from api.record.treatments import Treatment
from api.storage.database import Base, ClinicScoped, Versioned, own, referable


class Advisory(ClinicScoped, Versioned, Base):
    """A maker's or an authority's notice."""

    __tablename__ = "advisories"
    __table_args__ = (referable(), own("products", "product_id"), Index(None, "clinic_id", "issued_on"))

    id: Mapped[UUID] = mapped_column(primary_key=True, default_factory=uuid4)
    product_id: Mapped[UUID | None] = mapped_column(default=None, comment="null: only the listed batches")
    title: Mapped[str] = mapped_column(String(300), comment="as issued")
    source: Mapped[str] = mapped_column(String(200), comment="who issued it")
    reference: Mapped[str | None] = mapped_column(
        String(100), default=None, comment="their number; null: none"
    )
    text: Mapped[str] = mapped_column(comment="the notice")
    issued_on: Mapped[date] = mapped_column(comment="day of issue")


class AdvisoryBatch(ClinicScoped, Base):
    """One batch that an advisory names."""

    __tablename__ = "advisory_batches"
    __table_args__ = (
        own("advisories", "advisory_id"),
        own("batches", "batch_id"),
        UniqueConstraint("advisory_id", "batch_id"),
        Index(None, "clinic_id", "batch_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default_factory=uuid4)
    advisory_id: Mapped[UUID] = mapped_column(comment="which advisory")
    batch_id: Mapped[UUID] = mapped_column(comment="which batch")


def of_clinic(session: Session) -> Sequence[Advisory]:
    """The clinic's advisories, newest first."""
    return session.scalars(select(Advisory).order_by(Advisory.issued_on.desc(), Advisory.id)).all()


def affected_treatments(session: Session, advisory: Advisory) -> Sequence[Treatment]:
    """The treatments in which a named batch, or the named product, was used, oldest first."""
    named = select(AdvisoryBatch.batch_id).where(AdvisoryBatch.advisory_id == advisory.id)
    uses = select(ProductUse.treatment_id).where(
        or_(ProductUse.batch_id.in_(named), ProductUse.product_id == advisory.product_id)
    )
    wanted = select(Treatment).where(Treatment.id.in_(uses))
    return session.scalars(wanted.order_by(Treatment.performed_at, Treatment.id)).all()
