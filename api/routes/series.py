"""Series: several photos held against one baseline, frame by frame, close up, or as a film."""

import secrets
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field
from starlette.responses import Response

from api.actions.compare_series import FEWEST, MOST, SeriesTold, compare_series
from api.actions.compare_set import SetFrame, frame_values
from api.actions.release_series import release_film, release_frame
from api.record.photos import Photo
from api.routes.door.capabilities import Capability
from api.routes.door.documents import behind_the_door
from api.routes.door.edge import Edge, may
from api.routes.door.pictures import JPEG, SizeAsked, channel_of, picture_response
from api.routes.door.shapes import Sent
from consent_gate import Purpose
from imaging.film import FRAME_MS

router = APIRouter(tags=["series"])

Compares = Annotated[Edge, Depends(may(Capability.COMPARE))]
FILM: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "a film without sound and metadata, never cached",
        "content": {
            kind: {"schema": {"type": "string", "format": "binary"}} for kind in ("image/webp", "video/mp4")
        },
    }
}
BoxAsked = Annotated[
    str | None,
    Query(
        pattern=r"^\d{1,6},\d{1,6},\d{1,6},\d{1,6}$",
        description="x,y,w,h in pixels of the baseline: a close-up",
    ),
]


class NewSeries(Sent):
    """Which photos, onto which of them, and what for."""

    photo_ids: Annotated[list[UUID], Field(min_length=FEWEST, max_length=MOST)]
    baseline_photo_id: Annotated[UUID | None, Field(description="else the earliest")] = None
    purpose: Purpose = Purpose.CARE
    channel: Annotated[str, Field(max_length=60)] = "clinic_screen"


class SeriesFieldShape(BaseModel):
    """What all photos show, in full-size pixels of the baseline."""

    box_px: Annotated[list[int], Field(description="x, y, width, height")]
    width_px: int
    height_px: int


class SeriesFrame(BaseModel):
    """One photo of a series; `image_url` is null for one that stands apart."""

    photo_id: UUID
    number: int
    taken_at: Annotated[AwareDatetime | None, Field(description="told for care only")]
    interval_days: float
    status: Annotated[str, Field(description="baseline, aligned or refused")]
    reason: str | None
    detail: str | None
    error_px: Annotated[float | None, Field(description="expected, at the size of the baseline")]
    confidence: float | None
    grade: Annotated[dict[str, Any] | None, Field(description="against the baseline")]
    drift: Annotated[
        dict[str, Any] | None,
        Field(description="a finding: its own alignment held against the way over the photo before it"),
    ]
    recipe: dict[str, Any] | None
    image_url: str | None


class SeriesShape(BaseModel):
    """Several photos on one field, each graded against the baseline; the worst decides."""

    model_config = ConfigDict(title="Series")
    id: Annotated[str, Field(description="leads its asker to the pictures, for twelve hours")]
    patient_id: Annotated[UUID | None, Field(description="told for care only")]
    baseline_photo_id: UUID
    field: SeriesFieldShape | None
    grade: dict[str, Any]
    frames: list[SeriesFrame]
    film_url: str | None

    @classmethod
    def of(cls, told: SeriesTold) -> Self:
        """The shape of a series as told for its use."""
        field = told.made.field
        frames = zip(told.photos, told.made.frames, strict=True)
        return cls(
            id=told.ticket,
            patient_id=told.photos[0].patient_id if told.purpose is Purpose.CARE else None,
            baseline_photo_id=told.photos[told.baseline].id,
            field=None
            if field is None
            else SeriesFieldShape(box_px=list(field.box_px), width_px=field.width, height_px=field.height),
            grade={"overall": told.made.grade.overall.value, "sentence": told.made.grade.sentence},
            frames=[_frame(told, photo, frame, number) for number, (photo, frame) in enumerate(frames, 1)],
            film_url=None if field is None else f"/api/v1/series/{told.ticket}/film",
        )


@router.post(
    "/series",
    name="compare_series",
    summary="Compare several photos",
    responses=behind_the_door(404, 409, 410, 422),
)
def compare(body: NewSeries, edge: Compares) -> SeriesShape:
    """All photos onto one baseline and one field; what cannot be laid onto it stands apart."""
    told = compare_series(
        edge.services,
        edge.actor,
        photo_ids=body.photo_ids,
        baseline_id=body.baseline_photo_id,
        purpose=body.purpose,
        channel=channel_of(body.channel),
    )
    return SeriesShape.of(told)


@router.get(
    "/series/{series}/images/{number}",
    name="get_series_image",
    summary="Look at one photo of a series",
    response_class=Response,
    responses={**JPEG, **behind_the_door(404, 409, 410, 422)},
)
def get_image(
    series: str, number: int, edge: Compares, size: SizeAsked = 1024, box: BoxAsked = None
) -> Response:
    """On the canvas that all share, or one place of it, up to full resolution."""
    place = None if box is None else tuple(int(part) for part in box.split(","))
    picture = release_frame(
        edge.services,
        edge.actor,
        series,
        number=number,
        size_px=size,
        box=None if place is None else (place[0], place[1], place[2], place[3]),
    )
    return picture_response(picture)


@router.get(
    "/series/{series}/film",
    name="get_series_film",
    summary="Look at a series as a film",
    response_class=Response,
    responses={**FILM, **behind_the_door(404, 409, 410, 422), **behind_the_door(501)},
)
def get_film(
    series: str,
    edge: Compares,
    size: SizeAsked = 1024,
    format: Literal["webp", "mp4"] = "webp",  # noqa: A002 - the field's own word
    frame_ms: Annotated[int, Query(ge=350, le=10_000, description="ms a photo")] = FRAME_MS,
) -> Response:
    """Dates stand beside the picture; MP4 needs an optional part, animated WebP is always there."""
    film = release_film(edge.services, edge.actor, series, size_px=size, kind=format, frame_ms=frame_ms)
    headers = {
        "Cache-Control": "no-store",
        "Content-Disposition": f'inline; filename="{secrets.token_hex(8)}.{format}"',
    }
    if film.notices:
        headers["Likeness-Notices"] = ", ".join(film.notices)
    kind = "video/mp4" if format == "mp4" else "image/webp"
    return Response(film.data, media_type=kind, headers=headers)


def _frame(told: SeriesTold, photo: Photo, frame: SetFrame, number: int) -> SeriesFrame:
    values = frame_values(frame)
    first = told.photos[told.baseline].taken_at
    return SeriesFrame(
        photo_id=photo.id,
        number=number,
        taken_at=photo.taken_at if told.purpose is Purpose.CARE else None,
        interval_days=round((photo.taken_at - first).total_seconds() / 86_400, 2),
        status=values["status"],
        reason=values["reason"],
        detail=values["detail"],
        error_px=values.get("error_px"),
        confidence=values.get("confidence"),
        grade=values["grade"],
        drift=values["drift"],
        recipe=frame.recipe,
        image_url=None if frame.recipe is None else f"/api/v1/series/{told.ticket}/images/{number}",
    )
