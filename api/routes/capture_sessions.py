"""Capture sessions: the visits of a patient in front of the camera."""

from datetime import date
from typing import Annotated, Self
from uuid import UUID

from fastapi import APIRouter, Depends
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field
from starlette.responses import Response

from api.actions import edit_treatments
from api.actions.record_audit import record_act
from api.record import capture_sessions, patients
from api.record.capture_sessions import CaptureSession
from api.routes.door.capabilities import Capability
from api.routes.door.documents import behind_the_door
from api.routes.door.edge import Edge, may
from api.routes.door.once import OnceOnly
from api.routes.door.shapes import Listed, Name, Sent
from api.storage.work import Work
from protocols.time_points import TIME_POINT

router = APIRouter(tags=["capture sessions"])


class CaptureSessionShape(BaseModel):
    """One visit."""

    model_config = ConfigDict(title="CaptureSession")
    id: UUID
    label: str
    on: Annotated[date, Field(description="day of `started_at`, UTC")]
    started_at: AwareDatetime
    time_point: str | None
    protocol: str | None
    treatment_id: UUID | None

    @classmethod
    def of(cls, visit: CaptureSession) -> Self:
        """The shape of a visit."""
        return cls(
            id=visit.id,
            label=visit.label,
            on=visit.started_at.date(),
            started_at=visit.started_at,
            time_point=visit.time_point,
            protocol=visit.protocol,
            treatment_id=visit.treatment_id,
        )


class SentCaptureSession(Sent):
    """A visit."""

    label: Name
    time_point: Annotated[
        str | None, Field(pattern=TIME_POINT, description="such as baseline, immediate, 2_weeks, 3_months")
    ] = None
    started_at: Annotated[AwareDatetime | None, Field(description="null: now")] = None
    treatment_id: UUID | None = None


@router.get(
    "/patients/{patient_id}/capture-sessions",
    name="list_capture_sessions",
    summary="A patient's visits",
    responses=behind_the_door(404),
)
def list_capture_sessions(
    patient_id: UUID, edge: Annotated[Edge, Depends(may(Capability.READ_PHOTOS))]
) -> Listed[CaptureSessionShape]:
    """The visits, oldest first."""
    with edge.work() as work:
        patients.get(work.session, patient_id)
        record_act(work, "list_capture_sessions", patient_id=patient_id)
        found = capture_sessions.of_patient(work.session, patient_id)
        return Listed(items=[CaptureSessionShape.of(visit) for visit in found])


@router.post(
    "/patients/{patient_id}/capture-sessions",
    name="add_capture_session",
    summary="Begin a visit",
    status_code=201,
    response_model=CaptureSessionShape,
    responses=behind_the_door(404, 422),
)
def add_capture_session(
    patient_id: UUID,
    body: SentCaptureSession,
    edge: Annotated[Edge, Depends(may(Capability.ADD_PHOTOS))],
    once: OnceOnly,
) -> Response:
    """Begin a visit; its photos name it."""

    def add(work: Work) -> CaptureSessionShape:
        visit = edit_treatments.add_capture_session(work, patient_id, **body.model_dump())
        return CaptureSessionShape.of(visit)

    return once.answer(edge, add)
