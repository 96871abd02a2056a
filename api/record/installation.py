"""What this installation knows about itself: which photo folder is its own, which master key sealed it.

Both are checked at each start. An empty mount point, a folder of another installation or another
master key stops the start with a clear sentence, before anything could be called missing or damaged.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import LargeBinary, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from api.storage.blobs import LocalBlobs
from api.storage.database import Base
from api.storage.errors import HomeMissingPhotosError


class Installation(Base):
    """The one row that ties database, photo folder and master key together."""

    __tablename__ = "installation"

    id: Mapped[UUID] = mapped_column(primary_key=True, default_factory=uuid4)
    store_id: Mapped[UUID] = mapped_column(comment="the marker in the photo folder")
    key_check: Mapped[bytes] = mapped_column(
        LargeBinary(32), comment="tells the right master key from others"
    )
    made_at: Mapped[datetime] = mapped_column(comment="UTC, first start")


def find(session: Session) -> Installation | None:
    """The row, or None before the first start has finished."""
    return session.scalars(select(Installation)).one_or_none()


def tie(session: Session, blobs: LocalBlobs, *, key_check: bytes, now: datetime) -> Installation:
    """The row, checked against the folder, or made at the first start.

    Raises
    ------
    HomeMissingPhotosError
        The folder is not the one that belongs to this database.
    """
    known = find(session)
    marker = blobs.marker()
    if known is not None:
        if marker is None:
            raise HomeMissingPhotosError(
                f"`{blobs.root}` bears no marker: is the disk with the photos mounted?"
            )
        if marker != known.store_id:
            raise HomeMissingPhotosError(f"`{blobs.root}` belongs to another installation")
        return known
    if not blobs.is_empty():
        raise HomeMissingPhotosError(f"`{blobs.root}` holds photos that this new database does not know")
    # A first start that was killed here leaves a marker without a row: it is empty, so it is taken over.
    store_id = marker or uuid4()
    blobs.mark(store_id)
    row = Installation(store_id=store_id, key_check=key_check, made_at=now)
    session.add(row)
    session.flush()
    return row
