"""Keeps the permission table true: whatever changes an answer of the gate rewrites the patient's rows.

A flush that touches a grant, a withdrawal, or a fact of a photo or patient that the gate looks at marks
the patient; before the commit every marked patient is written anew, in the same transaction. No action
has to remember it. INVARIANT: no commit leaves the table behind the events (law 9).
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import event, inspect
from sqlalchemy.orm import Session, UOWTransaction

from api.record import consents, permissions
from api.record.consents import ConsentGrant, ConsentWithdrawal
from api.record.patients import Patient
from api.record.photos import Photo
from api.storage.database import ClinicSession
from api.storage.keys import KeyRing
from consent_gate import DEFAULT_RULES, Rules

STALE = "patients whose permissions must be written anew"
RING = "ring"  # put there by `Work`

_PHOTO_FACTS = (
    "patient_id",
    "capture_session_id",
    "region",
    "view",
    "taken_at",
    "patient_confirmed",
    "state",
)
_PATIENT_FACTS = ("birth_date_sealed", "erased_at")


def rules_of(_clinic_id: UUID) -> Rules:
    """The rules of that clinic; today every clinic has the default ones."""
    return DEFAULT_RULES


def bring_up_to_date(session: Session) -> None:
    """Write the rows of every marked patient anew; before a commit it happens by itself.

    Raises
    ------
    RuntimeError
        The session was opened without the keys, and a marked patient has granted something.
    """
    session.flush()
    marked: set[UUID] = session.info.pop(STALE, set())
    for patient_id in sorted(marked):
        ring = session.info.get(RING)
        if isinstance(ring, KeyRing):
            clinic_id = session.clinic_id if isinstance(session, ClinicSession) else None
            permissions.rewrite(session, ring, patient_id, rules=rules_of(clinic_id or patient_id))
        elif consents.has_granted(session, patient_id):
            raise RuntimeError("photos of a patient who granted something are changed through a Work only")


@event.listens_for(ClinicSession, "before_flush")
def _mark(session: ClinicSession, _context: UOWTransaction, _instances: object) -> None:
    marked: set[UUID] = session.info.setdefault(STALE, set())
    for row in (*session.new, *session.deleted):
        if isinstance(row, (ConsentGrant, ConsentWithdrawal, Photo)):
            marked.add(row.patient_id)
    for row in session.dirty:
        if isinstance(row, Photo) and _differs(row, _PHOTO_FACTS):
            # A photo that moves to another patient changes the rows of both.
            marked.update({row.patient_id, *inspect(row).attrs["patient_id"].history.deleted})
        elif isinstance(row, Patient) and _differs(row, _PATIENT_FACTS):
            marked.add(row.id)


def _differs(row: Any, names: tuple[str, ...]) -> bool:
    state = inspect(row)
    return any(state.attrs[name].history.has_changes() for name in names)


@event.listens_for(ClinicSession, "before_commit")
def _settle(session: ClinicSession) -> None:
    session.flush()
    if session.info.get(STALE):
        bring_up_to_date(session)
