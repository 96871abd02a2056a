"""Two photos that were read, laid onto each other, graded and drawn: the core job, without any store.

The command line and the server both come here: what differs is only where the bytes came from
and who may see the answer.
"""

import math
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from api.actions.chart_facts import calibrations, colour_facts, proposal
from api.actions.facts import FactsJson, check_facts, photo_facts
from api.storage.reading import Reading
from imaging.align import Alignment, AlignmentRefusal
from imaging.compare import canvas_to_photo, orient_of, picture, plan, plan_apart
from imaging.field import NoField, common_field
from imaging.frame import Frame, Pixels
from imaging.geometry import Similarity
from imaging.glabella import lines_ratio
from imaging.landmarks import Face
from imaging.misfit import misfit
from imaging.operations import Colour, Mode
from imaging.operations import Photo as PhotoSide
from imaging.pair import (
    Ellipse,
    colour_delta_e,
    head_on_canvas,
    light_change_deg,
    shading_change_percent,
    sharpness_change_percent,
)
from imaging.posture import posture
from imaging.quality import measure
from imaging.recipe import Recipe
from protocols.grade import Case, Facts, Grade, Window, grade_pair

Subject = Literal["face", "skin"]

MEASURE_PX = 1024  # longer side of the two pictures on which light and sharpness are measured
SIDES: tuple[PhotoSide, PhotoSide] = ("before", "after")
_NEARLY = 1.05
_SHRUNK = 0.6  # at least so much smaller than either photo, so that interpolation softens neither


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Photo:
    """One side of a comparison: its frame, the face in `frame.pixels`, its facts."""

    frame: Frame
    face: Face | None
    facts: FactsJson


def photo_of(reading: Reading, face: Face | None) -> Photo:
    """The photo with its facts; `face` is in `reading.frame.pixels`."""
    return Photo(frame=reading.frame, face=face, facts=photo_facts(reading, measure(reading.frame), face))


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What came of two photos; `refusal` says why they stand apart, when they do."""

    recipe: Recipe
    grade: Grade
    pair: Facts
    refusal: AlignmentRefusal | None
    interval_days: float | None
    proposal: Colour | None = None  # a balance by the wall that could be applied, where no reference is


def compare_photos(
    before: Photo,
    after: Photo,
    answer: Alignment | AlignmentRefusal,
    *,
    mode: Mode = "side_by_side",
    side_px: int = 1024,
    apart_days: float | None = None,
    window_days: Window | None = None,
    subject: Subject = "face",
    case: Case | None = None,
    propose_colour: bool = False,
) -> Comparison:
    """The recipe and the grade of a pair; a pair that could not be aligned is shown apart, as taken.

    Parameters
    ----------
    answer : Alignment or AlignmentRefusal
        Of `align(after.frame, before.frame)`: the after photo is laid onto the before photo.
    apart_days : float, optional
        Days from before to after as the record knows them; else what the two cameras wrote counts.
    window_days : (first, last), optional
        Days after before at which the protocol wants the after photo.
    subject : `face` or `skin`
        `skin` is for close-ups off the face, where no pose and no expression is asked; a photo in which a
        face is found is none.
    case : Case, optional
        What is known of the pair beyond its photos, for SEPIA.
    propose_colour : bool
        Apply the proposed balance of a pair without a colour reference. The grade stays that of the photos as
        taken, and the sentence says that it is a proposal.
    """
    if before.face is not None or after.face is not None:
        subject = "face"
    sides = orient_of(before.frame, "before"), orient_of(after.frame, "after")
    recipe: Recipe | None = None
    pair: dict[str, float | str | None] = {}
    proposed = proposal(before.facts, after.facts, after.frame)
    if isinstance(answer, Alignment):
        colours = calibrations(before.facts, after.facts, (before.frame, after.frame))
        if propose_colour and proposed is not None:
            colours = (proposed,)
        planned = plan(*sides, answer.similarity, mode=mode, side_px=side_px, colours=colours)
        if isinstance(planned, Recipe):
            recipe, pair = planned, pair_facts(before, after, answer, subject=subject)
        else:
            answer = AlignmentRefusal(reason="overlap_too_small", detail=planned.detail)
    refusal = answer if isinstance(answer, AlignmentRefusal) else None
    interval = interval_days(before.facts, after.facts) if apart_days is None else apart_days
    return Comparison(
        recipe=recipe or plan_apart(*sides, side_px=side_px),
        grade=grade_pair(
            check_facts(before.facts),
            check_facts(after.facts),
            pair,
            refusal=None if refusal is None else refusal.detail,
            interval_days=interval,
            window_days=window_days,
            case=case,
        ),
        pair=pair,
        refusal=refusal,
        interval_days=interval,
        proposal=proposed,
    )


def pair_facts(
    before: Photo, after: Photo, answer: Alignment, *, subject: Subject = "face"
) -> dict[str, float | str | None]:
    """What the grade reads of the two together, measured on their common field."""
    known: dict[str, float | str | None] = {
        "subject": subject,
        "scale": answer.scale,
        **_left_over(before, after, answer),
    }
    sides = orient_of(before.frame, "before"), orient_of(after.frame, "after")
    field = common_field(sides[0].size_px, sides[1].size_px, answer.similarity)
    if isinstance(field, NoField):
        return known
    per_pixel = min(before.frame.scale, after.frame.scale / answer.scale)
    finest = _SHRUNK * per_pixel * max(field.width, field.height)
    recipe = plan(*sides, answer.similarity, side_px=max(1, round(min(MEASURE_PX, finest))))
    if isinstance(recipe, NoField):
        return known
    first, second = picture(recipe, before.frame, "before"), picture(recipe, after.frame, "after")
    head = _head(before, recipe)
    walls = before.facts.get("backdrop_lab"), after.facts.get("backdrop_lab")
    off = colour_delta_e(tuple(walls[0]), tuple(walls[1])) if walls[0] and walls[1] else None
    return {
        **known,
        **(_skin_facts(first, second) if subject == "skin" else {}),
        "frown_lines_ratio": _frown_lines(before, recipe, first, second),
        "light_change_deg": None if head is None else light_change_deg(first, second, head),
        "sharpness_change_percent": sharpness_change_percent(first, second),
        "colour_delta_e": off,
        "colour_reference": None if off is None else "backdrop",
        **colour_facts(before.facts, after.facts),
    }


def _left_over(before: Photo, after: Photo, answer: Alignment) -> dict[str, float | str | None]:
    """What the alignment left between two faces."""
    if before.face is None or after.face is None:
        return {}
    left = misfit(
        before.face.resized(1 / before.frame.scale),
        after.face.resized(1 / after.frame.scale),
        answer.similarity,
    )
    if left is None:
        return {}
    return {"landmarks_left_percent": left.left_percent, "scale_left_percent": left.scale_left_percent}


def _frown_lines(photo: Photo, recipe: Recipe, before: Pixels, after: Pixels) -> float | None:
    """Against the before face, whose points say where to look."""
    if photo.face is None or not photo.face.has_mesh:
        return None
    onto = Similarity.resized(1 / photo.frame.scale).then(canvas_to_photo(recipe, "before").inverse())
    eyes = photo.face.eye_distance_px * onto.scale
    return lines_ratio(before, after, onto(photo.face.landmarks), eye_distance_px=eyes)


def _skin_facts(before: Pixels, after: Pixels) -> dict[str, float | str | None]:
    """What stands for pose, expression and light on a close-up without a face."""
    lies = posture(before, after)
    shading = {"shading_change_percent": shading_change_percent(before, after)}
    if lies is None:
        return {**shading}
    return {
        **shading,
        "tilt_percent": lies.tilt_percent,
        "moved_percent": lies.moved_percent,
        "scale_left_percent": lies.scale_left_percent,
    }


def corrected_values(recipe: Recipe, answer: Alignment | AlignmentRefusal) -> FactsJson:
    """What was done to the pictures, as JSON: the sentence first, then its numbers."""
    done = recipe.correction
    error = answer.error_px if isinstance(answer, Alignment) and done is not None else None
    colours = (recipe.colour(side) or recipe.calibrate(side) for side in SIDES)
    references = {colour.reference for colour in colours if colour is not None}
    return {
        "sentence": recipe.sentence(),
        "shift_px": None if done is None else [round(value, 2) for value in done.shift_px],
        "rotation_deg": None if done is None else round(done.rotation_deg, 3),
        "scale": None if done is None else round(done.scale, 5),
        "expected_error_px": None if error is None else round(error, 2),
        "colour": " and ".join(sorted(references)) or "none",
        "retouching": "none",
    }


def wanted_side_px(recipe: Recipe, photo: PhotoSide) -> int:
    """Longer side at which a photo must be read for this picture: its full size over a whole number.

    A JPEG is read at a half, a quarter or an eighth far faster than at a size between; up to 5 % fewer pixels
    than the picture has are accepted for that.
    """
    per_canvas_pixel = canvas_to_photo(recipe, photo).scale
    return math.ceil(max(recipe.orient(photo).size_px) / max(1, math.floor(_NEARLY * per_canvas_pixel)))


def interval_days(before: FactsJson, after: FactsJson) -> float | None:
    """Days from before to after by what the cameras wrote; None when either did not, or zones clash.

    Two times without a zone are taken as told by the same wall clock.
    """
    said = [facts.get("taken_at") for facts in (before, after)]
    if not all(isinstance(time, str) for time in said):
        return None
    first, second = (datetime.fromisoformat(str(time)) for time in said)
    if (first.tzinfo is None) != (second.tzinfo is None):
        return None
    return (second - first).total_seconds() / 86_400


def _head(photo: Photo, recipe: Recipe) -> Ellipse | None:
    if photo.face is None:
        return None
    to_full = Similarity.resized(1 / photo.frame.scale)
    return head_on_canvas(photo.face, to_full.then(canvas_to_photo(recipe, "before").inverse()))
