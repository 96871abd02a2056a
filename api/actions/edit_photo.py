"""A photo was filed wrongly: another region or view, another treatment, another visit.

Where a photo is filed decides which consent opens it: only who may see it for care files it. The original
and the patient stay. A change of region or view means another
baseline, so the photo is aligned again.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from api.actions.ask_permission import ask
from api.actions.errors import InvalidInputError
from api.actions.photo_words import VIEWS, is_region, side_of
from api.actions.record_audit import record_act
from api.actions.upload_photo import UNDERSTAND
from api.record import capture_sessions, jobs, treatments
from api.record.photos import Photo
from api.storage.work import Work
from consent_gate import Channel, ChannelKind, Decision, Purpose


def may_edit_photo(work: Work, photo: Photo) -> Decision:
    """The gate's answer to whoever wants to file the photo elsewhere, written to the audit."""
    channel = Channel(ChannelKind.CLINIC_SCREEN)
    return ask(work, photo_ids=[photo.id], purpose=Purpose.CARE, channel=channel, action="edit_photo")


def edit_photo(work: Work, photo: Photo, changes: Mapping[str, Any]) -> None:
    """Apply the changes that were said: `region`, `view`, `side`, `treatment_id`, `session_id`.

    Raises
    ------
    InvalidInputError
        There is no such region or view, or the other row belongs to another patient.
    """
    region, view = changes.get("region", photo.region), changes.get("view", photo.view)
    if not is_region(region):
        raise InvalidInputError(where="region", problem="is no region, expected one such as `face`")
    if view not in VIEWS:
        raise InvalidInputError(where="view", problem=f"is no view, expected one of {', '.join(VIEWS)}")
    is_refiled = (region, view) != (photo.region, photo.view)
    photo.region, photo.view = region, view
    known = {side_of(region), side_of(view)} - {"none"}
    said = changes.get("side")
    if said in {"left", "right"} and known and known != {said}:
        raise InvalidInputError(where="side", problem="contradicts the region or the view")
    if is_refiled or said is not None:
        photo.side = next(iter(known), said or "none")
    if "treatment_id" in changes:
        photo.treatment_id = _of_same_patient(work, photo, changes["treatment_id"], "treatment_id")
    if "session_id" in changes:
        photo.capture_session_id = _of_same_patient(work, photo, changes["session_id"], "session_id")
    work.session.flush()
    record_act(work, "edit_photo", patient_id=photo.patient_id, photo_ids=[photo.id])
    if is_refiled:
        key = str(photo.id)
        jobs.enqueue(work.session, UNDERSTAND, key, {"photo_id": key}, clinic_id=work.clinic_id, now=work.now)


def _of_same_patient(work: Work, photo: Photo, row_id: UUID | None, where: str) -> UUID | None:
    if row_id is None:
        return None
    row = (
        treatments.get(work.session, row_id)
        if where == "treatment_id"
        else capture_sessions.get(work.session, row_id)
    )
    if row.patient_id != photo.patient_id:
        raise InvalidInputError(where=where, problem="belongs to another patient")
    return row_id
