"""Opening photos to measure them: inside the house, seen by nobody, decided and audited like every use."""

from api.actions.ask_permission import ask
from api.actions.services import Services, system
from api.record.photos import Photo
from consent_gate import Channel, ChannelKind, Permit, Purpose

ACTION = "measure"


def measuring_permit(services: Services, *photos: Photo) -> Permit:
    """The permit of a job for these photos of one clinic, on the channel of the record.

    Raises
    ------
    PermitError
        The gate refused, because a patient was erased meanwhile.
    """
    with services.work(system(photos[0].clinic_id)) as work:
        decision = ask(
            work,
            photo_ids=[photo.id for photo in photos],
            purpose=Purpose.CARE,
            channel=Channel(ChannelKind.RECORD),
            action=ACTION,
        )
    return Permit(decision)
