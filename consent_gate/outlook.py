"""When, and under which obligations, each photo may be used for each purpose and channel, now and later.

This is `decide`, asked at every moment at which its answer may change; the permission table is written
from it. Photos that no rule and no event can tell apart are asked about once.
"""

from calendar import isleap
from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from typing import Final
from uuid import UUID

from consent_gate.consents import Event, Grant, Withdrawal
from consent_gate.decide import decide, is_adult
from consent_gate.model import Actor, Ask, Subject
from consent_gate.rules import Rules
from consent_gate.standing import boundaries
from consent_gate.terms import Channel, Obligation, Purpose, Role

_NOBODY: Final = UUID(int=0)
# Whoever may ask gets the same answer; the patient and the worker ask on other grounds.
_STAFF: Final = frozenset(Role) - {Role.PATIENT, Role.SYSTEM}


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """One use of one photo is allowed while `since <= now < until`, under these obligations."""

    photo_id: UUID
    purpose: Purpose
    channel: Channel
    since: datetime
    until: datetime
    obligations: frozenset[Obligation]


def outlook(subjects: Iterable[Subject], history: Iterable[Event], *, rules: Rules) -> list[Span]:
    """All spans of those photos, for whoever may ask for the purpose; none where `decide` says no.

    Care and the patient's own copy are not in it: they rest on who asks, not on what was granted.
    """
    events = _that_matter(tuple(history))
    by_likeness: defaultdict[Hashable, list[Subject]] = defaultdict(list)
    for subject in subjects:
        by_likeness[_likeness(subject, events, rules)].append(subject)
    return [
        replace(span, photo_id=subject.photo_id)
        for alike in by_likeness.values()
        for span in _spans(alike[0], events, rules)
        for subject in alike
    ]


def may_open(history: Iterable[Event]) -> bool:
    """Whether there is any grant that was not taken back whole; without one there is no span."""
    return any(isinstance(event, Grant) for event in _that_matter(tuple(history)))


def _that_matter(events: Sequence[Event]) -> tuple[Event, ...]:
    """The events without the grants that were taken back whole: those stand for nothing any more."""
    whole = [
        event
        for event in events
        if isinstance(event, Withdrawal)
        and event.purposes is None
        and event.channels is None
        and event.scope.is_whole
    ]
    return tuple(
        event
        for event in events
        if isinstance(event, Withdrawal) or not any(end.aims_at(event) for end in whole)
    )


def _likeness(subject: Subject, events: Sequence[Event], rules: Rules) -> Hashable:
    """What `decide` can see of a photo: two photos with the same get the same answers."""
    born_on = subject.born_on
    return (
        subject.clinic_id,
        subject.patient_id,
        subject.region,
        subject.patient_confirmed,
        born_on,
        # The day it was taken matters to scopes, and for the age on that day, only.
        born_on is not None and is_adult(born_on, on=subject.taken_on, rules=rules),
        tuple(event.scope.covers(subject) for event in events),
    )


def _spans(photo: Subject, events: Sequence[Event], rules: Rules) -> list[Span]:
    grants = [event for event in events if isinstance(event, Grant) and event.patient_id == photo.patient_id]
    uses = sorted(
        {(purpose, way) for grant in grants for purpose in grant.purposes for way in grant.channels}
    )
    spans: list[Span] = []
    for purpose, channel in uses:
        said = [grant for grant in grants if purpose in grant.purposes and channel in grant.channels]
        moments = _moments(photo, said, rules)
        spans += _spans_of_use(photo, purpose, channel, events, moments, rules)
    return spans


def _spans_of_use(
    photo: Subject,
    purpose: Purpose,
    channel: Channel,
    events: Sequence[Event],
    moments: Sequence[datetime],
    rules: Rules,
) -> list[Span]:
    role = min((role for role in _STAFF if rules.may_ask(role, purpose)), default=None)
    if role is None:
        return []
    actor = Actor(user_id=_NOBODY, role=role, clinic_id=photo.clinic_id)
    ask = Ask(actor=actor, photo=photo, purpose=purpose, channel=channel)
    spans: list[Span] = []
    for moment in moments:
        if spans and moment < spans[-1].until:
            continue
        decision = decide(ask, events, rules=rules, now=moment)
        if decision.allowed and decision.until is not None:
            spans.append(
                Span(
                    photo_id=photo.photo_id,
                    purpose=purpose,
                    channel=channel,
                    since=moment,
                    until=decision.until,
                    obligations=decision.obligations,
                )
            )
    return spans


def _moments(photo: Subject, grants: Iterable[Grant], rules: Rules) -> list[datetime]:
    """Every moment at which a photo of hers may become usable; what ends a span is `Decision.until`."""
    moments = set(boundaries(grants))
    if photo.born_on is not None:
        moments.add(datetime.combine(coming_of_age(photo.born_on, rules=rules), time(), tzinfo=UTC))
    return sorted(moments)


def coming_of_age(born_on: date, *, rules: Rules) -> date:
    """The first day on which someone born then is of age; for 29 February in other years, 1 March."""
    year = born_on.year + rules.adult_age_years
    is_missing = (born_on.month, born_on.day) == (2, 29) and not isleap(year)
    return date(year, 3, 1) if is_missing else born_on.replace(year=year)
