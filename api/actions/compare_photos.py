"""Two photos of a patient are compared: asked for together, aligned, graded, and written down.

The gate is asked for both at once and its answer is in the audit before a byte is
read. The alignment is kept for the ordered pair and worked out once; the
comparison keeps the grade and the recipe, so that the same picture can be drawn
again. Its id follows from all that the grade rests on, so whatever changes there
(facts, times, the visits' plans, the method) makes another comparison. The grade
is told before the gate is asked to show anything outside: a pair below the
minimum is refused.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid5

from api.actions.align_photos import VERSION, alignment_of, frame_of
from api.actions.answers import grade_values
from api.actions.ask_permission import Use, ask, uses
from api.actions.compare_files import Comparison as Compared
from api.actions.compare_files import Photo as Side
from api.actions.compare_files import compare_photos as compare
from api.actions.compare_files import corrected_values
from api.actions.errors import InvalidInputError, PhotoNotReadyError
from api.actions.photo_words import shows_skin
from api.actions.read_treatments import Told, told
from api.actions.release_photo import refused
from api.actions.services import Services
from api.record import alignments, capture_sessions, comparisons, photos, renditions, treatments
from api.record.alignments import Alignment as AlignmentRow
from api.record.comparisons import Comparison
from api.record.errors import ComparisonUnknownError
from api.record.photos import Photo
from api.record.renditions import Rendition
from api.storage.work import Work
from consent_gate import Actor, Channel, Decision, Permit, Purpose
from imaging.align import Alignment, AlignmentRefusal
from protocols.grade import Window
from protocols.time_points import due_window

COMPARED_PX = 2048
"""px of the longer side for which the recipe is planned; pictures are drawn at any smaller size"""
SAME_DAY = timedelta(days=1)
GRADE_VERSION = "1"
"""of the criteria and their limits; another version grades every pair anew"""
_KEYS = UUID("6f1d7f0e-3c55-5d0b-9a86-2f0c1f4b7a11")


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparisonTold:
    """A comparison with what stands around it."""

    comparison: Comparison
    before: Photo
    after: Photo
    alignment: AlignmentRow | None
    treatments: Sequence[Told]
    uses: Sequence[Use]

    @property
    def interval_days(self) -> float:
        """Days from before to after."""
        return (self.after.taken_at - self.before.taken_at).total_seconds() / 86_400


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pair:
    """Two photos that may be opened, with the permit for both."""

    before: Photo
    after: Photo
    screens: tuple[Rendition, Rendition]
    permit: Permit
    window_days: Window | None


def compare_photos(
    services: Services,
    actor: Actor,
    *,
    before_id: UUID,
    after_id: UUID,
    purpose: Purpose,
    channel: Channel,
) -> UUID:
    """The id of the comparison, new or as it was made before from the same.

    Raises
    ------
    PhotoUnknownError, RefusedError
        One of the two is not here, or the gate says no to this use.
    InvalidInputError
        They are one photo, or of two patients.
    PhotoNotReadyError
        One of them was not measured yet.
    """
    if before_id == after_id:
        raise InvalidInputError(where="after_photo_id", problem="is the same photo")
    pair = _open_pair(services, actor, before_id, after_id, purpose=purpose, channel=channel)
    answer = alignment_of(services, moving=pair.after, reference=pair.before)
    with services.work(actor, write=False) as work:
        known = _known(work, pair)
    if known is not None:
        return known
    done = _compare(services, pair, answer)
    with services.work(actor) as work:
        known = _known(work, pair)
        return known or _keep(work, pair, answer, done)


def read_comparison(
    work: Work, comparison_id: UUID, *, purpose: Purpose, channel: Channel
) -> ComparisonTold | Decision:
    """A comparison as it is told for this use, without a pixel; or the decision that says no.

    What was done to the patient is told for care only.

    Raises
    ------
    ComparisonUnknownError
        There is none, or one of its photos went to another patient meanwhile.
    """
    row = comparisons.get(work.session, comparison_id)
    before = photos.get(work.session, row.before_photo_id)
    after = photos.get(work.session, row.after_photo_id)
    if {before.patient_id, after.patient_id} != {row.patient_id}:
        raise ComparisonUnknownError(comparison_id)
    decision = ask(
        work,
        photo_ids=[before.id, after.id],
        purpose=purpose,
        channel=channel,
        grade=row.grade["overall"],
        action="read_comparison",
    )
    if not decision.allowed:
        return decision  # not raised: raising would roll the audit entry back
    between = (
        treatments.between(work.session, row.patient_id, start=before.taken_at - SAME_DAY, end=after.taken_at)
        if purpose is Purpose.CARE
        else ()
    )
    return ComparisonTold(
        comparison=row,
        before=before,
        after=after,
        alignment=work.session.get(AlignmentRow, row.alignment_id) if row.alignment_id else None,
        treatments=told(work, between),
        uses=uses(work, photo_ids=[before.id, after.id], grade=row.grade["overall"]),
    )


def _open_pair(
    services: Services,
    actor: Actor,
    before_id: UUID,
    after_id: UUID,
    *,
    purpose: Purpose,
    channel: Channel,
) -> _Pair:
    with services.work(actor) as work:
        decision = ask(
            work, photo_ids=[before_id, after_id], purpose=purpose, channel=channel, action="compare"
        )
        shown = [photos.get(work.session, each) for each in decision.photo_ids] if decision.allowed else []
        screens = [renditions.find(work.session, photo.id, "screen") for photo in shown]
        has_keys = all(photo.wrapped_pixels_key is not None for photo in shown)
        planned = [_time_point(work, photo) for photo in shown]
    if len(shown) != 2 or not has_keys:
        raise refused(decision)
    before, after = shown
    if before.patient_id != after.patient_id:
        raise InvalidInputError(where="after_photo_id", problem="is of another patient")
    for photo, screen in zip(shown, screens, strict=True):
        if screen is None or photo.state != "ready":
            raise PhotoNotReadyError(photo_id=photo.id, state=photo.state)
    first, second = (screen for screen in screens if screen is not None)
    return _Pair(
        before=before,
        after=after,
        screens=(first, second),
        permit=Permit(decision),
        window_days=due_window(*planned),
    )


def _time_point(work: Work, photo: Photo) -> str | None:
    """What the visit was planned as; None without a visit."""
    visit = photo.capture_session_id
    return None if visit is None else capture_sessions.get(work.session, visit).time_point


def _known(work: Work, pair: _Pair) -> UUID | None:
    """The comparison of this ordered pair, if one was made that rests on the same."""
    row = work.session.get(Comparison, _key(work, pair))
    return None if row is None else row.id


def _key(work: Work, pair: _Pair) -> UUID:
    """The id of the comparison that rests on exactly this."""
    answer = _alignment_row(work, pair)
    sides = [
        [str(photo.id), photo.region, photo.view, photo.taken_at.isoformat(), photo.facts]
        for photo in (pair.before, pair.after)
    ]
    rests_on = [
        GRADE_VERSION,
        COMPARED_PX,
        str(pair.before.patient_id),
        None if answer is None else str(answer.id),
        pair.window_days,
        sides,
    ]
    return uuid5(_KEYS, json.dumps(rests_on, sort_keys=True, separators=(",", ":")))


def _alignment_row(work: Work, pair: _Pair) -> AlignmentRow | None:
    return alignments.find(
        work.session,
        moving_photo_id=pair.after.id,
        reference_photo_id=pair.before.id,
        version=VERSION,
    )


def _compare(services: Services, pair: _Pair, answer: Alignment | AlignmentRefusal) -> Compared:
    before, after = (
        _side(services, photo, screen, pair.permit)
        for photo, screen in zip((pair.before, pair.after), pair.screens, strict=True)
    )
    is_skin = all(shows_skin(region=photo.region, view=photo.view) for photo in (pair.before, pair.after))
    return compare(
        before,
        after,
        answer,
        side_px=COMPARED_PX,
        window_days=pair.window_days,
        subject="skin" if is_skin else "face",
    )


def _side(services: Services, photo: Photo, screen: Rendition, permit: Permit) -> Side:
    """One side as it is compared; the time is the one that the record goes by."""
    frame = frame_of(services, photo, screen, permit=permit)
    facts: dict[str, Any] = {**(photo.facts or {}), "taken_at": photo.taken_at.isoformat()}
    return Side(frame=frame, face=services.finder.find(frame.pixels), facts=facts)


def _keep(work: Work, pair: _Pair, answer: Alignment | AlignmentRefusal, done: Compared) -> UUID:
    row = _alignment_row(work, pair)
    crop = done.recipe.crop
    comparison = Comparison(
        id=_key(work, pair),
        clinic_id=work.clinic_id,
        patient_id=pair.before.patient_id,
        before_photo_id=pair.before.id,
        after_photo_id=pair.after.id,
        alignment_id=None if row is None else row.id,
        made_by=work.actor.user_id,
        made_at=work.now,
        status="aligned" if done.refusal is None else "refused",
        reason=None if done.refusal is None else done.refusal.reason,
        detail=None if done.refusal is None else done.refusal.detail,
        field_width_px=None if crop is None else crop.box_px[2],
        field_height_px=None if crop is None else crop.box_px[3],
        grade=grade_values(done.grade),
        recipe=done.recipe.values(),
        corrected=corrected_values(done.recipe, answer),
    )
    work.session.add(comparison)
    work.session.flush()
    return comparison.id
