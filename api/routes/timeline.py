"""The timeline of a patient: photos by region and view, visits and treatments on the same axis."""

from typing import Annotated, Self
from uuid import UUID

from fastapi import APIRouter, Depends
from pydantic import AwareDatetime, BaseModel, Field

from api.actions.photo_words import region_label, view_label
from api.actions.read_timeline import Row, read_timeline
from api.record.photos import Photo
from api.routes.capture_sessions import CaptureSessionShape
from api.routes.door.capabilities import Capability
from api.routes.door.documents import behind_the_door
from api.routes.door.edge import Edge, may
from api.routes.door.shapes import Flag, flags_of
from api.routes.patients import PatientShape
from api.routes.treatments import TreatmentShape

router = APIRouter(tags=["patients"])


class TimelinePhoto(BaseModel):
    """One photo on the axis; its pixels are asked for at `thumbnail_url`."""

    id: UUID
    session_id: UUID | None
    treatment_id: UUID | None
    taken_at: AwareDatetime
    taken_at_source: str
    state: str
    thumbnail_url: str
    flags: list[Flag]
    is_baseline: bool
    width_px: int
    height_px: int

    @classmethod
    def of(cls, photo: Photo, *, is_baseline: bool) -> Self:
        """The shape of a photo on the axis."""
        return cls(
            id=photo.id,
            session_id=photo.capture_session_id,
            treatment_id=photo.treatment_id,
            taken_at=photo.taken_at,
            taken_at_source=photo.taken_at_source,
            state=photo.state,
            thumbnail_url=f"/api/v1/photos/{photo.id}/thumbnail?purpose=care&channel=clinic_screen",
            flags=flags_of(photo.flags),
            is_baseline=is_baseline,
            width_px=photo.width_px,
            height_px=photo.height_px,
        )


class TimelineRow(BaseModel):
    """One view."""

    view: str
    view_label: str
    photos: list[TimelinePhoto]

    @classmethod
    def of(cls, row: Row) -> Self:
        """The shape of a row."""
        return cls(
            view=row.view,
            view_label=view_label(row.view),
            photos=[TimelinePhoto.of(photo, is_baseline=photo.id == row.baseline_id) for photo in row.photos],
        )


class TimelineLane(BaseModel):
    """One region."""

    region: str
    region_label: str
    rows: list[TimelineRow]


class TimelineShape(BaseModel):
    """Everything on one axis."""

    patient: PatientShape
    lanes: Annotated[list[TimelineLane], Field(description="the face first")]
    sessions: list[CaptureSessionShape]
    treatments: list[TreatmentShape]


@router.get(
    "/patients/{patient_id}/timeline",
    name="get_timeline",
    summary="A patient's photos and treatments in time",
    responses=behind_the_door(404, 410),
)
def get_timeline(
    patient_id: UUID, edge: Annotated[Edge, Depends(may(Capability.READ_PHOTOS))]
) -> TimelineShape:
    """Photos by region and view, with the visits and the treatments between them."""
    with edge.work() as work:
        timeline = read_timeline(work, patient_id)
        return TimelineShape(
            patient=PatientShape.of(timeline.card),
            lanes=[
                TimelineLane(
                    region=lane.region,
                    region_label=region_label(lane.region),
                    rows=[TimelineRow.of(row) for row in lane.rows],
                )
                for lane in timeline.lanes
            ],
            sessions=[CaptureSessionShape.of(visit) for visit in timeline.sessions],
            treatments=[TreatmentShape.of(one) for one in timeline.treatments],
        )
