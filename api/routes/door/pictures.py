"""How a picture leaves: a clean JPEG under a random name, kept by nobody."""

import secrets
from typing import Annotated, Any

from fastapi import Query
from starlette.responses import Response

from api.actions.release_photo import LARGEST, SMALLEST, Picture
from consent_gate import Channel, Purpose

PurposeAsked = Annotated[Purpose, Query(description="what the picture is for; the gate decides")]
ChannelAsked = Annotated[
    str, Query(max_length=60, description="the way it takes, such as `clinic_screen` or `social:instagram`")
]
SizeAsked = Annotated[int, Query(ge=SMALLEST, le=LARGEST, description="px of the longer side, at most")]
JPEG: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "a JPEG without any metadata, never cached",
        "content": {"image/jpeg": {"schema": {"type": "string", "format": "binary"}}},
    }
}


def picture_response(picture: Picture) -> Response:
    """The bytes, never cached; duties that words must fulfil stand in `Likeness-Notices`.

    `Likeness-Difference` tells what black (noise, at most `floor`) and white stand for, CIELAB distance.
    """
    headers = {
        "Cache-Control": "no-store",
        "Content-Disposition": f'inline; filename="{secrets.token_hex(8)}.jpg"',
    }
    if picture.notices:
        headers["Likeness-Notices"] = ", ".join(picture.notices)
    if picture.difference:
        floor, white = picture.difference
        headers["Likeness-Difference"] = f"floor={floor:.2f}, white={white:.2f}, unit=delta_e_ab"
    return Response(picture.jpeg, media_type="image/jpeg", headers=headers)


def channel_of(said: str) -> Channel:
    """The channel of a query; raises InvalidChannelError."""
    return Channel.parse(said)
