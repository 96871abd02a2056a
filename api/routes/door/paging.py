"""Keyset paging: a page ends with the key of its last row, and the next one starts after it.

A cursor is opaque to callers. It holds the sort key only, so a row that was
added or removed meanwhile neither repeats nor hides another.
"""

import base64
import json
from dataclasses import dataclass
from typing import Annotated

from fastapi import Query

from api.actions.errors import InvalidInputError

MOST = 200
USUAL = 50

Limit = Annotated[int, Query(ge=1, le=MOST, description="items a page")]
After = Annotated[
    str | None,
    Query(max_length=500, description="`next` of the page before; leave it out for the first page"),
]


@dataclass(frozen=True, slots=True)
class Window:
    """Which part of a list is wanted: at most `limit` items after the key `after`."""

    limit: int
    after: tuple[str, ...] | None


def window(limit: Limit = USUAL, after: After = None) -> Window:
    """The part of a list that the query names.

    Raises
    ------
    InvalidInputError
        `after` is not one of our cursors.
    """
    return Window(limit, None if after is None else _key(after))


def cursor(*key: str) -> str:
    """The cursor that stands after the row with this key."""
    return base64.urlsafe_b64encode(json.dumps(key).encode()).decode().rstrip("=")


def _key(said: str) -> tuple[str, ...]:
    try:
        key = json.loads(base64.urlsafe_b64decode(said + "=" * (-len(said) % 4)))
    except ValueError as error:
        raise InvalidInputError(where="after", problem="is not a cursor of this list") from error
    if not isinstance(key, list) or not key or not all(isinstance(part, str) for part in key):
        raise InvalidInputError(where="after", problem="is not a cursor of this list")
    return tuple(key)
