"""A new patient, another name, and who looks after whom.

Whoever adds a patient looks after the patient from then on: there is nobody else
yet who could say so. Later only someone who does can add another.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import or_, select

from api.actions.edit_identifiers import add_identifiers
from api.actions.errors import InvalidInputError, NotTreatingError
from api.actions.record_audit import record_act
from api.record import carers, patients, users
from api.record.carers import Carer
from api.record.errors import IdentifierTakenError, UserUnknownError
from api.record.patient_identifiers import OutsideId
from api.record.patients import Identity, Patient
from api.storage.work import Work

OLDEST_YEAR = 1880


def add_patient(
    work: Work,
    *,
    identity: Identity,
    sex: str,
    number: str | None,
    identifiers: Iterable[OutsideId] = (),
) -> Patient:
    """The new patient; without a number the clinic's next one.

    Raises
    ------
    IdentifierTakenError
        Another patient has this number, or one of these identifiers.
    InvalidInputError
        The date of birth cannot be right.
    """
    check_birth_date(identity.birth_date, today=work.now.date())
    if number is not None and patients.by_number(work.session, number) is not None:
        raise IdentifierTakenError("another patient has this number")
    patient = patients.register(
        work.session,
        work.ring,
        clinic_id=work.clinic_id,
        identity=identity,
        now=work.now,
        number=number,
        sex=sex,
    )
    look_after(work, patient.id, work.actor.user_id)
    record_act(work, "add_patient", patient_id=patient.id)
    add_identifiers(work, patient.id, identifiers)
    return patient


def change_patient(work: Work, patient: Patient, *, identity: Identity, sex: str) -> None:
    """Correct who the patient is; what stood there stays in the record's changes, names sealed.

    Raises
    ------
    InvalidInputError
        The date of birth cannot be right.
    """
    check_birth_date(identity.birth_date, today=work.now.date())
    patient.sex = sex
    if identity != patients.identity(work.ring, patient):
        patients.rename(work.session, work.ring, patient, identity)
    work.session.flush()
    record_act(work, "change_patient", patient_id=patient.id)


def carers_of(work: Work, patient_id: UUID) -> Sequence[Carer]:
    """Who looks after the patient now, as far as no treatment shows it."""
    wanted = select(Carer).where(
        Carer.patient_id == patient_id, or_(Carer.until.is_(None), Carer.until > work.now)
    )
    return work.session.scalars(wanted.order_by(Carer.since, Carer.id)).all()


def add_carer(work: Work, patient_id: UUID, user_id: UUID) -> Carer:
    """Let a colleague look after the patient as well.

    Raises
    ------
    NotTreatingError
        The caller does not look after the patient.
    UserUnknownError
        There is no such person here who treats or takes photos.
    """
    if not carers.is_treating(work.session, work.actor.user_id, patient_id, now=work.now):
        raise NotTreatingError(role=work.actor.role, capability="add_carer")
    colleague = users.get(work.session, user_id)
    if colleague.role not in {"clinician", "photographer"} or not colleague.is_active:
        raise UserUnknownError(user_id)
    record_act(work, "add_carer", patient_id=patient_id, object_kind="user", object_id=user_id)
    return look_after(work, patient_id, user_id)


def end_care(work: Work, patient_id: UUID, user_id: UUID) -> None:
    """The person no longer looks after the patient, whatever they treated until now.

    Raises
    ------
    NotTreatingError
        The caller does not look after the patient.
    """
    if not carers.is_treating(work.session, work.actor.user_id, patient_id, now=work.now):
        raise NotTreatingError(role=work.actor.role, capability="end_care")
    # Who treated has perhaps no row yet that could be ended.
    if carers.is_treating(work.session, user_id, patient_id, now=work.now):
        look_after(work, patient_id, user_id)
    for carer in carers_of(work, patient_id):
        if carer.user_id == user_id:
            carer.until = work.now
    record_act(work, "end_care", patient_id=patient_id, object_kind="user", object_id=user_id)


def look_after(work: Work, patient_id: UUID, user_id: UUID) -> Carer:
    """The relation, made now unless it lasts already."""
    for carer in carers_of(work, patient_id):
        if carer.user_id == user_id:
            return carer
    carer = Carer(clinic_id=work.clinic_id, patient_id=patient_id, user_id=user_id, since=work.now)
    work.session.add(carer)
    work.session.flush()
    return carer


def check_birth_date(born: date | None, *, today: date) -> None:
    """Raise InvalidInputError for a day that no patient was born on."""
    if born is not None and (born.year < OLDEST_YEAR or born > today):
        raise InvalidInputError(where="birth_date", problem="is not a day on which a patient was born")
