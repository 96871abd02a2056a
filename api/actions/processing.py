"""Opening a photo to measure it: inside the house, seen by nobody, decided like every other use."""

from datetime import datetime

from api.actions.services import SYSTEM, system
from api.record.photos import Photo
from api.record.subjects import subject
from consent_gate import (
    DEFAULT_RULES,
    Ask,
    CareRelation,
    Channel,
    ChannelKind,
    Permit,
    Purpose,
    Relationship,
    decide,
)


def processing_permit(photo: Photo, *, now: datetime) -> Permit:
    """The permit of a job for one photo, on the channel of the record; raises PermitError when refused."""
    relation = CareRelation(
        relation_id=photo.id,
        kind=Relationship.PROCESSING,
        user_id=SYSTEM,
        patient_id=photo.patient_id,
        clinic_id=photo.clinic_id,
        since=now,
    )
    ask = Ask(
        actor=system(photo.clinic_id),
        photo=subject(photo, born_on=None),
        purpose=Purpose.CARE,
        channel=Channel(ChannelKind.RECORD),
        relation=relation,
    )
    return Permit(decide(ask, (), rules=DEFAULT_RULES, now=now))
