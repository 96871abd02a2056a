"""A patient's photos by region and view, with visits and treatments on the same axis."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from uuid import UUID

from api.actions.find_patients import Card, card
from api.actions.photo_words import VIEWS
from api.actions.read_treatments import Told, told
from api.actions.record_audit import record_act
from api.record import capture_sessions, photos, treatments
from api.record.capture_sessions import CaptureSession
from api.record.photos import Photo
from api.storage.work import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """The photos of one view, oldest first."""

    view: str
    photos: tuple[Photo, ...]
    baseline_id: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """One region."""

    region: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """Everything on one axis."""

    card: Card
    lanes: tuple[Lane, ...]
    sessions: Sequence[CaptureSession]
    treatments: Sequence[Told]


def read_timeline(work: Work, patient_id: UUID) -> Timeline:
    """The patient's timeline; the look is in the audit."""
    who = card(work, patient_id)
    found = sorted(photos.of_patient(work.session, patient_id), key=_place)
    lanes = tuple(
        Lane(region=region, rows=tuple(_rows(list(of_region))))
        for region, of_region in groupby(found, key=lambda photo: photo.region)
    )
    record_act(work, "read_timeline", patient_id=patient_id)
    return Timeline(
        card=who,
        lanes=lanes,
        sessions=capture_sessions.of_patient(work.session, patient_id),
        treatments=told(work, treatments.of_patient(work.session, patient_id)),
    )


def _place(photo: Photo) -> tuple[bool, str, int, object, UUID]:
    """The face first, then the other regions; views in their order; then time."""
    views = list(VIEWS)
    view = views.index(photo.view) if photo.view in VIEWS else len(views)
    return photo.region != "face", photo.region, view, photo.taken_at, photo.id


def _rows(of_region: list[Photo]) -> list[Row]:
    return [
        Row(view=view, photos=tuple(row), baseline_id=_baseline(row))
        for view, row in (
            (view, list(shots)) for view, shots in groupby(of_region, key=lambda photo: photo.view)
        )
    ]


def _baseline(row: Sequence[Photo]) -> UUID | None:
    """The marked photo, else the earliest that can be read."""
    readable = [photo for photo in row if photo.state != "unreadable"]
    marked = [photo for photo in readable if photo.is_baseline]
    return next((photo.id for photo in [*marked, *readable]), None)
