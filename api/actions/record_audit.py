"""Put an act or a decision of the gate into the audit, in the transaction of the act."""

from collections.abc import Iterable
from uuid import UUID

from api.record import audit
from api.record.audit import AuditEntry
from api.storage.work import Work
from consent_gate import Channel, Decision, Purpose, Role


def record_act(
    work: Work,
    action: str,
    *,
    patient_id: UUID | None = None,
    photo_ids: Iterable[UUID] = (),
    object_kind: str | None = None,
    object_id: UUID | None = None,
    purpose: Purpose | None = None,
    channel: Channel | None = None,
    shown: Iterable[tuple[str, UUID]] = (),
) -> AuditEntry:
    """One entry about something that was done; ids only, never a name.

    `shown` are the rows of a list that was read, kind and id: they stand among the grounds.
    """
    entry = _entry(work, action, outcome="done", patient_id=patient_id, photo_ids=photo_ids)
    entry.object_kind, entry.object_id = object_kind, object_id
    entry.purpose = None if purpose is None else str(purpose)
    entry.channel = None if channel is None else str(channel)
    entry.grounds = sorted(f"{kind}:{row_id}" for kind, row_id in shown)
    return audit.add(work.session, entry)


def record_decision(
    work: Work,
    decision: Decision,
    *,
    action: str,
    photo_ids: Iterable[UUID],
    purpose: Purpose,
    channel: Channel,
) -> AuditEntry:
    """One entry about what was asked of the gate, and its answer with grounds or refusals."""
    patients = {ask.photo.patient_id for ask in decision.asks}
    entry = _entry(
        work,
        action,
        outcome="allowed" if decision.allowed else "refused",
        patient_id=next(iter(patients)) if len(patients) == 1 else None,
        photo_ids=photo_ids,
    )
    entry.purpose, entry.channel = str(purpose), str(channel)
    entry.grounds = sorted(f"{ground.kind}:{ground.id}" for ground in decision.grounds)
    entry.refusals = list(decision.codes)
    entry.obligations = sorted(map(str, decision.obligations))
    return audit.add(work.session, entry)


def _entry(
    work: Work, action: str, *, outcome: str, patient_id: UUID | None, photo_ids: Iterable[UUID]
) -> AuditEntry:
    is_service = work.actor.role is Role.SYSTEM
    return AuditEntry(
        clinic_id=work.clinic_id,
        at=work.now,
        actor_id=None if is_service else work.actor.user_id,
        actor_role=str(work.actor.role),
        action=action,
        outcome=outcome,
        patient_id=patient_id,
        photo_ids=[str(photo_id) for photo_id in photo_ids],
    )
