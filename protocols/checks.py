"""The checks of one photo: plain functions from facts and a declared view to a finding.

A fact that is missing gives UNKNOWN, never PASS. Facts are numbers by name, the unit in the name.
"""

from collections.abc import Callable

from protocols.criterion import Facts, number
from protocols.model import Finding, Verdict
from protocols.views import shown_view, target_yaw_deg

# P: a turn that is read within this of straight ahead belongs to neither side.
SIDE_DEG = 15.0
# P for the oblique and lateral views; ISO/IEC 19794-5 7.2.2 asks 5 degrees of frontal portraits [O11].
YAW_TOLERANCE_DEG = 10.0
FRONT_YAW_TOLERANCE_DEG = 5.0
PITCH_TOLERANCE_DEG = 5.0
ROLL_TOLERANCE_DEG = 8.0
# P, domain 3.4: clipping on skin, here over the frame.
CLIPPED_PERCENT = 2.0

Check = Callable[[Facts, str], Finding | None]


def side_shown(facts: Facts, view: str) -> Finding | None:
    """The photo shows the side that the view names; None for a view without a side."""
    target = target_yaw_deg(view)
    if target is None or target == 0:
        return None
    yaw = number(facts, "yaw_deg")
    verdict = Verdict.UNKNOWN
    if yaw is not None and abs(yaw) >= SIDE_DEG:
        verdict = Verdict.PASS if yaw * target > 0 else Verdict.FAIL
    wanted, other = ("left", "right") if target < 0 else ("right", "left")
    shown = shown_view(yaw)
    advice = (
        f"the view is of the {wanted}, the photo shows the {other}: send it as `{shown}`, or take it again"
    )
    return Finding(
        check="side_shown",
        verdict=verdict,
        measured=None if verdict is Verdict.UNKNOWN else yaw,
        limit=SIDE_DEG,
        unit="deg",
        advice=advice if verdict is Verdict.FAIL else f"show the {wanted} side",
    )


def yaw_on_target(facts: Facts, view: str) -> Finding | None:
    """The head is turned as the view asks; None for a view that fixes no turn."""
    target = target_yaw_deg(view)
    if target is None:
        return None
    yaw = number(facts, "yaw_deg")
    tolerance = FRONT_YAW_TOLERANCE_DEG if target == 0 else YAW_TOLERANCE_DEG
    off = None if yaw is None else abs(yaw - target)
    way = "look straight ahead" if target == 0 else f"turn the head to {target:+.0f} degrees"
    return _small("yaw_on_target", off, limit=tolerance, unit="deg", advice=way)


def pitch_level(facts: Facts, view: str) -> Finding | None:
    """Chin neither up nor down: the Frankfort line lies level [P5, P7, P9]."""
    if target_yaw_deg(view) is None:
        return None
    pitch = number(facts, "pitch_deg")
    way = "chin down" if (pitch or 0) > 0 else "chin up"
    off = None if pitch is None else abs(pitch)
    return _small("pitch_level", off, limit=PITCH_TOLERANCE_DEG, unit="deg", advice=way)


def head_upright(facts: Facts, view: str) -> Finding | None:
    """The head does not lean."""
    if target_yaw_deg(view) is None:
        return None
    roll = number(facts, "roll_deg")
    off = None if roll is None else abs(roll)
    return _small("head_upright", off, limit=ROLL_TOLERANCE_DEG, unit="deg", advice="hold the head upright")


def not_clipped(facts: Facts, view: str) -> Finding | None:  # noqa: ARG001 - every view wants it
    """Little is burnt out or black, so that nothing of the patient is lost in it."""
    clipped = number(facts, "clipped_percent")
    advice = "less light on the skin, or a shorter exposure"
    return _small("not_clipped", clipped, limit=CLIPPED_PERCENT, unit="percent", advice=advice)


CHECKS: tuple[Check, ...] = (side_shown, yaw_on_target, pitch_level, head_upright, not_clipped)


def _small(check: str, measured: float | None, *, limit: float, unit: str, advice: str) -> Finding:
    verdict = Verdict.UNKNOWN
    if measured is not None:
        verdict = Verdict.PASS if measured <= limit else Verdict.FAIL
    return Finding(check=check, verdict=verdict, measured=measured, limit=limit, unit=unit, advice=advice)
