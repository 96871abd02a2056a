"""Pages by key: a list of any length costs the same at its end as at its start.

A page marker holds the sort values of the last row that was given out; the next page begins after it,
whatever was added or removed meanwhile. Markers are opaque to clients, and one that does not fit the
list is refused.
"""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

from sqlalchemy import Select, literal, tuple_
from sqlalchemy.orm import InstrumentedAttribute, Session

from api.record.errors import CursorError

MAX_LIMIT = 200  # rows in one answer

Row = TypeVar("Row")
Columns = Sequence[InstrumentedAttribute[Any]]


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """Some rows, and the marker of the next ones (None at the end)."""

    items: Sequence[Row]
    next: str | None


def page(
    session: Session,
    wanted: Select[Row],
    *,
    by: Columns,
    limit: int,
    after: str | None = None,
    descending: bool = False,
) -> Page[Row]:
    """One page of a list of rows.

    Parameters
    ----------
    by
        Columns that together tell every row from every other; the list is sorted by them.
    limit
        How many rows, 1-200.
    after
        The marker of the page before.

    Raises
    ------
    CursorError
        `after` is no marker of this list.
    ValueError
        `limit` is not in 1-200.
    """
    if not 0 < limit <= MAX_LIMIT:
        raise ValueError(f"a page holds 1 to {MAX_LIMIT} rows, asked for {limit}")
    if after is not None:
        key = tuple_(*by)
        last = tuple_(*(literal(v, column.type) for v, column in zip(unpack(after, by), by, strict=True)))
        wanted = wanted.where(key < last if descending else key > last)
    sort = [column.desc() if descending else column.asc() for column in by]
    rows = session.scalars(wanted.order_by(*sort).limit(limit + 1)).all()
    items = rows[:limit]
    return Page(items, pack([getattr(items[-1], column.key) for column in by]) if len(rows) > limit else None)


def pack(values: Sequence[object]) -> str:
    """The marker of a row with these sort values."""
    plain = [value if isinstance(value, (str, int)) else _text(value) for value in values]
    return urlsafe_b64encode(json.dumps(plain, ensure_ascii=False).encode()).decode().rstrip("=")


def unpack(marker: str, by: Columns) -> list[object]:
    """The sort values of a marker.

    Raises
    ------
    CursorError
        It is no marker of a list sorted by these columns.
    """
    try:
        plain = json.loads(urlsafe_b64decode(marker + "=" * (-len(marker) % 4)))
        if not isinstance(plain, list):
            raise CursorError("not a page marker")
        return [_value(value, column) for value, column in zip(plain, by, strict=True)]
    except (ValueError, TypeError, RecursionError) as error:
        raise CursorError("not a page marker of this list") from error


def _text(value: object) -> str:
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if isinstance(value, UUID):
        return value.hex
    raise TypeError(f"a list cannot be sorted by `{type(value).__name__}`")


def _value(plain: object, column: InstrumentedAttribute[Any]) -> object:
    kind = column.type.python_type
    if kind is datetime:
        moment = datetime.fromisoformat(_of(plain, str))
        if moment.tzinfo is None:
            raise CursorError("not a page marker of this list")
        return moment
    if kind is date:
        return date.fromisoformat(_of(plain, str))
    if kind is UUID:
        return UUID(hex=_of(plain, str))
    return _of(plain, str) if kind is str else _of(plain, int)


Plain = TypeVar("Plain", str, int)


def _of(plain: object, kind: type[Plain]) -> Plain:
    if type(plain) is not kind:
        raise CursorError("not a page marker of this list")
    return plain
