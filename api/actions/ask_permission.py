"""May these photos be used so, now? Ask the gate, put the answer into the audit, hand it back.

    with services.work(actor) as work:
        decision = ask(work, photo_ids=[...], purpose=..., channel=...)
    # the audit entry is committed here, before the first byte leaves (law 8)
    permit = Permit(decision)          # raises PermitError unless allowed
    data = vault.open(photo, permit=permit, now=...)

A refusal is returned, never raised inside the transaction: raising would roll the audit entry back.
Whoever cannot meet an obligation of the decision must not show the photo.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from sqlalchemy import select

from api.actions.record_audit import record_decision
from api.record import carers, consents, subjects
from api.record.patients import Patient
from api.record.permission_keeping import rules_of
from api.record.photos import Photo
from api.storage.work import Work
from consent_gate import (
    Ask,
    CareRelation,
    Channel,
    Decision,
    Event,
    Obligation,
    Purpose,
    Refusal,
    Relationship,
    Role,
    Withdrawal,
    decide_all,
    decide_unknown,
)
from consent_gate.wording import use_words

# What a patient is asked about, in the order of the form; other pairs show where somebody granted them.
OFFERED: Final = tuple(
    (Purpose(purpose), Channel.parse(channel))
    for purpose, channel in (
        ("other_patients", "chairside"),
        ("other_patients", "clinic_screen"),
        ("marketing", "website"),
        ("marketing", "social:instagram"),
        ("marketing", "print"),
        ("teaching", "clinic_screen"),
        ("teaching", "congress"),
        ("publication", "journal"),
        ("research", "dataset"),
        ("ai_training", "dataset"),
        ("manufacturer", "dataset"),
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """One way to use the photos, and what the gate says to it at this moment."""

    purpose: Purpose
    channel: Channel
    label: str
    allowed: bool
    until: datetime | None
    obligations: tuple[Obligation, ...]
    refusals: tuple[Refusal, ...]


def ask(
    work: Work,
    *,
    photo_ids: Sequence[UUID],
    purpose: Purpose,
    channel: Channel,
    action: str = "look",
    grade: str | None = None,
) -> Decision:
    """The gate's answer for all of these photos together, written to the audit in this transaction.

    `grade` is the overall grade of the comparison that the photos are asked for. A photo that is not
    there, or another clinic's, is refused with one and the same answer.
    """
    decision = ask_again(work, photo_ids=photo_ids, purpose=purpose, channel=channel, grade=grade)
    record_decision(work, decision, action=action, photo_ids=photo_ids, purpose=purpose, channel=channel)
    return decision


def ask_again(
    work: Work,
    *,
    photo_ids: Sequence[UUID],
    purpose: Purpose,
    channel: Channel,
    grade: str | None = None,
) -> Decision:
    """The gate's answer at this moment for parts of a look whose `ask` stands in the audit; writes nothing.

    Whoever is told no here asks once more with `ask`, so that the refusal is written.
    """
    photos = _found(work, photo_ids)
    # Care looks at no age and at no consent: the date of birth stays sealed, the history unread.
    rests_on_consent = purpose is not Purpose.CARE
    born = subjects.born_on(work.session, work.ring, _patients(photos)) if rests_on_consent else {}
    said = _history(work, photos) if rests_on_consent else ()
    asks = _asks(work, photos, purpose, channel, grade=grade, born=born)
    return _decide(work, asks, said, is_missing=bool(photo_ids) and not photos)


def uses(work: Work, *, photo_ids: Sequence[UUID], grade: str | None = None) -> list[Use]:
    """What the caller may do with these photos beside care, told before anything is shown.

    What a patient said to purposes that the role never asks for is not told. Nothing leaves under it:
    every release asks again.
    """
    photos = _found(work, photo_ids)
    rules = rules_of(work.clinic_id)
    said = list(_history(work, photos))
    born = subjects.born_on(work.session, work.ring, _patients(photos))
    told = []
    for purpose, channel in [*OFFERED, *sorted(_granted(said) - set(OFFERED))]:
        if not rules.may_ask(work.actor.role, purpose):
            continue
        asks = _asks(work, photos, purpose, channel, grade=grade, born=born)
        answer = _decide(work, asks, said, is_missing=bool(photo_ids) and not photos)
        told.append(
            Use(
                purpose=purpose,
                channel=channel,
                label=use_words(purpose, channel),
                allowed=answer.allowed,
                until=answer.until,
                obligations=tuple(sorted(answer.obligations)),
                refusals=tuple(sorted(answer.refusals)),
            )
        )
    return told


def _decide(work: Work, asks: Sequence[Ask], said: Iterable[Event], *, is_missing: bool) -> Decision:
    if is_missing:
        return decide_unknown(now=work.now)
    return decide_all(asks, said, rules=rules_of(work.clinic_id), now=work.now)


def _asks(
    work: Work,
    photos: Iterable[Photo],
    purpose: Purpose,
    channel: Channel,
    *,
    grade: str | None,
    born: Mapping[UUID, date | None],
) -> list[Ask]:
    return [
        Ask(
            actor=work.actor,
            photo=subjects.subject(photo, born_on=born.get(photo.patient_id)),
            purpose=purpose,
            channel=channel,
            relation=_relation(work, photo, purpose),
            grade=grade,
        )
        for photo in photos
    ]


def _found(work: Work, photo_ids: Sequence[UUID]) -> list[Photo]:
    """The photos in the order asked; none at all when one is missing, or its patient was erased."""
    wanted = (
        select(Photo)
        .join(Patient, Patient.id == Photo.patient_id)
        .where(Photo.id.in_(list(photo_ids)), Patient.erased_at.is_(None))
    )
    found = {photo.id: photo for photo in work.session.scalars(wanted)}
    return [found[photo_id] for photo_id in photo_ids] if found.keys() >= set(photo_ids) else []


def _patients(photos: Iterable[Photo]) -> list[UUID]:
    return list(dict.fromkeys(photo.patient_id for photo in photos))


def _history(work: Work, photos: Iterable[Photo]) -> Iterable[Event]:
    """Every event of these patients, understood one by one while the gate asks."""
    for patient_id in _patients(photos):
        yield from consents.history(work.session, patient_id)


def _granted(events: Iterable[Event]) -> set[tuple[Purpose, Channel]]:
    return {
        (purpose, channel)
        for event in events
        if not isinstance(event, Withdrawal)
        for purpose in event.purposes
        for channel in event.channels
    }


def _relation(work: Work, photo: Photo, purpose: Purpose) -> CareRelation | None:
    """Why the caller may see the photo without consent, if there is a reason."""
    if purpose not in {Purpose.CARE, Purpose.PATIENT_COPY}:
        return None
    kind = {Role.SYSTEM: Relationship.PROCESSING, Role.PATIENT: Relationship.OWN}.get(work.actor.role)
    if kind is None:
        return carers.relation(work.session, work.actor.user_id, photo.patient_id, now=work.now)
    if kind is Relationship.OWN and work.actor.patient_id != photo.patient_id:
        return None
    return CareRelation(
        relation_id=photo.id,
        kind=kind,
        user_id=work.actor.user_id,
        patient_id=photo.patient_id,
        clinic_id=photo.clinic_id,
        since=work.now,
    )
