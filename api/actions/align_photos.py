"""How one photo lies to another: worked out once for an ordered pair, kept as values.

An alignment depends on nothing but the two originals and the version of the
method, so it is never worked out twice and never changed. Pixels are opened to
measure only; nobody sees them here.
"""

from dataclasses import replace
from uuid import UUID

from api.actions.answers import alignment_values
from api.actions.processing import measuring_permit
from api.actions.services import Services, system
from api.record import alignments, photos, renditions
from api.record.alignments import Alignment as AlignmentRow
from api.record.photos import Photo
from api.record.renditions import Rendition
from api.storage.work import Work
from consent_gate import Permit
from imaging.align import Alignment, AlignmentRefusal, align
from imaging.frame import Frame
from imaging.geometry import Similarity

VERSION = "1"
"""of the method; a new one makes new rows beside the old"""


def align_to_baseline(services: Services, *, clinic_id: UUID, photo_id: UUID) -> None:
    """Align the photo to the baseline of its region and view, when there is one that can be read."""
    with services.work(system(clinic_id), write=False) as work:
        photo = photos.get(work.session, photo_id)
        baseline = photos.baseline_for(work.session, photo)
    if baseline is not None and baseline.state == "ready" and photo.state == "ready":
        alignment_of(services, moving=photo, reference=baseline)


def alignment_of(services: Services, *, moving: Photo, reference: Photo) -> Alignment | AlignmentRefusal:
    """The answer for this ordered pair, from the record or worked out now."""
    actor = system(moving.clinic_id)
    with services.work(actor, write=False) as work:
        known = _find(work, moving, reference)
        if known is not None:
            return answer_of(known)
        screens = {one.id: renditions.get(work.session, one.id, "screen") for one in (moving, reference)}
    permit = measuring_permit(services, moving, reference)
    first, second = (frame_of(services, one, screens[one.id], permit=permit) for one in (moving, reference))
    answer = align(
        first,
        second,
        moving_face=services.finder.find(first.pixels),
        reference_face=services.finder.find(second.pixels),
    )
    with services.work(actor) as work:
        if _find(work, moving, reference) is None:
            work.session.add(_row(work, moving, reference, answer))
    return answer


def frame_of(services: Services, photo: Photo, screen: Rendition, *, permit: Permit) -> Frame:
    """The screen rendition as a frame that knows the full size of its photo."""
    data = services.vault.open_rendition(photo, screen, permit=permit, now=services.clock())
    drawn = services.sandbox.read(data).frame
    orientation = int((photo.facts or {}).get("orientation") or 1)
    return replace(
        drawn,
        full_width_px=photo.width_px,
        full_height_px=photo.height_px,
        orientation=orientation,
        format=photo.format,
    )


def answer_of(row: AlignmentRow) -> Alignment | AlignmentRefusal:
    """The answer that a row keeps."""
    if row.status == "refused":
        return AlignmentRefusal(reason=row.reason or "evidence_thin", detail=row.detail or "")
    kept = row.evidence
    return Alignment(
        similarity=Similarity(
            float(row.scale or 0.0),
            float(row.rotation_deg or 0.0),
            (float(row.shift_row_px or 0.0), float(row.shift_col_px or 0.0)),
        ),
        error_px=float(row.error_px or 0.0),
        confidence=float(row.confidence or 0.0),
        method=kept["method"],
        inliers=kept["inliers"],
        spread=kept["spread"],
        agreement=kept["agreement"],
        overlap=kept["overlap"],
    )


def _find(work: Work, moving: Photo, reference: Photo) -> AlignmentRow | None:
    return alignments.find(
        work.session, moving_photo_id=moving.id, reference_photo_id=reference.id, version=VERSION
    )


def _row(work: Work, moving: Photo, reference: Photo, answer: Alignment | AlignmentRefusal) -> AlignmentRow:
    row = AlignmentRow(
        clinic_id=work.clinic_id,
        patient_id=moving.patient_id,
        moving_photo_id=moving.id,
        reference_photo_id=reference.id,
        version=VERSION,
        status="refused",
        made_at=work.now,
    )
    if isinstance(answer, AlignmentRefusal):
        row.reason, row.detail = answer.reason, answer.detail
        return row
    values = alignment_values(answer)
    row.status, row.method, row.matrix = "aligned", answer.method, values["matrix"]
    row.scale, row.rotation_deg = answer.similarity.scale, answer.similarity.rotation_deg
    row.shift_row_px, row.shift_col_px = answer.similarity.shift
    row.error_px, row.confidence = answer.error_px, answer.confidence
    row.evidence = {
        "method": answer.method,
        "inliers": answer.inliers,
        "spread": answer.spread,
        "agreement": answer.agreement,
        "overlap": answer.overlap,
    }
    return row
