"""What other systems call a patient: told, added, removed; each leaves its entry in the audit.

A number that was written down wrongly is removed and the right one added; both stay in the changes.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from api.actions.errors import InvalidInputError
from api.actions.record_audit import record_act
from api.record import patient_identifiers, patients
from api.record.patient_identifiers import OutsideId, PatientIdentifier
from api.storage.work import Work

MOST = 50
"""identifiers of one patient; nobody is known to more systems"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """An identifier with its value in the clear: kept in memory only as long as it is shown."""

    row: PatientIdentifier
    value: str


def identifiers_of(work: Work, patient_id: UUID) -> list[Known]:
    """The patient's outside identifiers by system; raises PatientUnknownError."""
    patient = patients.get(work.session, patient_id)
    key = patients.identity_key(work.ring, patient)
    record_act(work, "list_identifiers", patient_id=patient_id)
    rows = patient_identifiers.of_patient(work.session, patient_id)
    return [Known(row=row, value=patient_identifiers.value(key, row)) for row in rows]


def add_identifiers(work: Work, patient_id: UUID, said: Iterable[OutsideId]) -> list[Known]:
    """These identifiers, now the patient's; one that the patient has already stays as it is.

    Raises
    ------
    PatientUnknownError
        There is no such patient in this clinic.
    IdentifierTakenError
        Another patient of the clinic has one of them: none was added.
    InvalidInputError
        The patient would have more than anybody has.
    """
    patient = patients.get(work.session, patient_id)
    key = patients.identity_key(work.ring, patient)
    known = {row.id for row in patient_identifiers.of_patient(work.session, patient_id)}
    rows = []
    for outside in said:
        row = patient_identifiers.add(
            work.session,
            work.ring,
            outside,
            clinic_id=work.clinic_id,
            patient_id=patient_id,
            key=key,
            now=work.now,
        )
        rows.append(Known(row=row, value=outside.value))
        if row.id not in known:
            known.add(row.id)
            _recorded(work, "add_identifier", row)
    if len(known) > MOST:
        raise InvalidInputError(where="identifiers", problem=f"would be more than {MOST}")
    return rows


def remove_identifier(work: Work, patient_id: UUID, identifier_id: UUID) -> None:
    """The patient is no longer found by it, and another may have it.

    Raises
    ------
    PatientUnknownError, IdentifierUnknownError
        There is no such patient in this clinic, or no such identifier of the patient's.
    """
    patients.get(work.session, patient_id)
    row = patient_identifiers.get(work.session, identifier_id, patient_id=patient_id)
    work.session.delete(row)
    work.session.flush()
    _recorded(work, "remove_identifier", row)


def _recorded(work: Work, action: str, row: PatientIdentifier) -> None:
    record_act(work, action, patient_id=row.patient_id, object_kind="identifier", object_id=row.id)
