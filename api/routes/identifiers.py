"""What other systems call a patient: listed, added, removed (FHIR Identifier)."""

from typing import Annotated, Any, Self
from uuid import UUID

from fastapi import APIRouter, Depends
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, model_validator
from starlette.responses import Response

from api.actions import edit_identifiers
from api.actions.edit_identifiers import Known
from api.record.patient_identifiers import SYSTEM_LENGTH, VALUE_LENGTH, OutsideId
from api.routes.door.capabilities import Capability
from api.routes.door.documents import behind_the_door
from api.routes.door.edge import Edge, may
from api.routes.door.once import OnceOnly
from api.routes.door.shapes import Line, Listed, Sent
from api.storage.work import Work

router = APIRouter(tags=["patients"])

EXAMPLE: dict[str, Any] = {"system": "urn:oid:1.2.276.0.76.4.8", "value": "X110411675"}
Reads = Annotated[Edge, Depends(may(Capability.READ_PATIENTS))]
Edits = Annotated[Edge, Depends(may(Capability.EDIT_PATIENTS))]


class IdentifierShape(BaseModel):
    """What one other system calls the patient."""

    model_config = ConfigDict(title="Identifier")
    id: UUID
    system: Annotated[str, Field(description="URI or name of the system that gave it")]
    value: str
    created_at: AwareDatetime

    @classmethod
    def of(cls, known: Known) -> Self:
        """The shape of an identifier."""
        row = known.row
        return cls(id=row.id, system=row.system, value=known.value, created_at=row.created_at)


class SentIdentifier(Sent):
    """Which system, and what it calls the patient."""

    model_config = ConfigDict(json_schema_extra={"example": EXAMPLE})
    system: Annotated[
        Line,
        Field(
            min_length=1,
            max_length=SYSTEM_LENGTH,
            pattern=r"^[^|]+$",
            description="URI or name of the system; no bar, which parts it from the value in look-ups",
        ),
    ]
    value: Annotated[
        Line,
        Field(min_length=1, max_length=VALUE_LENGTH, description="compared exactly, case too"),
    ]

    @model_validator(mode="after")
    def _can_be_kept(self) -> Self:
        self.outside()  # a ValueError says what is wrong; composed letters may be too long, for one
        return self

    def outside(self) -> OutsideId:
        """As the record keeps and compares it."""
        return OutsideId(system=self.system, value=self.value)


@router.get(
    "/patients/{patient_id}/identifiers",
    name="list_identifiers",
    summary="What other systems call a patient",
    responses=behind_the_door(404, 410),
)
def list_identifiers(patient_id: UUID, edge: Reads) -> Listed[IdentifierShape]:
    """The patient's identifiers in outside systems, by system."""
    with edge.work() as work:
        known = edit_identifiers.identifiers_of(work, patient_id)
        return Listed(items=[IdentifierShape.of(one) for one in known])


@router.post(
    "/patients/{patient_id}/identifiers",
    name="add_identifier",
    summary="Add what another system calls a patient",
    status_code=201,
    response_model=IdentifierShape,
    responses=behind_the_door(404, 409, 410, 422),
)
def add_identifier(patient_id: UUID, body: SentIdentifier, edge: Edits, once: OnceOnly) -> Response:
    """Add an outside identifier; `identifier_taken` when another patient of the clinic has it."""

    def add(work: Work) -> IdentifierShape:
        return IdentifierShape.of(edit_identifiers.add_identifiers(work, patient_id, [body.outside()])[0])

    return once.answer(edge, add)


@router.delete(
    "/patients/{patient_id}/identifiers/{identifier_id}",
    name="remove_identifier",
    summary="Remove what another system calls a patient",
    status_code=204,
    responses=behind_the_door(404),
)
def remove_identifier(patient_id: UUID, identifier_id: UUID, edge: Edits) -> None:
    """The patient is no longer found by it; that it was there stays in the changes."""
    with edge.work() as work:
        edit_identifiers.remove_identifier(work, patient_id, identifier_id)
