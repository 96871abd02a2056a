"""Outcomes as they are found again: all of a patient, or those of the clinic that changed so.

Everything is told through what the caller may see: of one patient the gate is asked for every photo that the
answer rests on; over the clinic only patients count whom the caller looks after, and no total is given.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from api.actions.ask_permission import ask
from api.actions.compare_ratings import GradeChange, changes_of
from api.actions.errors import InvalidInputError
from api.actions.rate_photos import SCREEN
from api.actions.record_audit import record_act
from api.record import outcomes, patients, photos, ratings
from api.record.outcomes import Outcome
from api.record.paging import Page
from api.record.ratings import Rating
from api.storage.work import Work
from consent_gate import Decision, Purpose
from protocols.change import NEEDS

Way = Literal["up", "down"]


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomesTold:
    """What is known of how a patient changed: measured, graded, and the grades that changes rest on."""

    measured: Sequence[Outcome]
    graded: Sequence[GradeChange]
    grades: Sequence[Rating]


def read_outcomes(work: Work, patient_id: UUID) -> OutcomesTold | Decision:
    """The patient's outcomes, or the decision that says no; raises PatientUnknownError.

    Who may not see the photos is refused, whether something was measured on them or not.
    """
    patients.get(work.session, patient_id)
    measured = outcomes.of_patient(work.session, patient_id)
    graded = ratings.of_patients(work.session, [patient_id])
    shown = {row.before_photo_id for row in measured} | {row.after_photo_id for row in measured}
    shown |= {photo.id for _, photo in graded}
    shown |= {rating.baseline_photo_id for rating, _ in graded if rating.baseline_photo_id is not None}
    asked = shown or {photo.id for photo in photos.of_patient(work.session, patient_id)}
    if asked:
        decision = ask(
            work,
            photo_ids=sorted(asked, key=str),
            purpose=Purpose.CARE,
            channel=SCREEN,
            action="read_outcomes",
        )
        if not decision.allowed:
            return decision  # not raised: raising would roll the audit entry back
    return OutcomesTold(measured=measured, graded=changes_of(graded), grades=[rating for rating, _ in graded])


def find_outcomes(
    work: Work,
    *,
    measure: str,
    way: Way,
    at_least: float,
    label: str | None,
    limit: int,
    after: str | None,
) -> Page[Outcome]:
    """A page of changes above the noise that went this way by at least so much, newest first.

    Raises
    ------
    InvalidInputError
        There is no such measure.
    CursorError
        `after` is no marker of this list.
    """
    if measure not in NEEDS:
        raise InvalidInputError(where="measure", problem=f"is none of {', '.join(NEEDS)}")
    found = outcomes.changed(
        work.session,
        work.actor.user_id,
        measure=measure,
        now=work.now,
        label=label,
        least=at_least if way == "up" else None,
        most=-at_least if way == "down" else None,
        limit=limit,
        after=after,
    )
    shown = sorted({row.after_photo_id for row in found.items}, key=str)
    record_act(work, "find_outcomes", photo_ids=shown)
    return found
