"""Who is asking: a person by cookie, or a program by bearer token; and is it really the page.

A cookie is sent by the browser whoever wrote the request, so a write that comes
with one must also repeat the CSRF token, which only our own page can read, and
must not name another origin. A token is never sent by itself: it needs neither.
"""

import hmac
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Depends, Header, Request, Security
from fastapi.security import APIKeyCookie, HTTPAuthorizationCredentials, HTTPBearer

from api.actions import sign_in
from api.actions.errors import ForgeryError, NotAllowedError, NotSignedInError
from api.actions.services import Services
from api.actions.sign_in import Caller
from api.routes.door.capabilities import Capability, capabilities_of, includes

COOKIE = "likeness_session"
READING = frozenset({"GET", "HEAD", "OPTIONS"})

_cookie = APIKeyCookie(
    name=COOKIE,
    scheme_name="session",
    description="a person in a browser; set by `sign_in`",
    auto_error=False,
)
_bearer = HTTPBearer(
    scheme_name="token", description="a program; made by an administrator with `add_token`", auto_error=False
)

CsrfToken = Annotated[
    str | None,
    Header(alias="X-CSRF-Token", description="`csrf_token` of `GET /me`; with a cookie, on every write"),
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """The browser's session as the request carried it."""

    secret: str

    @property
    def csrf_token(self) -> str:
        """What the page repeats with each write."""
        return sign_in.csrf_token(self.secret)


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """Who is asking; `session` is None for a program."""

    caller: Caller
    session: Session | None


def services_of(request: Request) -> Services:
    """What the application was built with."""
    services: Services = request.app.state.services
    return services


def check_origin(request: Request) -> None:
    """Let the request through unless a browser says that another site wrote it.

    Raises
    ------
    ForgeryError
        It names another origin.
    """
    site = request.headers.get("sec-fetch-site")
    if site is not None and site not in {"same-origin", "none"}:
        raise ForgeryError("the browser says that another site sent this")
    origin = request.headers.get("origin")
    if origin is not None and urlsplit(origin).netloc.lower() != request.headers.get("host", "").lower():
        raise ForgeryError("the origin is another site")


def known(
    request: Request,
    services: Annotated[Services, Depends(services_of)],
    cookie: Annotated[str | None, Security(_cookie)],
    bearer: Annotated[HTTPAuthorizationCredentials | None, Security(_bearer)],
    csrf: CsrfToken = None,
) -> Known:
    """Who is asking.

    Raises
    ------
    NotSignedInError
        Nobody whom we know.
    ForgeryError
        A write with a cookie that our page did not send.
    """
    now = services.clock()
    if bearer is not None:
        caller = sign_in.recognise(services.database, secret=bearer.credentials, now=now)
        if not includes(caller.owner_role, caller.role):
            raise NotSignedInError
        return Known(caller=caller, session=None)
    if not cookie:
        raise NotSignedInError
    idle = services.settings.session_idle
    caller = sign_in.resume(services.database, secret=cookie, idle=idle, now=now)
    session = Session(secret=cookie)
    if request.method not in READING:
        check_origin(request)
        if csrf is None or not hmac.compare_digest(csrf.encode(), session.csrf_token.encode()):
            raise ForgeryError("the CSRF token is missing or wrong")
    return Known(caller=caller, session=session)


def allowed(capability: Capability) -> Callable[[Known], Known]:
    """A dependency that lets through who has the capability."""

    def check(known_caller: Annotated[Known, Depends(known)]) -> Known:
        role = known_caller.caller.role
        if capability not in capabilities_of(role):
            raise NotAllowedError(role=role, capability=capability)
        return known_caller

    return check
