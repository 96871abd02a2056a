"""Finding patients: by name, birth date, number or outside identifier; and what a list says of each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select

from api.actions.errors import InvalidInputError
from api.actions.record_audit import record_act
from api.record import carers, patient_identifiers, patients, photos
from api.record.paging import Page, page
from api.record.patient_identifiers import OutsideId
from api.record.patient_search import LONGEST, SHORTEST, PatientSearchToken, fold
from api.record.patients import Identity, Patient
from api.storage.work import Work

LONGEST_QUERY = 100
"""characters; more words than a name has would only cost"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A patient as lists and headings show one."""

    patient: Patient
    identity: Identity
    age: int | None
    face_photo_id: UUID | None
    photo_count: int
    last_visit_on: date | None
    treating: bool


def find_patients(
    work: Work, *, q: str, limit: int, after: str | None, identifier: str | None = None
) -> Page[Card]:
    """The clinic's patients by number; with `q`, those whose name or number begins so.

    With `identifier` (`system|value`) the one whom that system calls so, or nobody.

    Raises
    ------
    InvalidInputError
        The identifier is not system and value.
    """
    wanted = select(Patient).where(Patient.erased_at.is_(None))
    if identifier is not None:
        wanted = wanted.where(Patient.id.in_(_called(work, identifier)))
    typed = fold(q[:LONGEST_QUERY])
    # A single letter is the beginning of a word that is still being typed.
    words = [word for word in typed if len(word) >= SHORTEST] or typed
    if words:
        numbered = Patient.number.istartswith(q.strip(), autoescape=True)
        wanted = wanted.where(or_(numbered, and_(*(_begins_so(work, word) for word in words))))
    found = page(work.session, wanted, by=(Patient.number, Patient.id), limit=limit, after=after)
    record_act(work, "list_patients", shown=[("patient", patient.id) for patient in found.items])
    return Page(cards(work, found.items), found.next)


def look_up(work: Work, patient_id: UUID) -> Card:
    """One patient, with the look in the audit; raises PatientUnknownError."""
    found = card(work, patient_id)
    record_act(work, "read_patient", patient_id=patient_id)
    return found


def card(work: Work, patient_id: UUID) -> Card:
    """One patient as headings show one; raises PatientUnknownError."""
    return cards(work, [patients.get(work.session, patient_id)])[0]


def cards(work: Work, found: Sequence[Patient]) -> list[Card]:
    """These patients as lists show them, with four queries however many they are."""
    ids = [patient.id for patient in found]
    faces = photos.latest_faces(work.session, ids)
    counts = photos.counts(work.session, ids)
    treated = carers.treated_by(work.session, work.actor.user_id, ids, now=work.now)
    return [_card(work, patient, faces, counts, treated) for patient in found]


def _card(
    work: Work,
    patient: Patient,
    faces: dict[UUID, UUID],
    counts: dict[UUID, tuple[int, datetime]],
    treated: set[UUID],
) -> Card:
    identity = patients.identity(work.ring, patient)
    count, last = counts.get(patient.id, (0, None))
    return Card(
        patient=patient,
        identity=identity,
        age=identity.age_on(work.now.date()),
        face_photo_id=faces.get(patient.id),
        photo_count=count,
        last_visit_on=None if last is None else last.date(),
        treating=patient.id in treated,
    )


def _called(work: Work, identifier: str) -> list[UUID]:
    try:
        outside = OutsideId.parse(identifier)
    except ValueError as error:
        raise InvalidInputError(
            where="identifier", problem="is no identifier, expected `system|value`"
        ) from error
    found = patient_identifiers.find(work.session, work.ring, outside, clinic_id=work.clinic_id)
    return [] if found is None else [found.patient_id]


def _begins_so(work: Work, word: str) -> ColumnElement[bool]:
    token = work.ring.search_token(word[:LONGEST], clinic_id=work.clinic_id)
    has_word = select(PatientSearchToken.patient_id).where(PatientSearchToken.token == token)
    return Patient.id.in_(has_word)
