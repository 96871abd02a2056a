"""A photo as it is told: facts, findings, flags, and how it lies to its baseline.

Facts of a face are told to those who look after the patient; everybody else who
may read the record learns that the photo exists, and when it was taken.
"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from api.actions.answers import finding_values
from api.actions.facts import check_facts
from api.record import alignments, carers, photos
from api.record.alignments import Alignment
from api.record.photos import Photo
from api.storage.work import Work
from protocols.evaluate import evaluate


@dataclass(frozen=True, slots=True, kw_only=True)
class PhotoTold:
    """One photo with what follows from it."""

    photo: Photo
    facts: dict[str, Any]
    findings: list[dict[str, Any]]
    alignment: Alignment | None


def read_photo(work: Work, photo_id: UUID) -> PhotoTold:
    """The photo as told to the caller; raises PhotoUnknownError."""
    photo = photos.get(work.session, photo_id)
    baseline = photos.baseline_for(work.session, photo)
    alignment = (
        alignments.find(work.session, moving_photo_id=photo.id, reference_photo_id=baseline.id)
        if baseline
        else None
    )
    is_close = carers.is_treating(work.session, work.actor.user_id, photo.patient_id, now=work.now)
    if photo.facts is None or not is_close:
        return PhotoTold(photo=photo, facts={}, findings=[], alignment=alignment)
    found = evaluate(check_facts(photo.facts), view=photo.view)
    return PhotoTold(
        photo=photo,
        facts=photo.facts,
        findings=[finding_values(finding) for finding in found],
        alignment=alignment,
    )
