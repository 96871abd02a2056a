"""Courses, treatments, products and what was given: written down, with every reference checked.

A reference to another patient's row is refused; one to another clinic's row
reads as unknown, because it is not to be seen from here.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from api.actions.errors import InvalidInputError, NotTreatingError
from api.actions.photo_words import is_region
from api.actions.record_audit import record_act
from api.record import batches, carers, courses, patients, products, sites, treatments, users
from api.record.batches import Batch
from api.record.capture_sessions import CaptureSession
from api.record.courses import Course
from api.record.errors import UserUnknownError
from api.record.product_uses import ProductUse
from api.record.products import Product
from api.record.treatments import Treatment
from api.storage.work import Work

AHEAD = timedelta(minutes=5)
"""a clock may be a little fast; a treatment of tomorrow has not been done"""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTreatment:
    """What was done, where, by whom."""

    title: str
    area: str
    performed_at: datetime
    course_id: UUID | None = None
    site_id: UUID | None = None
    practitioner_id: UUID | None = None
    session_number: int | None = None
    device: str | None = None
    settings: dict[str, Any] = field(default_factory=dict)
    appointment_ref: str | None = None


def add_course(
    work: Work,
    patient_id: UUID,
    *,
    title: str,
    area: str | None,
    planned_sessions: int | None,
    started_on: date,
) -> Course:
    """A series for this patient."""
    patients.get(work.session, patient_id)
    check_area(area)
    course = Course(
        clinic_id=work.clinic_id,
        patient_id=patient_id,
        title=title,
        area=area,
        planned_sessions=planned_sessions,
        started_on=started_on,
    )
    _added(work, course, "course", patient_id=patient_id)
    return course


def add_treatment(work: Work, patient_id: UUID, new: NewTreatment) -> Treatment:
    """One session, by the caller unless another practitioner is named.

    A treatment makes its practitioner a carer, so only a carer can write one down: nobody gets
    to a patient's photos by claiming to have treated.

    Raises
    ------
    NotTreatingError
        The caller does not look after the patient.
    """
    patients.get(work.session, patient_id)
    if not carers.is_treating(work.session, work.actor.user_id, patient_id, now=work.now):
        raise NotTreatingError(role=work.actor.role, capability="add_treatment")
    check_area(new.area)
    check_past(new.performed_at, work.now, where="performed_at")
    if new.course_id is not None and courses.get(work.session, new.course_id).patient_id != patient_id:
        raise InvalidInputError(where="course_id", problem="belongs to another patient")
    if new.site_id is not None:
        sites.get(work.session, new.site_id)
    practitioner = users.get(work.session, new.practitioner_id or work.actor.user_id)
    if practitioner.role != "clinician":
        raise UserUnknownError(practitioner.id)
    treatment = Treatment(
        clinic_id=work.clinic_id,
        patient_id=patient_id,
        course_id=new.course_id,
        site_id=new.site_id,
        practitioner_id=practitioner.id,
        title=new.title,
        area=new.area,
        session_number=new.session_number,
        performed_at=new.performed_at,
        device=new.device,
        settings=new.settings,
        appointment_ref=new.appointment_ref,
    )
    _added(work, treatment, "treatment", patient_id=patient_id)
    return treatment


def add_product(
    work: Work, *, name: str, maker: str | None, kind: str, unit: str, gtin: str | None
) -> Product:
    """A product for the clinic's catalogue."""
    product = Product(clinic_id=work.clinic_id, name=name, maker=maker, kind=kind, unit=unit, gtin=gtin)
    _added(work, product, "product")
    return product


def add_batch(work: Work, product_id: UUID, *, lot: str, expires_on: date | None) -> Batch:
    """A lot of a product, as printed on the box."""
    products.get(work.session, product_id)
    if any(batch.lot == lot for batch in batches.of_product(work.session, product_id)):
        raise InvalidInputError(where="lot", problem="is known already for this product")
    batch = Batch(clinic_id=work.clinic_id, product_id=product_id, lot=lot, expires_on=expires_on)
    _added(work, batch, "batch")
    return batch


def add_product_use(
    work: Work,
    treatment_id: UUID,
    *,
    product_id: UUID,
    batch_id: UUID | None,
    amount: Decimal,
    area: str | None,
) -> ProductUse:
    """What was given in a treatment, how much, from which lot."""
    treatment = treatments.get(work.session, treatment_id)
    product = products.get(work.session, product_id)
    check_area(area)
    if batch_id is not None and batches.get(work.session, batch_id).product_id != product_id:
        raise InvalidInputError(where="batch_id", problem="is a lot of another product")
    use = ProductUse(
        clinic_id=work.clinic_id,
        treatment_id=treatment_id,
        product_id=product_id,
        batch_id=batch_id,
        amount=float(amount),
        unit=product.unit,
        area=area,
    )
    _added(work, use, "product_use", patient_id=treatment.patient_id)
    return use


def add_capture_session(
    work: Work,
    patient_id: UUID,
    *,
    label: str,
    time_point: str | None,
    started_at: datetime | None,
    treatment_id: UUID | None,
) -> CaptureSession:
    """A visit in front of the camera, now unless another time is said."""
    patients.get(work.session, patient_id)
    at = started_at or work.now
    check_past(at, work.now, where="started_at")
    if treatment_id is not None and treatments.get(work.session, treatment_id).patient_id != patient_id:
        raise InvalidInputError(where="treatment_id", problem="belongs to another patient")
    visit = CaptureSession(
        clinic_id=work.clinic_id,
        patient_id=patient_id,
        treatment_id=treatment_id,
        photographer_id=work.actor.user_id,
        label=label,
        time_point=time_point,
        started_at=at,
    )
    _added(work, visit, "capture_session", patient_id=patient_id)
    return visit


def change_treatment(work: Work, treatment: Treatment, changes: Mapping[str, Any]) -> None:
    """Correct what was written; what stood there stays in the record's changes."""
    for name, value in changes.items():
        setattr(treatment, name, value)
    work.session.flush()
    record_act(
        work,
        "change_treatment",
        patient_id=treatment.patient_id,
        object_kind="treatment",
        object_id=treatment.id,
    )


def check_area(area: str | None) -> None:
    """Raise InvalidInputError for an area that is no region."""
    if area is not None and not is_region(area):
        raise InvalidInputError(where="area", problem="is no region, expected one such as `face`")


def check_past(at: datetime, now: datetime, *, where: str) -> None:
    """Raise InvalidInputError for a time without zone, or one that has not come yet."""
    if at.tzinfo is None:
        raise InvalidInputError(where=where, problem="has no time zone")
    if at > now + AHEAD:
        raise InvalidInputError(where=where, problem="lies in the future")


def _added(
    work: Work,
    row: Course | Treatment | Product | Batch | ProductUse | CaptureSession,
    kind: str,
    *,
    patient_id: UUID | None = None,
) -> None:
    work.session.add(row)
    work.session.flush()
    record_act(work, f"add_{kind}", patient_id=patient_id, object_kind=kind, object_id=row.id)
