"""SEPIA, the nine items by which photos of a result are judged: one point each, for what is known only.

Soares, von Haven, Yi, PRS Global Open 2022;10(8):e4464 [R1]; how each is measured is ours (P, domain paper
3.5). What no measurement can tell is unknown and says whom to ask; an unknown item earns no point, and the
class of the whole is stated only when the missing points cannot change it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from protocols.criterion import Criterion, Facts, Level, number, verdict_at
from protocols.held_alike import is_skin
from protocols.model import Limit, Measured, Verdict

ITEMS = (
    "subject_position",
    "facial_expression",
    "lighting",
    "background",
    "camera_zoom",
    "make_up_and_styling",
    "multiple_views",
    "timing",
    "descriptive_information",
)
# Which of the seven criteria answers an item.
_ANSWERED_BY = {
    "subject_position": "pose",
    "facial_expression": "expression",
    "lighting": "light",
    "camera_zoom": "distance",
    "timing": "timing",
}
# P: background of both: one colour, and even.
BACKGROUND_DELTA_E = 6.0
EVEN_PERCENT = 80.0
FACE_VIEWS, OTHER_VIEWS = 3, 2
DESCRIPTION = ("treatment", "product_class", "technique", "elapsed_time")
# Thirds of nine, which fit the published means (4 of 9 is medium).
_MEDIUM_FROM, _HIGH_FROM = 4, 7
ASK = "Ask a person."


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What is known of a pair beyond its two photos; None is unknown.

    `matched_views` counts the views of the same two dates that can be compared; `description` says for each
    of `DESCRIPTION` whether the caption holds it.
    """

    matched_views: int | None = None
    description: Mapping[str, bool] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One of the nine."""

    name: str
    verdict: Verdict
    measured: Measured
    limit: Limit
    unit: str
    sentence: str
    asks_a_person: bool = False

    def __post_init__(self) -> None:
        if self.name not in ITEMS:
            raise ValueError(f"`{self.name}` is no item of SEPIA")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sepia:
    """The nine items in their order."""

    items: tuple[Item, ...] = field(default=())

    def __post_init__(self) -> None:
        names = tuple(item.name for item in self.items)
        if names != ITEMS:
            raise ValueError(f"expected the items {ITEMS}, got {names}")

    @property
    def points(self) -> int:
        """Points earned: what is unknown earns none."""
        return sum(item.verdict is Verdict.PASS for item in self.items)

    @property
    def unknown(self) -> int:
        """Items that could not be told."""
        return sum(item.verdict is Verdict.UNKNOWN for item in self.items)

    @property
    def quality(self) -> str | None:
        """`low`, `medium` or `high`; None while the unknown items could change it."""
        worst, best = _third(self.points), _third(self.points + self.unknown)
        return worst if worst == best else None

    def with_views(self, count: int) -> "Sepia":
        """The same with the matched views counted over a set."""
        items = (
            _views(count, wanted=item.limit) if item.name == "multiple_views" else item for item in self.items
        )
        return Sepia(items=tuple(items))


def sepia_of(criteria: Sequence[Criterion], before: Facts, after: Facts, pair: Facts, *, case: Case) -> Sepia:
    """The nine items of a pair, from its criteria, the facts of its photos and what is known of the case."""
    by_name = {criterion.name: criterion for criterion in criteria}
    told = {item: _answered(item, by_name[criterion]) for item, criterion in _ANSWERED_BY.items()}
    told["background"] = _background(before, after)
    told["make_up_and_styling"] = _styling(pair)
    told["multiple_views"] = _views(
        case.matched_views, wanted=float(OTHER_VIEWS if is_skin(pair) else FACE_VIEWS)
    )
    told["descriptive_information"] = _description(case)
    return Sepia(items=tuple(told[name] for name in ITEMS))


def _answered(item: str, criterion: Criterion) -> Item:
    verdict = verdict_at(criterion.level)
    is_unknown = criterion.level is Level.UNKNOWN
    return Item(
        name=item,
        verdict=verdict,
        measured=criterion.measured,
        limit=criterion.limit,
        unit=criterion.unit,
        sentence=f"{criterion.sentence} {ASK}"
        if is_unknown and ASK not in criterion.sentence
        else criterion.sentence,
        asks_a_person=is_unknown,
    )


def _background(before: Facts, after: Facts) -> Item:
    evenness = [number(facts, "background_even_percent") for facts in (before, after)]
    apart = _colours_apart(before, after)
    limit = f"{BACKGROUND_DELTA_E:.0f} apart, {EVEN_PERCENT:.0f} % even"
    if apart is None or None in evenness:
        words = f"Too little of the background is seen in both. {ASK}"
        return _item("background", Verdict.UNKNOWN, None, limit=limit, unit="delta_e_76", words=words)
    even = min(value for value in evenness if value is not None)
    is_good = apart <= BACKGROUND_DELTA_E and even >= EVEN_PERCENT
    words = f"The backgrounds lie {apart:.1f} apart in colour and are {even:.0f} % even."
    verdict = Verdict.PASS if is_good else Verdict.FAIL
    return _item("background", verdict, apart, limit=limit, unit="delta_e_76", words=words)


def _colours_apart(before: Facts, after: Facts) -> float | None:
    names = ("background_lightness", "background_a", "background_b")
    pairs = [(number(before, name), number(after, name)) for name in names]
    known = [(one, other) for one, other in pairs if one is not None and other is not None]
    return sum((one - other) ** 2 for one, other in known) ** 0.5 if len(known) == len(names) else None


def _styling(pair: Facts) -> Item:
    told = pair.get("styling")
    verdict = {"same": Verdict.PASS, "differs": Verdict.FAIL}.get(str(told), Verdict.UNKNOWN)
    words = {
        Verdict.PASS: "Make-up, glasses, jewellery and hair are the same.",
        Verdict.FAIL: "Make-up, glasses, jewellery or hair differ.",
        Verdict.UNKNOWN: f"Make-up, glasses, jewellery and hair are not measured. {ASK}",
    }
    measured = None if verdict is Verdict.UNKNOWN else str(told)
    name = "make_up_and_styling"
    return _item(name, verdict, measured, limit="same", unit="word", words=words[verdict])


def _views(count: int | None, *, wanted: Limit) -> Item:
    if count is None or not isinstance(wanted, float):
        words = f"How many views of these two dates there are is not known here. {ASK}"
        return _item("multiple_views", Verdict.UNKNOWN, None, limit=wanted, unit="views", words=words)
    verdict = Verdict.PASS if count >= wanted else Verdict.FAIL
    words = f"{count} matched view{'' if count == 1 else 's'} of these two dates, {wanted:.0f} are wanted."
    return _item("multiple_views", verdict, float(count), limit=wanted, unit="views", words=words)


def _description(case: Case) -> Item:
    name, limit = "descriptive_information", float(len(DESCRIPTION))
    if case.description is None:
        words = f"What the caption will say is not known here. {ASK}"
        return _item(name, Verdict.UNKNOWN, None, limit=limit, unit="statements", words=words)
    missing = [part for part in DESCRIPTION if not case.description.get(part)]
    said = float(len(DESCRIPTION) - len(missing))
    words = (
        f"The caption lacks {', '.join(part.replace('_', ' ') for part in missing)}."
        if missing
        else "The caption says treatment, product class, technique and elapsed time."
    )
    verdict = Verdict.FAIL if missing else Verdict.PASS
    return _item(name, verdict, said, limit=limit, unit="statements", words=words)


def _item(name: str, verdict: Verdict, measured: Measured, *, limit: Limit, unit: str, words: str) -> Item:
    return Item(
        name=name,
        verdict=verdict,
        measured=measured,
        limit=limit,
        unit=unit,
        sentence=words,
        asks_a_person=verdict is Verdict.UNKNOWN,
    )


def _third(points: int) -> str:
    return "low" if points < _MEDIUM_FROM else "medium" if points < _HIGH_FROM else "high"
