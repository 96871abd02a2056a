"""A remembered reply: the same request with the same idempotency key is answered, not done again.

Replies may hold names, so they are sealed with a key of the clinic. A key that comes back with
another request is refused. Remembered for a day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID, uuid4

from sqlalchemy import Index, LargeBinary, String, UniqueConstraint, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from api.record.errors import KeyReusedError
from api.storage.database import Base, ClinicScoped
from api.storage.keys import KeyRing

KEPT = timedelta(days=1)
LABEL = "replies"


class RememberedReply(ClinicScoped, Base):
    """What one key of one caller was answered."""

    __tablename__ = "idempotency"
    __table_args__ = (UniqueConstraint("clinic_id", "caller_id", "key"), Index(None, "at"))

    id: Mapped[UUID] = mapped_column(primary_key=True, default_factory=uuid4)
    caller_id: Mapped[UUID] = mapped_column(comment="which user or token sent the key")
    key: Mapped[str] = mapped_column(String(200), comment="as sent")
    request_hash: Mapped[bytes] = mapped_column(LargeBinary(32), comment="SHA-256 of method, path and body")
    status: Mapped[int] = mapped_column(comment="HTTP status that was answered")
    body_sealed: Mapped[bytes] = mapped_column(comment="sealed body")
    at: Mapped[datetime] = mapped_column(comment="UTC")


@dataclass(frozen=True, slots=True)
class Reply:
    """What was answered."""

    status: int
    body: str


def request_hash(method: str, path: str, body: bytes) -> bytes:
    """What tells one request from another."""
    return sha256(b"\0".join((method.encode(), path.encode(), body))).digest()


def recall(
    session: Session, ring: KeyRing, *, clinic_id: UUID, caller_id: UUID, key: str, request: bytes
) -> Reply | None:
    """What this caller's key was answered before, if it was.

    Raises
    ------
    KeyReusedError
        The key came with another request then.
    """
    wanted = select(RememberedReply).where(RememberedReply.caller_id == caller_id, RememberedReply.key == key)
    found = session.scalars(wanted).one_or_none()
    if found is None:
        return None
    if found.request_hash != request:
        raise KeyReusedError("this idempotency key was used for another request")
    sealing = ring.clinic_key(clinic_id, label=LABEL)
    body = sealing.open(found.body_sealed, table="idempotency", column="body_sealed", row=found.id)
    return Reply(found.status, body)


def remember(
    session: Session,
    ring: KeyRing,
    reply: Reply,
    *,
    clinic_id: UUID,
    caller_id: UUID,
    key: str,
    request: bytes,
    now: datetime,
) -> None:
    """Keep a reply, in the transaction whose effect it reports."""
    row_id = uuid4()
    sealing = ring.clinic_key(clinic_id, label=LABEL)
    session.add(
        RememberedReply(
            clinic_id=clinic_id,
            id=row_id,
            caller_id=caller_id,
            key=key,
            request_hash=request,
            status=reply.status,
            body_sealed=sealing.seal(reply.body, table="idempotency", column="body_sealed", row=row_id),
            at=now,
        )
    )


def forget_old(session: Session, *, now: datetime) -> None:
    """Drop what is older than a day."""
    session.execute(delete(RememberedReply).where(RememberedReply.at < now - KEPT))
