"""A patient takes back what she gave, whole or in part, or says no: one action, at once (G4, law 9).

The permission table closes in this transaction, so no list, count or byte is given under it once this
has been acknowledged. Saying no twice is as good as once. Whoever takes back everything takes back what
is in the record, even if a clock that was set back meanwhile reads earlier than the grant.
"""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from api.actions.errors import InvalidInputError
from api.actions.record_audit import record_act
from api.record import consents, patients
from api.record.consents import ConsentWithdrawal
from api.record.errors import GrantUnknownError, PatientUnknownError
from api.storage.work import Work
from consent_gate import Channel, InvalidGrantError, Purpose, Role, Scope


def withdraw_grant(
    work: Work,
    *,
    grant_id: UUID,
    purposes: Collection[Purpose] | None = None,
    channels: Collection[Channel] | None = None,
    scope: Scope | None = None,
    reason: str = "",
) -> ConsentWithdrawal:
    """The end of one grant, or of a part of it; raises GrantUnknownError."""
    grant = consents.get_grant(work.session, grant_id)
    if not _may_speak_for(work, grant.patient_id):
        raise GrantUnknownError(grant_id)
    return _withdraw(work, grant.patient_id, grant_id, purposes, channels, scope, reason)


def withdraw_all(
    work: Work,
    *,
    patient_id: UUID,
    purposes: Collection[Purpose] | None = None,
    channels: Collection[Channel] | None = None,
    scope: Scope | None = None,
    reason: str = "",
) -> ConsentWithdrawal:
    """The end of everything that was granted by now, or of those uses; a plain no when there was nothing.

    Raises
    ------
    PatientUnknownError
        Nobody of that id is here.
    """
    patients.get(work.session, patient_id)
    if not _may_speak_for(work, patient_id):
        raise PatientUnknownError(patient_id)
    return _withdraw(work, patient_id, None, purposes, channels, scope, reason)


def _may_speak_for(work: Work, patient_id: UUID) -> bool:
    """Staff record what patients say; a patient speaks for herself only."""
    return work.actor.role is not Role.PATIENT or work.actor.patient_id == patient_id


def _withdraw(
    work: Work,
    patient_id: UUID,
    grant_id: UUID | None,
    purposes: Collection[Purpose] | None,
    channels: Collection[Channel] | None,
    scope: Scope | None,
    reason: str,
) -> ConsentWithdrawal:
    is_service = work.actor.role in {Role.PATIENT, Role.SYSTEM}
    row = ConsentWithdrawal(
        clinic_id=work.clinic_id,
        patient_id=patient_id,
        grant_id=grant_id,
        purposes=None if purposes is None else sorted(map(str, purposes)),
        channels=None if channels is None else sorted(map(str, channels)),
        scope=consents.scope_plain(scope or Scope()),
        withdrawn_at=work.now if grant_id is not None else _after_every_grant(work, patient_id),
        recorded_by=None if is_service else work.actor.user_id,
    )
    repeated = _repeated(work, row)
    if repeated is not None:
        return repeated
    try:
        consents.withdrawal_of(row)
    except InvalidGrantError as error:
        raise InvalidInputError(where="withdrawal", problem=str(error)) from error
    if reason.strip():
        row.reason_sealed = _sealed(work, row, reason.strip())
    work.session.add(row)
    work.session.flush()
    record_act(work, "withdraw", patient_id=patient_id, object_kind="withdrawal", object_id=row.id)
    return row


def _after_every_grant(work: Work, patient_id: UUID) -> datetime:
    """Now, or the moment of a grant that an earlier reading of the clock would leave standing."""
    return max((work.now, *(row.granted_at for row in consents.grants(work.session, patient_id))))


def _repeated(work: Work, row: ConsentWithdrawal) -> ConsentWithdrawal | None:
    """The same withdrawal of the same grant, said before; one of all counts for each moment anew."""
    if row.grant_id is None:
        return None
    for said in consents.withdrawals(work.session, row.patient_id):
        if (said.grant_id, said.purposes, said.channels, said.scope) == (
            row.grant_id,
            row.purposes,
            row.channels,
            row.scope,
        ):
            return said
    return None


def _sealed(work: Work, row: ConsentWithdrawal, reason: str) -> bytes:
    key = patients.identity_key(work.ring, patients.get(work.session, row.patient_id))
    return key.seal(reason, table="consent_withdrawals", column="reason", row=row.id)
