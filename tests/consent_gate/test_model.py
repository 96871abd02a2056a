"""Values that cannot be wrong: permits, decisions, channels, grants, scopes."""

import ast
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

import consent_gate
from consent_gate import (
    DEFAULT_RULES,
    Channel,
    Decision,
    Duty,
    Identifiability,
    InvalidChannelError,
    InvalidGrantError,
    Obligation,
    Permit,
    PermitError,
    Purpose,
    Scope,
    ScopeKind,
    decide,
)
from consent_gate.terms import obligations_of
from tests.strategies import ASK, BERTA, DAY, NOON, OTHER_CLINIC, PHOTOS, TICK, grant, withdrawal

ROOT = Path(__file__).parents[2]
YES = decide(ASK, [grant()], rules=DEFAULT_RULES, now=NOON)
NO = decide(ASK, [], rules=DEFAULT_RULES, now=NOON)


def test_only_a_yes_makes_a_permit() -> None:
    assert Permit(YES).decision is YES
    with pytest.raises(PermitError, match="no_permission"):
        Permit(NO)


def test_a_permit_covers_its_photo_until_the_decision_ends() -> None:
    permit, until = Permit(YES), grant().expires_at

    covered = [permit.covers(PHOTOS[0].photo_id, now=now) for now in (NOON, until - TICK, until)]

    assert covered == [True, True, False]
    assert not permit.covers(PHOTOS[1].photo_id, now=NOON)


def test_whether_it_is_allowed_cannot_be_set() -> None:
    with pytest.raises((AttributeError, TypeError)):
        NO.allowed = True  # type: ignore[misc]


def test_a_decision_without_grounds_must_say_why() -> None:
    with pytest.raises(ValueError, match="must say why"):
        Decision(asks=(ASK,), decided_at=NOON, grounds=frozenset(), refusals=frozenset())


def test_a_refusal_beats_every_ground() -> None:
    both = replace(YES, refusals=NO.refusals)

    assert not both.allowed


def test_law_2_only_the_gate_makes_decisions() -> None:
    makers = set()
    for package in ("api", "imaging", "protocols", "consent_gate", "bench"):
        for path in ROOT.joinpath(package).rglob("*.py"):
            if "node_modules" in path.parts:
                continue
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Call):
                    name = getattr(node.func, "id", getattr(node.func, "attr", ""))
                    makers |= {str(path.relative_to(ROOT))} if name in {"Decision", "Ground"} else set()

    assert makers <= {"consent_gate/decide.py", "consent_gate/standing.py"}


@pytest.mark.parametrize("text", ["website", "social:instagram", "social:x", "record", "social:a.b-c_d"])
def test_a_channel_is_read_and_written_the_same(text: str) -> None:
    assert str(Channel.parse(text)) == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "social",
        "social:",
        "website:",
        "website:x",
        "Social:x",
        "social:TikTok",
        "social:a b",
        "fax",
        "social:a:b",
    ],
)
def test_what_is_no_channel_is_refused(text: str) -> None:
    with pytest.raises(InvalidChannelError):
        Channel.parse(text)


@pytest.mark.parametrize(
    "change",
    [
        {"purposes": frozenset()},
        {"channels": frozenset()},
        {"purposes": frozenset({Purpose.CARE, Purpose.MARKETING})},
        {"expires_at": NOON - DAY},
    ],
    ids=["no purpose", "no channel", "care (G1)", "ends as it begins"],
)
def test_a_grant_that_could_mean_nothing_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(InvalidGrantError):
        grant(**change)


@pytest.mark.parametrize(
    "parts",
    [
        {"kind": ScopeKind.PHOTO},
        {"kind": ScopeKind.SESSION, "regions": frozenset({"face"})},
        {"kind": ScopeKind.REGION, "ids": frozenset({UUID(int=1)})},
        {"kind": ScopeKind.PATIENT, "ids": frozenset({UUID(int=1)})},
        {"taken_from": date(2026, 3, 2), "taken_to": date(2026, 3, 1)},
    ],
)
def test_a_scope_names_exactly_what_its_kind_needs(parts: dict[str, Any]) -> None:
    with pytest.raises(InvalidGrantError):
        Scope(**parts)


@pytest.mark.parametrize("change", [{"purposes": frozenset()}, {"channels": frozenset()}])
def test_a_withdrawal_of_nothing_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(InvalidGrantError):
        withdrawal(**change)


@pytest.mark.parametrize("name", ["granted_at", "expires_at", "not_before"])
def test_a_time_without_zone_is_misuse(name: str) -> None:
    with pytest.raises(ValueError, match=name):
        grant(**{name: NOON.replace(tzinfo=None)})


def test_every_way_to_appear_says_what_it_obliges_to() -> None:
    owed = {each: obligations_of(each) for each in Identifiability}

    assert [each for each, duties in owed.items() if not duties] == [Identifiability.FULL_FACE]


@pytest.mark.parametrize("duty", list(Duty))
def test_an_obligation_is_read_and_written_the_same(duty: Duty) -> None:
    texts = [str(Obligation(duty)), str(Obligation(duty, "amber"))]

    assert [str(Obligation.parse(text)) for text in texts] == texts


def test_the_package_lists_its_public_names_sorted_and_has_them_all() -> None:
    names = consent_gate.__all__

    assert sorted(names, key=lambda name: (not name.isupper(), not name[0].isupper(), name)) == list(names)
    assert all(hasattr(consent_gate, name) for name in names)


def test_a_withdrawal_aims_at_grants_of_its_own_patient_and_clinic_only() -> None:
    end = withdrawal(grant_id=grant().grant_id)
    strangers = [grant(patient_id=BERTA), grant(clinic_id=OTHER_CLINIC), grant(grant_id=UUID(int=9))]

    assert end.aims_at(grant())
    assert [end.aims_at(stranger) for stranger in strangers] == [False, False, False]


def test_a_withdrawal_of_all_aims_at_what_was_given_up_to_its_very_instant() -> None:
    given = [grant(granted_at=NOON + TICK * step) for step in (-1, 0, 1)]

    assert [withdrawal().aims_at(each) for each in given] == [True, True, False]
