"""A clinic: the tenant that everything else belongs to."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import String
from sqlalchemy.orm import Mapped, Session, mapped_column

from api.record.errors import ClinicUnknownError
from api.storage.database import Base, ClinicItself, Versioned


class Clinic(ClinicItself, Versioned, Base):
    """A tenant; no other can see it."""

    __tablename__ = "clinics"

    id: Mapped[UUID] = mapped_column(primary_key=True, default_factory=uuid4)
    name: Mapped[str] = mapped_column(String(200), comment="as the clinic writes it")
    jurisdiction: Mapped[str] = mapped_column(
        String(8), default="eu", comment="whose rules it advertises under: uk, au, us, eu"
    )
    time_zone: Mapped[str] = mapped_column(
        String(64), default="Europe/Berlin", comment="IANA name; days on the timeline are its days"
    )
    created_at: Mapped[datetime] = mapped_column(comment="UTC")


def get(session: Session, clinic_id: UUID) -> Clinic:
    """The clinic.

    Raises
    ------
    ClinicUnknownError
        There is none of that id that this session may see.
    """
    found = session.get(Clinic, clinic_id)
    if found is None:
        raise ClinicUnknownError(clinic_id)
    return found
