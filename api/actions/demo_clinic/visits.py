"""The patients of the made-up clinic, their courses, visits and treatments, as rows."""

from uuid import UUID

from api.actions.demo_clinic.rows import (
    CLINIC_ID,
    SITE_ID,
    Calendar,
    once,
    patient_id,
    treatment_id,
    user_id,
    visit_id,
)
from api.actions.demo_clinic.story import ZONE, Story, StoryPatient, StoryTreatment, StoryVisit, demo_id
from api.record import patient_identifiers, patients
from api.record.capture_sessions import CaptureSession
from api.record.carers import Carer
from api.record.courses import Course
from api.record.patient_identifiers import OutsideId
from api.record.patients import Identity, Patient
from api.record.product_uses import ProductUse
from api.record.treatments import Treatment
from api.storage.work import Work


def make_patient(work: Work, patient: StoryPatient, calendar: Calendar) -> None:
    """The patient, the course, and the two people who look after her."""
    first = patient.visits[0]
    start = calendar.at(first.days_ago)
    if work.session.get(Patient, patient_id(patient)) is None:
        identity = Identity(
            family_name=patient.family_name, given_name=patient.given_name, birth_date=patient.born_on
        )
        row = patients.register(
            work.session,
            work.ring,
            clinic_id=CLINIC_ID,
            identity=identity,
            now=start,
            sex=patient.sex,
            patient_id=patient_id(patient),
        )
        patient_identifiers.add(
            work.session,
            work.ring,
            OutsideId(system="urn:demo:health-record", value=f"HR-{row.number[-6:]}"),
            clinic_id=CLINIC_ID,
            patient_id=row.id,
            key=patients.identity_key(work.ring, row),
            now=start,
        )
    course = Course(
        clinic_id=CLINIC_ID,
        id=demo_id("course", patient.key),
        patient_id=patient_id(patient),
        title=patient.course,
        area=patient.area,
        planned_sessions=patient.sessions,
        started_on=start.astimezone(ZONE).date(),
    )
    once(work.session, course)
    for username in ("clinician", "photographer"):
        carer = Carer(
            clinic_id=CLINIC_ID,
            id=demo_id("carer", patient.key, username),
            patient_id=patient_id(patient),
            user_id=user_id(username),
            since=start,
        )
        once(work.session, carer)


def make_visit(
    work: Work, story: Story, patient: StoryPatient, visit: StoryVisit, calendar: Calendar
) -> None:
    """The capture session of a visit, and the treatment that followed its photos."""
    treatment = visit.treatment
    if treatment is not None:
        _make_treatment(work, story, patient, visit, treatment, calendar)
    row = CaptureSession(
        clinic_id=CLINIC_ID,
        id=visit_id(patient, visit),
        patient_id=patient_id(patient),
        site_id=SITE_ID,
        treatment_id=None if treatment is None else treatment_id(patient, visit),
        photographer_id=user_id("photographer"),
        label=visit.label,
        time_point=visit.time_point,
        started_at=calendar.at(visit.days_ago),
    )
    once(work.session, row)


def _make_treatment(
    work: Work,
    story: Story,
    patient: StoryPatient,
    visit: StoryVisit,
    treatment: StoryTreatment,
    calendar: Calendar,
) -> None:
    row = Treatment(
        clinic_id=CLINIC_ID,
        id=treatment_id(patient, visit),
        patient_id=patient_id(patient),
        course_id=demo_id("course", patient.key),
        site_id=SITE_ID,
        practitioner_id=user_id("clinician"),
        title=treatment.title,
        area=treatment.area,
        session_number=treatment.number,
        performed_at=calendar.treated(visit),
        device=treatment.device,
        settings=dict(treatment.settings),
        appointment_ref=f"A-{calendar.treated(visit):%y%m%d}-{patient.key[:3].upper()}",
    )
    once(work.session, row)
    for number, given in enumerate(treatment.given):
        product = story.product(given.product)
        use = ProductUse(
            clinic_id=CLINIC_ID,
            id=demo_id("use", patient.key, visit.key, str(number)),
            treatment_id=row.id,
            product_id=demo_id("product", given.product),
            batch_id=demo_id("batch", product.lot),
            amount=given.amount,
            unit=product.unit,
            area=given.area,
        )
        once(work.session, use)


def treatment_before(patient: StoryPatient, visit: StoryVisit) -> UUID | None:
    """The last treatment whose effect the photos of a visit show; None before the first."""
    earlier = [v for v in patient.visits if v.days_ago > visit.days_ago and v.treatment is not None]
    return treatment_id(patient, min(earlier, key=lambda v: v.days_ago)) if earlier else None
