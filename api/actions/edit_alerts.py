"""What must be known about a patient before treating: told, added, ended."""

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from api.actions.errors import InvalidInputError
from api.actions.record_audit import record_act
from api.record import patient_alerts, patients
from api.record.patient_alerts import PatientAlert
from api.storage.work import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """An alert with its words in the clear, and whether it holds now."""

    row: PatientAlert
    text: str
    is_active: bool


def alerts_of(work: Work, patient_id: UUID, *, with_ended: bool) -> list[Alert]:
    """The patient's alerts, oldest first; raises PatientUnknownError."""
    patient = patients.get(work.session, patient_id)
    key = patients.identity_key(work.ring, patient)
    record_act(work, "list_alerts", patient_id=patient_id)
    not_ended_at = None if with_ended else work.now
    rows = patient_alerts.of_patient(work.session, patient_id, not_ended_at=not_ended_at)
    return [_told(work, row, patient_alerts.text(key, row)) for row in rows]


def add_alert(
    work: Work, patient_id: UUID, *, kind: str, text: str, since: datetime | None, until: datetime | None
) -> Alert:
    """A new alert, from now on unless another moment is said.

    Raises
    ------
    PatientUnknownError
        There is no such patient in this clinic.
    InvalidInputError
        It would end before it begins.
    """
    patient = patients.get(work.session, patient_id)
    start = (since or work.now).astimezone(UTC)
    end = None if until is None else until.astimezone(UTC)
    if end is not None and end <= start:
        raise InvalidInputError(where="until", problem="is not later than `since`")
    row = patient_alerts.add(
        work.session,
        text,
        kind=kind,
        clinic_id=work.clinic_id,
        patient_id=patient_id,
        key=patients.identity_key(work.ring, patient),
        since=start,
        until=end,
    )
    _recorded(work, "add_alert", row)
    return _told(work, row, text)


def end_alert(work: Work, patient_id: UUID, alert_id: UUID) -> Alert:
    """The alert, ended now; one that has ended already stays as it is.

    Raises
    ------
    PatientUnknownError, AlertUnknownError
        There is no such patient in this clinic, or no such alert of the patient's.
    """
    patient = patients.get(work.session, patient_id)
    row = patient_alerts.get(work.session, alert_id, patient_id=patient_id)
    if row.until is None or row.until > work.now:
        row.until = max(work.now, row.since)  # one that has not begun ends as it begins: it never holds
        work.session.flush()
        _recorded(work, "end_alert", row)
    return _told(work, row, patient_alerts.text(patients.identity_key(work.ring, patient), row))


def _told(work: Work, row: PatientAlert, text: str) -> Alert:
    return Alert(row=row, text=text, is_active=row.holds_at(work.now))


def _recorded(work: Work, action: str, row: PatientAlert) -> None:
    record_act(work, action, patient_id=row.patient_id, object_kind="alert", object_id=row.id)
