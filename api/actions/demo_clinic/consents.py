"""What the made-up patients signed and took back, through the same actions as everybody's."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from api.actions.demo_clinic.rows import CLINIC_ID, Calendar, as_of, patient_id, user_id, visit_id
from api.actions.demo_clinic.story import Signed, Story, StoryPatient
from api.actions.grant_consent import Mark, grant_consent
from api.actions.services import Services
from api.actions.withdraw_consent import withdraw_grant
from api.record import consent_documents, consents
from api.storage.work import Work
from consent_gate import Actor, Channel, Identifiability, Purpose, Role, Scope, ScopeKind

_SIGNED_AFTER = timedelta(minutes=55)  # from the first shot of the day
_EACH = timedelta(minutes=1)
_LANGUAGE = "en"
_WITHDRAWN_BECAUSE = "Prefers not to be shown any more."


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One signature, or its end, at its moment."""

    at: datetime
    patient: StoryPatient
    signed: Signed
    is_end: bool


def events(story: Story, calendar: Calendar) -> list[Event]:
    """All of them, in the order of time; each signature of a patient has a minute of its own."""
    found = []
    for patient in story.patients:
        for number, signed in enumerate(patient.signed):
            said = calendar.at(signed.days_ago) + _SIGNED_AFTER + number * _EACH
            found.append(Event(at=said, patient=patient, signed=signed, is_end=False))
            if signed.withdrawn_days_ago is not None:
                end = calendar.at(signed.withdrawn_days_ago) + number * _EACH
                found.append(Event(at=end, patient=patient, signed=signed, is_end=True))
    return sorted(found, key=lambda event: event.at)


def record(services: Services, event: Event, calendar: Calendar) -> None:
    """Write the event down on its day, unless that was done; a patient's two minutes never meet."""
    actor = Actor(user_id=user_id("clinician"), role=Role.CLINICIAN, clinic_id=CLINIC_ID)
    with as_of(services, event.at).work(actor) as work:
        given = _grant_of(work, event, calendar)
        if event.is_end and given is not None:
            withdraw_grant(work, grant_id=given, reason=_WITHDRAWN_BECAUSE)
        elif not event.is_end and given is None:
            _grant(work, event)


def _grant_of(work: Work, event: Event, calendar: Calendar) -> UUID | None:
    """The grant that this event made, or ends, if it is there: known by its very minute."""
    number = event.patient.signed.index(event.signed)
    said = calendar.at(event.signed.days_ago) + _SIGNED_AFTER + number * _EACH
    given = consents.grants(work.session, patient_id(event.patient))
    return next((grant.id for grant in given if grant.granted_at == said), None)


def _grant(work: Work, event: Event) -> None:
    patient, signed = event.patient, event.signed
    document = next(each for each in consent_documents.current(work.session) if each.language == _LANGUAGE)
    grant_consent(
        work,
        patient_id=patient_id(patient),
        purposes=[Purpose(purpose) for purpose in signed.purposes],
        channels=[Channel.parse(channel) for channel in signed.channels],
        scope=_scope(patient, signed),
        identifiability=Identifiability(signed.identifiability),
        document_id=document.id,
        mark=Mark(method="typed", content=f"{patient.given_name} {patient.family_name}"),
    )


def _scope(patient: StoryPatient, signed: Signed) -> Scope:
    visits = [visit for visit in patient.visits if visit.key in signed.visits]
    return Scope(
        kind=ScopeKind(signed.scope),
        ids=frozenset(visit_id(patient, visit) for visit in visits),
        regions=frozenset(signed.regions),
    )
