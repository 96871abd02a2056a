"""Consent, one neighbour at a time: purpose, channel, photo, moment, appearance."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest

from consent_gate import (
    DEFAULT_RULES,
    Ask,
    Channel,
    Decision,
    Event,
    Identifiability,
    Obligation,
    Purpose,
    Role,
    Scope,
    ScopeKind,
    decide,
    decide_all,
)
from tests.strategies import ASK, BORN_MINOR, DAY, NOON, PHOTOS, SESSIONS, TICK, grant, subject, withdrawal

SECOND = timedelta(seconds=1)


def answer(ask: Ask, *history: Event, at: timedelta = timedelta()) -> Decision:
    return decide(ask, history, rules=DEFAULT_RULES, now=NOON + at)


def test_a_signed_grant_for_this_purpose_channel_and_photo_is_a_yes() -> None:
    yes = answer(ASK, grant())

    assert yes.allowed
    assert {ground.id for ground in yes.grounds} == {grant().grant_id}
    assert yes.until == grant().expires_at


def test_a_grant_for_instagram_says_nothing_about_tiktok() -> None:
    instagram, tiktok = Channel.parse("social:instagram"), Channel.parse("social:tiktok")
    yes = grant(channels=frozenset({instagram}))

    answers = [answer(replace(ASK, channel=channel), yes) for channel in (instagram, tiktok)]

    assert [one.allowed for one in answers] == [True, False]
    assert answers[1].codes == ("channel_not_granted",)


def test_a_grant_may_list_several_channels_and_purposes() -> None:
    yes = grant(
        purposes=frozenset({Purpose.MARKETING, Purpose.TEACHING}),
        channels=frozenset({Channel.parse("website"), Channel.parse("congress")}),
    )

    answers = [
        answer(replace(ASK, purpose=purpose, channel=channel), yes).allowed
        for purpose in sorted(yes.purposes)
        for channel in sorted(yes.channels)
    ]

    assert answers == [True] * 4


@pytest.mark.parametrize(
    ("scope", "covered"),
    [
        (Scope(), {0xF1, 0xF2, 0xF3, 0xF4}),
        (Scope(kind=ScopeKind.SESSION, ids=frozenset({SESSIONS[1]})), {0xF2}),
        (Scope(kind=ScopeKind.REGION, regions=frozenset({"face"})), {0xF1, 0xF2}),
        (Scope(kind=ScopeKind.PHOTO, ids=frozenset({UUID(int=0xF3)})), {0xF3}),
        (Scope(taken_from=date(2026, 3, 1)), {0xF2}),
        (Scope(taken_to=date(2026, 2, 28)), {0xF1, 0xF3, 0xF4}),
    ],
)
def test_a_grant_covers_the_photos_that_its_scope_names_and_no_other(scope: Scope, covered: set[int]) -> None:
    answers = {
        photo.photo_id.int: answer(replace(ASK, photo=photo), grant(scope=scope)).allowed
        for photo in PHOTOS[:4]
    }

    assert {photo for photo, allowed in answers.items() if allowed} == covered


def test_at_the_very_second_of_expiry_the_grant_is_over() -> None:
    yes = grant(expires_at=NOON + SECOND)

    answers = [answer(ASK, yes, at=at).allowed for at in (SECOND - TICK, SECOND, SECOND + TICK)]

    assert answers == [True, False, False]
    assert answer(ASK, yes, at=SECOND).codes == ("expired",)


def test_a_grant_counts_from_the_very_moment_it_is_given() -> None:
    yes = grant(granted_at=NOON)

    answers = [answer(ASK, yes, at=at).allowed for at in (-TICK, timedelta(), TICK)]

    assert answers == [False, True, True]
    assert answer(ASK, yes, at=-TICK).codes == ("not_yet",)


def test_an_embargo_holds_a_grant_back() -> None:
    yes = grant(not_before=NOON + DAY)

    answers = [answer(ASK, yes, at=at).allowed for at in (timedelta(), DAY - TICK, DAY)]

    assert answers == [False, False, True]


def test_a_grant_given_after_the_withdrawal_stands() -> None:
    again = grant(grant_id=UUID(int=2), granted_at=NOON + TICK)

    answers = [answer(ASK, grant(), withdrawal(), again, at=at).allowed for at in (timedelta(), TICK)]

    assert answers == [False, True]
    assert answer(ASK, grant(), withdrawal()).codes == ("withdrawn",)


def test_a_withdrawal_counts_at_once_even_if_a_wrong_clock_dated_it_tomorrow() -> None:
    no = answer(ASK, grant(), withdrawal(withdrawn_at=NOON + DAY))

    assert no.codes == ("withdrawn",)


def test_a_withdrawal_that_names_a_grant_ends_it_even_if_a_wrong_clock_dated_it_later() -> None:
    yes, other = grant(granted_at=NOON), grant(grant_id=UUID(int=2))

    end = withdrawal(grant_id=yes.grant_id, withdrawn_at=NOON - DAY)

    assert not answer(ASK, yes, end).allowed
    assert answer(ASK, other, end).allowed


def test_a_withdrawal_in_part_leaves_the_rest() -> None:
    website, instagram = Channel.parse("website"), Channel.parse("social:instagram")
    yes = grant(channels=frozenset({website, instagram}))
    end = withdrawal(channels=frozenset({instagram}))

    answers = [answer(replace(ASK, channel=channel), yes, end).allowed for channel in (website, instagram)]

    assert answers == [True, False]


def test_a_withdrawal_for_one_photo_leaves_the_others() -> None:
    end = withdrawal(scope=Scope(kind=ScopeKind.PHOTO, ids=frozenset({PHOTOS[0].photo_id})))

    answers = [answer(replace(ASK, photo=photo), grant(), end).allowed for photo in PHOTOS[:2]]

    assert answers == [False, True]


@pytest.mark.parametrize(
    ("appearance", "region", "obligations"),
    [
        (Identifiability.FULL_FACE, "face", set()),
        (Identifiability.EYES_CONCEALED, "face", {"conceal_eyes"}),
        (Identifiability.CROPPED, "cheek_left", {"crop_to_region"}),
        (Identifiability.BODY_ONLY, "forearm_left", {"conceal_face"}),
        (
            Identifiability.DE_IDENTIFIED,
            "forearm_left",
            {"conceal_face", "crop_to_region", "intervals_only"},
        ),
    ],
)
def test_how_she_chose_to_appear_becomes_obligations(
    appearance: Identifiability, region: str, obligations: set[str]
) -> None:
    ask = replace(
        ASK, photo=subject(region=region), purpose=Purpose.TEACHING, channel=Channel.parse("portal")
    )
    yes = grant(
        identifiability=appearance, purposes=frozenset({ask.purpose}), channels=frozenset({ask.channel})
    )

    given = answer(ask, yes)

    assert given.allowed
    assert set(map(str, given.obligations)) == obligations


@pytest.mark.parametrize(
    ("appearance", "region"),
    [
        (Identifiability.CROPPED, "face"),
        (Identifiability.DE_IDENTIFIED, "face"),
        (Identifiability.BODY_ONLY, "face"),
        (Identifiability.BODY_ONLY, "cheek_left"),
        (Identifiability.CROPPED, "somewhere"),
        (Identifiability.BODY_ONLY, "somewhere"),
    ],
)
def test_a_photo_that_cannot_be_shown_as_she_chose_is_refused(
    appearance: Identifiability, region: str
) -> None:
    no = answer(replace(ASK, photo=subject(region=region)), grant(identifiability=appearance))

    assert no.codes == ("too_recognisable",)


def test_grants_that_stand_together_bind_together() -> None:
    plain, hidden = grant(), grant(grant_id=UUID(int=2), identifiability=Identifiability.EYES_CONCEALED)

    both = answer(ASK, plain, hidden)

    assert Obligation.parse("conceal_eyes") in both.obligations
    assert len(both.grounds) == 2


def test_an_early_renewal_carries_the_permission_on() -> None:
    first = grant(expires_at=NOON + DAY)
    renewed = grant(grant_id=UUID(int=2), granted_at=NOON, expires_at=NOON + 300 * DAY)

    assert answer(ASK, first, renewed).until == renewed.expires_at


def test_what_goes_out_owes_a_notice_and_a_minimum_grade() -> None:
    owed = set(map(str, answer(ASK, grant()).obligations))

    assert owed == {"add_notice:results_differ", "minimum_grade:amber"}


@pytest.mark.parametrize(
    ("grade", "allowed"),
    [("green", True), ("amber", True), ("red", False), ("unknown", False), ("pink", False)],
)
def test_a_pair_graded_red_or_unknown_never_goes_out(grade: str, *, allowed: bool) -> None:
    pair = [replace(ASK, photo=photo, grade=grade) for photo in PHOTOS[:2]]

    joint = decide_all(pair, [grant()], rules=DEFAULT_RULES, now=NOON)

    assert joint.allowed == allowed
    assert allowed or joint.codes == ("grade_too_low",)


def test_a_minor_is_never_used_for_marketing_whatever_was_signed() -> None:
    no = answer(replace(ASK, photo=subject(born_on=BORN_MINOR)), grant())

    assert no.codes == ("minor",)
    assert next(iter(no.refusals)).rule == "PRO7"


def test_a_photo_taken_before_the_18th_birthday_stays_unused_after_it() -> None:
    photo = subject(born_on=date(2008, 2, 28), taken_on=date(2026, 2, 27))

    answers = [
        answer(replace(ASK, photo=each), grant()).allowed
        for each in (photo, replace(photo, taken_on=date(2026, 2, 28)))
    ]

    assert answers == [False, True]


def test_a_wrong_camera_clock_makes_nobody_older() -> None:
    photo = subject(born_on=date(2010, 1, 1), taken_on=date(2031, 1, 1))

    assert answer(replace(ASK, photo=photo), grant()).codes == ("minor",)


def test_someone_born_on_29_february_is_of_age_on_1_march() -> None:
    photo = subject(born_on=date(2008, 2, 29), taken_on=date(2026, 3, 1))

    answers = [
        answer(replace(ASK, photo=photo), grant(), at=at).allowed for at in (-13 * SECOND * 3600, 0 * SECOND)
    ]

    assert answers == [False, True]


def test_an_unknown_age_is_not_an_adult_age() -> None:
    no = answer(replace(ASK, photo=subject(born_on=None)), grant())

    assert no.codes == ("age_unknown",)


def test_a_social_network_is_marketing_whatever_it_is_called() -> None:
    channel = Channel.parse("social:instagram")
    yes = grant(purposes=frozenset({Purpose.TEACHING}), channels=frozenset({channel}))

    no = answer(replace(ASK, purpose=Purpose.TEACHING, channel=channel), yes)

    assert [(refusal.code, refusal.rule) for refusal in no.refusals] == [("forbidden_by_rule", "G11")]


def test_a_photo_whose_patient_is_not_confirmed_is_refused() -> None:
    no = answer(replace(ASK, photo=subject(patient_confirmed=False)), grant())

    assert no.codes == ("patient_unconfirmed",)


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.PHOTOGRAPHER, Role.SYSTEM])
def test_some_roles_use_no_photos_for_marketing(role: Role) -> None:
    no = answer(replace(ASK, actor=replace(ASK.actor, role=role)), grant())

    assert no.codes == ("role_may_not_ask",)


def test_nobody_asked_is_no_yes() -> None:
    assert decide_all([], [grant()], rules=DEFAULT_RULES, now=NOON).codes == ("nothing_asked",)


def test_photos_asked_about_for_different_uses_are_no_comparison() -> None:
    mixed = [ASK, replace(ASK, channel=Channel.parse("print"))]

    assert decide_all(mixed, [grant()], rules=DEFAULT_RULES, now=NOON).codes == ("asks_differ",)


def test_a_pair_may_be_used_until_the_first_of_its_permissions_ends() -> None:
    short = grant(
        expires_at=NOON + DAY, scope=Scope(kind=ScopeKind.PHOTO, ids=frozenset({PHOTOS[0].photo_id}))
    )
    long = grant(grant_id=UUID(int=2), scope=Scope(kind=ScopeKind.PHOTO, ids=frozenset({PHOTOS[1].photo_id})))
    pair = [replace(ASK, photo=photo) for photo in PHOTOS[:2]]

    joint = decide_all(pair, [short, long], rules=DEFAULT_RULES, now=NOON)

    assert (joint.allowed, joint.until) == (True, NOON + DAY)
    assert {ground.id for ground in joint.grounds} == {short.grant_id, long.grant_id}


@pytest.mark.parametrize("turn", [1, -1])
def test_of_two_withdrawals_the_later_one_counts(turn: int) -> None:
    early, late = withdrawal(withdrawn_at=NOON - DAY * 2), withdrawal(withdrawn_at=NOON)
    between = grant(granted_at=NOON - DAY)

    no = answer(ASK, between, *[early, late][::turn])

    assert no.codes == ("withdrawn",)


def test_a_permission_that_begins_after_a_gap_does_not_carry_on() -> None:
    first = grant(expires_at=NOON + DAY)
    second = grant(grant_id=UUID(int=2), not_before=NOON + DAY + TICK, expires_at=NOON + 3 * DAY)

    answers = [answer(ASK, first, second, at=at) for at in (timedelta(), DAY, DAY + TICK)]

    assert [(one.allowed, one.until) for one in answers] == [
        (True, first.expires_at),
        (False, None),
        (True, second.expires_at),
    ]


def test_the_reason_names_the_last_withdrawal() -> None:
    twice = [withdrawal(withdrawn_at=NOON - DAY * days) for days in (0, 10)]

    (refusal,) = answer(ASK, grant(), *twice).refusals

    assert refusal.sentence == "The patient took this permission back on 1 Mar 2026."
