"""A write is done once, however often its request comes.

With an `Idempotency-Key` the answer is kept in the transaction of the write
itself: either both are there or neither. The same key with another request is
refused. What failed is not kept, so it may be tried again.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, TypeVar

from fastapi import Depends, Header, Request
from pydantic import BaseModel
from starlette.responses import Response

from api.actions.release_photo import refused
from api.record import idempotency
from api.record.idempotency import Reply
from api.routes.door.edge import Edge
from api.storage.work import Work
from consent_gate import Decision

IdempotencyKey = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=200,
        description="made by the caller, one a write: the same request again gets the same answer",
    ),
]
Made = TypeVar("Made", bound=BaseModel)
REPLAYED = {"Idempotent-Replayed": "true"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Once:
    """The key of this request, if it has one, and what tells the request from others."""

    key: str | None
    fingerprint: bytes

    def answer(
        self,
        edge: Edge,
        do: Callable[[Work], Made | Decision],
        *,
        status: int = 201,
        at: Callable[[Made], str] | None = None,
    ) -> Response:
        """Do it in one transaction and answer, or answer what was answered before.

        Parameters
        ----------
        do
            The action, and the shape of its answer; or a decision that says no.
        at
            The address of what was made, for the `Location` header.

        Raises
        ------
        KeyReusedError
            The key came before with another request.
        RefusedError, PhotoUnknownError
            The gate said no.
        """
        with edge.work() as work:
            earlier = self.earlier(edge, work)
            if earlier is not None:
                return _response(earlier.status, earlier.body, REPLAYED)
            made = do(work)
            if not isinstance(made, Decision):
                reply = Reply(status, made.model_dump_json())
                self.keep(edge, work, reply)
        if isinstance(made, Decision):  # raised after the commit: its audit entry stays
            raise refused(made)
        return _response(status, reply.body, {"Location": at(made)} if at else {})

    def earlier(self, edge: Edge, work: Work) -> Reply | None:
        """What this key was answered before, if it was."""
        if self.key is None:
            return None
        return idempotency.recall(
            work.session,
            work.ring,
            clinic_id=work.clinic_id,
            caller_id=edge.caller.credential_id,
            key=self.key,
            request=self.fingerprint,
        )

    def keep(self, edge: Edge, work: Work, reply: Reply) -> None:
        """Remember the answer together with what it reports."""
        if self.key is None:
            return
        idempotency.remember(
            work.session,
            work.ring,
            reply,
            clinic_id=work.clinic_id,
            caller_id=edge.caller.credential_id,
            key=self.key,
            request=self.fingerprint,
            now=work.now,
        )


async def once(request: Request, key: IdempotencyKey = None) -> Once:
    """The key of a request with a small body."""
    return Once(key=key, fingerprint=fingerprint(request, await request.body()))


def fingerprint(request: Request, body: bytes) -> bytes:
    """What tells one request from another: method, path, query and body."""
    target = f"{request.url.path}?{request.url.query}"
    return idempotency.request_hash(request.method, target, hashlib.sha256(body).digest())


def _response(status: int, body: str, headers: dict[str, str]) -> Response:
    return Response(body, status_code=status, media_type="application/json", headers=headers)


OnceOnly = Annotated[Once, Depends(once)]
