"""The wrapped keys of one patient, apart from everything else and never versioned.

One key for pixels, one for identity, each wrapped by its own key of the installation. Erasing a
patient empties both columns; whatever was encrypted with them, in backups too, is then noise.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from api.storage.database import Base, ClinicScoped, own


class PatientKeys(ClinicScoped, Base):
    """What opens a patient's photos and names."""

    __tablename__ = "patient_keys"
    __table_args__ = (own("patients", "patient_id"),)

    patient_id: Mapped[UUID] = mapped_column(primary_key=True, comment="whose keys")
    wrapped_pixels_key: Mapped[bytes | None] = mapped_column(LargeBinary(40), comment="null: erased")
    wrapped_identity_key: Mapped[bytes | None] = mapped_column(LargeBinary(40), comment="null: erased")
    shredded_at: Mapped[datetime | None] = mapped_column(default=None, comment="UTC; null while readable")
