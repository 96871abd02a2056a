"""ETags: the revision of a row, so that a change never overwrites one that its author did not see."""

from typing import Annotated

from fastapi import Header, Request
from pydantic import BaseModel
from starlette.responses import Response

from api.actions.errors import ChangedMeanwhileError

IfMatch = Annotated[
    str | None,
    Header(alias="If-Match", description="ETag of the version that you read; another is refused (412)"),
]


def etag(revision: int) -> str:
    """The tag of one version of one row."""
    return f'"r{revision}"'


def check_match(said: str | None, *, revision: int) -> None:
    """Let a change through when its author saw this version, or did not ask.

    Raises
    ------
    ChangedMeanwhileError
        The row has changed since.
    """
    if said is None or said.strip() == "*":
        return
    if etag(revision) not in {tag.strip() for tag in said.split(",")}:
        raise ChangedMeanwhileError


def versioned(request: Request, answer: BaseModel, *, revision: int) -> Response:
    """The answer with its tag; 304 without a body when the caller has this version."""
    tag = etag(revision)
    headers = {"ETag": tag, "Cache-Control": "private, no-cache"}
    known = {part.strip().removeprefix("W/") for part in request.headers.get("if-none-match", "").split(",")}
    if request.method in {"GET", "HEAD"} and tag in known:
        return Response(status_code=304, headers=headers)
    return Response(answer.model_dump_json(), media_type="application/json", headers=headers)
