"""How far two photos of a patient can be compared: seven criteria, the worst decides.

Rule of the whole: red if any criterion is red or the pair could not be aligned;
else amber if any is amber; else unknown if any is unknown; else green. So an
unknown never makes green, and never hides an amber or a red.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from protocols.model import Limit, Measured, Verdict

CRITERIA = ("pose", "distance", "light", "colour", "sharpness", "expression", "timing")

Facts = Mapping[str, float | str | None]


class Level(StrEnum):
    """How good: the words of the screen."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion:
    """One of the seven: its level, and the number with its limits."""

    name: str
    level: Level
    measured: Measured
    limit: Limit  # green up to here
    outer_limit: Limit  # amber up to here; None where there is no amber
    unit: str
    sentence: str

    def __post_init__(self) -> None:
        if self.name not in CRITERIA:
            raise ValueError(f"`{self.name}` is no criterion")
        if (self.level is Level.UNKNOWN) != (self.measured is None):
            raise ValueError(f"`{self.name}` is {self.level} with the measurement {self.measured}")

    @property
    def verdict(self) -> Verdict:
        """PASS within the green limit, FAIL beyond it, UNKNOWN when not measured."""
        if self.level is Level.UNKNOWN:
            return Verdict.UNKNOWN
        return Verdict.PASS if self.level is Level.GREEN else Verdict.FAIL


@dataclass(frozen=True, slots=True, kw_only=True)
class Grade:
    """The seven criteria in their order; `overall` follows from them and cannot be set."""

    criteria: tuple[Criterion, ...]
    aligned: bool

    def __post_init__(self) -> None:
        names = tuple(criterion.name for criterion in self.criteria)
        if names != CRITERIA:
            raise ValueError(f"expected the criteria {CRITERIA}, got {names}")

    @property
    def overall(self) -> Level:
        """The worst decides; see the rule at the top of this file."""
        levels = {criterion.level for criterion in self.criteria}
        if not self.aligned or Level.RED in levels:
            return Level.RED
        for level in (Level.AMBER, Level.UNKNOWN):
            if level in levels:
                return level
        return Level.GREEN
