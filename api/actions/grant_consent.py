"""A patient says yes: the signature under an exact text, and what it permits, in one transaction."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import select

from api.actions.consent_errors import OutdatedDocumentError
from api.actions.errors import InvalidInputError
from api.actions.record_audit import record_act
from api.record import consent_documents, consents, patients
from api.record.capture_sessions import CaptureSession
from api.record.consents import METHODS, SIGNERS, ConsentGrant, ConsentSignature
from api.record.errors import PatientUnknownError
from api.record.patients import Patient
from api.record.photos import Photo
from api.storage.work import Work
from consent_gate import (
    Channel,
    Grant,
    Identifiability,
    InvalidGrantError,
    Purpose,
    Role,
    Scope,
    ScopeKind,
)

USUAL_MONTHS: Final = 24  # domain.md 4, practical defaults: how long a yes lasts when nobody says otherwise
MAX_MARK: Final = 400_000  # characters; a drawn signature as strokes takes some 20,000


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """What the signer left: the name typed, the strokes drawn, or a note that paper was signed."""

    method: str
    content: str
    signer: str = "patient"

    def __post_init__(self) -> None:
        """Raise InvalidInputError for a signature that proves nothing."""
        if self.method not in METHODS:
            raise InvalidInputError(where="signature.method", problem=f"is none of {', '.join(METHODS)}")
        if self.signer not in SIGNERS:
            raise InvalidInputError(where="signature.signer", problem=f"is none of {', '.join(SIGNERS)}")
        if not self.content.strip() or len(self.content) > MAX_MARK:
            raise InvalidInputError(where="signature", problem="is empty or too long", mend="sign again")


def grant_consent(
    work: Work,
    *,
    patient_id: UUID,
    purposes: Collection[Purpose],
    channels: Collection[Channel],
    scope: Scope,
    identifiability: Identifiability,
    document_id: UUID,
    mark: Mark,
    expires_at: datetime | None = None,
    not_before: datetime | None = None,
) -> ConsentGrant:
    """The grant as recorded; the permission table follows in the same transaction.

    Raises
    ------
    PatientUnknownError, ConsentDocumentUnknownError
        Nothing of that id is here.
    OutdatedDocumentError
        A newer version of the text is in force.
    InvalidInputError
        The grant could mean nothing, names photos of others, or has ended already.
    """
    patient = _patient(work, patient_id)
    ends = expires_at or months_later(work.now, USUAL_MONTHS)
    if ends <= work.now:
        raise InvalidInputError(where="expires_at", problem="is over already", mend="choose a later date")
    _check_scope(work, scope, patient_id)
    signature = _sign(work, patient, document_id, mark)
    row = ConsentGrant(
        clinic_id=work.clinic_id,
        patient_id=patient_id,
        signature_id=signature.id,
        purposes=sorted(map(str, purposes)),
        channels=sorted(map(str, channels)),
        scope=consents.scope_plain(scope),
        identifiability=str(identifiability),
        granted_at=work.now,
        not_before=not_before,
        expires_at=ends,
        recorded_by=_staff(work),
    )
    _understand(row)
    work.session.add(row)
    work.session.flush()
    record_act(work, "grant", patient_id=patient_id, object_kind="grant", object_id=row.id)
    return row


def months_later(moment: datetime, months: int) -> datetime:
    """The same day and time that many months later; the last day of a shorter month."""
    year, month = divmod(moment.month - 1 + months, 12)
    for day in (moment.day, 30, 29, 28):
        try:
            return moment.replace(year=moment.year + year, month=month + 1, day=day)
        except ValueError:
            continue
    raise ValueError("no such month")


def _patient(work: Work, patient_id: UUID) -> Patient:
    patient = patients.get(work.session, patient_id)
    is_other = work.actor.role is Role.PATIENT and work.actor.patient_id != patient_id
    if patient.erased_at is not None or is_other:
        raise PatientUnknownError(patient_id)
    return patient


def _understand(row: ConsentGrant) -> Grant:
    """The row as the gate will read it, so that nothing is kept that it could not read."""
    try:
        return consents.grant_of(row)
    except InvalidGrantError as error:
        raise InvalidInputError(where="grant", problem=str(error)) from error


def _sign(work: Work, patient: Patient, document_id: UUID, mark: Mark) -> ConsentSignature:
    document = consent_documents.get(work.session, document_id)
    if document.id not in {each.id for each in consent_documents.current(work.session)}:
        raise OutdatedDocumentError
    signature = ConsentSignature(
        clinic_id=work.clinic_id,
        patient_id=patient.id,
        document_id=document.id,
        document_sha256=document.sha256,
        signed_at=work.now,
        method=mark.method,
        signer=mark.signer,
        mark_sealed=b"",
        explained_by=_staff(work),
    )
    key = patients.identity_key(work.ring, patient)
    signature.mark_sealed = key.seal(
        mark.content, table="consent_signatures", column="mark", row=signature.id
    )
    work.session.add(signature)
    return signature


def _staff(work: Work) -> UUID | None:
    return None if work.actor.role in {Role.PATIENT, Role.SYSTEM} else work.actor.user_id


def _check_scope(work: Work, scope: Scope, patient_id: UUID) -> None:
    """What is named must be the patient's own."""
    match scope.kind:
        case ScopeKind.PHOTO:
            wanted = select(Photo.id).where(Photo.patient_id == patient_id)
        case ScopeKind.SESSION:
            wanted = select(CaptureSession.id).where(CaptureSession.patient_id == patient_id)
        case _:
            return
    if not scope.ids <= set(work.session.scalars(wanted)):
        raise InvalidInputError(where="scope.ids", problem="names something that is not this patient's")
