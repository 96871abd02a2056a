"""Signing in and out, and who I am.

The cookie holds an opaque secret; script cannot read it, other sites cannot
send it. Signing in makes a new one, whatever the browser sent before.
"""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from api.actions import sign_in as actions
from api.actions.services import Services
from api.actions.sign_in import Caller, SignedIn
from api.routes.door.caller import COOKIE, Known, check_origin, known, services_of
from api.routes.door.capabilities import capabilities_of
from api.routes.door.documents import problems

router = APIRouter(tags=["sign-in"])


class Credentials(BaseModel):
    """Who, and the proof."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"example": {"username": "a.keller", "password": "correct horse battery"}},
    )
    username: Annotated[str, Field(min_length=1, max_length=100)]
    password: Annotated[str, Field(min_length=1, max_length=1000)]


class WhoUser(BaseModel):
    """The person, or the program."""

    id: UUID
    name: str
    username: str
    role: str


class WhoClinic(BaseModel):
    """The clinic that the caller works for."""

    id: UUID
    name: str


class Me(BaseModel):
    """Who is signed in, and what the role may do."""

    user: WhoUser
    clinic: WhoClinic
    csrf_token: Annotated[str | None, Field(description="null for programs: they need none")]
    capabilities: list[str]


@router.post(
    "/sign-in",
    name="sign_in",
    summary="Sign in with name and password",
    responses=problems(401, 403, 422, 429),
)
def sign_in(
    body: Credentials,
    request: Request,
    response: Response,
    services: Annotated[Services, Depends(services_of)],
) -> Me:
    """Set the session cookie. The session that the browser had before ends."""
    check_origin(request)
    signed_in = actions.sign_in(
        services.database,
        username=body.username,
        password=body.password,
        address=request.client.host if request.client else "unknown",
        lifetime=services.settings.session_lifetime,
        now=services.clock(),
        earlier_secret=request.cookies.get(COOKIE),
    )
    _set_cookie(response, signed_in, request=request, services=services)
    return _me(signed_in.caller, csrf_token=actions.csrf_token(signed_in.secret))


@router.post(
    "/sign-out", name="sign_out", summary="End the session", status_code=204, responses=problems(401, 403)
)
def sign_out(
    response: Response,
    services: Annotated[Services, Depends(services_of)],
    who: Annotated[Known, Depends(known)],
) -> None:
    """End the session of this browser, and have the browser forget what it kept of us."""
    if who.session is not None:
        actions.sign_out(services.database, secret=who.session.secret, now=services.clock())
    response.delete_cookie(COOKIE, path="/", httponly=True, samesite="strict")
    response.headers["Clear-Site-Data"] = '"cache", "storage"'


@router.get("/me", name="me", summary="Who is signed in", responses=problems(401))
def me(who: Annotated[Known, Depends(known)]) -> Me:
    """Tell the caller, the clinic, what the role may do, and the token for writes."""
    return _me(who.caller, csrf_token=who.session.csrf_token if who.session else None)


def _me(caller: Caller, *, csrf_token: str | None) -> Me:
    return Me(
        user=WhoUser(id=caller.user_id, name=caller.name, username=caller.username, role=caller.role),
        clinic=WhoClinic(id=caller.clinic_id, name=caller.clinic_name),
        csrf_token=csrf_token,
        capabilities=sorted(capabilities_of(caller.role)),
    )


def _set_cookie(response: Response, signed_in: SignedIn, *, request: Request, services: Services) -> None:
    response.set_cookie(
        COOKIE,
        signed_in.secret,
        path="/",
        httponly=True,
        samesite="strict",
        secure=services.settings.https or request.url.scheme == "https",
    )
