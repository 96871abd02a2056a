"""Which of the patient's grants stand for an ask, what they oblige to, until when; or why none does.

Grants that stand together bind together: every obligation of each holds. A withdrawal in the history
counts at once, whatever its clock says.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Self
from uuid import UUID

from consent_gate.consents import Event, Grant, Withdrawal
from consent_gate.model import Ask, Ground, GroundKind, Refusal, Subject
from consent_gate.rules import Rules
from consent_gate.terms import Identifiability, Obligation, obligations_of
from consent_gate.wording import appearance_words, channel_words, date_words, purpose_words, refuse


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Grounds with their obligations and end, or the refusals that explain why there are none."""

    grounds: frozenset[Ground] = field(default=frozenset())
    refusals: tuple[Refusal, ...] = ()
    obligations: frozenset[Obligation] = field(default=frozenset())
    until: datetime | None = None

    @classmethod
    def refused(cls, refusal: Refusal) -> Self:
        """Nothing stands, for this reason."""
        return cls(refusals=(refusal,))


def look_up(ask: Ask, history: Iterable[Event], *, rules: Rules, now: datetime) -> Standing:
    """What the patient's own words give for this ask at this moment."""
    own = _events_about(ask.photo, history)
    grants = [event for event in own if isinstance(event, Grant)]
    ends = _Ends.of(ask, (event for event in own if isinstance(event, Withdrawal)))
    matching = [grant for grant in grants if _matches(grant, ask, rules)]
    alive = [grant for grant in matching if ends.when(grant) is None]
    running = [grant for grant in alive if grant.runs_at(now)]
    if not running:
        return Standing.refused(_nearest_reason(ask, grants, ends, rules, now))
    obligations = _obligations(running)
    return Standing(
        grounds=frozenset(Ground(GroundKind.GRANT, grant.grant_id) for grant in running),
        obligations=obligations,
        until=_holds_until(alive, obligations, now),
    )


def boundaries(grants: Iterable[Grant]) -> list[datetime]:
    """The moments at which the answer of these grants may change, earliest first."""
    return sorted({moment for grant in grants for moment in (grant.starts_at, grant.expires_at)})


def _events_about(photo: Subject, history: Iterable[Event]) -> list[Event]:
    patient_id, clinic_id = photo.patient_id, photo.clinic_id
    return [event for event in history if event.patient_id == patient_id and event.clinic_id == clinic_id]


def _matches(grant: Grant, ask: Ask, rules: Rules) -> bool:
    return (
        ask.purpose in grant.purposes
        and ask.channel in grant.channels
        and grant.scope.covers(ask.photo)
        and _can_appear(ask.photo.region, grant.identifiability, rules)
    )


def _can_appear(region: str, identifiability: Identifiability, rules: Rules) -> bool:
    """Whether a photo of that region can be shown as the patient chose; an unknown region cannot (law 3)."""
    part = region.removesuffix("_left").removesuffix("_right")
    match identifiability:
        case Identifiability.FULL_FACE | Identifiability.EYES_CONCEALED:
            return True
        case Identifiability.BODY_ONLY:
            return part in rules.body_parts
        case Identifiability.CROPPED | Identifiability.DE_IDENTIFIED:
            # The crop of a whole face is a whole face (H4: full-face and comparable images).
            return part in rules.body_parts or part in rules.face_parts


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ends:
    """The withdrawals that concern one use of one photo: of all grants by a moment, of grants by name."""

    of_all: datetime | None
    of_grant: Mapping[UUID, datetime]

    @classmethod
    def of(cls, ask: Ask, withdrawals: Iterable[Withdrawal]) -> Self:
        """Those that concern this ask; all are of its patient."""
        of_all: datetime | None = None
        of_grant: dict[UUID, datetime] = {}
        for end in withdrawals:
            if end.concerns(ask.purpose, ask.channel) and end.scope.covers(ask.photo):
                if end.grant_id is not None:
                    known = of_grant.get(end.grant_id, end.withdrawn_at)
                    of_grant[end.grant_id] = max(known, end.withdrawn_at)
                elif of_all is None or end.withdrawn_at > of_all:
                    of_all = end.withdrawn_at
        return cls(of_all=of_all, of_grant=of_grant)

    def when(self, grant: Grant) -> datetime | None:
        """The last moment at which the grant was ended; None if it is alive."""
        # A grant that a withdrawal names ends even if a wrong clock dated it later.
        named = self.of_grant.get(grant.grant_id)
        # A grant given at the very instant of a withdrawal does not survive it.
        if self.of_all is None or grant.granted_at > self.of_all:
            return named
        return self.of_all if named is None else max(named, self.of_all)


def _obligations(grants: Iterable[Grant]) -> frozenset[Obligation]:
    return frozenset().union(*(obligations_of(grant.identifiability) for grant in grants))


def _holds_until(alive: Sequence[Grant], obligations: frozenset[Obligation], now: datetime) -> datetime:
    """The first moment after `now` at which nothing stands, or the obligations are others."""
    if all(obligations_of(grant.identifiability) == obligations for grant in alive):
        return _covered_until(alive, now)
    later = [moment for moment in boundaries(alive) if moment > now]
    for moment in later:
        running = [grant for grant in alive if grant.runs_at(moment)]
        if not running or _obligations(running) != obligations:
            return moment
    return later[-1]


def _covered_until(grants: Iterable[Grant], now: datetime) -> datetime:
    """The end of the stretch after `now` in which one grant takes over from the other."""
    until = now
    for starts_at, expires_at in sorted((grant.starts_at, grant.expires_at) for grant in grants):
        if starts_at <= until < expires_at:
            until = expires_at
    return until


def _nearest_reason(ask: Ask, grants: Sequence[Grant], ends: _Ends, rules: Rules, now: datetime) -> Refusal:
    """Why no grant stands, told by those that come nearest to the ask; no order of events matters."""
    purpose, channel = purpose_words(ask.purpose), channel_words(ask.channel)
    near = [grant for grant in grants if ask.purpose in grant.purposes]
    if not near:
        return refuse("no_permission", purpose=purpose)
    near = [grant for grant in near if ask.channel in grant.channels]
    if not near:
        return refuse("channel_not_granted", purpose=purpose, channel=channel)
    near = [grant for grant in near if grant.scope.covers(ask.photo)]
    if not near:
        return refuse("photo_not_covered", purpose=purpose, channel=channel)
    fitting = [grant for grant in near if _can_appear(ask.photo.region, grant.identifiability, rules)]
    if not fitting:
        chosen = min(grant.identifiability for grant in near)
        return refuse("too_recognisable", appearance=appearance_words(chosen))
    return _reason_of_time(fitting, ends, now)


def _reason_of_time(grants: Sequence[Grant], ends: _Ends, now: datetime) -> Refusal:
    ended = [(grant, ends.when(grant)) for grant in grants]
    alive = [grant for grant, end in ended if end is None]
    withdrawn = [end for _, end in ended if end is not None]
    coming = [grant.starts_at for grant in alive if now < grant.starts_at]
    over = [grant.expires_at for grant in alive if grant.expires_at <= now]
    if coming:
        return refuse("not_yet", date=date_words(min(coming)))
    if over and (not withdrawn or max(over) > max(withdrawn)):
        return refuse("expired", date=date_words(max(over)))
    return refuse("withdrawn", date=date_words(max(withdrawn)))
