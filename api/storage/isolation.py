"""A session that cannot cross clinics.

Every statement on a `ClinicScoped` class gets its clinic as a filter, also through joins, aliases
and relationships. What cannot be filtered is refused: SQL text, bare tables, inserts without or with
another clinic, and bulk changes of `Versioned` rows, which would leave no version behind.
Foreign keys carry the clinic too (`tables.own`), so a row cannot even point across.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Alias,
    ClauseElement,
    Column,
    Engine,
    FromClause,
    Insert,
    Join,
    Select,
    Table,
    TextClause,
    event,
)
from sqlalchemy.orm import ORMExecuteState, Session, UOWTransaction, with_loader_criteria
from sqlalchemy.sql import visitors

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
    _refuse_bare(state)
    if state.is_insert:
        _refuse_foreign_insert(state, clinic_id)
    elif state.is_orm_statement:
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
    """Raise CrossClinicError for a statement of which some part would escape the filter."""
    statement = state.statement
    if not isinstance(statement, ClauseElement) or isinstance(statement, TextClause):
        raise CrossClinicError("text and bare commands carry no clinic: write it against mapped classes")
    mapped, bare = _tables_in(statement)
    if (bare if state.is_orm_statement else bare | mapped) & _scoped_tables():
        raise CrossClinicError("bare tables carry no clinic: write it against mapped classes")


def _tables_in(statement: ClauseElement) -> tuple[set[str], set[str]]:
    """The tables that a statement reaches through mapped classes, and those that the filter would miss."""
    mapped: set[str] = set()
    named: set[str] = set()
    missed: set[str] = set()
    for part in visitors.iterate(statement):
        if isinstance(part, TextClause):
            raise CrossClinicError("text inside a statement carries no clinic")
        if isinstance(part, Table):
            (mapped if _is_mapped(part) else named).add(part.name)
        elif isinstance(part, Column) and isinstance(origin := _origin(part), Table):
            (mapped if _is_mapped(part) else named).add(origin.name)
        elif isinstance(part, Select) and not _is_filtered(part):
            missed |= {table.name for source in part.get_final_froms() for table in _leaves(source)}
    # A mapped column brings its table along as a plain one; a table that no mapped part explains came bare.
    return mapped, missed | (named - mapped)


def _is_mapped(part: Table | Column[Any]) -> bool:
    return "parentmapper" in part._annotations  # noqa: SLF001 -- nothing public tells


def _is_filtered(select: Select[Any]) -> bool:
    return select._propagate_attrs.get("compile_state_plugin") == "orm"  # noqa: SLF001 -- nothing public tells


def _leaves(source: FromClause) -> Iterator[Table]:
    """The tables that a source joins directly; what lies inside its subqueries is looked at on its own."""
    if isinstance(source, Table):
        yield source
    elif isinstance(source, Join):
        yield from _leaves(source.left)
        yield from _leaves(source.right)
    elif isinstance(source, Alias) and isinstance(source.element, FromClause):
        yield from _leaves(source.element)


def _origin(column: Column[Any]) -> object:
    origin: object = column.table
    while isinstance(origin, Alias):
        origin = origin.element
    return origin


def _refuse_foreign_insert(state: ORMExecuteState, clinic_id: UUID) -> None:
    mapper = state.bind_mapper
    if mapper is None or not issubclass(mapper.class_, ClinicScoped):
        return
    given = state.parameters or {}
    rows: Sequence[Mapping[str, Any]] = [given] if isinstance(given, Mapping) else given
    statement = state.statement
    if not isinstance(statement, Insert) or statement._values or statement._multi_values or statement.select:  # noqa: SLF001 -- nothing public tells
        raise CrossClinicError("give the rows of an insert as parameters: there their clinic can be seen")
    if {row.get("clinic_id") for row in rows} != {clinic_id}:
        raise CrossClinicError(f"an insert into `{mapper.class_.__name__}` must name its own clinic")


def _scoped_tables() -> frozenset[str]:
    return frozenset(
        mapper.local_table.name
        for mapper in Base.registry.mappers
        if issubclass(mapper.class_, (ClinicScoped, ClinicItself)) and isinstance(mapper.local_table, Table)
    )
