"""A rendition: a picture made from one original by a recipe, kept encrypted like the original."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import Index, LargeBinary, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from api.record.errors import RenditionUnknownError
from api.storage.database import Base, ClinicScoped, own


class Rendition(ClinicScoped, Base):
    """One size of one photo; can always be made again."""

    __tablename__ = "renditions"
    __table_args__ = (
        own("photos", "photo_id", ondelete="CASCADE"),
        UniqueConstraint("photo_id", "kind", "recipe_version"),
        Index(None, "blob"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default_factory=uuid4)
    photo_id: Mapped[UUID] = mapped_column(comment="made from which photo")
    kind: Mapped[str] = mapped_column(String(20), comment="thumbnail, screen")
    recipe_version: Mapped[int] = mapped_column(default=1, comment="which way of making it")
    format: Mapped[str] = mapped_column(String(10), comment="jpeg, webp or png")
    width_px: Mapped[int] = mapped_column(comment="of the rendition")
    height_px: Mapped[int] = mapped_column(comment="of the rendition")
    sha256: Mapped[bytes] = mapped_column(LargeBinary(32), comment="of its bytes")
    bytes_: Mapped[int] = mapped_column("bytes", comment="length")
    blob: Mapped[str] = mapped_column(String(80), comment="name of the encrypted bytes")
    made_at: Mapped[datetime] = mapped_column(comment="UTC")


def get(session: Session, photo_id: UUID, kind: str) -> Rendition:
    """The newest rendition of that kind, or RenditionUnknownError."""
    found = find(session, photo_id, kind)
    if found is None:
        raise RenditionUnknownError(f"{photo_id} {kind}")
    return found


def find(session: Session, photo_id: UUID, kind: str) -> Rendition | None:
    """The newest rendition of that kind, if there is one."""
    wanted = select(Rendition).where(Rendition.photo_id == photo_id, Rendition.kind == kind)
    return session.scalars(wanted.order_by(Rendition.recipe_version.desc()).limit(1)).one_or_none()


def put(session: Session, rendition: Rendition) -> None:
    """The rendition, in the place of the one that was made of this photo in the same way before."""
    before = select(Rendition).where(
        Rendition.photo_id == rendition.photo_id,
        Rendition.kind == rendition.kind,
        Rendition.recipe_version == rendition.recipe_version,
    )
    for one in session.scalars(before):
        session.delete(one)
    session.flush()
    session.add(rendition)


def of_photo(session: Session, photo_id: UUID) -> Sequence[Rendition]:
    """Every rendition of the photo."""
    return session.scalars(select(Rendition).where(Rendition.photo_id == photo_id)).all()


def blobs_in_use(session: Session, names: Iterable[str]) -> set[str]:
    """Which of these blobs are renditions; needs a session across clinics."""
    return set(session.scalars(select(Rendition.blob).where(Rendition.blob.in_(list(names)))))
