"""The chain: one canonical form, and every change shows, at the row where it was made."""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consent_gate import ChainError
from consent_gate.chain import Break, Entry, Head, canonical, digest, genesis, link, verify

CLINIC = UUID(int=7)
START = genesis(CLINIC)


def chain(length: int, *, start: bytes = START, word: str = "seen") -> list[Entry]:
    head, entries = Head(0, start), []
    for number in range(1, length + 1):
        entry = link({"action": word, "number": number}, after=head)
        entries.append(entry)
        head = Head(entry.sequence, entry.digest)
    return entries


def head_of(entries: list[Entry]) -> Head:
    return Head(entries[-1].sequence, entries[-1].digest)


def test_a_hash_is_sha256_of_the_hash_before_and_the_canonical_body() -> None:
    entry = link({"b": 1, "a": "ä"}, after=Head(0, START))

    assert entry.body == '{"a":"ä","b":1}'.encode()
    assert entry.digest == hashlib.sha256(START + entry.body).digest()
    assert (entry.sequence, entry.previous) == (1, START)


def test_a_whole_chain_with_its_head_is_in_order() -> None:
    entries = chain(20)

    report = verify(entries, start=START, heads=[head_of(entries), Head(7, entries[6].digest)])

    assert (report.ok, report.entries, report.head) == (True, 20, head_of(entries))


def test_an_empty_chain_is_in_order_unless_a_head_knows_better() -> None:
    assert verify([], start=START).ok
    assert verify([], start=START, heads=[head_of(chain(3))]).why is Break.CUT


@given(st.integers(1, 12), st.integers(0, 200), st.integers(1, 255))
def test_any_changed_byte_of_a_body_is_found_at_its_row(row: int, place: int, flip: int) -> None:
    entries = chain(12)
    body = bytearray(entries[row - 1].body)
    body[place % len(body)] ^= flip
    entries[row - 1] = replace(entries[row - 1], body=bytes(body))

    report = verify(entries, start=START)

    assert (report.ok, report.first_bad, report.why) == (False, row, Break.EDITED)


@pytest.mark.parametrize(
    ("tamper", "first_bad", "why"),
    [
        (lambda rows: [*rows[:3], rows[4], rows[3], *rows[5:]], 4, Break.MISPLACED),
        (lambda rows: [*rows[:3], *rows[4:]], 4, Break.MISPLACED),
        (lambda rows: [*rows[:4], *rows[3:]], 5, Break.MISPLACED),
        (lambda rows: rows[1:], 1, Break.MISPLACED),
        (
            lambda rows: [*rows[:3], *(replace(row, sequence=row.sequence - 1) for row in rows[4:])],
            4,
            Break.UNLINKED,
        ),
        (lambda rows: [*rows[:3], replace(rows[3], body=rows[4].body), *rows[4:]], 4, Break.EDITED),
        (lambda rows: [*rows[:3], replace(rows[3], digest=bytes(32)), *rows[4:]], 4, Break.EDITED),
        (lambda rows: [*rows[:3], replace(rows[3], previous=bytes(32)), *rows[4:]], 4, Break.UNLINKED),
        (lambda rows: rows[:-1], 10, Break.CUT),
        (lambda _rows: [], 1, Break.CUT),
    ],
    ids=[
        "swapped",
        "removed",
        "doubled",
        "beheaded",
        "renumbered",
        "body moved",
        "hash",
        "link",
        "cut",
        "emptied",
    ],
)
def test_tampering_is_named_with_its_first_bad_row(
    tamper: Callable[[list[Entry]], list[Entry]], first_bad: int, why: Break
) -> None:
    entries = chain(10)

    report = verify(tamper(entries), start=START, heads=[head_of(entries)])

    assert (report.ok, report.first_bad, report.why) == (False, first_bad, why)


def test_a_chain_written_anew_fits_itself_but_not_the_heads_outside() -> None:
    entries = chain(10)
    after = Head(5, entries[4].digest)
    forged = [*entries[:5]]
    for number in range(6, 11):
        forged.append(link({"action": "hidden", "number": number}, after=after))
        after = Head(number, forged[-1].digest)

    heads = [Head(number, entries[number - 1].digest) for number in (3, 5, 8, 10)]
    alone, report = verify(forged, start=START), verify(forged, start=START, heads=heads)

    assert alone.ok
    assert (report.first_bad, report.latest_bad, report.why) == (6, 8, Break.REWRITTEN)


def test_a_cut_end_is_hidden_without_a_head_and_shown_by_one() -> None:
    entries = chain(10)

    alone = verify(entries[:6], start=START)
    report = verify(entries[:6], start=START, heads=[head_of(entries)])

    assert alone.ok
    assert (report.first_bad, report.why) == (7, Break.CUT)


def test_a_longer_chain_than_the_last_head_is_in_order() -> None:
    entries = chain(10)

    assert verify(entries, start=START, heads=[head_of(entries[:6])]).ok


def test_two_heads_that_contradict_each_other_are_never_in_order() -> None:
    entries = chain(4)

    report = verify(entries, start=START, heads=[head_of(entries), Head(4, bytes(32))])

    assert report.why is Break.REWRITTEN


def test_the_chain_of_one_clinic_does_not_pass_for_another() -> None:
    report = verify(chain(3), start=genesis(UUID(int=8)))

    assert (report.first_bad, report.why) == (1, Break.UNLINKED)


@given(
    st.dictionaries(
        st.text(st.characters(codec="utf-8")),
        st.none() | st.booleans() | st.integers() | st.text(st.characters(codec="utf-8")),
    )
)
def test_the_order_in_which_a_body_is_written_changes_no_byte(body: dict[str, Any]) -> None:
    backwards = dict(reversed(list(body.items())))

    assert canonical(body) == canonical(backwards)


def test_the_same_moment_has_the_same_bytes_in_every_zone() -> None:
    here = datetime(2026, 3, 1, 14, 0, 0, 5, tzinfo=timezone(timedelta(hours=2)))

    assert canonical({"at": here}) == canonical({"at": here.astimezone(UTC)})
    assert canonical({"at": here}) == b'{"at":"2026-03-01T12:00:00.000005Z"}'


@pytest.mark.parametrize("value", [0.1, float("nan"), b"bytes", {1: 2}, object(), "\ud800"])
def test_what_has_no_single_form_is_refused(value: object) -> None:
    with pytest.raises(ChainError):
        canonical({"value": value})


def test_a_hash_before_of_another_length_is_refused() -> None:
    with pytest.raises(ChainError):
        digest(b"short", b"{}")
