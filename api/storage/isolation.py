"""A session that cannot cross clinics.

Every statement on a `ClinicScoped` class gets its clinic as a filter, also through joins, aliases
and relationships. What cannot be filtered is refused: SQL text, bare tables, inserts without or with
another clinic, and bulk changes of `Versioned` rows, which would leave no version behind.
Foreign keys carry the clinic too (`tables.own`), so a row cannot even point across.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ClauseElement, Engine, Insert, Table, event
from sqlalchemy.orm import ORMExecuteState, Session, UOWTransaction, with_loader_criteria
from sqlalchemy.sql.util import find_tables

from api.storage.errors import CrossClinicError
from api.storage.tables import Base, ClinicItself, ClinicScoped, Versioned


class ClinicSession(Session):
    """A session of one clinic, one person and one moment (`clinic_id` None: of every clinic)."""

    def __init__(
        self,
        engine: Engine,
        *,
        clinic_id: UUID | None,
        actor_id: UUID | None,
        now: datetime,
        write: bool = True,
    ) -> None:
        super().__init__(engine, expire_on_commit=False)
        self.clinic_id = clinic_id
        self.actor_id = actor_id
        self.now = now
        self.write = write


@event.listens_for(ClinicSession, "do_orm_execute")
def _filter(state: ORMExecuteState) -> None:
    session = state.session
    if not isinstance(session, ClinicSession):  # pragma: no cover -- the event is registered for this class
        raise TypeError("the filter serves clinic sessions only")
    _refuse_unversioned(state)
    clinic_id = session.clinic_id
    if clinic_id is None or state.is_column_load:
        return
    if not state.is_orm_statement:
        _refuse_bare(state)
    elif state.is_insert:
        _refuse_foreign_insert(state, clinic_id)
    else:
        state.statement = state.statement.options(
            with_loader_criteria(ClinicScoped, lambda cls: cls.clinic_id == clinic_id, include_aliases=True),
            with_loader_criteria(ClinicItself, lambda cls: cls.id == clinic_id, include_aliases=True),
        )


@event.listens_for(ClinicSession, "before_flush")
def _check_flush(session: ClinicSession, _context: UOWTransaction, _instances: object) -> None:
    if not session.write and (session.new or session.dirty or session.deleted):
        raise RuntimeError("a reading transaction was asked to write")
    if session.clinic_id is None:
        return
    for row in (*session.new, *session.dirty, *session.deleted):
        if isinstance(row, ClinicScoped) and row.clinic_id != session.clinic_id:
            raise CrossClinicError(f"a row of `{type(row).__name__}` belongs to another clinic")


def _refuse_unversioned(state: ORMExecuteState) -> None:
    if not (state.is_update or state.is_delete):
        return
    mapper = state.bind_mapper
    if mapper is not None and issubclass(mapper.class_, Versioned):
        raise RuntimeError(f"`{mapper.class_.__name__}` is versioned: change its rows one by one")


def _refuse_bare(state: ORMExecuteState) -> None:
    statement = state.statement
    if not isinstance(statement, ClauseElement):
        raise CrossClinicError("a bare command carries no clinic")
    tables = find_tables(
        statement,
        check_columns=True,
        include_joins=True,
        include_aliases=True,
        include_selects=True,
        include_crud=True,
    )
    scoped = _scoped_tables()
    if not tables or any(table.name in scoped for table in tables):
        raise CrossClinicError("write it against mapped classes: bare tables and text carry no clinic")


def _refuse_foreign_insert(state: ORMExecuteState, clinic_id: UUID) -> None:
    mapper = state.bind_mapper
    if mapper is None or not issubclass(mapper.class_, ClinicScoped):
        return
    given = state.parameters or {}
    rows: Sequence[Mapping[str, Any]] = [given] if isinstance(given, Mapping) else given
    said = {row["clinic_id"] for row in rows if "clinic_id" in row}
    statement = state.statement
    if isinstance(statement, Insert):
        compiled: dict[str, Any] = dict(statement.compile().params)
        said |= {v for k, v in compiled.items() if k.split("_m")[0] == "clinic_id" and v is not None}
    if said != {clinic_id}:
        raise CrossClinicError(f"an insert into `{mapper.class_.__name__}` must name its own clinic")


def _scoped_tables() -> frozenset[str]:
    return frozenset(
        mapper.local_table.name
        for mapper in Base.registry.mappers
        if issubclass(mapper.class_, (ClinicScoped, ClinicItself)) and isinstance(mapper.local_table, Table)
    )
