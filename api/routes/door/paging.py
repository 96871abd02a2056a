"""Pages of a list: how many, and after which row. The markers are the record's (`api.record.paging`)."""

from typing import Annotated

from fastapi import Query

from api.record.paging import MAX_LIMIT

USUAL = 50
Limit = Annotated[int, Query(ge=1, le=MAX_LIMIT, description="items a page")]
After = Annotated[
    str | None, Query(max_length=1000, description="`next` of the page before; left out for the first page")
]
