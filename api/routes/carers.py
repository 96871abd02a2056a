"""Who looks after a patient: told, added, ended."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict
from starlette.responses import Response

from api.actions import edit_patient
from api.actions.record_audit import record_act
from api.record import patients, users
from api.routes.door.capabilities import Capability
from api.routes.door.documents import behind_the_door
from api.routes.door.edge import Edge, may
from api.routes.door.once import OnceOnly
from api.routes.door.shapes import Listed, Sent
from api.storage.work import Work

router = APIRouter(tags=["patients"])

Reads = Annotated[Edge, Depends(may(Capability.READ_PATIENTS))]
Edits = Annotated[Edge, Depends(may(Capability.EDIT_PATIENTS))]


class CarerShape(BaseModel):
    """One person who looks after the patient."""

    model_config = ConfigDict(title="Carer")
    user_id: UUID
    name: str
    role: str


class NewCarer(Sent):
    """Which colleague."""

    user_id: UUID


@router.get(
    "/patients/{patient_id}/carers",
    name="list_carers",
    summary="Who looks after a patient",
    responses=behind_the_door(404),
)
def list_carers(patient_id: UUID, edge: Reads) -> Listed[CarerShape]:
    """The people who look after the patient now, beside those who have treated."""
    with edge.work() as work:
        patients.get(work.session, patient_id)
        record_act(work, "list_carers", patient_id=patient_id)
        return Listed(
            items=[_carer(work, carer.user_id) for carer in edit_patient.carers_of(work, patient_id)]
        )


@router.post(
    "/patients/{patient_id}/carers",
    name="add_carer",
    summary="Let a colleague look after a patient",
    status_code=201,
    response_model=CarerShape,
    responses=behind_the_door(404, 422),
)
def add_carer(patient_id: UUID, body: NewCarer, edge: Edits, once: OnceOnly) -> Response:
    """Only who looks after the patient can add another."""

    def add(work: Work) -> CarerShape:
        patients.get(work.session, patient_id)
        return _carer(work, edit_patient.add_carer(work, patient_id, body.user_id).user_id)

    return once.answer(edge, add)


@router.delete(
    "/patients/{patient_id}/carers/{user_id}",
    name="end_care",
    summary="End that someone looks after a patient",
    status_code=204,
    responses=behind_the_door(404),
)
def end_care(patient_id: UUID, user_id: UUID, edge: Edits) -> None:
    """From now on the person does not see the patient's photos for care, even having treated before."""
    with edge.work() as work:
        patients.get(work.session, patient_id)
        edit_patient.end_care(work, patient_id, user_id)


def _carer(work: Work, user_id: UUID) -> CarerShape:
    user = users.get(work.session, user_id)
    return CarerShape(user_id=user.id, name=user.name, role=user.role)
