"""ETags: which version of a row this is, and what this caller was told about it.

The revision guards changes: one never overwrites another that its author did not see. An answer
holds more than the row (counts, facts of other rows, what this caller may know), so whether the
caller has it already is told by its bytes.
"""

from hashlib import sha256
from typing import Annotated

from fastapi import Header, Request
from pydantic import BaseModel
from starlette.responses import Response

from api.actions.errors import ChangedMeanwhileError

IfMatch = Annotated[
    str | None,
    Header(alias="If-Match", description="ETag of the version that you read; another is refused (412)"),
]


def etag(revision: int, body: bytes) -> str:
    """The tag of one answer about one version of one row."""
    return f'"r{revision}-{sha256(body).hexdigest()[:32]}"'


def check_match(said: str | None, *, revision: int) -> None:
    """Let a change through when its author saw this version, or did not ask.

    Raises
    ------
    ChangedMeanwhileError
        The row has changed since.
    """
    if said is None or said.strip() == "*":
        return
    if f"r{revision}" not in {tag.strip().strip('"').partition("-")[0] for tag in said.split(",")}:
        raise ChangedMeanwhileError


def versioned(request: Request, answer: BaseModel, *, revision: int) -> Response:
    """The answer with its tag; 304 without a body when the caller has these very bytes."""
    body = answer.model_dump_json().encode()
    tag = etag(revision, body)
    headers = {"ETag": tag, "Cache-Control": "private, no-cache", "Vary": "Authorization, Cookie"}
    known = {part.strip().removeprefix("W/") for part in request.headers.get("if-none-match", "").split(",")}
    if request.method in {"GET", "HEAD"} and tag in known:
        return Response(status_code=304, headers=headers)
    return Response(body, media_type="application/json", headers=headers)
