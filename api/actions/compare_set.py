"""Several photos of one view that were read, all laid onto one baseline: graded, held for drift, planned.

The command line and the server both come here. A photo that cannot be laid onto the baseline stays in
the set with its reason and is drawn in no frame: it neither narrows the field nor stands in for anything.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from api.actions.answers import alignment_values, finding_values, grade_values
from api.actions.compare_files import Comparison as Compared
from api.actions.compare_files import Photo, Subject, compare_photos
from imaging.align import Alignment, AlignmentRefusal
from imaging.compare import orient_of
from imaging.field import Field, NoField
from imaging.geometry import Similarity
from imaging.operations import Calibrate, Colour
from imaging.series import Drift, drift, plan_frame, series_field
from protocols.grade import Grade, Window
from protocols.grade_set import Compared as Member
from protocols.grade_set import SetGrade, grade_set
from protocols.model import Finding, Verdict

Aligns = Callable[[int, int], Alignment | AlignmentRefusal]
"""`(moving, reference)`: places in the set, to their alignment"""

DRIFT_ADVICE = (
    "Trust the alignment to the baseline less here: look at this photo and the baseline side by side."
)
UNTRIED_ADVICE = "The way over the neighbour could not be found, so drift is unknown."


@dataclass(frozen=True, slots=True, kw_only=True)
class SetFrame:
    """One photo of the set; the baseline lies on itself and has no grade."""

    similarity: Similarity | None  # to the baseline; None when it stands apart
    answer: Alignment | AlignmentRefusal | None  # None for the baseline
    compared: Compared | None
    drift: Finding | None = None  # None for the baseline, for what stands apart, and where no neighbour is
    recipe: dict[str, Any] | None = None

    @property
    def refusal(self) -> AlignmentRefusal | None:
        """Why it stands apart."""
        return self.answer if isinstance(self.answer, AlignmentRefusal) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class PhotoSet:
    """The set as it can be shown: frames in the order given, the field that all aligned ones share."""

    frames: tuple[SetFrame, ...]
    field: Field | None
    grade: SetGrade


def compare_set(
    photos: Sequence[Photo],
    aligns: Aligns,
    *,
    side_px: int,
    baseline: int = 0,
    names: Sequence[str],
    subject: Subject = "face",
    apart_days: Sequence[float | None] | None = None,
    windows: Sequence[Window | None] | None = None,
) -> PhotoSet:
    """All photos against one baseline.

    Parameters
    ----------
    aligns : callable
        The alignment of one of the photos to another, by their places.
    baseline : int
        The place of the photo that all are laid onto.
    names : sequence of str
        What the grade calls each photo; no two alike.
    apart_days, windows : sequence, optional
        For each photo: days after the baseline, and at which days the protocol wants it.
    """
    frames = []
    for at, photo in enumerate(photos):
        if at == baseline:
            frames.append(SetFrame(similarity=Similarity.identity(), answer=None, compared=None))
            continue
        answer = aligns(at, baseline)
        compared = compare_photos(
            photos[baseline],
            photo,
            answer,
            side_px=side_px,
            subject=subject,
            apart_days=None if apart_days is None else apart_days[at],
            window_days=None if windows is None else windows[at],
        )
        refused = compared.refusal
        lies = answer.similarity if refused is None and isinstance(answer, Alignment) else None
        frames.append(SetFrame(similarity=lies, answer=refused or answer, compared=compared))
    field = _field(photos, frames, baseline)
    if field is not None:
        told = _drifts(frames, aligns, field, baseline)
        frames = [
            replace(frame, drift=told.get(at), recipe=_recipe(photos, frames, at, baseline, field, side_px))
            for at, frame in enumerate(frames)
        ]
    return PhotoSet(frames=tuple(frames), field=field, grade=_grade(frames, names))


def frame_values(frame: SetFrame) -> dict[str, Any]:
    """A frame as JSON; the baseline has neither alignment nor grade."""
    if frame.answer is None:
        return {"status": "baseline", "reason": None, "detail": None, "grade": None, "drift": None}
    return {
        **alignment_values(frame.answer),
        "grade": None if frame.compared is None else grade_values(frame.compared.grade),
        "drift": None if frame.drift is None else finding_values(frame.drift),
    }


def _field(photos: Sequence[Photo], frames: Sequence[SetFrame], baseline: int) -> Field | None:
    """What all aligned ones show; None when that is nothing, or no other is aligned."""
    others = [
        (orient_of(photo.frame, "after"), frame.similarity)
        for at, (photo, frame) in enumerate(zip(photos, frames, strict=True))
        if frame.similarity is not None and at != baseline
    ]
    found = series_field(orient_of(photos[baseline].frame, "before"), others) if others else None
    return None if isinstance(found, NoField) else found


def _recipe(
    photos: Sequence[Photo], frames: Sequence[SetFrame], at: int, baseline: int, field: Field, side_px: int
) -> dict[str, Any] | None:
    similarity = frames[at].similarity
    if similarity is None:
        return None
    first, one = orient_of(photos[baseline].frame, "before"), orient_of(photos[at].frame, "after")
    recipe = plan_frame(
        first, one, similarity, field, side_px=side_px, colours=_colours(frames, at, baseline)
    )
    return recipe.values()


def _colours(frames: Sequence[SetFrame], at: int, baseline: int) -> tuple[Colour | Calibrate, ...]:
    """What was done to the colour of this photo when it was held against the baseline."""
    side = "before" if at == baseline else "after"
    pairs = [frame.compared for frame in (frames if at == baseline else frames[at : at + 1])]
    for pair in pairs:
        if pair is not None:
            done = [
                o for o in pair.recipe.operations if isinstance(o, Colour | Calibrate) and o.photo == side
            ]
            return tuple(replace(operation, photo="after") for operation in done)
    return ()


def _drifts(frames: Sequence[SetFrame], aligns: Aligns, field: Field, baseline: int) -> dict[int, Finding]:
    """For each aligned photo the way over the one before it, held against its own."""
    order = [at for at, frame in enumerate(frames) if frame.similarity is not None and at != baseline]
    told = {}
    for before, at in pairwise(order):
        own, neighbour, way = frames[at].answer, frames[before].answer, aligns(at, before)
        if isinstance(own, Alignment) and isinstance(neighbour, Alignment):
            told[at] = _drift(own, neighbour, way, field)
    return told


def _drift(own: Alignment, neighbour: Alignment, way: Alignment | AlignmentRefusal, field: Field) -> Finding:
    found: Drift | None = None
    if isinstance(way, Alignment):
        errors = (own.error_px, neighbour.error_px, way.error_px * neighbour.similarity.scale)
        found = drift(own.similarity, way.similarity, neighbour.similarity, field, errors_px=errors)
    verdict = Verdict.UNKNOWN if found is None else Verdict.PASS if found.is_explained else Verdict.FAIL
    return Finding(
        check="drift",
        verdict=verdict,
        measured=None if found is None else found.moved_px,
        limit=None if found is None else round(found.limit_px, 3),
        unit="px of the baseline",
        advice={Verdict.PASS: "", Verdict.FAIL: DRIFT_ADVICE, Verdict.UNKNOWN: UNTRIED_ADVICE}[verdict],
    )


def _grade(frames: Sequence[SetFrame], names: Sequence[str]) -> SetGrade:
    graded: list[tuple[str, Grade]] = [
        (name, frame.compared.grade)
        for name, frame in zip(names, frames, strict=True)
        if frame.compared is not None
    ]
    return grade_set([Member(key=name, view="", time_point="", grade=grade) for name, grade in graded])
