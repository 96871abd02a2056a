"""A picture of a comparison is shown: asked for both photos at once, with the grade, then drawn anew.

The recipe is the stored one, at the size that was asked for. What an obligation
covers on either photo is covered on both, so that neither tells what the other
hides. A pair that could not be aligned is shown apart, as taken, and is never
laid over each other; a difference is drawn of a comparable pair only, and says
what its greys stand for.
"""

from typing import Final, Literal
from uuid import UUID

import numpy as np

from api.actions.align_photos import frame_of
from api.actions.ask_permission import ask
from api.actions.errors import NotAlignedError, PhotoNotReadyError
from api.actions.let_leave import held_back
from api.actions.meet_obligations import Box, duties, unmet
from api.actions.release_photo import Picture, refused
from api.actions.services import Services
from api.actions.ways_to_look import demand_comparable
from api.record import comparisons, photos, renditions
from api.record.comparisons import Comparison
from api.record.errors import ComparisonUnknownError
from api.record.photos import Photo
from consent_gate import Actor, Channel, Decision, Permit, Purpose
from imaging.compare import difference, picture, plan, plan_apart, render
from imaging.encode import encode_jpeg
from imaging.frame import Frame
from imaging.geometry import Similarity
from imaging.operations import Calibrate, Colour, Conceal, Mode, Orient
from imaging.recipe import Recipe

Which = Literal["before", "after", "side_by_side", "overlay", "difference"]
TOGETHER: Final = frozenset({"overlay", "difference"})


def release_comparison(
    services: Services,
    actor: Actor,
    comparison_id: UUID,
    *,
    which: Which,
    purpose: Purpose,
    channel: Channel,
    size_px: int,
) -> Picture:
    """The picture for this use, at most `size_px` on the longer side of each photo.

    Raises
    ------
    ComparisonUnknownError, PhotoUnknownError
        There is no such comparison in this clinic, or its photos are no longer of one patient.
    RefusedError
        The gate says no, or an obligation cannot be met.
    NotAlignedError
        The pair stands apart, and this picture lays one over the other.
    NotComparableError
        Its grade is too low, or not known, for a difference.
    """
    with services.work(actor) as work:
        row = comparisons.get(work.session, comparison_id)
        decision = ask(
            work,
            photo_ids=[row.before_photo_id, row.after_photo_id],
            purpose=purpose,
            channel=channel,
            grade=row.grade["overall"],
            action="look",
        )
        shown = [photos.get(work.session, each) for each in decision.photo_ids] if decision.allowed else []
        screens = [renditions.find(work.session, photo.id, "screen") for photo in shown]
        has_keys = all(photo.wrapped_pixels_key is not None for photo in shown)
    if len(shown) != 2 or not has_keys:
        raise refused(decision)
    if any(photo.patient_id != row.patient_id for photo in shown):
        raise ComparisonUnknownError(comparison_id)
    if row.status != "aligned" and which in TOGETHER:
        raise NotAlignedError(row.detail or row.reason or "unknown")
    demand_comparable(which, row.grade["overall"])
    permit = Permit(decision)
    frames = []
    for photo, screen in zip(shown, screens, strict=True):
        if screen is None:
            raise PhotoNotReadyError(photo_id=photo.id, state=photo.state)
        frames.append(frame_of(services, photo, screen, permit=permit))
    recipe, notices = _recipe(row, decision, shown, which=which, size_px=size_px)
    drawn = _drawn(recipe, frames, notices, which=which)
    if held := held_back(services, actor, decision, drawn.jpeg, comparison_id=comparison_id):
        raise refused(held)
    return drawn


def _drawn(recipe: Recipe, frames: list[Frame], notices: tuple[str, ...], *, which: Mode) -> Picture:
    if which == "difference":
        seen = difference(picture(recipe, frames[0], "before"), picture(recipe, frames[1], "after"))
        jpeg = encode_jpeg(seen.pixels, quality=90)
        return Picture(jpeg=jpeg, notices=notices, difference=(seen.floor, seen.white))
    pixels = np.ascontiguousarray(render(recipe, *frames))
    return Picture(jpeg=encode_jpeg(pixels, quality=90), notices=notices)


def aligned_recipe(
    row: Comparison, decision: Decision, shown: list[Photo], *, which: Literal["before", "after"]
) -> tuple[Recipe, tuple[str, ...]]:
    """The stored recipe of one side at full size, with what must be covered; and the notices owed.

    Raises
    ------
    RefusedError
        An obligation cannot be met.
    """
    return _recipe(row, decision, shown, which=which, size_px=max(shown[0].width_px, shown[0].height_px))


def _recipe(
    row: Comparison, decision: Decision, shown: list[Photo], *, which: Mode, size_px: int
) -> tuple[Recipe, tuple[str, ...]]:
    """The stored recipe at this size and layout, with what must be covered."""
    stored = Recipe.from_values(row.recipe)
    before, after = stored.orient("before"), stored.orient("after")
    similarity = None if stored.align is None else stored.align.similarity
    colours = tuple(o for o in stored.operations if isinstance(o, Colour | Calibrate))
    recipe = _planned(before, after, similarity, which=which, size_px=size_px, colours=colours)
    owed = [duties(decision.obligations, photo) for photo in shown]
    notices = tuple(sorted({*owed[0].notices, *owed[1].notices}))
    if similarity is None:
        if any(each.covers for each in owed):
            raise unmet(
                "Part of both must be hidden, and these two do not lie on each other.",
                "Use a pair that can be compared.",
            )
        return recipe, notices
    boxes = [*owed[0].covers, *(carried(box, similarity) for box in owed[1].covers)]
    if boxes:
        conceal = Conceal(boxes_px=tuple(boxes), what=owed[0].what or owed[1].what)
        *steps, layout = recipe.operations
        recipe = Recipe((*steps, conceal, layout))
    return recipe, notices


def _planned(
    before: Orient,
    after: Orient,
    similarity: Similarity | None,
    *,
    which: Mode,
    size_px: int,
    colours: tuple[Colour | Calibrate, ...],
) -> Recipe:
    if similarity is None:
        return plan_apart(before, after, mode=which, side_px=size_px)
    planned = plan(before, after, similarity, mode=which, side_px=size_px, colours=colours)
    if isinstance(planned, Recipe):
        return planned
    # The stored recipe has a field, and was planned from the same sizes and the same similarity.
    raise RuntimeError(f"a stored comparison lost its field: {planned.reason}")


def carried(box: Box, similarity: Similarity) -> Box:
    """A box of the after photo as the smallest upright one around it in before."""
    x, y, width, height = box
    corners = np.array([(y, x), (y, x + width), (y + height, x), (y + height, x + width)])
    rows, cols = similarity(corners).T
    return (
        float(cols.min()),
        float(rows.min()),
        float(np.ptp(cols)),
        float(np.ptp(rows)),
    )
