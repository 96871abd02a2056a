"""The last word before bytes leave: asked once more when they are drawn, and put down where they went.

Drawing takes long, and a patient may take her word back meanwhile. The second answer and the row of the
release stand in one transaction, which is over before the first byte leaves; a withdrawal that was
acknowledged earlier is therefore seen (law 9). Care is asked again as well, and puts down no release:
looks inside the clinic are in the audit alone.
"""

from hashlib import sha256
from uuid import UUID

from api.actions.ask_permission import ask_again
from api.actions.meet_obligations import unmet
from api.actions.record_audit import record_decision
from api.actions.services import Services
from api.record import releases
from api.record.errors import PhotoUnknownError
from api.record.releases import Release
from api.storage.work import Work
from consent_gate import Actor, Decision, Purpose, Role

ACTION = "release"


def held_back(
    services: Services,
    actor: Actor,
    decision: Decision,
    data: bytes,
    *,
    comparison_id: UUID | None = None,
    is_put_down: bool = False,
) -> Decision | None:
    """The refusal that holds back what was drawn under this decision; None when it may leave, put down.

    Parameters
    ----------
    is_put_down : bool
        Whether the release was put down when a look was opened, of which this is a part.

    Raises
    ------
    PhotoUnknownError
        A photo is another patient's by now.
    RefusedError
        More must be hidden by now than was.
    """
    leaves = not is_put_down and decision.asks[0].purpose is not Purpose.CARE
    with services.work(actor, write=leaves) as work:
        again = _asked_again(work, decision)
        if again.allowed:
            _demand_same(decision, again)
            if leaves:
                put_down(work, again, sha256(data).digest(), comparison_id=comparison_id)
            return None
    with services.work(actor) as work:
        _record(work, again, of=decision)
    return again


def put_down(
    work: Work, decision: Decision, digest: bytes | None = None, *, comparison_id: UUID | None = None
) -> None:
    """Write where the photos of this decision go, in this transaction; care leaves nothing to take back.

    Without `digest` they are shown part by part, and not handed over as one file.
    """
    asked = decision.asks[0]
    if asked.purpose is Purpose.CARE:
        return
    sequence = _record(work, decision, of=decision)
    release = Release(
        clinic_id=work.clinic_id,
        audit_sequence=sequence,
        released_at=work.now,
        released_by=None if work.actor.role is Role.SYSTEM else work.actor.user_id,
        purpose=str(asked.purpose),
        channel=str(asked.channel),
        until=decision.until,
        grounds=sorted(f"{ground.kind}:{ground.id}" for ground in decision.grounds),
        obligations=sorted(map(str, decision.obligations)),
        comparison_id=comparison_id,
        sha256=digest,
    )
    releases.add(work.session, release, photo_ids=decision.photo_ids)


def _asked_again(work: Work, decision: Decision) -> Decision:
    asked = decision.asks[0]
    return ask_again(
        work,
        photo_ids=decision.photo_ids,
        purpose=asked.purpose,
        channel=asked.channel,
        grade=asked.grade,
    )


def _demand_same(decision: Decision, again: Decision) -> None:
    """Refuse what was drawn of another patient's photo, or with less hidden than must be by now."""
    for before, now in zip(decision.asks, again.asks, strict=True):
        if before.photo.patient_id != now.photo.patient_id:
            raise PhotoUnknownError(now.photo.photo_id)
    if not again.obligations <= decision.obligations:
        raise unmet("More must be hidden by now than was drawn.", "Ask for it once more.")


def _record(work: Work, decision: Decision, *, of: Decision) -> int:
    asked = of.asks[0]
    entry = record_decision(
        work,
        decision,
        action=ACTION,
        photo_ids=of.photo_ids,
        purpose=asked.purpose,
        channel=asked.channel,
    )
    return entry.sequence
