"""Whether a photo may be used for a purpose, through a channel, by now, and under which obligations.

Default deny. A refusal beats every ground. Events about others, of other clinics and in any order
change nothing. An error inside is a refusal, never a skipped rule (Cedar skips it: not here).
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Final

from consent_gate.consents import Event
from consent_gate.model import Ask, Decision, Ground, GroundKind, Refusal, Relationship, check_aware
from consent_gate.rules import Effect, Rule, Rules
from consent_gate.standing import Standing, look_up
from consent_gate.terms import CARE_CHANNELS, ChannelKind, Duty, Obligation, Purpose, Role
from consent_gate.wording import channel_words, date_words, purpose_words, refuse, refuse_by

_GRADES: Final = ("unknown", "red", "amber", "green")  # worst first; what is not listed ranks below


def decide(ask: Ask, history: Iterable[Event], *, rules: Rules, now: datetime) -> Decision:
    """The answer to one ask, from the consent events of the patient; events about others do not count.

    Never raises: whatever goes wrong inside is a refusal `gate_failed`, with the error's type in `fault`.
    """
    try:
        check_aware(now, name="now")
        return _decide(ask, history, rules, now)
    except Exception as error:  # noqa: BLE001  INVARIANT: the gate fails closed, whatever failed
        return _refused((ask,), now, refuse("gate_failed"), fault=type(error).__name__)


def decide_all(asks: Iterable[Ask], history: Iterable[Event], *, rules: Rules, now: datetime) -> Decision:
    """One answer for all photos of a comparison: each must pass, for the same actor, purpose and channel.

    Grounds, refusals and obligations are those of all of them; it holds until the first one ends.
    Never raises, as `decide`.
    """
    asked = tuple(asks)
    if not asked:
        return _refused((), now, refuse("nothing_asked"))
    if len({(ask.actor, ask.purpose, ask.channel) for ask in asked}) > 1:
        return _refused(asked, now, refuse("asks_differ"))
    try:
        events = tuple(history)
    except Exception as error:  # noqa: BLE001  INVARIANT: the gate fails closed, whatever failed
        return _refused(asked, now, refuse("gate_failed"), fault=type(error).__name__)
    each = [decide(ask, events, rules=rules, now=now) for ask in asked]
    ends = [decision.until for decision in each if decision.until is not None]
    return Decision(
        asks=asked,
        decided_at=now,
        grounds=frozenset().union(*(decision.grounds for decision in each)),
        refusals=frozenset().union(*(decision.refusals for decision in each)),
        obligations=frozenset().union(*(decision.obligations for decision in each)),
        until=min(ends, default=None),
        fault=next((decision.fault for decision in each if decision.fault), ""),
    )


def decide_unknown(*, now: datetime) -> Decision:
    """The answer about a photo that is not there: the same words as for one of another clinic."""
    return _refused((), now, refuse("unknown_photo"))


def _refused(asks: tuple[Ask, ...], now: datetime, refusal: Refusal, *, fault: str = "") -> Decision:
    return Decision(
        asks=asks, decided_at=now, grounds=frozenset(), refusals=frozenset({refusal}), fault=fault
    )


def _decide(ask: Ask, history: Iterable[Event], rules: Rules, now: datetime) -> Decision:
    if _is_out_of_sight(ask):
        # Law 10: the same words as for a photo that does not exist, and nothing else.
        return _refused((ask,), now, refuse("unknown_photo"))
    standing = _standing(ask, history, rules, now)
    refusals = [*standing.refusals, *_refusals_of_actor(ask, rules), *_refusals_of_photo(ask)]
    obligations = set(standing.obligations)
    for rule in rules.met_by(ask.purpose, ask.channel):
        refusals.extend(_refusals_by(rule, ask, rules, now))
        obligations |= rule.obligations
    refusals.extend(_refusals_of_grade(ask, obligations))
    return Decision(
        asks=(ask,),
        decided_at=now,
        grounds=standing.grounds,
        refusals=frozenset(refusals),
        obligations=frozenset() if refusals else frozenset(obligations),
        until=None if refusals else standing.until,
    )


def _is_out_of_sight(ask: Ask) -> bool:
    """Whether the photo is another clinic's, or a patient asks for one that is not hers."""
    is_strange = ask.actor.role is Role.PATIENT and ask.actor.patient_id != ask.photo.patient_id
    return is_strange or ask.actor.clinic_id != ask.photo.clinic_id


def _standing(ask: Ask, history: Iterable[Event], rules: Rules, now: datetime) -> Standing:
    """What the ask could stand on: a relation for care and her own copy, the grants for everything else."""
    if ask.purpose is Purpose.CARE:
        return _care(ask, rules, now)
    if ask.actor.role is Role.PATIENT:
        return _own_copy(ask, now)
    return look_up(ask, history, rules=rules, now=now)


def _care(ask: Ask, rules: Rules, now: datetime) -> Standing:
    """G1: care rests on a treating relationship; measuring by a worker, which shows nobody, on processing."""
    relation = ask.relation
    role = ask.actor.role
    match relation.kind if relation else None:
        case Relationship.TREATING | Relationship.EMERGENCY:
            fits = role in rules.care_roles and ask.channel.kind in CARE_CHANNELS
        case Relationship.PROCESSING:
            fits = role is Role.SYSTEM and ask.channel.kind is ChannelKind.RECORD
        case _:
            fits = False
    if not fits and ask.channel.kind not in CARE_CHANNELS:
        return Standing.refused(refuse("channel_not_for_care", channel=channel_words(ask.channel)))
    return _on_relation(ask, now) if fits else Standing.refused(refuse("no_treating_relationship"))


def _own_copy(ask: Ask, now: datetime) -> Standing:
    """G6: the patient sees her own photos in her portal by right, and there only."""
    relation = ask.relation
    fits = (
        relation is not None and relation.kind is Relationship.OWN and ask.channel.kind is ChannelKind.PORTAL
    )
    return _on_relation(ask, now) if fits else Standing.refused(refuse("own_portal_only"))


def _on_relation(ask: Ask, now: datetime) -> Standing:
    relation = ask.relation
    is_theirs = (
        relation is not None
        and relation.user_id == ask.actor.user_id
        and relation.patient_id == ask.photo.patient_id
        and relation.clinic_id == ask.photo.clinic_id
    )
    if relation is None or not is_theirs:
        return Standing.refused(refuse("no_treating_relationship"))
    if now < relation.since or (relation.until is not None and now >= relation.until):
        return Standing.refused(refuse("relationship_over", date=date_words(now)))
    ground = Ground(GroundKind(relation.kind.value), relation.relation_id)
    return Standing(grounds=frozenset({ground}), until=relation.until)


def _refusals_of_actor(ask: Ask, rules: Rules) -> Iterable[Refusal]:
    if not rules.may_ask(ask.actor.role, ask.purpose):
        yield refuse("role_may_not_ask", role=ask.actor.role, purpose=purpose_words(ask.purpose))


def _refusals_of_photo(ask: Ask) -> Iterable[Refusal]:
    """Law 3: whose photo it is must be known. Measuring it comes earlier, and shows it to nobody."""
    is_measured = ask.relation is not None and ask.relation.kind is Relationship.PROCESSING
    if not ask.photo.patient_confirmed and not is_measured:
        yield refuse("patient_unconfirmed")


def _refusals_by(rule: Rule, ask: Ask, rules: Rules, now: datetime) -> Iterable[Refusal]:
    if rule.effect is Effect.FORBID:
        yield refuse_by(rule, code="forbidden_by_rule")
    if rule.effect is Effect.ADULTS_ONLY:
        if ask.photo.born_on is None:
            yield refuse("age_unknown")
        elif not is_adult(
            ask.photo.born_on, on=min(ask.photo.taken_on, now.astimezone(UTC).date()), rules=rules
        ):
            yield refuse_by(rule, code="minor")


def is_adult(born_on: date, *, on: date, rules: Rules) -> bool:
    """Whether someone born then is of age on that day; born on 29 February, from 1 March on."""
    years = on.year - born_on.year - ((on.month, on.day) < (born_on.month, born_on.day))
    return years >= rules.adult_age_years


def _refusals_of_grade(ask: Ask, obligations: Iterable[Obligation]) -> Iterable[Refusal]:
    """A pair below the minimum is refused; a single photo has no grade, and leaves with the obligation."""
    if ask.grade is None:
        return
    for obligation in sorted(obligations):
        if obligation.duty is Duty.MINIMUM_GRADE and _rank(ask.grade) < _rank(obligation.value):
            channel = channel_words(ask.channel)
            yield refuse("grade_too_low", grade=ask.grade, channel=channel, limit=obligation.value)


def _rank(grade: str) -> int:
    return _GRADES.index(grade) if grade in _GRADES else -1
