"""What was changed, by whom and when: of a patient, and of a photo."""

from typing import Annotated, Any, Self
from uuid import UUID

from fastapi import APIRouter, Depends
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from api.actions.read_changes import Act, ChangeTold, changes_of_patient, changes_of_photo
from api.record.paging import Page
from api.routes.door.capabilities import Capability
from api.routes.door.documents import behind_the_door
from api.routes.door.edge import Edge, may
from api.routes.door.paging import USUAL, After, Limit
from api.routes.door.shapes import Listed

router = APIRouter(tags=["changes"])

Reads = Annotated[Edge, Depends(may(Capability.READ_CHANGES))]
Values = dict[str, Any]


class ChangeShape(BaseModel):
    """Who altered what, when; fields that did not change are left out."""

    model_config = ConfigDict(
        title="Change",
        json_schema_extra={
            "example": {
                "number": 812,
                "at": "2026-05-04T09:30:00Z",
                "actor_id": "2c1d0c5e-3c0f-4f1c-9b59-0f7a6f3f4b11",
                "actor_name": "Dr. Anna Keller",
                "act": "changed",
                "table": "patients",
                "row_id": "8a4f6a3e-6b7f-4f0e-a1c5-5b1f0a2f9d22",
                "before": {"family_name": "Nova"},
                "after": {"family_name": "Novak"},
            }
        },
    )
    number: Annotated[int, Field(description="a later change has a higher one, whatever the clock did")]
    at: AwareDatetime
    actor_id: UUID | None
    actor_name: Annotated[str | None, Field(description="of the member of staff; null: the service itself")]
    act: Act
    table: Annotated[str, Field(description="which kind of row, such as patients, treatments, photos")]
    row_id: UUID
    before: Annotated[
        Values | None,
        Field(description="null: the row was added; `(hidden)`: not for the caller, `(erased)`: for nobody"),
    ]
    after: Annotated[Values | None, Field(description="null: the row was removed; else as `before`")]

    @classmethod
    def of(cls, told: ChangeTold) -> Self:
        """The shape of a change as told."""
        change = told.change
        return cls(
            number=change.number,
            at=change.at,
            actor_id=change.actor_id,
            actor_name=told.actor_name,
            act=told.act,
            table=change.table_name,
            row_id=change.row_id,
            before=told.before,
            after=told.after,
        )


@router.get(
    "/patients/{patient_id}/changes",
    name="list_patient_changes",
    summary="What changed about a patient",
    responses=behind_the_door(404, 422),
)
def list_patient_changes(
    patient_id: UUID, edge: Reads, limit: Limit = USUAL, after: After = None
) -> Listed[ChangeShape]:
    """Names, identifiers, alerts, carers, courses, treatments and visits, newest change first."""
    with edge.work() as work:
        with_values = edge.may_also(Capability.READ_PATIENTS)
        found = changes_of_patient(work, patient_id, with_values=with_values, limit=limit, after=after)
        return _listed(found)


@router.get(
    "/photos/{photo_id}/changes",
    name="list_photo_changes",
    summary="What changed about a photo",
    responses=behind_the_door(404, 422),
)
def list_photo_changes(
    photo_id: UUID, edge: Reads, limit: Limit = USUAL, after: After = None
) -> Listed[ChangeShape]:
    """Where it was filed, what was measured, whose it was, newest change first; its bytes never change."""
    with edge.work() as work:
        with_values = edge.may_also(Capability.READ_PHOTOS)
        found = changes_of_photo(work, photo_id, with_values=with_values, limit=limit, after=after)
        return _listed(found)


def _listed(found: Page[ChangeTold]) -> Listed[ChangeShape]:
    return Listed(items=[ChangeShape.of(told) for told in found.items], next=found.next)
