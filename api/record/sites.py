"""A site: a place where the clinic works."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from api.record.errors import SiteUnknownError
from api.storage.database import Base, ClinicScoped, Versioned, referable


class Site(ClinicScoped, Versioned, Base):
    """One address of a clinic."""

    __tablename__ = "sites"
    __table_args__ = (referable(),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default_factory=uuid4)
    name: Mapped[str] = mapped_column(String(200), comment="as the clinic calls it")
    address: Mapped[str | None] = mapped_column(String(500), default=None, comment="null: not given")
    created_at: Mapped[datetime] = mapped_column(comment="UTC")


def get(session: Session, site_id: UUID) -> Site:
    """The site, or SiteUnknownError."""
    found = session.get(Site, site_id)
    if found is None:
        raise SiteUnknownError(site_id)
    return found


def of_clinic(session: Session) -> Sequence[Site]:
    """The clinic's sites by name."""
    return session.scalars(select(Site).order_by(Site.name, Site.id)).all()
