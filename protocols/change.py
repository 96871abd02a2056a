"""Whether a measured change is one: above what repeated captures of unchanged skin differ by, or noise.

The smallest detectable change is SDC = 1.96 * sqrt(2) * SD, SD being the deviation within one subject from
capture to capture (domain paper, section 5.2), of the subject who repeats worst. It is read from a versioned
file that says how it was measured. A change counts when it is larger than the SDC **and** larger than what
the uncertainty of these two values explains (1.96 deviations of their difference). A change of exactly that
size is noise.

What would make any difference doubtful makes it unknown, never a result:

- a value that could not be measured;
- a red pair: it is never called a result (law 6);
- two different cameras, which must not be mixed in one series;
- for a measure that depends on it, light or sharpness that is not known to be the same.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from protocols.criterion import Level

SDC_FACTOR = 1.96 * math.sqrt(2)

NEEDS: Mapping[str, tuple[str, ...]] = {
    "erythema_a": (),
    "erythema_index": (),
    "erythema_contrast": (),
    "pigment_ita": ("light",),
    "melanin_index": ("light",),
    "melanin_contrast": ("light",),
    "roughness": ("light", "sharpness"),
    "lines": ("light", "sharpness"),
}
"""which criteria of the pair's grade must be green for a measure. Redness is a quotient of channels under one
lamp and hardly depends on where the lamp stands; how light skin is, and how it is shaded, does"""

MEANS: Mapping[str, tuple[str, str]] = {
    "erythema_a": ("less red", "redder"),
    "erythema_index": ("less red", "redder"),
    "erythema_contrast": ("less red against the skin beside it", "redder against the skin beside it"),
    "pigment_ita": ("darker", "lighter"),
    "melanin_index": ("lighter", "darker"),
    "melanin_contrast": ("lighter against the skin beside it", "darker against the skin beside it"),
    "roughness": ("smoother", "rougher"),
    "lines": ("less lined", "more lined"),
}
"""what a fall and a rise of a measure say, in plain words"""


class Told(StrEnum):
    """What may be said of a change."""

    CHANGED = "changed"
    WITHIN_NOISE = "within_noise"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One value with its standard uncertainty, or why there is none."""

    value: float | None
    uncertainty: float | None
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PairState:
    """What is known of the pair: its grade, the level of each criterion, whether one camera took both."""

    overall: Level
    levels: Mapping[str, Level]
    same_camera: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasuredChange:
    """A change of one measure, with the limit that it was held to; `told` is what may be said."""

    measure: str
    change: float | None
    limit: float | None
    told: Told
    reason: str | None
    doubts: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.told is not Told.UNKNOWN and (self.change is None or self.limit is None):
            raise ValueError(f"`{self.measure}` says {self.told} without a number and its limit")


def judge(
    measure: str, before: Reading, after: Reading, *, pair: PairState, sdc: float | None
) -> MeasuredChange:
    """What may be said of a measure's change from one photo to the other.

    Parameters
    ----------
    sdc
        The smallest detectable change of this measure; None when its repeatability was never measured.

    Raises
    ------
    ValueError
        The measure is none of `NEEDS`, or `sdc` is not a positive number.
    """
    if measure not in NEEDS or (sdc is not None and not (math.isfinite(sdc) and sdc > 0)):
        raise ValueError(f"`{measure}` is no measure, or {sdc} no limit")
    if before.value is None or after.value is None:
        return _unknown(measure, before.reason or after.reason or "not_measured")
    change = after.value - before.value
    own = 1.96 * math.hypot(before.uncertainty or 0.0, after.uncertainty or 0.0)
    limit = None if sdc is None else max(sdc, own)
    reason = _against(measure, pair) or (None if limit is not None else "repeatability_unknown")
    if reason is not None or limit is None:
        return _unknown(measure, reason, change=change, limit=limit)
    return MeasuredChange(
        measure=measure,
        change=change,
        limit=limit,
        told=Told.CHANGED if abs(change) > limit else Told.WITHIN_NOISE,
        reason=None,
        doubts=_doubts(measure, pair),
    )


def within_subject_sd(groups: Iterable[Sequence[float]]) -> float | None:
    """The pooled deviation within subjects, from repeated values of each; None without any repetition."""
    repeated = [group for group in groups if len(group) > 1]
    degrees = sum(len(group) - 1 for group in repeated)
    if not degrees:
        return None
    means = [math.fsum(group) / len(group) for group in repeated]
    squares = math.fsum(
        (value - mean) ** 2 for group, mean in zip(repeated, means, strict=True) for value in group
    )
    return math.sqrt(squares / degrees)


def _against(measure: str, pair: PairState) -> str | None:
    """Why this pair says nothing about this measure; None when it does."""
    if pair.overall is Level.RED:
        return "pair_is_red"
    if pair.same_camera is False:
        return "cameras_differ"
    for criterion in NEEDS[measure]:
        level = pair.levels.get(criterion, Level.UNKNOWN)
        if level is not Level.GREEN:
            return f"{criterion}_unknown" if level is Level.UNKNOWN else f"{criterion}_differs"
    # Even where a measure does not need the light, light that is known to differ is no repetition.
    return "light_differs" if pair.levels.get("light") is Level.AMBER else None


def _doubts(measure: str, pair: PairState) -> tuple[str, ...]:
    """What is not known, and does not forbid the answer: told beside it."""
    light = pair.levels.get("light", Level.UNKNOWN)
    return tuple(
        code
        for code, holds in (
            ("camera_unknown", pair.same_camera is None),
            ("light_unknown", light is Level.UNKNOWN and "light" not in NEEDS[measure]),
        )
        if holds
    )


def _unknown(
    measure: str, reason: str | None, *, change: float | None = None, limit: float | None = None
) -> MeasuredChange:
    return MeasuredChange(measure=measure, change=change, limit=limit, told=Told.UNKNOWN, reason=reason)
