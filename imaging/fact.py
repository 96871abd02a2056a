"""A measured fact: its value, unit, what it can be, and how far off it may be; None is unknown.

Every measurement of this package that leaves it for a protocol has this shape, so that nobody reads a number
without its unit or takes a guess for a measurement.
"""

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A measured value with its unit; None when it could not be measured.

    `low` and `high` are what it can be at all; `error` is one standard deviation, None where it is not known.
    """

    value: float | None
    unit: str
    low: float | None = None
    high: float | None = None
    error: float | None = None

    def __post_init__(self) -> None:
        if self.value is not None and not math.isfinite(self.value):
            raise ValueError("a value that is no finite number is unknown: say None")


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """One of a few words; None when it cannot be told."""

    value: str | None
    options: tuple[str, ...]
    why_unknown: str = ""

    def __post_init__(self) -> None:
        if self.value is not None and self.value not in self.options:
            raise ValueError(f"expected one of {self.options}, got `{self.value}`")
