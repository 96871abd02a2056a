"""Several photos of one patient held against one baseline: asked for together, aligned each to it, graded.

A series is a question, not a record: what it rests on, the alignment of each photo to the baseline and to its
neighbour, is kept as values and worked out once; the series itself is a ticket (`tickets`) that its asker
can come back with. Every picture of it asks the gate for all of its photos together.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from api.actions.align_photos import alignment_of, frame_of
from api.actions.ask_permission import ask, ask_again
from api.actions.compare_files import Photo as Side
from api.actions.compare_photos import COMPARED_PX
from api.actions.compare_set import PhotoSet, compare_set
from api.actions.errors import InvalidInputError, PhotoNotReadyError
from api.actions.meet_obligations import Box, duties
from api.actions.release_comparison import carried
from api.actions.release_photo import refused
from api.actions.services import Services
from api.actions.tickets import opened, sealed
from api.record import capture_sessions, photos, renditions
from api.record.photos import Photo
from api.record.renditions import Rendition
from consent_gate import Actor, Channel, Decision, Permit, Purpose
from imaging.align import Alignment, AlignmentRefusal
from imaging.frame import Frame
from imaging.operations import Conceal
from imaging.recipe import Recipe
from protocols.time_points import due_window

FEWEST, MOST = 2, 24
KIND = "series"
LASTS = timedelta(hours=12)


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesTold:
    """A series: its photos in the order they were taken, and what came of them."""

    ticket: str
    purpose: Purpose
    channel: Channel
    photos: tuple[Photo, ...]
    made: PhotoSet
    baseline: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesShown:
    """A series of which pictures may be drawn now."""

    photos: tuple[Photo, ...]
    screens: tuple[Rendition, ...]
    recipes: tuple[Recipe | None, ...]  # None where the photo stands apart
    baseline: int
    permit: Permit
    notices: tuple[str, ...]
    is_care: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """Photos that may be opened together."""

    photos: tuple[Photo, ...]
    screens: tuple[Rendition, ...]
    time_points: tuple[str | None, ...]
    decision: Decision


def compare_series(
    services: Services,
    actor: Actor,
    *,
    photo_ids: Sequence[UUID],
    baseline_id: UUID | None,
    purpose: Purpose,
    channel: Channel,
) -> SeriesTold:
    """All photos against the baseline: the one that is named, else the earliest.

    Raises
    ------
    PhotoUnknownError, RefusedError
        One of them is not here, or the gate says no to this use of all of them.
    InvalidInputError
        Too few, too many, one twice, of several patients, or the baseline is none of them.
    PhotoNotReadyError
        One of them was not measured yet.
    """
    if not FEWEST <= len(photo_ids) <= MOST or len(set(photo_ids)) < len(photo_ids):
        raise InvalidInputError(where="photo_ids", problem=f"needs {FEWEST} to {MOST} photos, each once")
    asked = _ask(services, actor, photo_ids, purpose=purpose, channel=channel, action="compare_series")
    baseline = _baseline(asked.photos, baseline_id)
    frames = _frames(services, asked)
    made = _made(services, asked, frames, baseline)
    _demand_grade(services, actor, asked, made, purpose=purpose, channel=channel)
    said = {
        "photo_ids": [str(photo.id) for photo in asked.photos],
        "baseline": baseline,
        "purpose": str(purpose),
        "channel": str(channel),
        "grade": made.grade.overall.value,
        "recipes": [frame.recipe for frame in made.frames],
    }
    with services.work(actor, write=False) as work:
        ticket = sealed(work, KIND, said, lasts=LASTS)
    return SeriesTold(
        ticket=ticket,
        purpose=purpose,
        channel=channel,
        photos=asked.photos,
        made=made,
        baseline=baseline,
    )


def open_series(services: Services, actor: Actor, ticket: str) -> SeriesShown:
    """A series that was asked before, decided anew, ready to be drawn.

    Raises
    ------
    LookUnknownError
        The ticket is not this person's, or its time is over.
    PhotoUnknownError, RefusedError
        One of the photos is gone, the gate says no by now, or an obligation cannot be met.
    """
    with services.work(actor, write=False) as work:
        said = opened(work, KIND, ticket)
    asked = _ask(
        services,
        actor,
        [UUID(each) for each in said["photo_ids"]],
        purpose=Purpose(said["purpose"]),
        channel=Channel.parse(said["channel"]),
        action="look",
        grade=said["grade"],
    )
    kept = [None if values is None else Recipe.from_values(values) for values in said["recipes"]]
    recipes, notices = _concealed(asked, kept)
    return SeriesShown(
        photos=asked.photos,
        screens=asked.screens,
        recipes=recipes,
        baseline=int(said["baseline"]),
        permit=Permit(asked.decision),
        notices=notices,
        is_care=said["purpose"] == Purpose.CARE,
    )


def _ask(
    services: Services,
    actor: Actor,
    photo_ids: Sequence[UUID],
    *,
    purpose: Purpose,
    channel: Channel,
    action: str,
    grade: str | None = None,
) -> _Asked:
    with services.work(actor) as work:
        decision = ask(
            work, photo_ids=photo_ids, purpose=purpose, channel=channel, action=action, grade=grade
        )
        shown = [photos.get(work.session, each) for each in decision.photo_ids] if decision.allowed else []
        shown.sort(key=lambda photo: (photo.taken_at, photo.id))
        screens = [renditions.find(work.session, photo.id, "screen") for photo in shown]
        has_keys = all(photo.wrapped_pixels_key is not None for photo in shown)
        visits = [photo.capture_session_id for photo in shown]
        planned = tuple(
            None if visit is None else capture_sessions.get(work.session, visit).time_point
            for visit in visits
        )
    if len(shown) != len(photo_ids) or not has_keys:
        raise refused(decision)
    if len({photo.patient_id for photo in shown}) != 1:
        raise InvalidInputError(where="photo_ids", problem="are of several patients")
    for photo, screen in zip(shown, screens, strict=True):
        if screen is None or photo.state != "ready":
            raise PhotoNotReadyError(photo_id=photo.id, state=photo.state)
    ready = tuple(screen for screen in screens if screen is not None)
    return _Asked(photos=tuple(shown), screens=ready, time_points=planned, decision=decision)


def _demand_grade(
    services: Services,
    actor: Actor,
    asked: _Asked,
    made: PhotoSet,
    *,
    purpose: Purpose,
    channel: Channel,
) -> None:
    """Ask once more, now that the grade of the whole is known: some uses want a least one."""
    photo_ids, grade = [photo.id for photo in asked.photos], made.grade.overall.value
    with services.work(actor, write=False) as work:
        decision = ask_again(work, photo_ids=photo_ids, purpose=purpose, channel=channel, grade=grade)
    if decision.allowed:
        return
    with services.work(actor) as work:
        ask(work, photo_ids=photo_ids, purpose=purpose, channel=channel, grade=grade, action="compare_series")
    raise refused(decision)


def _baseline(shown: Sequence[Photo], baseline_id: UUID | None) -> int:
    if baseline_id is None:
        return 0
    found = [at for at, photo in enumerate(shown) if photo.id == baseline_id]
    if not found:
        raise InvalidInputError(where="baseline_photo_id", problem="is none of the photos")
    return found[0]


def _frames(services: Services, asked: _Asked) -> list[Frame]:
    permit = Permit(asked.decision)
    return [
        frame_of(services, photo, screen, permit=permit)
        for photo, screen in zip(asked.photos, asked.screens, strict=True)
    ]


def _made(services: Services, asked: _Asked, frames: Sequence[Frame], baseline: int) -> PhotoSet:
    sides = [_side(services, photo, frame) for photo, frame in zip(asked.photos, frames, strict=True)]

    def aligns(moving: int, reference: int) -> Alignment | AlignmentRefusal:
        return alignment_of(services, moving=asked.photos[moving], reference=asked.photos[reference])

    first = asked.photos[baseline].taken_at
    return compare_set(
        sides,
        aligns,
        side_px=COMPARED_PX,
        baseline=baseline,
        names=[f"photo {at}" for at in range(1, len(sides) + 1)],
        windows=[due_window(asked.time_points[baseline], planned) for planned in asked.time_points],
        apart_days=[(photo.taken_at - first).total_seconds() / 86_400 for photo in asked.photos],
    )


def _side(services: Services, photo: Photo, frame: Frame) -> Side:
    facts: dict[str, Any] = {**(photo.facts or {}), "taken_at": photo.taken_at.isoformat()}
    return Side(frame=frame, face=services.finder.find(frame.pixels), facts=facts)


def _concealed(
    asked: _Asked, recipes: Sequence[Recipe | None]
) -> tuple[tuple[Recipe | None, ...], tuple[str, ...]]:
    """The recipes with what must be covered on any photo covered on all, so that none tells of another."""
    boxes: list[Box] = []
    notices: set[str] = set()
    what = ""
    for photo, recipe in zip(asked.photos, recipes, strict=True):
        owed = duties(asked.decision.obligations, photo)
        notices.update(owed.notices)
        if recipe is not None and recipe.align is not None:
            boxes += [carried(box, recipe.align.similarity) for box in owed.covers]
            what = what or owed.what
    if boxes:
        hidden = Conceal(boxes_px=tuple(boxes), what=what)
        recipes = [None if recipe is None else _with(recipe, hidden) for recipe in recipes]
    return tuple(recipes), tuple(sorted(notices))


def _with(recipe: Recipe, hidden: Conceal) -> Recipe:
    *steps, layout = recipe.operations
    return replace(recipe, operations=(*steps, hidden, layout))
