"""Pictures of a series leave: one frame, a close-up of one place on any frame, or all frames as a film."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from api.actions.align_photos import frame_of
from api.actions.compare_series import SeriesShown, open_series
from api.actions.errors import InvalidInputError
from api.actions.let_leave import held_back
from api.actions.release_photo import Picture, refused
from api.actions.services import Services
from consent_gate import Actor
from imaging.compare import picture
from imaging.encode import encode_jpeg
from imaging.field import Field, NoField
from imaging.film import dated, encode_animation, encode_mp4
from imaging.frame import Pixels
from imaging.operations import Scale
from imaging.recipe import Recipe
from imaging.series import Box, within
from imaging.tile import Pyramid, tile

FilmFormat = Literal["webp", "mp4"]
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True, slots=True, kw_only=True)
class Film:
    """A film that may leave, and the words that must stand beside it."""

    data: bytes
    notices: tuple[str, ...]


def release_frame(
    services: Services, actor: Actor, ticket: str, *, number: int, size_px: int, box: Box | None
) -> Picture:
    """One photo of the series on the canvas that all share, or one place of it up to full resolution.

    Parameters
    ----------
    number : int
        1 is the earliest photo.
    box : (x, y, width, height), optional
        Of the close-up, in pixels of the baseline, cut to the field.

    Raises
    ------
    LookUnknownError, PhotoUnknownError, RefusedError, PhotoNotReadyError
        What `open_series` raises.
    InvalidInputError
        There is no such photo, or it stands apart, or the box is empty.
    """
    shown = open_series(services, actor, ticket)
    if not 1 <= number <= len(shown.photos):
        raise InvalidInputError(where="number", problem=f"is none of 1 to {len(shown.photos)}")
    recipe = shown.recipes[number - 1]
    if recipe is None:
        raise InvalidInputError(where="number", problem="is a photo that could not be laid onto the baseline")
    drawn = (
        _frame(services, shown, number - 1, recipe, size_px)
        if box is None
        else _close_up(services, shown, number - 1, recipe, box=box, size_px=size_px)
    )
    jpeg = encode_jpeg(drawn, quality=90)
    if held := held_back(services, actor, shown.permit.decision, jpeg):
        raise refused(held)
    return Picture(jpeg=jpeg, notices=shown.notices)


def release_film(
    services: Services, actor: Actor, ticket: str, *, size_px: int, kind: FilmFormat, frame_ms: int
) -> Film:
    """All aligned photos, one after the other, each with its date beside it for care, else with its interval.

    Raises
    ------
    LookUnknownError, PhotoUnknownError, RefusedError, PhotoNotReadyError
        What `open_series` raises.
    FilmSupportMissingError
        MP4 was asked for and cannot be written here.
    """
    shown = open_series(services, actor, ticket)
    first = shown.photos[shown.baseline].taken_at
    frames = [
        dated(
            _frame(services, shown, at, recipe, size_px),
            headline=_day(photo.taken_at) if shown.is_care else _interval(photo.taken_at, first),
            line=_interval(photo.taken_at, first) if shown.is_care else "",
        )
        for at, (photo, recipe) in enumerate(zip(shown.photos, shown.recipes, strict=True))
        if recipe is not None
    ]
    encode = encode_mp4 if kind == "mp4" else encode_animation
    data = encode(frames, frame_ms=frame_ms)
    if held := held_back(services, actor, shown.permit.decision, data):
        raise refused(held)
    return Film(data=data, notices=shown.notices)


def _frame(services: Services, shown: SeriesShown, at: int, recipe: Recipe, size_px: int) -> Pixels:
    frame = frame_of(services, shown.photos[at], shown.screens[at], permit=shown.permit)
    width, height = recipe.scale.size_px
    factor = min(1.0, size_px / max(width, height))
    size = Scale(size_px=(max(1, round(width * factor)), max(1, round(height * factor))))
    steps = tuple(size if isinstance(each, Scale) else each for each in recipe.operations)
    return picture(replace(recipe, operations=steps), frame, "after")


def _close_up(
    services: Services, shown: SeriesShown, at: int, recipe: Recipe, *, box: Box, size_px: int
) -> Pixels:
    field = None if recipe.crop is None else Field(*recipe.crop.box_px)
    part = None if field is None else within(field, box)
    if field is None or part is None or isinstance(part, NoField):
        raise InvalidInputError(where="box", problem="holds no pixel of what all photos show")
    photo = shown.photos[at]
    pyramid = services.light_table.take(
        photo,
        permit=shown.permit,
        now=services.clock(),
        lay=lambda: Pyramid.of(
            services.sandbox.read(
                services.vault.open(photo, permit=shown.permit, now=services.clock()), max_side_px=None
            ).frame.pixels
        ),
    )
    factor = min(1.0, size_px / max(part.width, part.height))
    size = (max(1, round(part.width * factor)), max(1, round(part.height * factor)))
    inside = (part.x - field.x, part.y - field.y, part.width, part.height)
    return tile(recipe, pyramid, "after", inside, size)


def _day(at: datetime) -> str:
    return f"{at.day} {MONTHS[at.month - 1]} {at.year}"


def _interval(at: datetime, first: datetime) -> str:
    weeks = round((at - first).total_seconds() / 86_400 / 7)
    if weeks == 0:
        return "baseline" if at == first else "same week as the baseline"
    return f"{abs(weeks)} weeks {'after' if weeks > 0 else 'before'} the baseline"
