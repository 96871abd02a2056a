"""Patients: found, read, added, corrected."""

from datetime import date
from typing import Annotated, Literal, Self
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request
from pydantic import BaseModel, ConfigDict, Field, model_validator
from starlette.responses import Response

from api.actions import edit_patient, find_patients
from api.actions.find_patients import Card
from api.record import patients
from api.record.patient_identifiers import SYSTEM_LENGTH, VALUE_LENGTH
from api.record.patients import NAME_LENGTH, Identity
from api.routes.door.capabilities import Capability
from api.routes.door.documents import behind_the_door
from api.routes.door.edge import Edge, may
from api.routes.door.once import OnceOnly
from api.routes.door.paging import USUAL, After, Limit
from api.routes.door.shapes import Line, Listed, Sent
from api.routes.door.versions import IfMatch, check_match, versioned
from api.routes.identifiers import EXAMPLE, SentIdentifier
from api.storage.work import Work

router = APIRouter(tags=["patients"])

PersonName = Annotated[Line, Field(max_length=NAME_LENGTH)]
Sex = Literal["female", "male", "other", "unknown"]
Reads = Annotated[Edge, Depends(may(Capability.READ_PATIENTS))]
Edits = Annotated[Edge, Depends(may(Capability.EDIT_PATIENTS))]


class PatientShape(BaseModel):
    """One patient as lists and headings show one."""

    model_config = ConfigDict(title="Patient")
    id: UUID
    number: Annotated[str, Field(description="the clinic's own number")]
    family_name: str
    given_name: str
    birth_date: date | None
    age: Annotated[int | None, Field(description="full years today")]
    sex: str
    face_photo_id: Annotated[
        UUID | None, Field(description="newest front view; the gate decides on its pixels")
    ]
    photo_count: int
    last_visit_on: date | None
    treating: Annotated[bool, Field(description="whether the caller looks after this patient")]

    @classmethod
    def of(cls, card: Card) -> Self:
        """The shape of a card."""
        return cls(
            id=card.patient.id,
            number=card.patient.number,
            family_name=card.identity.family_name,
            given_name=card.identity.given_name,
            birth_date=card.identity.birth_date,
            age=card.age,
            sex=card.patient.sex,
            face_photo_id=card.face_photo_id,
            photo_count=card.photo_count,
            last_visit_on=card.last_visit_on,
            treating=card.treating,
        )


class NewPatient(Sent):
    """Who it is."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "family_name": "Nova",
                "given_name": "Ada",
                "birth_date": "1984-05-12",
                "identifiers": [EXAMPLE],
            }
        }
    )
    family_name: PersonName
    given_name: PersonName = ""
    birth_date: date | None = None
    sex: Sex = "unknown"
    number: Annotated[Line | None, Field(min_length=1, max_length=40, description="null: the next one")] = (
        None
    )
    identifiers: Annotated[
        list[SentIdentifier], Field(max_length=20, description="what other systems call the patient")
    ] = Field(default_factory=list)

    @model_validator(mode="after")
    def _somebody(self) -> Self:
        if not self.family_name and not self.given_name:
            raise ValueError("a patient needs a family name or a given name")
        return self


class PatientChange(Sent):
    """What was wrong; what is left out stays."""

    family_name: PersonName | None = None
    given_name: PersonName | None = None
    birth_date: date | None = None
    sex: Sex | None = None


@router.get(
    "/patients",
    name="list_patients",
    summary="Find patients by name, number or outside identifier",
    responses=behind_the_door(422),
)
def list_patients(
    edge: Reads,
    q: Annotated[
        str, Query(max_length=100, description="beginnings of names, a birth date, or the start of a number")
    ] = "",
    identifier: Annotated[
        str | None,
        Query(
            max_length=SYSTEM_LENGTH + 1 + VALUE_LENGTH,
            description="`system|value`: only the patient whom that system calls so",
        ),
    ] = None,
    limit: Limit = USUAL,
    after: After = None,
) -> Listed[PatientShape]:
    """The clinic's patients by number; with `q` or `identifier` only those that match."""
    with edge.work() as work:
        found = find_patients.find_patients(work, q=q, identifier=identifier, limit=limit, after=after)
        return Listed(items=[PatientShape.of(card) for card in found.items], next=found.next)


@router.post(
    "/patients",
    name="add_patient",
    summary="Add a patient",
    status_code=201,
    response_model=PatientShape,
    responses=behind_the_door(409, 422),
)
def add_patient(body: NewPatient, edge: Edits, once: OnceOnly) -> Response:
    """Add a patient; whoever adds one looks after the patient from then on."""
    identity = Identity(family_name=body.family_name, given_name=body.given_name, birth_date=body.birth_date)

    def add(work: Work) -> PatientShape:
        patient = edit_patient.add_patient(
            work,
            identity=identity,
            sex=body.sex,
            number=body.number,
            identifiers=[one.outside() for one in body.identifiers],
        )
        return PatientShape.of(find_patients.card(work, patient.id))

    return once.answer(edge, add, at=lambda made: f"/api/v1/patients/{made.id}")


@router.get(
    "/patients/{patient_id}",
    name="get_patient",
    summary="Read a patient",
    response_model=PatientShape,
    responses=behind_the_door(404, 410),
)
def get_patient(patient_id: UUID, edge: Reads, request: Request) -> Response:
    """One patient, with an ETag for changes."""
    with edge.work() as work:
        card = find_patients.look_up(work, patient_id)
        return versioned(request, PatientShape.of(card), revision=card.patient.revision)


@router.patch(
    "/patients/{patient_id}",
    name="change_patient",
    summary="Correct a patient",
    response_model=PatientShape,
    responses=behind_the_door(404, 410, 412, 422),
)
def change_patient(
    patient_id: UUID, body: PatientChange, edge: Edits, request: Request, if_match: IfMatch = None
) -> Response:
    """Correct a name, a date of birth or the recorded sex; what stood there stays in the record."""
    with edge.work() as work:
        patient = patients.get(work.session, patient_id)
        check_match(if_match, revision=patient.revision)
        known = patients.identity(work.ring, patient)
        corrected = Identity(
            family_name=known.family_name if body.family_name is None else body.family_name,
            given_name=known.given_name if body.given_name is None else body.given_name,
            birth_date=body.birth_date if "birth_date" in body.model_fields_set else known.birth_date,
        )
        edit_patient.change_patient(work, patient, identity=corrected, sex=body.sex or patient.sex)
        answer = PatientShape.of(find_patients.card(work, patient_id))
        return versioned(request, answer, revision=patient.revision)


__all__ = ["PatientShape", "router"]
