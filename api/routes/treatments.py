"""Courses and treatments of a patient, and what was given in them."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Self
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field
from starlette.responses import Response

from api.actions import edit_treatments
from api.actions.edit_treatments import NewTreatment
from api.actions.read_treatments import Given, Told, told
from api.actions.record_audit import record_act
from api.record import courses, patients, treatments
from api.record.courses import Course
from api.record.treatments import Treatment
from api.routes.door.capabilities import Capability
from api.routes.door.documents import behind_the_door
from api.routes.door.edge import Edge, may
from api.routes.door.once import OnceOnly
from api.routes.door.shapes import Code, Line, Listed, Name, Sent, Whole
from api.routes.door.versions import IfMatch, check_match, versioned
from api.storage.work import Work

router = APIRouter(tags=["treatments"])

Reads = Annotated[Edge, Depends(may(Capability.READ_TREATMENTS))]
Edits = Annotated[Edge, Depends(may(Capability.EDIT_TREATMENTS))]
Number = Annotated[Whole, Field(ge=1, le=1000)]
Settings = Annotated[
    dict[Line, str | int | float], Field(max_length=40, description="device settings with units")
]


class ProductUseShape(BaseModel):
    """What was given, how much, from which lot."""

    model_config = ConfigDict(title="ProductUse")
    id: UUID
    name: str
    amount: float
    unit: str
    batch: Annotated[str | None, Field(description="lot as printed; null: not recorded")]
    expires_on: date | None

    @classmethod
    def of(cls, given: Given) -> Self:
        """The shape of one product use."""
        return cls(
            id=given.use.id,
            name=given.product.name,
            amount=float(given.use.amount),
            unit=given.use.unit,
            batch=given.batch.lot if given.batch else None,
            expires_on=given.batch.expires_on if given.batch else None,
        )


class TreatmentShape(BaseModel):
    """One session: what was done, where, by whom, with which settings and products."""

    model_config = ConfigDict(title="Treatment")
    id: UUID
    patient_id: UUID
    course_id: UUID | None
    on: Annotated[date, Field(description="day of `performed_at`, UTC")]
    performed_at: AwareDatetime
    number: Annotated[int | None, Field(description="1 is the first of its course")]
    title: str
    area: str
    practitioner: str
    device: str | None
    settings: dict[str, Any]
    products: list[ProductUseShape]
    appointment_ref: str | None

    @classmethod
    def of(cls, told_: Told) -> Self:
        """The shape of a treatment as told."""
        treatment = told_.treatment
        return cls(
            id=treatment.id,
            patient_id=treatment.patient_id,
            course_id=treatment.course_id,
            on=treatment.performed_at.date(),
            performed_at=treatment.performed_at,
            number=treatment.session_number,
            title=treatment.title,
            area=treatment.area,
            practitioner=told_.practitioner,
            device=treatment.device,
            settings=treatment.settings,
            products=[ProductUseShape.of(given) for given in told_.products],
            appointment_ref=treatment.appointment_ref,
        )


class SentTreatment(Sent):
    """What was done."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "title": "IPL for rosacea",
                "area": "face",
                "performed_at": "2026-05-04T09:30:00+02:00",
                "session_number": 2,
                "settings": {"fluence": "14 J/cm2", "pulse": "6 ms"},
            }
        }
    )
    title: Name
    area: Code
    performed_at: AwareDatetime
    course_id: UUID | None = None
    site_id: UUID | None = None
    practitioner_id: Annotated[UUID | None, Field(description="null: the caller")] = None
    session_number: Number | None = None
    device: Name | None = None
    settings: Settings = Field(default_factory=dict)
    appointment_ref: Name | None = None


class TreatmentChange(Sent):
    """What was wrong; what is left out stays."""

    title: Name | None = None
    session_number: Number | None = None
    device: Name | None = None
    settings: Settings | None = None
    appointment_ref: Name | None = None


class SentProductUse(Sent):
    """What was given."""

    product_id: UUID
    batch_id: UUID | None = None
    amount: Annotated[Decimal, Field(gt=0, max_digits=12, decimal_places=4)]
    area: Code | None = None


class CourseShape(BaseModel):
    """A series of treatments with one aim."""

    model_config = ConfigDict(title="Course")
    id: UUID
    title: str
    area: str | None
    planned_sessions: int | None
    started_on: date
    ended_on: date | None

    @classmethod
    def of(cls, course: Course) -> Self:
        """The shape of a course."""
        return cls(
            id=course.id,
            title=course.title,
            area=course.area,
            planned_sessions=course.planned_sessions,
            started_on=course.started_on,
            ended_on=course.ended_on,
        )


class SentCourse(Sent):
    """What is planned."""

    title: Name
    area: Code | None = None
    planned_sessions: Number | None = None
    started_on: date


@router.get(
    "/patients/{patient_id}/courses",
    name="list_courses",
    summary="A patient's courses",
    responses=behind_the_door(404),
)
def list_courses(patient_id: UUID, edge: Reads) -> Listed[CourseShape]:
    """The patient's courses, oldest first."""
    with edge.work() as work:
        patients.get(work.session, patient_id)
        record_act(work, "list_courses", patient_id=patient_id)
        return Listed(
            items=[CourseShape.of(course) for course in courses.of_patient(work.session, patient_id)]
        )


@router.post(
    "/patients/{patient_id}/courses",
    name="add_course",
    summary="Plan a course",
    status_code=201,
    response_model=CourseShape,
    responses=behind_the_door(404, 422),
)
def add_course(patient_id: UUID, body: SentCourse, edge: Edits, once: OnceOnly) -> Response:
    """Plan a series of treatments."""

    def add(work: Work) -> CourseShape:
        return CourseShape.of(edit_treatments.add_course(work, patient_id, **body.model_dump()))

    return once.answer(edge, add)


@router.get(
    "/patients/{patient_id}/treatments",
    name="list_treatments",
    summary="A patient's treatments",
    responses=behind_the_door(404),
)
def list_treatments(patient_id: UUID, edge: Reads) -> Listed[TreatmentShape]:
    """The patient's treatments, oldest first."""
    with edge.work() as work:
        patients.get(work.session, patient_id)
        record_act(work, "list_treatments", patient_id=patient_id)
        found = treatments.of_patient(work.session, patient_id)
        return Listed(items=[TreatmentShape.of(one) for one in told(work, found)])


@router.post(
    "/patients/{patient_id}/treatments",
    name="add_treatment",
    summary="Record a treatment",
    status_code=201,
    response_model=TreatmentShape,
    responses=behind_the_door(404, 422),
)
def add_treatment(patient_id: UUID, body: SentTreatment, edge: Edits, once: OnceOnly) -> Response:
    """Record one session, by who looks after the patient; whoever treated does so from then on."""

    def add(work: Work) -> TreatmentShape:
        return _told(
            work, edit_treatments.add_treatment(work, patient_id, NewTreatment(**body.model_dump())).id
        )

    return once.answer(edge, add, at=lambda made: f"/api/v1/treatments/{made.id}")


@router.get(
    "/treatments/{treatment_id}",
    name="get_treatment",
    summary="Read a treatment",
    response_model=TreatmentShape,
    responses=behind_the_door(404),
)
def get_treatment(treatment_id: UUID, edge: Reads, request: Request) -> Response:
    """One treatment, with an ETag for changes."""
    with edge.work() as work:
        treatment = treatments.get(work.session, treatment_id)
        _looked(work, "read_treatment", treatment)
        return versioned(request, _told(work, treatment_id), revision=treatment.revision)


@router.patch(
    "/treatments/{treatment_id}",
    name="change_treatment",
    summary="Correct a treatment",
    response_model=TreatmentShape,
    responses=behind_the_door(404, 412, 422),
)
def change_treatment(
    treatment_id: UUID, body: TreatmentChange, edge: Edits, request: Request, if_match: IfMatch = None
) -> Response:
    """Correct what was written; what stood there stays in the record."""
    with edge.work() as work:
        treatment = treatments.get(work.session, treatment_id)
        check_match(if_match, revision=treatment.revision)
        said = {name: getattr(body, name) for name in body.model_fields_set}
        needed = {"title", "settings"}
        edit_treatments.change_treatment(
            work, treatment, {name: value for name, value in said.items() if value or name not in needed}
        )
        return versioned(request, _told(work, treatment_id), revision=treatment.revision)


@router.get(
    "/treatments/{treatment_id}/product-uses",
    name="list_product_uses",
    summary="What was given in a treatment",
    responses=behind_the_door(404),
)
def list_product_uses(treatment_id: UUID, edge: Reads) -> Listed[ProductUseShape]:
    """Products, amounts and lots."""
    with edge.work() as work:
        _looked(work, "list_product_uses", treatments.get(work.session, treatment_id))
        return Listed(items=_told(work, treatment_id).products)


@router.post(
    "/treatments/{treatment_id}/product-uses",
    name="add_product_use",
    summary="Record what was given",
    status_code=201,
    response_model=TreatmentShape,
    responses=behind_the_door(404, 422),
)
def add_product_use(treatment_id: UUID, body: SentProductUse, edge: Edits, once: OnceOnly) -> Response:
    """Record a product with its lot; the answer is the treatment with all that was given."""

    def add(work: Work) -> TreatmentShape:
        edit_treatments.add_product_use(work, treatment_id, **body.model_dump())
        return _told(work, treatment_id)

    return once.answer(edge, add)


def _looked(work: Work, action: str, treatment: Treatment) -> None:
    record_act(work, action, patient_id=treatment.patient_id, object_kind="treatment", object_id=treatment.id)


def _told(work: Work, treatment_id: UUID) -> TreatmentShape:
    return TreatmentShape.of(told(work, [treatments.get(work.session, treatment_id)])[0])
