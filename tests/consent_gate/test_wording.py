"""The words of refusals: short, plain, complete, and about nobody."""

from datetime import UTC, datetime
from string import Formatter

import pytest

from consent_gate import DEFAULT_RULES, Channel, ChannelKind, Identifiability, Purpose
from consent_gate.wording import (
    REFUSALS,
    appearance_words,
    channel_words,
    date_words,
    purpose_words,
    refuse,
    refuse_by,
)

FACTS = {
    "role": "marketer",
    "purpose": "marketing",
    "channel": "the website",
    "date": "12 Aug 2026",
    "appearance": "eyes hidden",
    "grade": "red",
    "limit": "amber",
}
JARGON = ("denied", "forbidden", "unauthorised", "unauthorized", "invalid", "error", "sorry", "please", "!")


@pytest.mark.parametrize("code", REFUSALS)
def test_every_refusal_says_what_is_so_and_how_to_mend_it(code: str) -> None:
    refusal = refuse(code, **FACTS)

    for text in (refusal.sentence, refusal.mend):
        assert text[0].isupper()
        assert text.endswith(".")
        assert "{" not in text
        assert len(text) <= 100
        assert not any(word in text.lower() for word in JARGON)


@pytest.mark.parametrize("code", REFUSALS)
def test_a_sentence_wants_only_facts_that_name_nobody(code: str) -> None:
    wanted = {name for text in REFUSALS[code] for _, name, _, _ in Formatter().parse(text) if name}

    assert wanted <= FACTS.keys()


def test_a_rule_speaks_with_its_id_and_source() -> None:
    rule = DEFAULT_RULES.rules[0]

    refusal = refuse_by(rule, code="minor")

    assert (refusal.rule, refusal.source, refusal.sentence) == (rule.rule_id, rule.source, rule.sentence)


def test_every_purpose_channel_and_appearance_has_words() -> None:
    channels = [Channel(kind) for kind in ChannelKind if kind is not ChannelKind.SOCIAL]

    words = [
        *map(purpose_words, Purpose),
        *map(channel_words, channels),
        *map(appearance_words, Identifiability),
    ]

    assert all(words)
    assert len(set(words)) == len(words)
    assert [channel_words(Channel.parse(f"social:{name}")) for name in ("tiktok", "ours")] == [
        "TikTok",
        "ours",
    ]


def test_a_date_reads_as_on_the_screen() -> None:
    assert date_words(datetime(2026, 8, 12, 23, 59, tzinfo=UTC)) == "12 Aug 2026"
