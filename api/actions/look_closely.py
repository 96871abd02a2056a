"""A photo or a pair is looked at closely: opened once, then shown part by part up to full resolution.

Opening asks the gate, writes the one audit entry of the whole look, and for other uses than care the release
of all its parts. Every part asks the gate anew, for
the person of this request and by the consent of this moment, and writes nothing as long as the answer is
yes; a no is written and raised. So a withdrawal closes tiles at once, and an hour of zooming is one line in
the audit and not ten thousand.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal
from uuid import UUID

from api.actions.ask_permission import ask, ask_again
from api.actions.errors import PhotoNotReadyError
from api.actions.let_leave import put_down
from api.actions.meet_obligations import Duties, duties, duties_on_photo, unmet
from api.actions.release_comparison import aligned_recipe
from api.actions.release_photo import refused
from api.actions.services import Services
from api.actions.tickets import opened, sealed
from api.record import comparisons, photos
from api.record.errors import ComparisonUnknownError
from api.record.photos import Photo
from api.storage.work import Work
from consent_gate import Actor, Channel, Decision, Permit, Purpose
from imaging.frame import Pixels
from imaging.operations import Conceal, Orient
from imaging.operations import Photo as Side
from imaging.recipe import Recipe
from imaging.tile import Box, Pyramid, tile, whole

LASTS = timedelta(minutes=30)
KIND = "look"
Part = Literal["photo", "before", "after"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One picture that can be looked at closely; `ticket` leads to its parts."""

    ticket: str
    photo_id: UUID
    part: Part
    width_px: int
    height_px: int
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One photo of a look as it may be shown at this moment."""

    photo: Photo
    recipe: Recipe
    side: Side
    permit: Permit
    notices: tuple[str, ...]
    is_pair: bool  # it lies on the field of a pair

    @property
    def size_px(self) -> tuple[int, int]:
        """`(width, height)` of the whole picture at full resolution."""
        crop = self.recipe.crop
        return (0, 0) if crop is None else crop.box_px[2:]


def look_at_photo(
    services: Services, actor: Actor, photo_id: UUID, *, purpose: Purpose, channel: Channel
) -> Look:
    """Open a close look at one photo.

    Raises
    ------
    PhotoUnknownError, RefusedError, PhotoNotReadyError
        It is not here; the gate says no, or an obligation cannot be met; it cannot be read.
    """
    said = {"part": "photo", "photo_ids": [str(photo_id)], "comparison_id": None}
    return _open(services, actor, [said], purpose=purpose, channel=channel)[0]


def look_at_comparison(
    services: Services, actor: Actor, comparison_id: UUID, *, purpose: Purpose, channel: Channel
) -> Sequence[Look]:
    """Open a close look at a pair: on the common field, or each photo as taken when the two stand apart.

    Raises
    ------
    ComparisonUnknownError, PhotoUnknownError, RefusedError, PhotoNotReadyError
        It is not here; the gate says no, or an obligation cannot be met; a photo cannot be read.
    """
    with services.work(actor, write=False) as work:
        row = comparisons.get(work.session, comparison_id)
        pair = [str(row.before_photo_id), str(row.after_photo_id)]
    both = [
        {"part": part, "photo_ids": pair, "comparison_id": str(comparison_id)} for part in ("before", "after")
    ]
    return _open(services, actor, both, purpose=purpose, channel=channel)


def shown_now(services: Services, actor: Actor, ticket: str) -> Shown:
    """What the ticket leads to, as it may be shown now.

    Raises
    ------
    LookUnknownError
        The ticket is not this person's, or its time is over.
    PhotoUnknownError, ComparisonUnknownError, RefusedError
        The photo is gone, or the gate says no by now; that answer is written to the audit.
    """
    with services.work(actor, write=False) as work:
        said = opened(work, KIND, ticket)
        decision = _decided(work, said, is_first=False)
        shown = _shown(work, said, decision) if decision.allowed else None
    if shown is not None:
        return shown
    with services.work(actor) as work:  # the end of the look is an act, and stands in the audit
        decision = _decided(work, said, is_first=True)
    raise refused(decision)


def draw(services: Services, shown: Shown, box: Box, size_px: tuple[int, int]) -> Pixels:
    """A part of it: `box` in pixels of the whole, at `size_px`.

    Raises
    ------
    ValueError
        The size would enlarge or distort.
    """
    pyramid = services.light_table.take(
        shown.photo,
        permit=shown.permit,
        now=services.clock(),
        lay=lambda: _decoded(services, shown),
    )
    return tile(shown.recipe, pyramid, shown.side, box, size_px)


def _open(
    services: Services,
    actor: Actor,
    asked: Sequence[dict[str, Any]],
    *,
    purpose: Purpose,
    channel: Channel,
) -> list[Look]:
    use = {"purpose": str(purpose), "channel": str(channel)}
    with services.work(actor) as work:
        decision = _decided(work, {**asked[0], **use}, is_first=True)
        if decision.allowed:
            looks = [_look(work, {**said, **use}, decision) for said in asked]
            comparison_id = asked[0]["comparison_id"]
            put_down(work, decision, comparison_id=None if comparison_id is None else UUID(comparison_id))
    if not decision.allowed:
        raise refused(decision)
    return looks


def _look(work: Work, said: dict[str, Any], decision: Decision) -> Look:
    shown = _shown(work, said, decision)
    if shown.photo.state != "ready":
        raise PhotoNotReadyError(photo_id=shown.photo.id, state=shown.photo.state)
    width, height = shown.size_px
    return Look(
        ticket=sealed(work, KIND, said, lasts=LASTS),
        photo_id=shown.photo.id,
        part=said["part"],
        width_px=width,
        height_px=height,
        until=work.now + LASTS,
    )


def _decided(work: Work, said: dict[str, Any], *, is_first: bool) -> Decision:
    """The gate's answer at this moment; the first of a look goes into the audit."""
    comparison_id = said["comparison_id"]
    row = None if comparison_id is None else comparisons.get(work.session, UUID(comparison_id))
    photo_ids = [UUID(each) for each in said["photo_ids"]]
    purpose, channel = Purpose(said["purpose"]), Channel.parse(said["channel"])
    grade = None if row is None else row.grade["overall"]
    if is_first:
        return ask(
            work, photo_ids=photo_ids, purpose=purpose, channel=channel, grade=grade, action="look_closely"
        )
    return ask_again(work, photo_ids=photo_ids, purpose=purpose, channel=channel, grade=grade)


def _shown(work: Work, said: dict[str, Any], decision: Decision) -> Shown:
    rows = [photos.get(work.session, each) for each in decision.photo_ids]
    part: Part = said["part"]
    photo = rows[1] if part == "after" else rows[0]
    if photo.wrapped_pixels_key is None:
        raise refused(decision)
    comparison_id = said["comparison_id"]
    if comparison_id is None:
        owed = duties_on_photo(decision.obligations, photo)
        return _alone(photo, decision, owed)
    row = comparisons.get(work.session, UUID(comparison_id))
    if any(each.patient_id != row.patient_id for each in rows):
        raise ComparisonUnknownError(row.id)
    if row.status != "aligned":
        owed = duties(decision.obligations, photo)
        if owed.covers:
            raise unmet(
                "Part of both must be hidden, and these two do not lie on each other.",
                "Use a pair that can be compared.",
            )
        return _alone(photo, decision, owed)
    side: Side = "after" if part == "after" else "before"
    recipe, notices = aligned_recipe(row, decision, rows, which=side)
    return Shown(
        photo=photo, recipe=recipe, side=side, permit=Permit(decision), notices=notices, is_pair=True
    )


def _alone(photo: Photo, decision: Decision, owed: Duties) -> Shown:
    turned = int((photo.facts or {}).get("orientation") or 1)
    orient = Orient(photo="after", orientation=turned, size_px=(photo.width_px, photo.height_px))
    hidden = [Conceal(boxes_px=owed.covers, what=owed.what)] if owed.covers else []
    return Shown(
        photo=photo,
        recipe=whole(orient, conceals=hidden),
        side="after",
        permit=Permit(decision),
        notices=owed.notices,
        is_pair=False,
    )


def _decoded(services: Services, shown: Shown) -> Pyramid:
    data = services.vault.open(shown.photo, permit=shown.permit, now=services.clock())
    return Pyramid.of(services.sandbox.read(data, max_side_px=None).frame.pixels)
