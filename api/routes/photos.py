"""Photos: sent in, read about, filed elsewhere, and looked at through the gate."""

from typing import Annotated, Any, Self
from urllib.parse import unquote
from uuid import UUID

from fastapi import APIRouter, Depends, Header, Query, Request
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field
from starlette.responses import Response

from api.actions.edit_photo import edit_photo, may_edit_photo
from api.actions.read_photo import PhotoTold, read_photo
from api.actions.reassign_photo import reassign_photo
from api.actions.record_audit import record_act
from api.actions.release_photo import refused, release_photo
from api.actions.upload_photo import Upload, upload_photo
from api.record import photos
from api.record.idempotency import Reply
from api.routes.door.bodies import PhotoBytes
from api.routes.door.capabilities import Capability
from api.routes.door.documents import behind_the_door
from api.routes.door.edge import Edge, may
from api.routes.door.once import REPLAYED, IdempotencyKey, Once, OnceOnly, fingerprint
from api.routes.door.pictures import (
    JPEG,
    ChannelAsked,
    PurposeAsked,
    SizeAsked,
    channel_of,
    picture_response,
)
from api.routes.door.shapes import Code, Flag, Sent, flags_of
from api.routes.door.versions import IfMatch, check_match, versioned
from api.storage.work import Work
from consent_gate import Purpose

router = APIRouter(tags=["photos"])

LONGEST_FILE_NAME = 300
Adds = Annotated[Edge, Depends(may(Capability.ADD_PHOTOS))]
Looks = Annotated[Edge, Depends(may(Capability.ASK_FOR_PIXELS))]
RAW_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "description": "the file as the camera made it, as the raw body",
        "content": {
            kind: {"schema": {"type": "string", "format": "binary"}}
            for kind in ("image/jpeg", "image/heic", "image/png", "image/webp", "image/tiff", "image/avif")
        },
    }
}


class AlignmentToBaseline(BaseModel):
    """How a photo lies to the baseline of its region and view."""

    status: str
    reason: str | None
    error_px: float | None
    confidence: float | None


class PhotoShape(BaseModel):
    """What is known of one photo."""

    model_config = ConfigDict(title="Photo")
    id: UUID
    patient_id: UUID
    region: str
    view: str
    side: str
    state: Annotated[str, Field(description="stored, ready or unreadable")]
    unreadable_reason: str | None
    taken_at: AwareDatetime
    taken_at_source: Annotated[str, Field(description="device, exif, entered or received")]
    received_at: AwareDatetime
    facts: Annotated[dict[str, Any], Field(description="told to those who look after the patient")]
    findings: list[dict[str, Any]]
    flags: list[Flag]
    alignment_to_baseline: AlignmentToBaseline | None
    treatment_id: UUID | None
    session_id: UUID | None
    width_px: int
    height_px: int
    format: str
    bytes: int
    sha256: str

    @classmethod
    def of(cls, told: PhotoTold) -> Self:
        """The shape of a photo as told."""
        photo, lies = told.photo, told.alignment
        return cls(
            id=photo.id,
            patient_id=photo.patient_id,
            region=photo.region,
            view=photo.view,
            side=photo.side,
            state=photo.state,
            unreadable_reason=photo.unreadable_reason,
            taken_at=photo.taken_at,
            taken_at_source=photo.taken_at_source,
            received_at=photo.received_at,
            facts=told.facts,
            findings=told.findings,
            flags=flags_of(photo.flags),
            alignment_to_baseline=None
            if lies is None
            else AlignmentToBaseline(
                status=lies.status, reason=lies.reason, error_px=lies.error_px, confidence=lies.confidence
            ),
            treatment_id=photo.treatment_id,
            session_id=photo.capture_session_id,
            width_px=photo.width_px,
            height_px=photo.height_px,
            format=photo.format,
            bytes=photo.bytes_,
            sha256=photo.sha256.hex(),
        )


class Receipt(BaseModel):
    """The original is on the disk, encrypted, and was read back."""

    photo: PhotoShape


class PhotoChange(Sent):
    """Where it belongs; what is left out stays."""

    region: Code | None = None
    view: Code | None = None
    side: Annotated[str | None, Field(pattern="^(left|right|none)$")] = None
    treatment_id: UUID | None = None
    session_id: UUID | None = None


class Reassignment(Sent):
    """Whose photo it is."""

    patient_id: UUID


@router.post(
    "/patients/{patient_id}/photos",
    name="upload_photo",
    summary="Send a photo in",
    status_code=201,
    response_model=Receipt,
    responses={
        200: {"model": Receipt, "description": "the same capture was received before"},
        **behind_the_door(404, 408, 409, 413, 415, 422, 507),
    },
    openapi_extra=RAW_BODY,
)
def upload(
    patient_id: UUID,
    edge: Adds,
    request: Request,
    data: PhotoBytes,
    region: Annotated[str, Query(max_length=40, description="such as `face`, `cheek_left`")],
    view: Annotated[str, Query(max_length=40, description="such as `front`, `oblique_left`, `close_up`")],
    side: Annotated[str | None, Query(pattern="^(left|right|none)$")] = None,
    session_id: UUID | None = None,
    treatment_id: UUID | None = None,
    taken_at: Annotated[
        AwareDatetime | None, Query(description="by the device's clock; wins over the camera's")
    ] = None,
    capture_id: Annotated[
        str | None,
        Query(min_length=1, max_length=80, description="made on the device; a retry repeats it"),
    ] = None,
    accept: Annotated[
        str | None,
        Query(
            max_length=80, description="keep it in spite of `wrong_side` or `clock_in_future`; needs `reason`"
        ),
    ] = None,
    reason: Annotated[str | None, Query(max_length=500, description="why it is kept")] = None,
    file_name: Annotated[str | None, Header(alias="X-File-Name", description="kept sealed")] = None,
    key: IdempotencyKey = None,
) -> Response:
    """Keep a photo. The answer comes when the original is safe; `state` turns `ready` a moment later.

    A file that cannot be kept as it is gets an error of its own, and nothing has changed: no picture
    (`unsupported_format`, `undecodable`), cut short (`truncated`), a bomb (`too_many_pixels`, ...), too
    small (`too_small`), dated in the future (`clock_in_future`), of the other side (`wrong_side`), here
    already (`duplicate`, with `photo_id`).
    """
    once = Once(key=key, fingerprint=fingerprint(request, data))
    with edge.look() as work:
        earlier = once.earlier(edge, work)
    if earlier is not None:
        return _json(earlier.status, earlier.body, REPLAYED)
    replies: list[Reply] = []

    def keep_reply(work: Work, photo: photos.Photo) -> None:
        receipt = Receipt(photo=PhotoShape.of(read_photo(work, photo.id)))
        replies.append(Reply(201, receipt.model_dump_json()))
        once.keep(edge, work, replies[0])

    sent = Upload(
        patient_id=patient_id,
        data=data,
        region=region,
        view=view,
        side=side,
        session_id=session_id,
        treatment_id=treatment_id,
        taken_at=taken_at,
        capture_id=capture_id,
        file_name=unquote(file_name)[:LONGEST_FILE_NAME] if file_name else None,
        accept=frozenset(accept.split(",")) if accept else frozenset(),
        reason=reason,
    )
    photo, is_new = upload_photo(edge.services, edge.actor, sent, and_then=keep_reply)
    if is_new:
        return _json(201, replies[0].body, {"Location": f"/api/v1/photos/{photo.id}"})
    with edge.look() as work:
        receipt = Receipt(photo=PhotoShape.of(read_photo(work, photo.id)))
    return _json(200, receipt.model_dump_json(), {"Location": f"/api/v1/photos/{photo.id}"})


@router.get(
    "/photos/{photo_id}",
    name="get_photo",
    summary="Read about a photo",
    response_model=PhotoShape,
    responses=behind_the_door(404),
)
def get_photo(
    photo_id: UUID, edge: Annotated[Edge, Depends(may(Capability.READ_PHOTOS))], request: Request
) -> Response:
    """What is known of a photo, without a pixel."""
    with edge.work() as work:
        told = read_photo(work, photo_id)
        record_act(work, "read_photo", patient_id=told.photo.patient_id, photo_ids=[photo_id])
        return versioned(request, PhotoShape.of(told), revision=told.photo.revision)


@router.patch(
    "/photos/{photo_id}",
    name="change_photo",
    summary="File a photo elsewhere",
    response_model=PhotoShape,
    responses=behind_the_door(404, 412, 422),
)
def change_photo(
    photo_id: UUID,
    body: PhotoChange,
    edge: Annotated[Edge, Depends(may(Capability.EDIT_PHOTOS))],
    request: Request,
    if_match: IfMatch = None,
) -> Response:
    """Correct region, view, side, treatment or visit; permissions follow at once."""
    with edge.work() as work:
        photo = photos.get(work.session, photo_id)
        check_match(if_match, revision=photo.revision)
        said = {name: getattr(body, name) for name in body.model_fields_set}
        clearable = {"treatment_id", "session_id"}
        decision = may_edit_photo(work, photo)
        if decision.allowed:
            edit_photo(work, photo, {n: v for n, v in said.items() if v is not None or n in clearable})
            told = read_photo(work, photo_id)
            answer = versioned(request, PhotoShape.of(told), revision=told.photo.revision)
    if not decision.allowed:
        raise refused(decision)
    edge.services.bell.set()
    return answer


@router.post(
    "/photos/{photo_id}/reassignment",
    name="reassign_photo",
    summary="Move a photo to the right patient",
    response_model=PhotoShape,
    responses=behind_the_door(404, 409, 410, 422),
)
def reassign(
    photo_id: UUID,
    body: Reassignment,
    edge: Annotated[Edge, Depends(may(Capability.EDIT_PHOTOS))],
    once: OnceOnly,
) -> Response:
    """The wrong patient's links, comparisons and permissions lose the photo at once; both records say so."""
    with edge.look() as work:
        earlier = once.earlier(edge, work)
    if earlier is not None:
        return _json(earlier.status, earlier.body, REPLAYED)
    replies: list[Reply] = []

    def keep_reply(work: Work, photo: photos.Photo) -> None:
        replies.append(Reply(200, PhotoShape.of(read_photo(work, photo.id)).model_dump_json()))
        once.keep(edge, work, replies[0])

    reassign_photo(edge.services, edge.actor, photo_id, patient_id=body.patient_id, and_then=keep_reply)
    edge.services.bell.set()
    return _json(200, replies[0].body, {})


@router.get(
    "/photos/{photo_id}/thumbnail",
    name="get_thumbnail",
    summary="Look at a photo, small",
    response_class=Response,
    responses={**JPEG, **behind_the_door(404, 409, 410, 422)},
)
def get_thumbnail(
    photo_id: UUID,
    edge: Looks,
    purpose: PurposeAsked = Purpose.CARE,
    channel: ChannelAsked = "clinic_screen",
) -> Response:
    """At most 512 px on its longer side. The gate decides at each request; a refusal says why."""
    return _look(edge, photo_id, purpose=purpose, channel=channel, size_px=512)


@router.get(
    "/photos/{photo_id}/image",
    name="get_image",
    summary="Look at a photo",
    response_class=Response,
    responses={**JPEG, **behind_the_door(404, 409, 410, 422)},
)
def get_image(
    photo_id: UUID,
    edge: Looks,
    purpose: PurposeAsked = Purpose.CARE,
    channel: ChannelAsked = "clinic_screen",
    size: SizeAsked = 2048,
) -> Response:
    """Up to 2048 px on its longer side. The gate decides at each request; a refusal says why."""
    return _look(edge, photo_id, purpose=purpose, channel=channel, size_px=size)


def _look(edge: Edge, photo_id: UUID, *, purpose: Purpose, channel: str, size_px: int) -> Response:
    picture = release_photo(
        edge.services,
        edge.actor,
        photo_id,
        purpose=purpose,
        channel=channel_of(channel),
        size_px=size_px,
    )
    return picture_response(picture)


def _json(status: int, body: str, headers: dict[str, str]) -> Response:
    return Response(body, status_code=status, media_type="application/json", headers=headers)
