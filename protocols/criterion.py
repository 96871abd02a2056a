"""One criterion of a grade: its level from a number and two limits, and the parts that it rests on.

Green up to the first limit, amber up to the outer one, red beyond; a limit itself still
counts as inside. What was not measured is unknown.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from protocols.model import Limit, Measured, Verdict

CRITERIA = ("pose", "distance", "light", "colour", "sharpness", "expression", "timing")

Facts = Mapping[str, float | str | None]
Window = tuple[float, float]


class Level(StrEnum):
    """How good: the words of the screen."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One line of the domain paper's table 3.4 inside a criterion."""

    name: str
    level: Level
    measured: Measured
    limit: Limit
    outer_limit: Limit
    unit: str
    sentence: str

    def __post_init__(self) -> None:
        if self.level in {Level.GREEN, Level.AMBER} and self.measured is None:
            raise ValueError(f"`{self.name}` is {self.level} without a measurement")

    @property
    def verdict(self) -> Verdict:
        """PASS within the green limit, FAIL beyond it, UNKNOWN when that cannot be said."""
        return verdict_at(self.level)


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion:
    """One of the seven: its level, and the number with its limits: those of the part that decided."""

    name: str
    level: Level
    measured: Measured
    limit: Limit  # green up to here
    outer_limit: Limit  # amber up to here; None where there is no amber
    unit: str
    sentence: str
    parts: tuple[Part, ...] = ()

    def __post_init__(self) -> None:
        if self.name not in CRITERIA:
            raise ValueError(f"`{self.name}` is no criterion")
        if self.level in {Level.GREEN, Level.AMBER} and self.measured is None:
            raise ValueError(f"`{self.name}` is {self.level} without a measurement")

    @property
    def verdict(self) -> Verdict:
        """PASS within the green limit, FAIL beyond it, UNKNOWN when that cannot be said."""
        return verdict_at(self.level)


def verdict_at(level: Level) -> Verdict:
    """PASS at green, FAIL beyond it, UNKNOWN at unknown."""
    if level is Level.UNKNOWN:
        return Verdict.UNKNOWN
    return Verdict.PASS if level is Level.GREEN else Verdict.FAIL


def worst_of(levels: Iterable[Level]) -> Level:
    """Red, else amber, else unknown, else green; nothing at all is unknown.

    So an unknown never makes green, and never hides an amber or a red.
    """
    found = set(levels)
    for level in (Level.RED, Level.AMBER, Level.UNKNOWN, Level.GREEN):
        if level in found:
            return level
    return Level.UNKNOWN


def resting_on(name: str, *parts: Part) -> Criterion:
    """The criterion whose level is the worst of its parts; among equals the first one speaks.

    Raises
    ------
    ValueError
        It rests on nothing.
    """
    if not parts:
        raise ValueError(f"`{name}` rests on nothing")
    level = worst_of(part.level for part in parts)
    deciding = next(part for part in parts if part.level is level)
    return Criterion(
        name=name,
        level=level,
        measured=deciding.measured,
        limit=deciding.limit,
        outer_limit=deciding.outer_limit,
        unit=deciding.unit,
        sentence=deciding.sentence,
        parts=parts,
    )


def part(
    name: str,
    level: Level,
    measured: Measured,
    *,
    limits: tuple[Limit, Limit],
    unit: str,
    words: Mapping[Level, str],
) -> Part:
    """A part with the sentence of its level; a number that is unknown is none."""
    return Part(
        name=name,
        level=level,
        measured=None if level is Level.UNKNOWN else measured,
        limit=limits[0],
        outer_limit=limits[1],
        unit=unit,
        sentence=words[level],
    )


def within(measured: float | None, *, limit: float, outer: float) -> Level:
    """The level of a number that should be small."""
    if measured is None or not math.isfinite(measured):
        return Level.UNKNOWN
    if measured <= limit:
        return Level.GREEN
    return Level.AMBER if measured <= outer else Level.RED


def inside(measured: float | None, *, window: Window, outer: Window) -> Level:
    """The level of a number that should lie in a window."""
    if measured is None or not math.isfinite(measured):
        return Level.UNKNOWN
    if window[0] <= measured <= window[1]:
        return Level.GREEN
    return Level.AMBER if outer[0] <= measured <= outer[1] else Level.RED


def number(facts: Facts, name: str) -> float | None:
    """A fact as a number; None when it is missing, a word, or no finite number."""
    value = facts.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if math.isfinite(value) else None


def change(before: Facts, after: Facts, name: str) -> float | None:
    """After minus before; None when either was not measured."""
    first, second = number(before, name), number(after, name)
    return None if first is None or second is None else second - first
