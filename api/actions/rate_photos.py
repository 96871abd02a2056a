"""A person grades a photo, or a photo beside its baseline, on one of the catalogue's scales.

The rater must be allowed to see what is graded: the gate is asked for it, for care. One grade a rater, photo
and scale; grading again replaces it, and what stood there stays in the record's changes. Blinded means that
the list which the rater worked from named no date and stood in an order that follows from none.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from api.actions.ask_permission import ask
from api.actions.catalogue import scale_of
from api.actions.errors import InvalidInputError, PhotoNotReadyError
from api.actions.record_audit import record_act
from api.record import changes, patients, photos, ratings
from api.record.photos import Photo
from api.record.ratings import Rating
from api.storage.work import Work
from consent_gate import Channel, ChannelKind, Decision, Purpose
from protocols.scales import Scale

SCREEN = Channel(ChannelKind.CLINIC_SCREEN)
ANY_REGION = "any"
Order = tuple[str, str]
_TOLD = ("grade", "scale_version", "blinded")


@dataclass(frozen=True, slots=True, kw_only=True)
class ToRate:
    """One photo that waits for a grade; `photo` and `baseline` as the record has them."""

    label: str
    photo: Photo
    baseline: Photo | None
    mine: Rating | None


def rate_photo(
    work: Work,
    photo_id: UUID,
    *,
    scale_id: str,
    grade: str,
    baseline_photo_id: UUID | None,
    blinded: bool,
) -> Rating | Decision:
    """The rater's grade as it now stands, or the decision that says no.

    Raises
    ------
    ScaleUnknownError, LevelUnknownError
        There is no such scale, or no such grade on it.
    InvalidInputError
        The scale wants a baseline photo and has none, or the other way round; another patient's; another
        region than the scale is made for.
    PhotoNotReadyError
        The photo was not measured yet, or cannot be read.
    """
    scale = scale_of(scale_id)
    value = scale.value_of(grade)
    if (scale.shows == "pair") != (baseline_photo_id is not None):
        problem = "is needed by this scale" if scale.shows == "pair" else "has no place on this scale"
        raise InvalidInputError(where="baseline_photo_id", problem=problem)
    shown = [photo_id] if baseline_photo_id is None else [baseline_photo_id, photo_id]
    decision = ask(work, photo_ids=shown, purpose=Purpose.CARE, channel=SCREEN, action="rate")
    if not decision.allowed:
        return decision
    photo = photos.get(work.session, photo_id)
    _check(work, photo, scale, baseline_photo_id)
    standing = ratings.by_rater(work.session, photo_id=photo_id, scale=scale.id, rater_id=work.actor.user_id)
    rating = standing or Rating(
        clinic_id=work.clinic_id,
        photo_id=photo_id,
        rater_id=work.actor.user_id,
        scale=scale.id,
        scale_version=scale.version,
        grade=grade,
        value=value,
        blinded=blinded,
        rated_at=work.now,
    )
    rating.baseline_photo_id = baseline_photo_id
    rating.scale_version, rating.grade, rating.value = scale.version, grade, value
    rating.blinded, rating.rated_at = blinded, work.now
    work.session.add(rating)
    work.session.flush()
    record_act(
        work,
        "rate_photo",
        patient_id=photo.patient_id,
        photo_ids=shown,
        object_kind="rating",
        object_id=rating.id,
    )
    return rating


def list_to_rate(
    work: Work, patient_id: UUID, *, scale_id: str, view: str | None, blinded: bool
) -> Sequence[ToRate]:
    """The patient's photos that this scale is made for, with the caller's own grades and nobody else's.

    Blinded, they stand in an order of the rater's own that no date decides; else the oldest comes first.

    Raises
    ------
    PatientUnknownError, ScaleUnknownError
        There is no such patient, or scale.
    """
    patients.get(work.session, patient_id)
    scale = scale_of(scale_id)
    found = [
        photo
        for photo in photos.of_patient(work.session, patient_id)
        if photo.state == "ready" and fits(scale, photo.region) and view in {None, photo.view}
    ]
    rows = [(photo, _baseline(work, photo, scale)) for photo in found]
    rows = [(photo, baseline) for photo, baseline in rows if scale.shows == "photo" or baseline is not None]
    key = _shuffled(work, scale) if blinded else _by_time
    rows.sort(key=lambda row: key(row[0]))
    record_act(work, "list_to_rate", patient_id=patient_id, photo_ids=[photo.id for photo, _ in rows])
    return [
        ToRate(
            label=f"Photo {number}",
            photo=photo,
            baseline=baseline,
            mine=ratings.by_rater(
                work.session, photo_id=photo.id, scale=scale.id, rater_id=work.actor.user_id
            ),
        )
        for number, (photo, baseline) in enumerate(rows, start=1)
    ]


def read_ratings(work: Work, photo_id: UUID) -> list[tuple[Rating, list[dict[str, Any]]]] | Decision:
    """Every grade of a photo with those that it replaced, or the decision that says no."""
    decision = ask(work, photo_ids=[photo_id], purpose=Purpose.CARE, channel=SCREEN, action="read_ratings")
    if not decision.allowed:
        return decision
    return [(rating, _replaced(work, rating)) for rating in ratings.of_photo(work.session, photo_id)]


def fits(scale: Scale, region: str) -> bool:
    """Whether the scale is made for photos of this region."""
    return ANY_REGION in scale.regions or region in scale.regions


def _check(work: Work, photo: Photo, scale: Scale, baseline_photo_id: UUID | None) -> None:
    if photo.state != "ready":
        raise PhotoNotReadyError(photo_id=photo.id, state=photo.state)
    if not fits(scale, photo.region):
        raise InvalidInputError(where="scale", problem="is not made for this region")
    if baseline_photo_id is None:
        return
    baseline = photos.get(work.session, baseline_photo_id)
    if baseline.patient_id != photo.patient_id or baseline.id == photo.id:
        raise InvalidInputError(
            where="baseline_photo_id", problem="is the photo itself, or another patient's"
        )
    if (baseline.region, baseline.view) != (photo.region, photo.view):
        raise InvalidInputError(where="baseline_photo_id", problem="shows another region or view")
    if baseline.taken_at >= photo.taken_at:
        raise InvalidInputError(where="baseline_photo_id", problem="was not taken before the photo")


def _baseline(work: Work, photo: Photo, scale: Scale) -> Photo | None:
    found = photos.baseline_for(work.session, photo) if scale.shows == "pair" else None
    return found if found is not None and found.taken_at < photo.taken_at else None


def _by_time(photo: Photo) -> Order:
    return photo.taken_at.isoformat(), photo.id.hex


def _shuffled(work: Work, scale: Scale) -> Callable[[Photo], Order]:
    """An order that is the same for this rater each time, and tells nothing about time."""

    def place(photo: Photo) -> Order:
        seed = f"{work.actor.user_id.hex}{scale.id}{photo.id.hex}"
        return hashlib.sha256(seed.encode()).hexdigest(), photo.id.hex

    return place


def _replaced(work: Work, rating: Rating) -> list[dict[str, Any]]:
    """The grades that stood there before, oldest first, each with the moment at which it ended."""
    kept = [
        change for change in changes.of_row(work.session, "ratings", rating.id) if change.after is not None
    ]
    stood: dict[str, Any] = {}
    past = []
    for change in kept:
        if stood:
            past.append({**{name: stood[name] for name in _TOLD}, "until": change.at})
        stood = {**stood, **(change.after or {})}
    return past
