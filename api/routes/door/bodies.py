"""How much a request may send: little, except the raw bytes of one photo.

Every body is counted as it arrives, so a false Content-Length gains nothing. A
photo comes as the raw body, never as multipart: one stream, one limit, one hash.
"""

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import Depends, Request
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.routes.door.problems import problem_response
from api.settings import Settings

RECEIVED_PER_WORKED_ON = 4


class BoundedBodies:
    """Counts what comes in; a photo has its own, larger limit."""

    def __init__(self, app: ASGIApp, *, settings: Settings) -> None:
        self._app = app
        self._settings = settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on with a counted body."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        limit = self._limit(scope)
        declared = Headers(scope=scope).get("content-length", "0")
        if not declared.isascii() or not declared.isdigit() or int(declared) > limit:
            await _too_large(limit)(scope, receive, send)
            return
        taken = 0

        async def counted() -> Message:
            nonlocal taken
            message = await receive()
            if message["type"] == "http.request":
                taken += len(message.get("body", b""))
                if taken > limit:
                    raise HTTPException(413, f"the body is larger than {limit} bytes")
            return message

        await self._app(scope, counted, send)

    def _limit(self, scope: Scope) -> int:
        is_photo = scope["method"] == "POST" and scope["path"].endswith("/photos")
        return self._settings.max_upload_bytes if is_photo else self._settings.max_body_bytes


def _too_large(limit: int) -> ASGIApp:
    return problem_response(
        status=413,
        code="body_too_large",
        title="The request is too large",
        detail=f"the body is larger than {limit} bytes, or does not say its size in digits",
        mend="send a smaller file",
    )


async def photo_bytes(request: Request) -> AsyncIterator[bytes]:
    """The whole body, within the time that the settings allow; few are worked on at once.

    A slow sender holds a place for receiving, never one for decoding.
    """
    settings: Settings = request.app.state.settings
    places: UploadPlaces = request.app.state.upload_places
    async with places.receiving:
        body = bytearray()
        try:
            async with asyncio.timeout(settings.upload_seconds):
                async for chunk in request.stream():
                    body += chunk
        except TimeoutError as error:
            raise HTTPException(408, f"the body took longer than {settings.upload_seconds:.0f} s") from error
    async with places.working:
        yield bytes(body)


class UploadPlaces:
    """How many photos may be on their way in: each holds its file in memory."""

    def __init__(self, settings: Settings) -> None:
        self.receiving = asyncio.Semaphore(RECEIVED_PER_WORKED_ON * settings.uploads_at_once)
        self.working = asyncio.Semaphore(settings.uploads_at_once)


PhotoBytes = Annotated[bytes, Depends(photo_bytes)]
