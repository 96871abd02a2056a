"""Random asks and histories in a world so small that every draw has neighbours.

Two clinics, three patients, a handful of photos that differ in one thing each, channels that share a
kind, and moments that lie on, just before and just after each other. One generator serves hypothesis
(which shrinks) and a seeded `random.Random` (which makes 10^5 cases quickly): both hand it a `Choose`.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final, TypeVar, cast
from uuid import UUID

from hypothesis import strategies as st

from consent_gate import (
    Actor,
    Ask,
    CareRelation,
    Channel,
    Event,
    Grant,
    Identifiability,
    Purpose,
    Relationship,
    Role,
    Scope,
    ScopeKind,
    Subject,
    Withdrawal,
)

T = TypeVar("T")
Choose = Callable[[Sequence[Any]], Any]

NOON: Final = datetime(2026, 3, 1, 12, tzinfo=UTC)
TICK: Final = timedelta(microseconds=1)
DAY: Final = timedelta(days=1)

# Days apart, and each with the instant before and after it.
ANCHORS: Final = tuple(NOON + DAY * days for days in (-400, -2, -1, 0, 1, 2, 400))
MOMENTS: Final = tuple(anchor + TICK * step for anchor in ANCHORS for step in (-1, 0, 1))

CLINIC, OTHER_CLINIC = UUID(int=0xC1), UUID(int=0xC2)
ANNA, BERTA, FOREIGN = UUID(int=0xA1), UUID(int=0xA2), UUID(int=0xA3)
CLINIC_OF: Final = {ANNA: CLINIC, BERTA: CLINIC, FOREIGN: OTHER_CLINIC}
USERS: Final = (UUID(int=0xB1), UUID(int=0xB2))
SESSIONS: Final = (UUID(int=0x51), UUID(int=0x52))

CHANNELS: Final = tuple(
    Channel.parse(text)
    for text in (
        "website",
        "social:instagram",
        "social:tiktok",
        "journal",
        "clinic_screen",
        "portal",
        "record",
    )
)
CONSENTED: Final = tuple(purpose for purpose in Purpose if purpose is not Purpose.CARE)
REGIONS: Final = ("face", "cheek_left", "forearm_left", "somewhere")

BORN_ADULT, BORN_MINOR = date(1985, 5, 3), date(2010, 6, 1)
COMES_OF_AGE: Final = date(2008, 3, 2)  # 18 on the day after NOON


def subject(**changes: Any) -> Subject:
    """Anna's face, taken the day before NOON, with the changes named."""
    usual: dict[str, Any] = {
        "photo_id": UUID(int=0xF1),
        "patient_id": ANNA,
        "clinic_id": CLINIC,
        "session_id": SESSIONS[0],
        "region": "face",
        "taken_on": date(2026, 2, 28),
        "patient_confirmed": True,
        "born_on": BORN_ADULT,
    }
    return Subject(**{**usual, **changes})


PHOTOS: Final = (
    subject(),
    subject(photo_id=UUID(int=0xF2), session_id=SESSIONS[1], taken_on=date(2026, 3, 3)),
    subject(photo_id=UUID(int=0xF3), region="cheek_left"),
    subject(photo_id=UUID(int=0xF4), region="forearm_left", session_id=None),
    subject(photo_id=UUID(int=0xF5), region="somewhere", taken_on=date(2020, 1, 1)),
    subject(photo_id=UUID(int=0xF6), patient_confirmed=False),
    subject(photo_id=UUID(int=0xF7), patient_id=BERTA, born_on=BORN_MINOR),
    subject(photo_id=UUID(int=0xF8), patient_id=BERTA, born_on=None, region="forearm_left"),
    subject(photo_id=UUID(int=0xF9), patient_id=BERTA, born_on=COMES_OF_AGE, taken_on=date(2026, 3, 4)),
    subject(photo_id=UUID(int=0xFA), patient_id=FOREIGN, clinic_id=OTHER_CLINIC),
)

ACTOR: Final = Actor(user_id=USERS[0], role=Role.CLINICIAN, clinic_id=CLINIC)
ASK: Final = Ask(actor=ACTOR, photo=PHOTOS[0], purpose=Purpose.MARKETING, channel=CHANNELS[0])


def grant(**changes: Any) -> Grant:
    """Anna's yes to marketing on the website, all photos, from the day before NOON to 400 days after it."""
    usual: dict[str, Any] = {
        "grant_id": UUID(int=0x61),
        "clinic_id": CLINIC,
        "patient_id": ANNA,
        "purposes": frozenset({Purpose.MARKETING}),
        "channels": frozenset({CHANNELS[0]}),
        "scope": Scope(),
        "identifiability": Identifiability.FULL_FACE,
        "granted_at": NOON - DAY,
        "expires_at": NOON + 400 * DAY,
        "signature_id": UUID(int=0x516),
    }
    return Grant(**{**usual, **changes})


def withdrawal(**changes: Any) -> Withdrawal:
    """Anna takes everything back at NOON."""
    usual: dict[str, Any] = {
        "withdrawal_id": UUID(int=0x71),
        "clinic_id": CLINIC,
        "patient_id": ANNA,
        "withdrawn_at": NOON,
    }
    return Withdrawal(**{**usual, **changes})


def some(choose: Choose, values: Sequence[T], *, most: int = 3) -> frozenset[T]:
    """One to `most` of the values."""
    return frozenset(choose(values) for _ in range(choose(range(1, most + 1))))


def any_scope(choose: Choose) -> Scope:
    """Any way to name photos, most often all; sometimes only those of some days."""
    kind = choose((ScopeKind.PATIENT,) * 4 + tuple(ScopeKind))
    days = (None,) * 6 + (date(2026, 2, 28), date(2026, 3, 1))
    start, end = choose(days), choose(days)
    if start and end and end < start:
        start, end = end, start
    ids = {ScopeKind.PHOTO: [photo.photo_id for photo in PHOTOS], ScopeKind.SESSION: SESSIONS}
    return Scope(
        kind=kind,
        ids=some(choose, ids[kind]) if kind in ids else frozenset(),
        regions=some(choose, REGIONS) if kind is ScopeKind.REGION else frozenset(),
        taken_from=start,
        taken_to=end,
    )


def any_grant(choose: Choose, number: int, *, patient_id: UUID | None = None) -> Grant:
    """Any grant; its id is told by its number."""
    patient = patient_id or choose((ANNA,) * 6 + (BERTA, FOREIGN))
    start = choose(MOMENTS[:9] * 3 + MOMENTS[:-1])
    return Grant(
        grant_id=UUID(int=0x6000 + number),
        clinic_id=CLINIC_OF[patient],
        patient_id=patient,
        purposes=some(choose, (Purpose.MARKETING,) * 6 + CONSENTED),
        channels=some(choose, CHANNELS),
        scope=any_scope(choose),
        identifiability=choose((Identifiability.FULL_FACE,) * 4 + tuple(Identifiability)),
        granted_at=start,
        expires_at=choose([moment for moment in MOMENTS + MOMENTS[-6:] * 4 if moment > start]),
        signature_id=UUID(int=0x5160 + number),
        not_before=choose((None,) * 60 + MOMENTS),
    )


def any_withdrawal(
    choose: Choose, number: int, *, grants: int = 4, patient_id: UUID | None = None
) -> Withdrawal:
    """Any withdrawal: of all, of one grant (its own, a stranger's or none there is), of a part."""
    patient = patient_id or choose((ANNA, ANNA, BERTA, FOREIGN))
    named = [UUID(int=0x6000 + each) for each in range(grants)]
    return Withdrawal(
        withdrawal_id=UUID(int=0x7000 + number),
        clinic_id=CLINIC_OF[patient],
        patient_id=patient,
        withdrawn_at=choose(MOMENTS),
        grant_id=choose((None, *named)),
        purposes=choose((None, some(choose, CONSENTED))),
        channels=choose((None, some(choose, CHANNELS))),
        scope=any_scope(choose),
    )


def any_history(choose: Choose, *, patient_id: UUID | None = None) -> list[Event]:
    """Up to four grants and three withdrawals, in any order of their times."""
    grants: list[Event] = [
        any_grant(choose, number, patient_id=patient_id) for number in range(choose((0, 1, 2, 2, 3, 3, 4, 4)))
    ]
    ends: list[Event] = [
        any_withdrawal(choose, number, patient_id=patient_id)
        for number in range(choose((0, 0, 0, 1, 1, 2, 3)))
    ]
    return [*ends, *grants]


def any_relation(choose: Choose, photo: Subject) -> CareRelation | None:
    """None, or a relation: most often one that fits the photo, else of another user, patient or clinic."""
    if choose((True, False, False)):
        return None
    patient = choose((photo.patient_id,) * 5 + (ANNA, BERTA, FOREIGN))
    kind = choose((Relationship.TREATING, Relationship.TREATING, *Relationship))
    is_emergency = kind is Relationship.EMERGENCY
    return CareRelation(
        relation_id=UUID(int=0x8000),
        kind=kind,
        user_id=choose((USERS[0],) * 5 + (USERS[1],)),
        patient_id=patient,
        clinic_id=choose((CLINIC_OF[patient],) * 5 + (CLINIC,)),
        since=choose(MOMENTS),
        until=choose(MOMENTS) if is_emergency else choose((None, None, *MOMENTS)),
        reason="unconscious" if is_emergency else "",
    )


def any_ask(choose: Choose, history: Sequence[Event] = ()) -> Ask:
    """Any ask; most aim at a grant of the history, each part with a chance to miss it."""
    grants = [event for event in history if isinstance(event, Grant)]
    aim = choose(grants) if grants and choose((True,) * 9 + (False,)) else None
    inside = [
        photo for photo in PHOTOS if aim and photo.patient_id == aim.patient_id and aim.scope.covers(photo)
    ]
    photo = choose(inside if inside and choose((True,) * 9 + (False,)) else PHOTOS)
    wanted = sorted(aim.purposes) if aim and choose((True,) * 12 + (False,)) else tuple(Purpose)
    ways = sorted(aim.channels) if aim and choose((True,) * 12 + (False,)) else CHANNELS
    role = choose((Role.CLINICIAN,) * 20 + tuple(Role))
    return Ask(
        actor=Actor(
            user_id=USERS[0],
            role=role,
            clinic_id=choose((photo.clinic_id,) * 20 + (CLINIC, OTHER_CLINIC)),
            patient_id=choose((photo.patient_id, ANNA, BERTA)) if role is Role.PATIENT else None,
        ),
        photo=photo,
        purpose=choose(wanted),
        channel=choose(ways),
        relation=any_relation(choose, photo),
        grade=choose((None,) * 12 + ("green", "amber", "red", "unknown", "pink")),
    )


def any_moment(choose: Choose, history: Sequence[Event] = ()) -> datetime:
    """Any of the moments; often one at which an event of the history begins or ends."""
    near = [
        moment
        for event in history
        for moment in (
            (event.starts_at, event.expires_at - TICK, event.expires_at)
            if isinstance(event, Grant)
            else (event.withdrawn_at,)
        )
    ]
    return cast("datetime", choose(near if near and choose((True, False)) else MOMENTS))


def any_case(choose: Choose) -> tuple[Ask, list[Event], datetime]:
    """A history, an ask near it, and a moment near it."""
    history = any_history(choose)
    return any_ask(choose, history), history, any_moment(choose, history)


def _drawn(make: Callable[..., T], **fixed: Any) -> st.SearchStrategy[T]:
    @st.composite
    def build(draw: st.DrawFn) -> T:
        return make(lambda values: draw(st.sampled_from(values)), **fixed)

    return build()


histories: Final = _drawn(any_history)
asks: Final = _drawn(any_ask)
moments: Final = st.sampled_from(MOMENTS)
withdrawals: Final = _drawn(any_withdrawal, number=9)
grants: Final = _drawn(any_grant, number=9)
cases: Final = _drawn(any_case)
