"""Comparisons: two photos held against each other, with grade, recipe, and where the pair may go."""

from datetime import datetime
from math import hypot
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from fastapi import APIRouter, Depends
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field
from starlette.responses import Response

from api.actions.ask_permission import Use
from api.actions.compare_photos import ComparisonTold, compare_photos, read_comparison
from api.actions.release_comparison import release_comparison
from api.actions.release_photo import refusals_values, refused
from api.record.alignments import Alignment
from api.routes.door.capabilities import Capability
from api.routes.door.documents import behind_the_door
from api.routes.door.edge import Edge, may
from api.routes.door.once import OnceOnly
from api.routes.door.pictures import (
    JPEG,
    ChannelAsked,
    PurposeAsked,
    SizeAsked,
    channel_of,
    picture_response,
)
from api.routes.door.shapes import Sent
from api.routes.treatments import TreatmentShape
from api.storage.work import Work
from consent_gate import Channel, Decision, Purpose

router = APIRouter(tags=["comparisons"])

Compares = Annotated[Edge, Depends(may(Capability.COMPARE))]
WhichAsked = Literal["before", "after", "side_by_side", "overlay", "difference"]
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class NewComparison(Sent):
    """Which two, and what for."""

    before_photo_id: UUID
    after_photo_id: UUID
    purpose: Purpose = Purpose.CARE
    channel: Annotated[str, Field(max_length=60)] = "clinic_screen"


class ComparedPhoto(BaseModel):
    """One of the two; `image_url` gives it on the common canvas."""

    photo_id: UUID
    taken_at: Annotated[AwareDatetime | None, Field(description="told for care only")]
    label: str
    image_url: str


class FieldShape(BaseModel):
    """What both photos show, in pixels of before."""

    width_px: int
    height_px: int


class AlignmentShape(BaseModel):
    """The similarity from after to before, in full-size upright pixels."""

    model_config = ConfigDict(title="Alignment")
    matrix: Annotated[
        list[list[float]], Field(description="3x3, row-major, (x, y) of after to those of before")
    ]
    scale: float
    rotation_deg: float
    shift_px: list[float]
    error_px: Annotated[float, Field(description="expected, at the size of before")]
    confidence: float
    method: str

    @classmethod
    def of(cls, row: Alignment | None) -> Self | None:
        """The shape of an alignment; None for a refusal."""
        if row is None or row.matrix is None:
            return None
        return cls(
            matrix=row.matrix,
            scale=row.scale or 0.0,
            rotation_deg=row.rotation_deg or 0.0,
            shift_px=[row.shift_col_px or 0.0, row.shift_row_px or 0.0],
            error_px=row.error_px or 0.0,
            confidence=row.confidence or 0.0,
            method=row.method or "",
        )


class Corrected(BaseModel):
    """What was done to the after photo, and that nothing else was."""

    sentence: str
    shift_px: Annotated[float, Field(description="how far the middle of the frame was moved, px of before")]
    rotation_deg: float
    scale: float
    expected_error_px: float | None
    colour: str
    retouching: str


class Between(BaseModel):
    """What lies between the two."""

    interval_days: float
    treatments: list[TreatmentShape]


class UseShape(BaseModel):
    """One way to use the pair, and what the gate says to it now."""

    model_config = ConfigDict(title="Use")
    purpose: str
    channel: str
    label: str
    allowed: bool
    until: AwareDatetime | None
    obligations: list[str]
    refusals: list[dict[str, Any]]

    @classmethod
    def of(cls, use: Use) -> Self:
        """The shape of a use."""
        return cls(
            purpose=str(use.purpose),
            channel=str(use.channel),
            label=use.label,
            allowed=use.allowed,
            until=use.until,
            obligations=[str(obligation) for obligation in use.obligations],
            refusals=refusals_values(use.refusals),
        )


class ComparisonShape(BaseModel):
    """A comparison: how far it is fair, what was corrected, what lies between, where it may go."""

    model_config = ConfigDict(title="Comparison")
    id: UUID
    patient_id: Annotated[UUID | None, Field(description="told for care only")]
    status: Annotated[str, Field(description="aligned or refused")]
    reason: str | None
    detail: str | None
    before: ComparedPhoto
    after: ComparedPhoto
    field: FieldShape | None
    alignment: AlignmentShape | None
    grade: Annotated[dict[str, Any], Field(description="overall, sentence, and the seven criteria")]
    recipe: Annotated[dict[str, Any], Field(description="the ordered operations that make the picture")]
    corrected: Corrected | None
    between: Between
    uses: list[UseShape]

    @classmethod
    def of(cls, told: ComparisonTold, *, purpose: Purpose, channel: str) -> Self:
        """The shape of a comparison as told for this use."""
        row = told.comparison
        is_care = purpose is Purpose.CARE
        asked = f"purpose={purpose}&channel={channel}"
        weeks = round(told.interval_days / 7)
        labels = (
            (_day(told.before.taken_at), _day(told.after.taken_at))
            if is_care
            else ("Before", f"After {weeks} weeks")
        )
        before, after = (
            ComparedPhoto(
                photo_id=photo.id,
                taken_at=photo.taken_at if is_care else None,
                label=label,
                image_url=f"/api/v1/comparisons/{row.id}/images/{side}?{asked}",
            )
            for side, photo, label in zip(("before", "after"), (told.before, told.after), labels, strict=True)
        )
        return cls(
            id=row.id,
            patient_id=row.patient_id if is_care else None,
            status=row.status,
            reason=row.reason,
            detail=row.detail,
            before=before,
            after=after,
            field=FieldShape(width_px=row.field_width_px, height_px=row.field_height_px)
            if row.field_width_px and row.field_height_px
            else None,
            alignment=AlignmentShape.of(told.alignment) if row.status == "aligned" else None,
            grade=row.grade,
            recipe=row.recipe,
            corrected=_corrected(row.corrected) if row.status == "aligned" else None,
            between=Between(
                interval_days=round(told.interval_days, 2),
                treatments=[TreatmentShape.of(one) for one in told.treatments],
            ),
            uses=[UseShape.of(use) for use in told.uses],
        )


@router.post(
    "/comparisons",
    name="compare_photos",
    summary="Compare two photos",
    status_code=201,
    response_model=ComparisonShape,
    responses=behind_the_door(404, 409, 410, 422),
)
def compare(body: NewComparison, edge: Compares, once: OnceOnly) -> Response:
    """Align and grade two photos of a patient; a pair that cannot be compared is told so, with the reason."""
    comparison_id = compare_photos(
        edge.services,
        edge.actor,
        before_id=body.before_photo_id,
        after_id=body.after_photo_id,
        purpose=body.purpose,
        channel=channel_of(body.channel),
    )

    def tell(work: Work) -> ComparisonShape | Decision:
        return _told(work, comparison_id, purpose=body.purpose, channel=body.channel)

    return once.answer(edge, tell, at=lambda made: f"/api/v1/comparisons/{made.id}")


@router.get(
    "/comparisons/{comparison_id}",
    name="get_comparison",
    summary="Read a comparison",
    responses=behind_the_door(404, 422),
)
def get_comparison(
    comparison_id: UUID,
    edge: Compares,
    purpose: PurposeAsked = Purpose.CARE,
    channel: ChannelAsked = "clinic_screen",
) -> ComparisonShape:
    """The grade, what was corrected, what lies between, and where the pair may go, as of now."""
    with edge.work() as work:
        told = _told(work, comparison_id, purpose=purpose, channel=channel)
    if isinstance(told, Decision):
        raise refused(told)
    return told


@router.get(
    "/comparisons/{comparison_id}/images/{which}",
    name="get_comparison_image",
    summary="Look at a comparison",
    response_class=Response,
    responses={**JPEG, **behind_the_door(404, 409, 410, 422)},
)
def get_comparison_image(
    comparison_id: UUID,
    which: WhichAsked,
    edge: Compares,
    purpose: PurposeAsked = Purpose.CARE,
    channel: ChannelAsked = "clinic_screen",
    size: SizeAsked = 1024,
) -> Response:
    """Before and after share one canvas, so that they can be slid, laid over and zoomed together."""
    picture = release_comparison(
        edge.services,
        edge.actor,
        comparison_id,
        which=which,
        purpose=purpose,
        channel=channel_of(channel),
        size_px=size,
    )
    return picture_response(picture)


def _told(work: Work, comparison_id: UUID, *, purpose: Purpose, channel: str) -> ComparisonShape | Decision:
    told = read_comparison(work, comparison_id, purpose=purpose, channel=Channel.parse(channel))
    if isinstance(told, Decision):
        return told
    return ComparisonShape.of(told, purpose=purpose, channel=channel)


def _corrected(kept: dict[str, Any]) -> Corrected:
    return Corrected(**{**kept, "shift_px": round(hypot(*kept["shift_px"]), 2)})


def _day(at: datetime) -> str:
    return f"{at.day} {MONTHS[at.month - 1]} {at.year}"
