"""What a check answers: PASS, FAIL or UNKNOWN, with the number and its limit.

A measurement that could not be taken is UNKNOWN and never PASS.
"""

from dataclasses import dataclass
from enum import StrEnum

Measured = float | str | None
Limit = float | str | tuple[float, float] | None  # a tuple is a window, both ends inside


class Verdict(StrEnum):
    """What a rule found."""

    PASS = "PASS"  # noqa: S105 - a verdict, no secret
    FAIL = "FAIL"
    UNKNOWN = "UNKNOWN"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What one check found on one photo."""

    check: str
    verdict: Verdict
    measured: Measured
    limit: Limit
    unit: str
    advice: str  # what to do when it does not pass, in plain words

    def __post_init__(self) -> None:
        if self.verdict is not Verdict.UNKNOWN and self.measured is None:
            raise ValueError(f"`{self.check}` says {self.verdict} without a measurement")
