"""What a patient has said about her photos, told for people: grants with their state, a matrix, the events.

It is a summary for all her photos; what holds for one photo, the gate says.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from api.actions.ask_permission import OFFERED
from api.record import consent_documents, consents, patients
from api.record.consent_documents import ConsentDocument
from api.record.consents import ConsentGrant, ConsentSignature, ConsentWithdrawal
from api.storage.work import Work
from consent_gate import Channel, Grant, Purpose, Withdrawal
from consent_gate.wording import use_words


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantState:
    """A grant, and what has become of it by now."""

    row: ConsentGrant
    state: str  # active, not_yet, expired, withdrawn, withdrawn_in_part
    withdrawn_at: datetime | None
    signature: ConsentSignature
    document: ConsentDocument


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One line of the consent form: whether some of her photos may be used so, and until when."""

    purpose: Purpose
    channel: Channel
    label: str
    state: str  # yes, no, ended
    until: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentEvent:
    """One thing that was said, at its time."""

    kind: str  # grant, withdrawal
    id: UUID
    at: datetime
    row: ConsentGrant | ConsentWithdrawal


@dataclass(frozen=True, slots=True, kw_only=True)
class Consents:
    """All of it."""

    documents: Sequence[ConsentDocument]
    grants: Sequence[GrantState]
    matrix: Sequence[Cell]
    events: Sequence[ConsentEvent]


def read_consents(work: Work, *, patient_id: UUID) -> Consents:
    """What the patient has said; raises PatientUnknownError."""
    session = work.session
    patients.get(session, patient_id)
    given, ended = consents.grants(session, patient_id), consents.withdrawals(session, patient_id)
    ends = [consents.withdrawal_of(row) for row in ended]
    signed = {row.id: row for row in consents.signatures(session, patient_id)}
    events = [
        *(ConsentEvent(kind="grant", id=row.id, at=row.granted_at, row=row) for row in given),
        *(ConsentEvent(kind="withdrawal", id=row.id, at=row.withdrawn_at, row=row) for row in ended),
    ]
    return Consents(
        documents=consent_documents.current(session),
        grants=[
            _state(
                row,
                ends,
                now=work.now,
                signature=signed[row.signature_id],
                document=consent_documents.get(session, signed[row.signature_id].document_id),
            )
            for row in given
        ],
        matrix=_matrix([consents.grant_of(row) for row in given], ends, now=work.now),
        events=sorted(events, key=lambda event: (event.at, event.kind, event.id), reverse=True),
    )


def _state(
    row: ConsentGrant,
    ends: Iterable[Withdrawal],
    *,
    now: datetime,
    signature: ConsentSignature,
    document: ConsentDocument,
) -> GrantState:
    grant = consents.grant_of(row)
    pairs = [(purpose, channel) for purpose in grant.purposes for channel in grant.channels]
    touched = [end for end in ends if end.aims_at(grant) and any(end.concerns(p, c) for p, c in pairs)]
    if not any(_lives(grant, p, c, touched) for p, c in pairs):
        state = "withdrawn"
    elif grant.expires_at <= now:
        state = "expired"
    elif touched:
        state = "withdrawn_in_part"
    else:
        state = "active" if grant.runs_at(now) else "not_yet"
    withdrawn_at = max((end.withdrawn_at for end in touched), default=None)
    return GrantState(row=row, state=state, withdrawn_at=withdrawn_at, signature=signature, document=document)


def _matrix(grants: Sequence[Grant], ends: Sequence[Withdrawal], *, now: datetime) -> list[Cell]:
    granted = {(p, c) for grant in grants for p in grant.purposes for c in grant.channels}
    return [
        _cell(purpose, channel, grants, ends, now=now)
        for purpose, channel in [*OFFERED, *sorted(granted - set(OFFERED))]
    ]


def _cell(
    purpose: Purpose, channel: Channel, grants: Iterable[Grant], ends: Sequence[Withdrawal], *, now: datetime
) -> Cell:
    said = [grant for grant in grants if purpose in grant.purposes and channel in grant.channels]
    alive = [grant for grant in said if _lives(grant, purpose, channel, ends)]
    running = [grant for grant in alive if grant.runs_at(now)]
    return Cell(
        purpose=purpose,
        channel=channel,
        label=use_words(purpose, channel),
        state="yes" if running else "ended" if said else "no",
        until=max((grant.expires_at for grant in running), default=None),
    )


def _lives(grant: Grant, purpose: Purpose, channel: Channel, ends: Iterable[Withdrawal]) -> bool:
    """Whether no withdrawal took back all photos of the grant for that use."""
    return not any(
        end.scope.is_whole and end.aims_at(grant) and end.concerns(purpose, channel) for end in ends
    )
