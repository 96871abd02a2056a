"""Every failure leaves as `application/problem+json` (RFC 9457) with a stable code.

A problem repeats no value that was sent, names no path and no person. What was
not foreseen is logged with its trace and answered with `internal`, nothing more.
"""

import json
from collections.abc import Mapping
from typing import Annotated, Any
from uuid import uuid4

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api import errors

MEDIA_TYPE = "application/problem+json"
HTTP_CODES = {
    400: ("bad_request", "The request cannot be read"),
    404: ("not_found", "Not found"),
    405: ("method_not_allowed", "This cannot be done here"),
    408: ("too_slow", "The request took too long"),
    411: ("length_required", "The length of the body is not given"),
    413: ("body_too_large", "The request is too large"),
    415: ("unsupported_format", "This kind of content is not taken here"),
    503: ("busy", "Too much at once"),
}

log = structlog.get_logger()


class Problem(BaseModel):
    """Why a request was not done; `code` is stable, programs branch on it."""

    model_config = ConfigDict(
        extra="allow",
        json_schema_extra={
            "example": {
                "type": "urn:likeness:problem:not_found",
                "title": "Not found",
                "status": 404,
                "code": "not_found",
                "detail": "there is no such photo",
            }
        },
    )
    type: Annotated[str, Field(description="`urn:likeness:problem:` and the code")]
    title: Annotated[str, Field(description="what happened, for people")]
    status: int
    code: Annotated[str, Field(description="stable, snake_case")]
    detail: Annotated[str, Field(description="what exactly did not fit")]
    mend: Annotated[str | None, Field(description="what to do about it")] = None


def problem_response(
    *,
    status: int,
    code: str,
    title: str,
    detail: str,
    mend: str | None = None,
    facts: Mapping[str, Any] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """The answer for one problem."""
    body = {
        **(facts or {}),
        "type": f"urn:likeness:problem:{code}",
        "title": title,
        "status": status,
        "code": code,
        "detail": detail,
        **({"mend": mend} if mend else {}),
    }
    return Response(
        json.dumps(body, ensure_ascii=False),
        status_code=status,
        media_type=MEDIA_TYPE,
        headers=dict(headers or {}),
    )


def handle_problems(app: FastAPI) -> None:
    """Teach `app` to answer every error with a problem."""
    for kind in errors.STATUS:
        app.add_exception_handler(kind, _known)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)


def _known(request: Request, error: Exception) -> Response:
    problem = errors.problem_of(error)
    if problem.status >= 500:
        log.error("failed", path=_pattern(request.scope), code=problem.code, exc_info=error)
    headers = {} if problem.retry_after_s is None else {"Retry-After": str(problem.retry_after_s)}
    if problem.status == 401:
        headers["WWW-Authenticate"] = 'Bearer realm="likeness"'
    return problem_response(
        status=problem.status,
        code=problem.code,
        title=problem.title,
        detail=problem.detail,
        mend=problem.mend,
        facts=problem.facts,
        headers=headers,
    )


def _invalid(_request: Request, error: Exception) -> Response:
    if not isinstance(error, RequestValidationError):  # the table of handlers guarantees it
        raise TypeError(f"expected RequestValidationError, got `{type(error).__name__}`")
    found = [
        {"where": ".".join(str(step) for step in one["loc"][1:]) or str(one["loc"][0]), "what": one["msg"]}
        for one in error.errors()
    ]
    return problem_response(
        status=422,
        code="invalid_input",
        title="Something in the request does not fit",
        detail="; ".join(f"`{one['where']}`: {one['what']}" for one in found),
        facts={"errors": found},
    )


def _http(_request: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        raise TypeError(f"expected HTTPException, got `{type(error).__name__}`")
    code, title = HTTP_CODES.get(error.status_code, ("http_error", "The request was not done"))
    detail = error.detail if error.status_code not in {404, 405} else "there is nothing at this address"
    return problem_response(
        status=error.status_code, code=code, title=title, detail=detail, headers=error.headers
    )


class Unforeseen:
    """Answers what no handler knew: logged with a reference, told nothing else."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; an error before the answer began becomes a problem."""
        began = False

        async def noted(message: Message) -> None:
            nonlocal began
            began = began or message["type"] == "http.response.start"
            await send(message)

        try:
            await self._app(scope, receive, noted)
        except Exception as error:
            if scope["type"] != "http" or began:
                raise
            await _internal(scope, error)(scope, receive, send)


def _internal(scope: Scope, error: Exception) -> Response:
    reference = uuid4().hex[:12]
    log.error("unforeseen", path=_pattern(scope), reference=reference, exc_info=error)
    return problem_response(
        status=500,
        code="internal",
        title="Something failed on our side",
        detail=f"nothing was changed; reference `{reference}`",
        mend="try again; if it stays, give the reference to whoever runs the service",
    )


def _pattern(scope: Scope) -> str:
    """The path with names for its ids, so that the log holds no id of a patient."""
    route = scope.get("route")
    return str(getattr(route, "path", "?"))
