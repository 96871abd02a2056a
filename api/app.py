"""The application: the only place that builds adapters and puts the routes together.

Around every route stand, from outside in: safe headers, an answer for what was
not foreseen, known host, bounded body. Screens are served from `pages/dist` when
they were built; any path that is neither a file of theirs nor under `/api/` gets
their index, so links into the screens work.
"""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractContextManager, asynccontextmanager, closing, contextmanager, nullcontext
from pathlib import Path
from typing import Any

import structlog
from fastapi import APIRouter, FastAPI, HTTPException
from fastapi.openapi.utils import get_openapi
from starlette.responses import FileResponse, HTMLResponse, Response

from api.actions.services import Services, SharedFinder
from api.actions.sweep_storage import Swept, sweep_storage
from api.clock import Clock, now
from api.pages import DIST
from api.record.opening import open_home
from api.routes import (
    alerts,
    audit,
    capture_sessions,
    carers,
    changes,
    comparisons,
    consents,
    identifiers,
    looks,
    outcomes,
    patients,
    photos,
    portfolio,
    products,
    ratings,
    series,
    sign_in,
    staff,
    timeline,
    treatments,
)
from api.routes.door.bodies import BoundedBodies, UploadPlaces
from api.routes.door.documents import with_problems
from api.routes.door.headers import KnownHosts, SafeHeaders
from api.routes.door.problems import Unforeseen, handle_problems
from api.settings import Settings
from api.storage.heads import HeadFile, heads_path
from api.storage.home import Role
from api.storage.reading import Reader
from api.storage.sandbox import Sandbox
from api.storage.weights import load_face_finder
from imaging.landmarks import FaceFinder

BASE = "/api/v1"
log = structlog.get_logger(__name__)
ABOUT = """\
Photos of aesthetic medicine: kept safely, aligned honestly, shown only with consent.

* **Who asks**: a person signs in (`sign_in`) and has a cookie; writes then repeat `csrf_token` in
  `X-CSRF-Token`. A program sends `Authorization: Bearer` with a token.
* **Failures** are `application/problem+json` with a stable `code`, and `mend` where something can be done.
* **Pixels and what identifies** leave only when the gate allows the purpose and the channel; each look is
  in the audit before the first byte. What another clinic has is `not_found`.
* **Writes** take an `Idempotency-Key`: the same request again gets the same answer and is not done twice.
* **Lists** come in pages: `limit` and `after`, with the cursor for the next page in `next`.
* **Single things** carry an `ETag`; send it as `If-Match` with a change.
"""
NO_PAGES = """\
<!doctype html><html lang="en"><meta charset="utf-8"><title>Likeness</title>
<h1>Likeness is running</h1>
<p>The screens have not been built here: <code>make pages</code> builds them. The interface for programs is
under <code>/api/v1</code>, described in <a href="/api/v1/openapi.json">/api/v1/openapi.json</a>.</p></html>
"""
ROUTERS = (
    sign_in.router,
    patients.router,
    carers.router,
    identifiers.router,
    alerts.router,
    timeline.router,
    treatments.router,
    capture_sessions.router,
    photos.router,
    changes.router,
    comparisons.router,
    looks.router,
    series.router,
    outcomes.router,
    ratings.router,
    consents.router,
    portfolio.router,
    audit.router,
    products.router,
    staff.router,
)


@contextmanager
def open_services(
    settings: Settings,
    *,
    role: Role,
    clock: Clock = now,
    reader: Reader | None = None,
    finder: FaceFinder | None = None,
) -> Iterator[Services]:
    """Everything that a process works with, closed at the end.

    Parameters
    ----------
    role
        `serve` and `work` are held by one process each; `tool` takes no lock.
    reader, finder
        What decodes and what finds faces; by default a sandbox of its own, and what is installed.

    Raises
    ------
    HomeError, DatabaseError, KeyringError
        The home cannot be used; the sentence says why.
    """
    opened = open_home(
        settings.home,
        role=role,
        now=clock(),
        master_key=settings.master_key,
        database_url=settings.database_url,
    )
    if role == "serve":
        swept = sweep_storage(opened.database, opened.blobs, now=clock())
        log.info("storage looked through", **_told(swept))
    with closing(opened), nullcontext(reader) if reader else Sandbox(slots=settings.decoders) as sandbox:
        yield Services(
            settings=settings,
            clock=clock,
            database=opened.database,
            ring=opened.ring,
            vault=opened.vault,
            sandbox=sandbox,
            finder=finder or SharedFinder(load_face_finder),
            heads=HeadFile(heads_path(opened.home.path)),
        )


def _told(swept: Swept) -> dict[str, int | bool]:
    return {
        "blobs": swept.blobs,
        "removed": swept.removed,
        "missing": len(swept.missing),
        "doubtful": swept.doubtful,
    }


def create_app(
    services: Services, *, beside: AbstractContextManager[object] | None = None, pages: Path = DIST
) -> FastAPI:
    """The application around these services.

    Parameters
    ----------
    services
        What was built for this process; the caller closes it.
    beside
        Runs from start to stop of the application, such as the workers.
    pages
        Where the built screens are, if they are.
    """
    settings = services.settings

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        with beside or nullcontext():
            yield

    app = FastAPI(
        title="Likeness",
        version="1",
        description=ABOUT,
        openapi_url=f"{BASE}/openapi.json",
        docs_url=None,  # both pages would fetch scripts from elsewhere
        redoc_url=None,
        lifespan=lifespan,
        generate_unique_id_function=lambda route: route.name,
        license_info={"name": "Apache-2.0", "identifier": "Apache-2.0"},
        strict_content_type=True,
    )
    app.state.services = services
    app.state.settings = settings
    app.state.upload_places = UploadPlaces(settings)
    handle_problems(app)
    # The last one added stands outermost.
    app.add_middleware(BoundedBodies, settings=settings)
    app.add_middleware(KnownHosts, settings=settings)
    app.add_middleware(Unforeseen)
    app.add_middleware(SafeHeaders, settings=settings)
    for router in ROUTERS:
        app.include_router(router, prefix=BASE)
    app.include_router(_health())
    app.include_router(_screens(pages))
    app.openapi = _documented(app)  # type: ignore[method-assign]  # the way that FastAPI documents
    return app


def _health() -> APIRouter:
    router = APIRouter(tags=["health"])

    @router.get("/healthz", name="health", summary="Whether the service answers")
    def health() -> dict[str, str]:
        """Answer without asking who is there; says nothing about what is kept."""
        return {"status": "ok"}

    return router


def _screens(pages: Path) -> APIRouter:
    router = APIRouter(include_in_schema=False)
    files = {f"/{path.relative_to(pages)}": path for path in pages.rglob("*") if path.is_file()}

    @router.get("/{path:path}")
    def screen(path: str) -> Response:
        # Only names that were listed at the start are opened: a path can reach nothing else.
        found = files.get(f"/{path}")
        if found is not None and found.name != "index.html":
            is_hashed = path.startswith("assets/")
            keep = "public, max-age=31536000, immutable" if is_hashed else "no-cache"
            return FileResponse(found, headers={"Cache-Control": keep})
        if path.startswith("api/"):
            raise HTTPException(404)
        index = files.get("/index.html")
        headers = {"Cache-Control": "no-cache"}
        return FileResponse(index, headers=headers) if index else HTMLResponse(NO_PAGES, headers=headers)

    return router


def _documented(app: FastAPI) -> Callable[[], dict[str, Any]]:
    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            schema = get_openapi(
                title=app.title,
                version=app.version,
                description=app.description,
                routes=app.routes,
                license_info=app.license_info,
            )
            app.openapi_schema = with_problems(schema)
        return app.openapi_schema

    return openapi
