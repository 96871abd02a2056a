"""The outlook is `decide` for every moment: it is what the permission table will hold."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings

from consent_gate import (
    DEFAULT_RULES,
    Ask,
    Channel,
    Decision,
    Event,
    Identifiability,
    Purpose,
    Role,
    Scope,
    ScopeKind,
    decide,
)
from consent_gate.outlook import Span, coming_of_age, may_open, outlook
from consent_gate.rules import Rules
from tests.strategies import (
    ACTOR,
    ASK,
    CHANNELS,
    DAY,
    MOMENTS,
    NOON,
    PHOTOS,
    grant,
    histories,
    moments,
    subject,
    withdrawal,
)


def by_table(spans: list[Span], ask: Ask, now: datetime) -> list[Span]:
    return [
        span
        for span in spans
        if (span.photo_id, span.purpose, span.channel) == (ask.photo.photo_id, ask.purpose, ask.channel)
        and span.since <= now < span.until
    ]


def by_gate(ask: Ask, history: list[Event], now: datetime) -> Decision:
    own_clinic = replace(ask, actor=replace(ACTOR, clinic_id=ask.photo.clinic_id))
    return decide(own_clinic, history, rules=DEFAULT_RULES, now=now)


@settings(max_examples=60, deadline=None)
@given(histories, moments)
def test_c3_the_outlook_is_the_gate_for_every_photo_purpose_channel_and_moment(
    history: list[Event], now: datetime
) -> None:
    spans = outlook(PHOTOS, history, rules=DEFAULT_RULES)

    for photo in PHOTOS:
        for purpose in set(Purpose) - {Purpose.CARE}:
            for channel in CHANNELS:
                ask = replace(ASK, photo=photo, purpose=purpose, channel=channel)
                rows, answer = by_table(spans, ask, now), by_gate(ask, history, now)
                assert [row.obligations for row in rows] == [answer.obligations] * answer.allowed
                assert [row.until for row in rows] == [answer.until] * answer.allowed


@settings(max_examples=60, deadline=None)
@given(histories)
def test_spans_of_one_use_never_overlap(history: list[Event]) -> None:
    spans = outlook(PHOTOS, history, rules=DEFAULT_RULES)

    for moment in MOMENTS:
        keys = [
            (span.photo_id, span.purpose, span.channel) for span in spans if span.since <= moment < span.until
        ]
        assert len(keys) == len(set(keys))


def test_a_change_of_obligations_starts_a_new_span() -> None:
    plain = grant()
    hidden = grant(grant_id=UUID(int=2), identifiability=Identifiability.EYES_CONCEALED, granted_at=NOON)

    spans = outlook(PHOTOS[:1], [plain, hidden], rules=DEFAULT_RULES)

    assert [(span.since, span.until) for span in spans] == [
        (plain.granted_at, NOON),
        (NOON, plain.expires_at),
    ]


def test_a_minor_is_in_no_span_before_she_comes_of_age() -> None:
    young = subject(born_on=date(2008, 3, 2), taken_on=date(2026, 3, 4))

    spans = outlook([young], [grant()], rules=DEFAULT_RULES)

    assert [span.since for span in spans] == [NOON.replace(hour=0) + DAY]


def test_a_purpose_that_no_role_may_ask_for_is_in_no_span() -> None:
    nobody = Rules(
        version="test",
        asks_by_role={Role.PATIENT: frozenset({Purpose.MARKETING})},
        care_roles=frozenset(),
        rules=(),
        adult_age_years=18,
        face_parts=frozenset(),
        body_parts=frozenset(),
    )

    assert outlook(PHOTOS, [grant()], rules=nobody) == []


def test_photos_that_look_alike_get_the_same_spans_each_under_its_own_id() -> None:
    twins = [subject(photo_id=UUID(int=number)) for number in (1, 2)]
    ways = frozenset({Channel.parse("website"), Channel.parse("print")})

    spans = outlook(twins, [grant(channels=ways)], rules=DEFAULT_RULES)

    assert [(span.photo_id.int, str(span.channel)) for span in spans] == [
        (1, "print"),
        (2, "print"),
        (1, "website"),
        (2, "website"),
    ]


def test_the_day_of_coming_of_age_is_known_for_leap_days_too() -> None:
    ages = [coming_of_age(day, rules=DEFAULT_RULES) for day in (date(2008, 2, 29), date(1985, 5, 3))]

    assert ages == [date(2026, 3, 1), date(2003, 5, 3)]


@pytest.mark.parametrize(
    "part",
    [
        {"purposes": frozenset({Purpose.TEACHING})},
        {"channels": frozenset({Channel.parse("print")})},
        {"scope": Scope(kind=ScopeKind.PHOTO, ids=frozenset({UUID(int=2)}))},
        {"scope": Scope(taken_to=date(2020, 1, 1))},
        {"grant_id": UUID(int=2)},
    ],
    ids=["a purpose", "a channel", "a photo", "some days", "another grant"],
)
def test_what_a_withdrawal_leaves_stays_in_the_outlook(part: dict[str, Any]) -> None:
    end = withdrawal(**part)

    spans = outlook(PHOTOS[:1], [grant(), end], rules=DEFAULT_RULES)

    assert [span.photo_id for span in spans] == [PHOTOS[0].photo_id]
    assert may_open([grant(), end])


def test_nothing_may_open_when_everything_was_taken_back() -> None:
    assert not may_open([grant(), withdrawal()])
    assert not may_open([withdrawal()])
    assert not may_open([])


def test_two_photos_that_differ_in_her_age_alone_are_told_apart() -> None:
    before, after = (
        subject(photo_id=UUID(int=day), born_on=date(2008, 3, 1), taken_on=date(2026, 2, 27) + day * DAY)
        for day in (1, 2)
    )

    spans = outlook([before, after], [grant()], rules=DEFAULT_RULES)

    assert [span.photo_id for span in spans] == [after.photo_id]
