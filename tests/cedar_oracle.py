"""The gate a second time, in Cedar: what a patient said becomes policies, an ask becomes a request.

All comparing, matching and refusing is done by the Cedar engine from `clinic.cedar` and the policies
written here; nothing of `consent_gate` decides. Cedar names the policies that a yes stands on, so the
grounds are compared too.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import cedarpy

from consent_gate import Ask, Event, Grant, Identifiability, Role, Scope, ScopeKind, Withdrawal

_CLINIC: Final = Path(__file__).parent.joinpath("consent_gate", "clinic.cedar").read_text()
_RELATIONS: Final = 3  # the first policies of the file permit on a relation, those after them forbid
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)

_CAN_APPEAR: Final = {
    Identifiability.FULL_FACE: "true",
    Identifiability.EYES_CONCEALED: "true",
    Identifiability.BODY_ONLY: '(resource.region like "forearm*")',
    Identifiability.CROPPED: '(resource.region like "forearm*" || resource.region like "cheek*")',
    Identifiability.DE_IDENTIFIED: '(resource.region like "forearm*" || resource.region like "cheek*")',
}


def answers(asked: Sequence[tuple[Ask, datetime]], history: Iterable[Event]) -> list[tuple[bool, set[UUID]]]:
    """For each ask and moment: whether Cedar allows it, and the grants or relations it stands on."""
    events = list(history)
    grants = [event for event in events if isinstance(event, Grant)]
    ends = [event for event in events if isinstance(event, Withdrawal)]
    policies = "\n".join([_CLINIC, *(_permit(grant, ends) for grant in grants)])
    first_grant = _CLINIC.count(";\n")
    results = cedarpy.is_authorized_batch(
        [_request(ask, now) for ask, now in asked], policies, _entities([ask for ask, _ in asked])
    )
    found: list[tuple[bool, set[UUID]]] = []
    for (ask, _), result in zip(asked, results, strict=True):
        if result.diagnostics.errors:
            raise AssertionError(f"the oracle itself failed: {result.diagnostics.errors}")
        grounds = {_ground(reason, ask, grants, first_grant) for reason in result.diagnostics.reasons}
        found.append((result.allowed, grounds if result.allowed else set()))
    return found


def _ground(reason: str, ask: Ask, grants: Sequence[Grant], first_grant: int) -> UUID:
    number = int(reason.removeprefix("policy"))
    if number >= first_grant:
        return grants[number - first_grant].grant_id
    if number < _RELATIONS and ask.relation:
        return ask.relation.relation_id
    return UUID(int=0)  # a forbidding policy: only in a no


def _permit(grant: Grant, ends: Iterable[Withdrawal]) -> str:
    actions = ", ".join(f'Action::"{purpose}"' for purpose in sorted(grant.purposes))
    embargo = f" && context.now >= {_micros(grant.not_before)}" if grant.not_before else ""
    unless = " || ".join(["false", *(_ended(grant, end) for end in ends)])
    return (
        f"permit (principal, action in [{actions}], resource)\n"
        f'when {{ resource.patient == "{grant.patient_id}" && resource.clinic == "{grant.clinic_id}"'
        f' && principal.role != "patient"'
        f" && {_named(grant.channels)}.contains(context.channel) && {_scope(grant.scope)}"
        f" && {_CAN_APPEAR[grant.identifiability]}"
        f" && context.now >= {_micros(grant.granted_at)}{embargo}"
        f" && context.now < {_micros(grant.expires_at)} }}\n"
        f"unless {{ {unless} }};"
    )


def _ended(grant: Grant, end: Withdrawal) -> str:
    if end.grant_id is None:
        aimed = f"{_micros(grant.granted_at)} <= {_micros(end.withdrawn_at)}"
    else:
        aimed = f'"{end.grant_id}" == "{grant.grant_id}"'
    purposes = "true" if end.purposes is None else f"{_named(end.purposes)}.contains(context.purpose)"
    channels = "true" if end.channels is None else f"{_named(end.channels)}.contains(context.channel)"
    return (
        f'(resource.patient == "{end.patient_id}" && resource.clinic == "{end.clinic_id}" && {aimed}'
        f" && {purposes} && {channels} && {_scope(end.scope)})"
    )


def _scope(scope: Scope) -> str:
    parts = ["true"]
    if scope.kind is ScopeKind.PHOTO:
        parts.append(f"{_named(scope.ids)}.contains(resource.name)")
    if scope.kind is ScopeKind.SESSION:
        parts.append(f"resource has session && {_named(scope.ids)}.contains(resource.session)")
    if scope.kind is ScopeKind.REGION:
        parts.append(f"{_named(scope.regions)}.contains(resource.region)")
    if scope.taken_from:
        parts.append(f"resource.taken >= {_day(scope.taken_from)}")
    if scope.taken_to:
        parts.append(f"resource.taken <= {_day(scope.taken_to)}")
    return f"({' && '.join(parts)})"


def _named(values: Iterable[object]) -> str:
    return "[" + ", ".join(f'"{value}"' for value in sorted(map(str, values))) + "]"


def _request(ask: Ask, now: datetime) -> dict[str, Any]:
    context: dict[str, Any] = {
        "purpose": str(ask.purpose),
        "channel": str(ask.channel),
        "kind": str(ask.channel.kind),
        "now": _micros(now),
        "today": _day(now.astimezone(UTC).date()),
    }
    if ask.grade is not None:
        context["grade"] = ask.grade
    if ask.relation is not None:
        context["relation"] = {
            "kind": str(ask.relation.kind),
            "user": str(ask.relation.user_id),
            "patient": str(ask.relation.patient_id),
            "clinic": str(ask.relation.clinic_id),
            "since": _micros(ask.relation.since),
        }
        if ask.relation.until is not None:
            context["relation"]["until"] = _micros(ask.relation.until)
    return {
        "principal": f'User::"{_principal(ask)}"',
        "action": f'Action::"{ask.purpose}"',
        "resource": f'Photo::"{ask.photo.photo_id}"',
        "context": context,
    }


def _principal(ask: Ask) -> str:
    return f"{ask.actor.user_id}/{ask.actor.role}/{ask.actor.clinic_id}/{ask.actor.patient_id}"


def _entities(asks: Iterable[Ask]) -> list[dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for ask in asks:
        user = {
            "name": str(ask.actor.user_id),
            "role": str(ask.actor.role),
            "clinic": str(ask.actor.clinic_id),
        }
        if ask.actor.role is Role.PATIENT and ask.actor.patient_id:
            user["patient"] = str(ask.actor.patient_id)
        photo = {
            "name": str(ask.photo.photo_id),
            "patient": str(ask.photo.patient_id),
            "clinic": str(ask.photo.clinic_id),
            "region": ask.photo.region,
            "taken": _day(ask.photo.taken_on),
            "confirmed": ask.photo.patient_confirmed,
        }
        if ask.photo.session_id:
            photo["session"] = str(ask.photo.session_id)
        if ask.photo.born_on:
            photo["born"] = _day(ask.photo.born_on)
        found[_principal(ask)] = {
            "uid": {"type": "User", "id": _principal(ask)},
            "attrs": user,
            "parents": [],
        }
        found[str(ask.photo.photo_id)] = {
            "uid": {"type": "Photo", "id": str(ask.photo.photo_id)},
            "attrs": photo,
            "parents": [],
        }
    return list(found.values())


def _micros(moment: datetime) -> int:
    since = moment - _EPOCH
    return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds


def _day(day: date) -> int:
    return day.year * 10_000 + day.month * 100 + day.day
