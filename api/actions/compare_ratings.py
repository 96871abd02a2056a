"""What grades say together: how one rater's grades moved over time, and how far raters agree.

A change is counted by one rater with himself, on one version of one scale, within one view of one patient;
his grade of the earliest photo is where it starts. Everything here is told only for patients whom the caller
looks after: the queries join that, and no number counts what he may not see.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from uuid import UUID

from api.actions.catalogue import scale_of, scales
from api.actions.record_audit import record_act
from api.record import photos, ratings
from api.record.paging import Page
from api.record.photos import Photo
from api.record.ratings import Rating
from api.storage.work import Work
from protocols.agreement import Agreement, agreement, weighted_kappa
from protocols.scales import Direction, Scale, ScaleChange, change_of_pair, compare

Graded = tuple[Rating, Photo]
Places = dict[UUID, dict[tuple[UUID, UUID | None], int]]
"""for each rater, the place of the grade of each photo (and its baseline) on the scale"""


@dataclass(frozen=True, slots=True, kw_only=True)
class GradeChange:
    """One grade, the grade it is held against (None for a scale of pairs), and what lies between."""

    rating: Rating
    photo: Photo
    first: Rating | None
    change: ScaleChange


@dataclass(frozen=True, slots=True, kw_only=True)
class PairOfRaters:
    """How far two raters agree on what both graded; None where their grades do not vary."""

    raters: tuple[UUID, UUID]
    photos: int
    kappa_quadratic: float | None
    kappa_linear: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementTold:
    """Agreement on one version of a scale; `whole` is over what every rater graded, None where too little."""

    scale: Scale
    pairs: tuple[PairOfRaters, ...]
    whole: Agreement | None


def changes_of(graded: Iterable[Graded]) -> list[GradeChange]:
    """Every grade that is held against an earlier one, or is of a pair; grades come oldest photo first.

    Grades of a version of a scale that is not in the catalogue any more are left out.
    """
    series: dict[tuple[object, ...], Rating] = {}
    told = []
    for rating, photo in graded:
        scale = scales().get(rating.scale)
        if scale is None or scale.version != rating.scale_version:
            continue
        if scale.shows == "pair":
            change = change_of_pair(scale, rating.grade)
            told.append(GradeChange(rating=rating, photo=photo, first=None, change=change))
            continue
        place = (rating.rater_id, scale.id, photo.patient_id, photo.region, photo.view, photo.side)
        first = series.setdefault(place, rating)
        if first is not rating:
            change = compare(scale, first.grade, rating.grade)
            told.append(GradeChange(rating=rating, photo=photo, first=first, change=change))
    return told


def find_grade_changes(
    work: Work,
    *,
    scale_id: str,
    direction: Direction,
    steps: float,
    limit: int,
    after: str | None,
) -> tuple[Sequence[GradeChange], str | None]:
    """A page of grades that moved so by at least so many steps, newest first; the look is in the audit.

    Raises
    ------
    ScaleUnknownError, CursorError
        There is no such scale, or `after` is no marker of this list.
    """
    scale = scale_of(scale_id)
    found = _page(work, scale, direction, steps, limit=limit, after=after)
    whose = {rating.id for rating in found.items}
    patient_ids = list({photos.get(work.session, rating.photo_id).patient_id for rating in found.items})
    every = ratings.of_patients(work.session, patient_ids, scale=scale.id)
    told = {each.rating.id: each for each in changes_of(every) if each.rating.id in whose}
    shown = [told[rating.id] for rating in found.items if rating.id in told]
    record_act(work, "list_grade_changes", photo_ids=[each.photo.id for each in shown])
    return shown, found.next


def tell_agreement(work: Work, *, scale_id: str) -> AgreementTold:
    """How far raters agree on the current version of a scale; raises ScaleUnknownError."""
    scale = scale_of(scale_id)
    seen = ratings.seen_by(
        work.session, work.actor.user_id, scale=scale.id, version=scale.version, now=work.now
    )
    by_rater: Places = defaultdict(dict)
    for rating, _ in seen:
        by_rater[rating.rater_id][rating.photo_id, rating.baseline_photo_id] = scale.place_of(rating.grade)
    record_act(work, "tell_agreement", photo_ids=sorted({photo.id for _, photo in seen}, key=str))
    return AgreementTold(scale=scale, pairs=tuple(_pairs(scale, by_rater)), whole=_whole(scale, by_rater))


def _page(
    work: Work, scale: Scale, direction: Direction, steps: float, *, limit: int, after: str | None
) -> Page[Rating]:
    falls = (direction is Direction.BETTER) == (scale.worse == "higher")
    low: float | None = None if falls else steps
    high: float | None = -steps if falls else None
    if direction is Direction.SAME:
        low = high = 0.0
    if scale.no_change is None:
        ask = ratings.moved
        start = 0.0
    else:
        ask = ratings.graded
        start = scale.value_of(scale.no_change)
    return ask(
        work.session,
        work.actor.user_id,
        scale=scale.id,
        version=scale.version,
        now=work.now,
        least=None if low is None else start + low,
        most=None if high is None else start + high,
        limit=limit,
        after=after,
    )


def _pairs(scale: Scale, by_rater: Places) -> Iterable[PairOfRaters]:
    for one, other in combinations(sorted(by_rater, key=str), 2):
        both = sorted(by_rater[one].keys() & by_rater[other].keys(), key=str)
        if not both:
            continue
        first, second = ([by_rater[rater][item] for item in both] for rater in (one, other))
        yield PairOfRaters(
            raters=(one, other),
            photos=len(both),
            kappa_quadratic=weighted_kappa(first, second, categories=scale.places),
            kappa_linear=weighted_kappa(first, second, categories=scale.places, by="linear"),
        )


def _whole(scale: Scale, by_rater: Places) -> Agreement | None:
    """Over what every rater graded; a rater of a single photo would leave nothing to the others."""
    raters = [rater for rater, grades in sorted(by_rater.items(), key=str) if len(grades) > 1]
    if len(raters) < 2:
        return None
    shared = set.intersection(*(set(by_rater[rater]) for rater in raters))
    if len(shared) < 2:
        return None
    table = [[by_rater[rater][item] for rater in raters] for item in sorted(shared, key=str)]
    return agreement(table, categories=scale.places)
