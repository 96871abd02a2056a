"""The seven criteria of a pair, each with the limits of the domain paper and their evidence.

Keys in brackets are its sources; P marks a proposal of ours that a panel of clinicians
has yet to confirm (section 3.4 there).
"""

from protocols.criterion import (
    Criterion,
    Facts,
    Level,
    Part,
    Window,
    inside,
    number,
    part,
    resting_on,
    within,
)
from protocols.held_alike import expression, is_skin, pose

# Perspective cannot be undone by scaling: at 1.2 m, 5 % of distance costs 0.4 % of shape (domain 3.3).
DISTANCE, DISTANCE_OUTER = (0.97, 1.03), (0.92, 1.08)
# 0-30 degrees changed no face rating, 60 did [R11].
LIGHT_DEG, LIGHT_OUTER_DEG = 15.0, 30.0
# People see a difference from about 4; a calibrated phone dermatoscope reaches 3.94 [R14].
COLOUR_DELTA_E, COLOUR_OUTER_DELTA_E = 2.0, 4.0
# P: a softer after photo hides lines. A sharper one is held to no limit: it hides nothing.
SHARPNESS_PERCENT, SHARPNESS_OUTER_PERCENT = -10.0, -25.0
# SEPIA timing: an "immediate" photo is no result [R1].
IMMEDIATE_DAYS = 1.0

# P, 3.4: scale that the alignment left.
SCALE_LEFT_PERCENT, SCALE_LEFT_OUTER_PERCENT = 1.0, 2.0
# P, 3.4: skin burnt out or black.
CLIPPED_PERCENT, CLIPPED_OUTER_PERCENT = 0.5, 2.0
# P: shading across a close-up of skin, per cent from edge to edge. On a limb that curves away by 15 degrees
# one per cent is about one degree of a lamp's turn; a quite flat patch under a far lamp shows none.
SHADING_PERCENT, SHADING_OUTER_PERCENT = 10.0, 25.0


def distance(before: Facts, after: Facts, pair: Facts) -> Criterion:
    """Camera to patient, after over before: from the scale of the alignment and both lenses."""
    return resting_on("distance", _distance_ratio(before, after, pair), _scale_left(pair))


def light(before: Facts, after: Facts, pair: Facts) -> Criterion:
    """How far the light has moved, from the shading of the two laid onto each other; skin that is clipped."""
    moved = _shading(pair) if is_skin(pair) else _light_moved(pair)
    return resting_on("light", moved, _clipped(before, after))


def _distance_ratio(before: Facts, after: Facts, pair: Facts) -> Part:
    scale = number(pair, "scale")
    frames = _ratio(after, before, "frame_diagonal_px")
    lenses = _ratio(after, before, "focal_length_35mm")
    ratio = None if scale is None or frames is None or lenses is None else scale * frames * lenses
    percent = 0.0 if ratio is None else 100 * (ratio - 1)
    way, looks = ("farther away", "smaller") if percent > 0 else ("closer", "larger")
    what = "the middle of the field" if is_skin(pair) else "the nose"
    said = f"The second photo was taken from {abs(percent):.0f} % {way}; {what} looks {looks}"
    return part(
        "distance_ratio",
        inside(ratio, window=DISTANCE, outer=DISTANCE_OUTER),
        ratio,
        limits=(DISTANCE, DISTANCE_OUTER),
        unit="ratio",
        words={
            Level.GREEN: "Both were taken from the same distance.",
            Level.AMBER: f"{said}, limit 3 %.",
            Level.RED: f"{said}, at most 8 %.",
            Level.UNKNOWN: "The lens or the scale is not known, so distance is unknown.",
        },
    )


def _scale_left(pair: Facts) -> Part:
    left = number(pair, "scale_left_percent")
    size = None if left is None else abs(left)
    said = "" if size is None else f"{size:.1f} %"
    return part(
        "scale_left",
        within(size, limit=SCALE_LEFT_PERCENT, outer=SCALE_LEFT_OUTER_PERCENT),
        size,
        limits=(SCALE_LEFT_PERCENT, SCALE_LEFT_OUTER_PERCENT),
        unit="percent",
        words={
            Level.GREEN: f"Laid onto each other, both are equally large, {said} apart.",
            Level.AMBER: f"Laid onto each other, one is larger by {said}, limit {SCALE_LEFT_PERCENT:.0f} %.",
            Level.RED: f"Laid onto each other, one is larger by {said}, "
            f"at most {SCALE_LEFT_OUTER_PERCENT:.0f} %.",
            Level.UNKNOWN: "What of the scale is left could not be read, so distance is unknown.",
        },
    )


def _light_moved(pair: Facts) -> Part:
    moved = number(pair, "light_change_deg")
    said = "" if moved is None else f"{moved:.1f}°"
    return part(
        "light_direction",
        within(moved, limit=LIGHT_DEG, outer=LIGHT_OUTER_DEG),
        moved,
        limits=(LIGHT_DEG, LIGHT_OUTER_DEG),
        unit="deg",
        words={
            Level.GREEN: f"The light comes from the same side, {said} apart.",
            Level.AMBER: f"The light has moved by {said}, limit {LIGHT_DEG:.0f}°.",
            Level.RED: f"The light has moved by {said}, at most {LIGHT_OUTER_DEG:.0f}°.",
            Level.UNKNOWN: "The shading could not be read, so light is unknown.",
        },
    )


def _shading(pair: Facts) -> Part:
    shift = number(pair, "shading_change_percent")
    said = "" if shift is None else f"{shift:.0f} % across the field"
    return part(
        "shading",
        within(shift, limit=SHADING_PERCENT, outer=SHADING_OUTER_PERCENT),
        shift,
        limits=(SHADING_PERCENT, SHADING_OUTER_PERCENT),
        unit="percent across the field",
        words={
            Level.GREEN: f"The light falls alike, {said} apart.",
            Level.AMBER: f"The light falls differently, {said}, limit {SHADING_PERCENT:.0f} %.",
            Level.RED: f"The light falls differently, {said}, at most {SHADING_OUTER_PERCENT:.0f} %.",
            Level.UNKNOWN: "The shading could not be read, so light is unknown.",
        },
    )


def _clipped(before: Facts, after: Facts) -> Part:
    """Of the two photos the one that lost more counts."""
    shares = [number(facts, "clipped_skin_percent") for facts in (before, after)]
    known = [share for share in shares if share is not None]
    worst = max(known, default=None)
    level = within(worst, limit=CLIPPED_PERCENT, outer=CLIPPED_OUTER_PERCENT)
    if len(known) < len(shares) and level is Level.GREEN:
        level = Level.UNKNOWN
    which = "first" if shares[0] is not None and shares[0] == worst else "second"
    said = "" if worst is None else f"Skin of the {which} photo is burnt out or black: {worst:.1f} %"
    return part(
        "clipping",
        level,
        worst,
        limits=(CLIPPED_PERCENT, CLIPPED_OUTER_PERCENT),
        unit="percent of skin",
        words={
            Level.GREEN: "No skin is lost in burnt-out or black spots.",
            Level.AMBER: f"{said}, limit {CLIPPED_PERCENT} %.",
            Level.RED: f"{said}, at most {CLIPPED_OUTER_PERCENT:.0f} %.",
            Level.UNKNOWN: "Clipping on the skin was not measured in both, so light is unknown.",
        },
    )


def colour(pair: Facts) -> Criterion:
    """Colour of what both photos share and no treatment changes: a card, or the backdrop."""
    off = number(pair, "colour_delta_e")
    level = within(off, limit=COLOUR_DELTA_E, outer=COLOUR_OUTER_DELTA_E)
    reference = pair.get("colour_reference")
    where = f" on the {reference}" if isinstance(reference, str) else ""
    how = "" if off is None else f"{off:.1f} ΔE{where}"
    words = {
        Level.GREEN: f"Colour is alike, {how}.",
        Level.AMBER: f"Colour differs by {how}, limit {COLOUR_DELTA_E:.0f}: judge redness with care.",
        Level.RED: f"Colour differs by {how}, at most {COLOUR_OUTER_DELTA_E:.0f}: redness cannot be judged.",
        Level.UNKNOWN: "No card, so colour is unknown.",
    }
    return _criterion("colour", level, off, COLOUR_DELTA_E, COLOUR_OUTER_DELTA_E, "delta_e_2000", words)


def sharpness(pair: Facts) -> Criterion:
    """Fine detail of after against before, at the size at which both are shown."""
    lost = number(pair, "sharpness_change_percent")
    level = within(None if lost is None else -lost, limit=-SHARPNESS_PERCENT, outer=-SHARPNESS_OUTER_PERCENT)
    how = "" if lost is None else f"{abs(lost):.0f} %"
    words = {
        Level.GREEN: "Both are equally sharp."
        if lost is None or lost <= -SHARPNESS_PERCENT
        else f"The later photo is sharper by {how}.",
        Level.AMBER: f"The later photo is softer by {how}, limit {-SHARPNESS_PERCENT:.0f} %.",
        Level.RED: f"The later photo is softer by {how}, at most {-SHARPNESS_OUTER_PERCENT:.0f} %.",
        Level.UNKNOWN: "There is too little detail to measure, so sharpness is unknown.",
    }
    return _criterion("sharpness", level, lost, SHARPNESS_PERCENT, SHARPNESS_OUTER_PERCENT, "percent", words)


def timing(interval_days: float | None, window_days: Window | None) -> Criterion:
    """Whether the after photo was taken when the protocol wants it; an immediate one is no result."""
    span = "" if interval_days is None else _span(interval_days)
    level = Level.UNKNOWN
    if interval_days is not None and interval_days < IMMEDIATE_DAYS:
        level = Level.RED
    elif interval_days is not None and window_days is not None:
        level = Level.GREEN if window_days[0] <= interval_days <= window_days[1] else Level.AMBER
    due = "" if window_days is None else f"due {_span(window_days[0])} to {_span(window_days[1])}"
    words = {
        Level.GREEN: f"Taken {span} apart, {due}.",
        Level.AMBER: f"Taken {span} apart, {due}.",
        Level.RED: "Taken on the same day: this is no result."
        if (interval_days or 0) >= 0
        else "The later photo was taken first.",
        Level.UNKNOWN: "A date is missing, so timing is unknown."
        if interval_days is None
        else f"Taken {span} apart; no protocol says when it was due, so timing is unknown.",
    }
    return _criterion("timing", level, interval_days, window_days, None, "days", words)


def _criterion(
    name: str,
    level: Level,
    measured: float | None,
    limit: float | Window | None,
    outer_limit: float | Window | None,
    unit: str,
    words: dict[Level, str],
) -> Criterion:
    return Criterion(
        name=name,
        level=level,
        measured=measured,
        limit=limit,
        outer_limit=outer_limit,
        unit=unit,
        sentence=words[level],
    )


def _ratio(first: Facts, second: Facts, name: str) -> float | None:
    above, below = number(first, name), number(second, name)
    return None if above is None or below is None or min(above, below) <= 0 else above / below


def _span(days: float) -> str:
    """Intervals are said in weeks from two weeks on, as on the screens."""
    if days >= 14:
        return f"{days / 7:.0f} weeks"
    return f"{days:.0f} day" if round(days) == 1 else f"{days:.0f} days"


__all__ = ["colour", "distance", "expression", "light", "pose", "sharpness", "timing"]
