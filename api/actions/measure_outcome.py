"""Redness, pigment and texture of one region on the two photos of a comparison, and what may be said of it.

The region is drawn on the before photo; the comparison's alignment carries its outline to the after photo,
and each original is read in its own pixels. A colour reference counts only when it was found in that very
photo. The grade of the pair, the two cameras and the repeatability decide what is told. Measured once for a
region and a version of the method: asking again gives the same rows.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from api.actions.align_photos import answer_of
from api.actions.ask_permission import ask
from api.actions.catalogue import repeatability
from api.actions.chart_facts import colour_reference
from api.actions.errors import NotAlignedError, PhotoNotReadyError
from api.actions.rate_photos import SCREEN
from api.actions.release_photo import refused
from api.actions.services import Services
from api.record import comparisons, outcomes, photos
from api.record.alignments import Alignment as AlignmentRow
from api.record.comparisons import Comparison
from api.record.errors import ComparisonUnknownError
from api.record.outcomes import Outcome
from api.record.photos import Photo
from api.storage.reading import read_photo
from consent_gate import Actor, Permit, Purpose
from imaging.align import Alignment
from imaging.frame import Frame
from imaging.geometry import Similarity
from imaging.outcome import Outcome as Measured
from imaging.outcome import measure_outcome
from imaging.region import Region
from protocols.change import PairState, Reading, judge
from protocols.criterion import Level

METHOD = "1"
"""of the measures; a new one makes new rows beside the old"""
PointsXY = Sequence[tuple[float, float]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A region as a person drew it: corners (x, y), full-size px of the before photo.

    `px_per_mm` is what the person read off a scale in that photo; None leaves it to the photo's facts.
    """

    label: str
    region: PointsXY
    adjacent: PointsXY | None
    px_per_mm: float | None

    @property
    def digest(self) -> str:
        """What tells this region from others."""
        return hashlib.sha256(json.dumps([self.region, self.adjacent, self.px_per_mm]).encode()).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pair:
    comparison: Comparison
    before: Photo
    after: Photo
    alignment: Alignment
    permit: Permit


def measure_comparison(
    services: Services, actor: Actor, comparison_id: UUID, drawn: Drawn
) -> Sequence[Outcome]:
    """Every measure of the region, as kept.

    Raises
    ------
    ComparisonUnknownError, PhotoUnknownError, RefusedError
        It is not here, or the gate says no.
    NotAlignedError
        The pair was refused: no region can be carried.
    InvalidRegionError
        The outline encloses nothing.
    PhotoNotReadyError
        One of the two cannot be read.
    """
    region, adjacent = _region(drawn.region), None if drawn.adjacent is None else _region(drawn.adjacent)
    version = f"{METHOD}/{repeatability().version}"
    pair, known = _open_pair(services, actor, comparison_id, drawn, version=version)
    if known:
        return known
    scale = drawn.px_per_mm or _px_per_mm(pair.before)
    frames = [_frame(services, photo, pair.permit) for photo in (pair.before, pair.after)]
    onto_after = pair.alignment.similarity.inverse()
    before, after = (
        measure_outcome(
            frame,
            region,
            carry=carry,
            placement_px=off,
            adjacent=adjacent,
            reference=colour_reference(photo.facts or {}),
            px_per_mm=scale,
        )
        for photo, frame, carry, off in zip(
            (pair.before, pair.after),
            frames,
            (Similarity.identity(), onto_after),
            (0.0, pair.alignment.error_px),
            strict=True,
        )
    )
    with services.work(actor) as work:
        made_meanwhile = outcomes.of_region(
            work.session, comparison_id=comparison_id, region_digest=drawn.digest, version=version
        )
        if made_meanwhile:
            return made_meanwhile
        rows = [
            _row(pair, drawn, version, actor, *both, px_per_mm=scale, now=work.now)
            for both in zip(before, after, strict=True)
        ]
        work.session.add_all(rows)
        work.session.flush()
        return rows


def pair_state(comparison: Comparison, before: Photo, after: Photo) -> PairState:
    """What the record knows of the pair beside the values."""
    criteria = comparison.grade.get("criteria", [])
    return PairState(
        overall=Level(comparison.grade["overall"]),
        levels={criterion["name"]: Level(criterion["level"]) for criterion in criteria},
        same_camera=_same_camera(before.facts or {}, after.facts or {}),
    )


def kind_of(photo: Photo) -> str:
    """Which repeatability counts for a photo: that of faces, or that of close-ups."""
    return "face" if (photo.facts or {}).get("face") else "close_up"


def _open_pair(
    services: Services, actor: Actor, comparison_id: UUID, drawn: Drawn, *, version: str
) -> tuple[_Pair, Sequence[Outcome]]:
    with services.work(actor) as work:
        row = comparisons.get(work.session, comparison_id)
        before = photos.get(work.session, row.before_photo_id)
        after = photos.get(work.session, row.after_photo_id)
        if {before.patient_id, after.patient_id} != {row.patient_id}:
            raise ComparisonUnknownError(comparison_id)
        decision = ask(
            work,
            photo_ids=[before.id, after.id],
            purpose=Purpose.CARE,
            channel=SCREEN,
            grade=row.grade["overall"],
            action="measure_outcome",
        )
        alignment = work.session.get(AlignmentRow, row.alignment_id) if row.alignment_id else None
        has_keys = all(photo.wrapped_pixels_key is not None for photo in (before, after))
        known = outcomes.of_region(
            work.session, comparison_id=comparison_id, region_digest=drawn.digest, version=version
        )
    if not decision.allowed or not has_keys:
        raise refused(decision)
    for photo in (before, after):
        if photo.state != "ready":
            raise PhotoNotReadyError(photo_id=photo.id, state=photo.state)
    answer = None if alignment is None else answer_of(alignment)
    if row.status != "aligned" or not isinstance(answer, Alignment):
        raise NotAlignedError(row.detail or "no similarity explains the pair")
    pair = _Pair(comparison=row, before=before, after=after, alignment=answer, permit=Permit(decision))
    return pair, known


def _frame(services: Services, photo: Photo, permit: Permit) -> Frame:
    """The original's own pixels: no rendition, no second compression."""
    data = services.vault.open(photo, permit=permit, now=services.clock())
    return read_photo(services.sandbox, data).frame


def _row(
    pair: _Pair,
    drawn: Drawn,
    version: str,
    actor: Actor,
    before: Measured,
    after: Measured,
    *,
    px_per_mm: float | None,
    now: datetime,
) -> Outcome:
    repeat = repeatability().of(kind_of(pair.before), before.name)
    told = judge(
        before.name,
        Reading(value=before.value, uncertainty=before.uncertainty, reason=before.reason),
        Reading(value=after.value, uncertainty=after.uncertainty, reason=after.reason),
        pair=pair_state(pair.comparison, pair.before, pair.after),
        sdc=None if repeat is None else repeat.smallest_detectable_change,
    )
    return Outcome(
        clinic_id=pair.before.clinic_id,
        comparison_id=pair.comparison.id,
        before_photo_id=pair.before.id,
        after_photo_id=pair.after.id,
        label=drawn.label,
        region=[list(point) for point in drawn.region],
        adjacent=None if drawn.adjacent is None else [list(point) for point in drawn.adjacent],
        px_per_mm=px_per_mm,
        region_digest=drawn.digest,
        measure=before.name,
        unit=before.unit,
        before_value=before.value,
        before_uncertainty=before.uncertainty,
        before_reason=before.reason,
        after_value=after.value,
        after_uncertainty=after.uncertainty,
        after_reason=after.reason,
        change=told.change,
        change_limit=told.limit,
        told=str(told.told),
        reason=told.reason,
        doubts=[*told.doubts, *([] if repeatability().source == "patients" else ["repeatability_rendered"])],
        version=version,
        measured_by=actor.user_id,
        measured_at=now,
    )


def _region(points: PointsXY) -> Region:
    return Region.of((y, x) for x, y in points)


def _px_per_mm(photo: Photo) -> float | None:
    """Pixels of the photo per millimetre, where the facts know a scale."""
    fact = (photo.facts or {}).get("px_per_mm")
    value = fact.get("value") if isinstance(fact, Mapping) else fact
    return float(value) if isinstance(value, int | float) and value > 0 else None


def _same_camera(before: Mapping[str, Any], after: Mapping[str, Any]) -> bool | None:
    """Whether one model took both; None where one of the files does not say."""
    models = [(facts.get("camera_make"), facts.get("camera_model")) for facts in (before, after)]
    return None if any(model is None for _, model in models) else models[0] == models[1]
