"""All findings on one photo, and what they come to."""

from collections.abc import Iterable

from protocols.checks import CHECKS
from protocols.criterion import Facts
from protocols.model import Finding, Verdict


def evaluate(facts: Facts, *, view: str) -> tuple[Finding, ...]:
    """What every check that applies to `view` finds, in the order of the checks.

    Parameters
    ----------
    facts : mapping
        Facts of the photo by name, unit in the name; None or missing is unknown.
    view : str
        As declared when the photo was taken: `front`, `oblique_left`, ..., `close_up`.
    """
    found = (check(facts, view) for check in CHECKS)
    return tuple(finding for finding in found if finding is not None)


def verdict_of(findings: Iterable[Finding]) -> Verdict:
    """FAIL if any check fails, else UNKNOWN if any is; no findings at all pass nothing."""
    verdicts = {finding.verdict for finding in findings}
    if Verdict.FAIL in verdicts:
        return Verdict.FAIL
    return Verdict.PASS if verdicts == {Verdict.PASS} else Verdict.UNKNOWN
