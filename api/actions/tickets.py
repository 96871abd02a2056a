"""Tickets: what somebody asked to look at, sealed for that person alone and for a while.

A ticket is a question, not a permit and not a row: who holds it is asked again who they are, and the gate
decides again, at every picture that it leads to. It opens in the clinic and for the person that it was
sealed for; for everybody else it reads like one that never was.
"""

import json
from base64 import b64decode, b64encode, urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as Base64Error
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from zlib import compress, decompress

from api.record.errors import LookUnknownError
from api.storage.errors import SealBrokenError
from api.storage.work import Work

_TABLE = "tickets"
_LONGEST = 32_000


def sealed(work: Work, kind: str, said: Mapping[str, Any], *, lasts: timedelta) -> str:
    """The ticket, as one word that fits into an address.

    Parameters
    ----------
    kind : str
        What it leads to; a ticket of another kind does not open.
    """
    text = json.dumps({**said, "until": (work.now + lasts).isoformat()}, sort_keys=True)
    key = work.ring.clinic_key(work.clinic_id, label="ticket")
    closed = key.seal(
        b64encode(compress(text.encode(), 9)).decode(), table=_TABLE, column=kind, row=work.actor.user_id
    )
    return urlsafe_b64encode(closed).rstrip(b"=").decode()


def opened(work: Work, kind: str, ticket: str) -> dict[str, Any]:
    """What was asked.

    Raises
    ------
    LookUnknownError
        It is not this person's, is of another kind, was altered, or its time is over.
    """
    try:
        if len(ticket) > _LONGEST:
            raise LookUnknownError("too long")
        closed = urlsafe_b64decode(ticket + "=" * (-len(ticket) % 4))
        key = work.ring.clinic_key(work.clinic_id, label="ticket")
        packed = key.open(closed, table=_TABLE, column=kind, row=work.actor.user_id)
        said: dict[str, Any] = json.loads(decompress(b64decode(packed)))
    except (Base64Error, SealBrokenError, ValueError) as error:
        raise LookUnknownError("this ticket") from error
    if work.now >= datetime.fromisoformat(said["until"]):
        raise LookUnknownError("ended")
    return said
