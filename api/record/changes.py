"""A change: who altered which row, when, what stood there before and what stands there now.

Every flush of a `Versioned` row writes one, in the same transaction. Sealed columns stay sealed here,
so that erasing a patient erases the old names as well; columns that a class lists as `unversioned`
(hashes of passwords) are told without content. A row that says whose it is (`patient_id`) puts its
changes into that patient's history.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Index, String, event, inspect, select
from sqlalchemy.orm import InstanceState, Mapped, Session, UOWTransaction, mapped_column

from api.record.paging import Page, page
from api.storage.database import Base, ClinicScoped, ClinicSession, Versioned

HIDDEN = "(changed)"


class Change(ClinicScoped, Base):
    """One change of one row; never altered itself."""

    __tablename__ = "changes"
    __table_args__ = (
        Index(None, "table_name", "row_id", "number"),
        Index(None, "clinic_id", "number"),
        Index(None, "clinic_id", "patient_id", "number"),
    )

    number: Mapped[int] = mapped_column(
        primary_key=True, init=False, autoincrement=True, comment="order of changes, whatever the clock did"
    )
    table_name: Mapped[str] = mapped_column(String(60), comment="which table")
    row_id: Mapped[UUID] = mapped_column(comment="which row of it")
    patient_id: Mapped[UUID | None] = mapped_column(
        default=None, comment="whose history it belongs to, also once the row is gone; null: nobody's"
    )
    at: Mapped[datetime] = mapped_column(comment="UTC, the transaction's time")
    actor_id: Mapped[UUID | None] = mapped_column(default=None, comment="who; null: the service itself")
    before: Mapped[dict[str, Any] | None] = mapped_column(default=None, comment="null: the row is new")
    after: Mapped[dict[str, Any] | None] = mapped_column(default=None, comment="null: the row was removed")


def of_row(session: Session, table_name: str, row_id: UUID) -> Sequence[Change]:
    """Every change of a row, oldest first."""
    wanted = select(Change).where(Change.table_name == table_name, Change.row_id == row_id)
    return session.scalars(wanted.order_by(Change.number)).all()


def about_patient(
    session: Session, patient_id: UUID, *, limit: int, after: str | None = None
) -> Page[Change]:
    """What changed about a patient, newest first; each photo has a history of its own."""
    wanted = select(Change).where(Change.patient_id == patient_id, Change.table_name != "photos")
    return page(session, wanted, by=(Change.number,), limit=limit, after=after, descending=True)


def about_photo(session: Session, photo_id: UUID, *, limit: int, after: str | None = None) -> Page[Change]:
    """What changed about a photo, newest first."""
    wanted = select(Change).where(Change.table_name == "photos", Change.row_id == photo_id)
    return page(session, wanted, by=(Change.number,), limit=limit, after=after, descending=True)


@event.listens_for(ClinicSession, "before_flush")
def _record(session: ClinicSession, _context: UOWTransaction, _instances: object) -> None:
    """Write down what this flush is about to change."""
    for row in session.new:
        if isinstance(row, Versioned):
            session.add(_change(session, row, before=None, after=_values(row)))
    for row in session.dirty:
        if isinstance(row, Versioned) and session.is_modified(row):
            before, after = _difference(row)
            session.add(_change(session, row, before=before, after=after))
    for row in session.deleted:
        if isinstance(row, Versioned):
            session.add(_change(session, row, before=_values(row), after=None))


def _change(
    session: ClinicSession, row: Any, *, before: dict[str, Any] | None, after: dict[str, Any] | None
) -> Change:
    return Change(
        clinic_id=row.clinic_id if isinstance(row, ClinicScoped) else row.id,
        table_name=row.__tablename__,
        row_id=row.id,
        patient_id=getattr(row, "patient_id", None),
        at=session.now,
        actor_id=session.actor_id,
        before=before,
        after=after,
    )


def _values(row: Versioned) -> dict[str, Any]:
    state: InstanceState[Versioned] = inspect(row)
    return {
        name: _plain(row, name, getattr(row, name))
        for name in state.mapper.column_attrs.keys()  # noqa: SIM118 -- a read-only collection, not a dict
        if name != "revision"
    }


def _difference(row: Versioned) -> tuple[dict[str, Any], dict[str, Any]]:
    state: InstanceState[Versioned] = inspect(row)
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    for name in state.mapper.column_attrs.keys():  # noqa: SIM118 -- a read-only collection, not a dict
        history = state.attrs[name].history
        if name != "revision" and history.has_changes():
            before[name] = _plain(row, name, history.deleted[0] if history.deleted else None)
            after[name] = _plain(row, name, history.added[0] if history.added else None)
    return before, after


def _plain(row: Versioned, name: str, value: object) -> Any:
    if name in row.unversioned:
        return None if value is None else HIDDEN
    if isinstance(value, bytes):
        return {"base64": b64encode(value).decode()}
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if isinstance(value, UUID | Decimal):
        return str(value)
    return value
