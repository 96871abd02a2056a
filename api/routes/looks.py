"""Looks: a photo or a pair opened for deep zoom, and its parts by the IIIF Image API 3."""

import secrets
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field
from starlette.responses import JSONResponse, RedirectResponse, Response

from api.actions.iiif import CONTEXT, FORMATS, info_values
from api.actions.look_closely import Look, look_at_comparison, look_at_photo, shown_now
from api.actions.release_tile import release_tile
from api.routes.door.capabilities import Capability
from api.routes.door.documents import behind_the_door
from api.routes.door.edge import Edge, may
from api.routes.door.pictures import channel_of
from api.routes.door.shapes import Sent
from consent_gate import Purpose

router = APIRouter(tags=["looks"])

Looks = Annotated[Edge, Depends(may(Capability.ASK_FOR_PIXELS))]
Compares = Annotated[Edge, Depends(may(Capability.COMPARE))]
PICTURE: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "a part of the picture without any metadata, never cached",
        "content": {kind: {"schema": {"type": "string", "format": "binary"}} for kind in FORMATS.values()},
    }
}


class NewLook(Sent):
    """What the close look is for."""

    purpose: Purpose = Purpose.CARE
    channel: Annotated[str, Field(max_length=60)] = "clinic_screen"


class LookShape(BaseModel):
    """One picture that can be looked at closely; `info_url` is its IIIF image information."""

    model_config = ConfigDict(title="Look")
    photo_id: UUID
    part: Annotated[Literal["photo", "before", "after"], Field(description="of a pair, or a photo alone")]
    info_url: str
    width_px: int
    height_px: int
    until: AwareDatetime

    @classmethod
    def of(cls, look: Look) -> Self:
        """The shape of an opened look."""
        return cls(
            photo_id=look.photo_id,
            part=look.part,
            info_url=f"/api/v1/iiif/{look.ticket}/info.json",
            width_px=look.width_px,
            height_px=look.height_px,
            until=look.until,
        )


class LooksShape(BaseModel):
    """The pictures of one look: one of a photo, two of a comparison."""

    model_config = ConfigDict(title="Looks")
    items: list[LookShape]


@router.post(
    "/photos/{photo_id}/looks",
    name="look_at_photo",
    summary="Open a photo for deep zoom",
    status_code=201,
    responses=behind_the_door(404, 409, 422),
)
def open_photo(photo_id: UUID, body: NewLook, edge: Looks) -> LooksShape:
    """Decided and audited once here; decided again at every part."""
    look = look_at_photo(
        edge.services, edge.actor, photo_id, purpose=body.purpose, channel=channel_of(body.channel)
    )
    return LooksShape(items=[LookShape.of(look)])


@router.post(
    "/comparisons/{comparison_id}/looks",
    name="look_at_comparison",
    summary="Open a comparison for deep zoom",
    status_code=201,
    responses=behind_the_door(404, 409, 422),
)
def open_comparison(comparison_id: UUID, body: NewLook, edge: Compares) -> LooksShape:
    """Both photos on their common field at full resolution; as taken when they could not be aligned."""
    looks = look_at_comparison(
        edge.services, edge.actor, comparison_id, purpose=body.purpose, channel=channel_of(body.channel)
    )
    return LooksShape(items=[LookShape.of(look) for look in looks])


@router.get(
    "/iiif/{look}",
    name="get_look",
    summary="Where the image information is",
    status_code=303,
    response_class=RedirectResponse,
    responses={200: {"description": "what `info.json` says, for who follows"}, **behind_the_door(404)},
)
def get_look(look: str, edge: Looks) -> RedirectResponse:
    """To `info.json`, as the IIIF Image API wants it."""
    shown_now(edge.services, edge.actor, look)
    return RedirectResponse(f"/api/v1/iiif/{look}/info.json", status_code=303)


@router.get(
    "/iiif/{look}/info.json",
    name="get_look_information",
    summary="Size and parts of a picture",
    response_class=JSONResponse,
    responses=behind_the_door(404),
)
def get_information(look: str, edge: Looks, request: Request) -> JSONResponse:
    """The image information of the IIIF Image API 3."""
    shown = shown_now(edge.services, edge.actor, look)
    values = info_values(f"{str(request.base_url).rstrip('/')}/api/v1/iiif/{look}", shown.size_px)
    is_linked = "application/ld+json" in request.headers.get("accept", "")
    kind = f'application/ld+json;profile="{CONTEXT}"' if is_linked else "application/json"
    return JSONResponse(values, media_type=kind)


@router.get(
    "/iiif/{look}/{region}/{size}/{rotation}/{quality}.{suffix}",
    name="get_tile",
    summary="Look at a part of a picture",
    response_class=Response,
    responses={**PICTURE, **behind_the_door(400, 404, 409, 410, 422)},
)
def get_tile(
    look: str, region: str, size: str, rotation: str, quality: str, suffix: str, edge: Looks
) -> Response:
    """By the IIIF Image API 3, up to full resolution; the gate decides at each request."""
    asked = (region, size, rotation, quality, suffix)
    data, shown = release_tile(edge.services, edge.actor, look, asked=asked)
    headers = {
        "Cache-Control": "no-store",
        "Content-Disposition": f'inline; filename="{secrets.token_hex(8)}.{suffix}"',
    }
    if shown.notices:
        headers["Likeness-Notices"] = ", ".join(shown.notices)
    return Response(data, media_type=FORMATS[suffix], headers=headers)
