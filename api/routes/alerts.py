"""Alerts of a patient: listed, added, ended (FHIR AllergyIntolerance, Flag)."""

from typing import Annotated, Literal, Self
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field
from starlette.responses import Response

from api.actions import edit_alerts
from api.actions.edit_alerts import Alert
from api.record.patient_alerts import TEXT_LENGTH
from api.routes.door.capabilities import Capability
from api.routes.door.documents import behind_the_door
from api.routes.door.edge import Edge, may
from api.routes.door.once import OnceOnly
from api.routes.door.shapes import Listed, Sent, Text
from api.storage.work import Work

router = APIRouter(tags=["patients"])

Kind = Literal["allergy", "contraindication", "note"]
Reads = Annotated[Edge, Depends(may(Capability.READ_PATIENTS))]
Edits = Annotated[Edge, Depends(may(Capability.EDIT_PATIENTS))]


class AlertShape(BaseModel):
    """One thing to know about the patient."""

    model_config = ConfigDict(title="Alert")
    id: UUID
    kind: Annotated[str, Field(description="allergy, contraindication or note")]
    text: str
    since: AwareDatetime
    until: Annotated[AwareDatetime | None, Field(description="null while no end is known")]
    is_active: Annotated[bool, Field(description="whether it holds now")]

    @classmethod
    def of(cls, alert: Alert) -> Self:
        """The shape of an alert."""
        row = alert.row
        return cls(
            id=row.id,
            kind=row.kind,
            text=alert.text,
            since=row.since,
            until=row.until,
            is_active=alert.is_active,
        )


class SentAlert(Sent):
    """What to know."""

    model_config = ConfigDict(
        json_schema_extra={"example": {"kind": "allergy", "text": "lidocaine: hives within minutes"}}
    )
    kind: Kind
    text: Annotated[Text, Field(min_length=1, max_length=TEXT_LENGTH)]
    since: Annotated[AwareDatetime | None, Field(description="null: now")] = None
    until: Annotated[AwareDatetime | None, Field(description="null: until somebody ends it")] = None


@router.get(
    "/patients/{patient_id}/alerts",
    name="list_alerts",
    summary="What must be known about a patient",
    responses=behind_the_door(404, 410, 422),
)
def list_alerts(
    patient_id: UUID,
    edge: Reads,
    ended: Annotated[bool, Query(description="also those that have ended")] = False,  # noqa: FBT002 - a query parameter
) -> Listed[AlertShape]:
    """Allergies, contraindications and notes that have not ended, oldest first."""
    with edge.work() as work:
        alerts = edit_alerts.alerts_of(work, patient_id, with_ended=ended)
        return Listed(items=[AlertShape.of(alert) for alert in alerts])


@router.post(
    "/patients/{patient_id}/alerts",
    name="add_alert",
    summary="Say what must be known about a patient",
    status_code=201,
    response_model=AlertShape,
    responses=behind_the_door(404, 410, 422),
)
def add_alert(patient_id: UUID, body: SentAlert, edge: Edits, once: OnceOnly) -> Response:
    """Add an allergy, a contraindication or a note; its words are kept sealed."""

    def add(work: Work) -> AlertShape:
        return AlertShape.of(edit_alerts.add_alert(work, patient_id, **body.model_dump()))

    return once.answer(edge, add)


@router.post(
    "/patients/{patient_id}/alerts/{alert_id}/end",
    name="end_alert",
    summary="End an alert",
    response_model=AlertShape,
    responses=behind_the_door(404, 410),
)
def end_alert(patient_id: UUID, alert_id: UUID, edge: Edits, once: OnceOnly) -> Response:
    """The alert holds no longer, from now on; it stays in the list of those that ended."""

    def end(work: Work) -> AlertShape:
        return AlertShape.of(edit_alerts.end_alert(work, patient_id, alert_id))

    return once.answer(edge, end, status=200)
