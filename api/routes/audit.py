"""The audit: who looked and who acted, and the proof that nothing was changed since."""

from collections.abc import Mapping
from typing import Annotated, Self
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from api.actions.record_audit import record_act
from api.actions.verify_audit import verify_audit
from api.record import audit, users
from api.record.audit import AuditEntry
from api.routes.door.capabilities import Capability
from api.routes.door.documents import behind_the_door
from api.routes.door.edge import Edge, may
from api.routes.door.paging import USUAL, After, Limit
from api.routes.door.shapes import Listed

router = APIRouter(tags=["audit"])

Reads = Annotated[Edge, Depends(may(Capability.READ_AUDIT))]


class AuditEntryShape(BaseModel):
    """One act; ids only, no patient's name."""

    model_config = ConfigDict(title="AuditEntry")
    sequence: Annotated[int, Field(description="1, 2, 3 ... without gaps")]
    at: AwareDatetime
    actor_id: UUID | None
    actor_name: Annotated[str | None, Field(description="of the member of staff; null: the service itself")]
    actor_role: str
    act: str
    outcome: Annotated[str, Field(description="done, allowed or refused")]
    patient_id: UUID | None
    photo_id: Annotated[UUID | None, Field(description="the first of `photo_ids`")]
    photo_ids: list[UUID]
    object_kind: str | None
    object_id: UUID | None
    purpose: str | None
    channel: str | None
    grounds: list[str]
    refusals: list[str]
    obligations: list[str]
    hash: str

    @classmethod
    def of(cls, entry: AuditEntry, names: Mapping[UUID, str]) -> Self:
        """The shape of an entry."""
        shown = [UUID(photo_id) for photo_id in entry.photo_ids]
        return cls(
            sequence=entry.sequence,
            at=entry.at,
            actor_id=entry.actor_id,
            actor_name=names.get(entry.actor_id) if entry.actor_id else None,
            actor_role=entry.actor_role,
            act=entry.action,
            outcome=entry.outcome,
            patient_id=entry.patient_id,
            photo_id=shown[0] if shown else None,
            photo_ids=shown,
            object_kind=entry.object_kind,
            object_id=entry.object_id,
            purpose=entry.purpose,
            channel=entry.channel,
            grounds=entry.grounds,
            refusals=entry.refusals,
            obligations=entry.obligations,
            hash=entry.digest.hex(),
        )


class VerificationShape(BaseModel):
    """What the chain proves, held against the heads outside the database."""

    model_config = ConfigDict(title="Verification")
    ok: bool
    entries: int
    head: str
    first_bad: Annotated[int | None, Field(description="number of the first entry that does not hold")]
    latest_bad: Annotated[int | None, Field(description="the last it can be, where only a head tells")]
    why: str | None


@router.get("/audit", name="list_audit", summary="Who looked, who acted", responses=behind_the_door(422))
def list_audit(
    edge: Reads,
    photo_id: Annotated[UUID | None, Query(description="only entries about this photo")] = None,
    patient_id: Annotated[UUID | None, Query(description="only entries about this patient")] = None,
    actor_id: Annotated[UUID | None, Query(description="only what this person did")] = None,
    limit: Limit = USUAL,
    after: After = None,
) -> Listed[AuditEntryShape]:
    """The clinic's entries, newest first."""
    with edge.work() as work:
        found = audit.listed(
            work.session,
            limit=limit,
            after=after,
            photo_id=photo_id,
            patient_id=patient_id,
            actor_id=actor_id,
        )
        record_act(
            work,
            "list_audit",
            patient_id=patient_id,
            photo_ids=() if photo_id is None else (photo_id,),
            object_kind=None if actor_id is None else "user",
            object_id=actor_id,
        )
        names = {user.id: user.name for user in users.of_clinic(work.session)}
        return Listed(items=[AuditEntryShape.of(entry, names) for entry in found.items], next=found.next)


@router.get(
    "/audit/verification",
    name="verify_audit",
    summary="Prove that the audit is what was written",
    responses=behind_the_door(),
)
def get_verification(edge: Reads) -> VerificationShape:
    """Walk the whole chain of the clinic, and hold it against the heads kept outside."""
    with edge.look() as work:
        report = verify_audit(work.session, clinic_id=work.clinic_id, heads=edge.services.heads)
    return VerificationShape(
        ok=report.ok,
        entries=report.entries,
        head=report.head.digest.hex(),
        first_bad=report.first_bad,
        latest_bad=report.latest_bad,
        why=None if report.why is None else str(report.why),
    )
