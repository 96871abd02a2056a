"""The seven criteria of a pair, each with the limits of the domain paper and their evidence.

Keys in brackets are its sources; P marks a proposal of ours that a panel of clinicians
has yet to confirm (section 3.4 there).
"""

from protocols.criterion import Criterion, Facts, Level, Window, change, inside, number, within

# Head turn and nod between the two. ISO/IEC 19794-5 7.2.2 allows 5 degrees absolute [O11]; lid and brow
# measures move linearly with pitch (rho 0.90) [R9], the smile arc ninefold over 20 degrees [R10].
POSE_DEG, POSE_OUTER_DEG = 3.0, 6.0
# Lean between the two, before it is corrected in the plane: ISO/IEC 19794-5 [O11].
ROLL_OUTER_DEG = 8.0
# Perspective cannot be undone by scaling: at 1.2 m, 5 % of distance costs 0.4 % of shape (domain 3.3).
DISTANCE, DISTANCE_OUTER = (0.97, 1.03), (0.92, 1.08)
# 0-30 degrees changed no face rating, 60 did [R11].
LIGHT_DEG, LIGHT_OUTER_DEG = 15.0, 30.0
# People see a difference from about 4; a calibrated phone dermatoscope reaches 3.94 [R14].
COLOUR_DELTA_E, COLOUR_OUTER_DELTA_E = 2.0, 4.0
# P: a softer after photo hides lines. A sharper one is held to no limit: it hides nothing.
SHARPNESS_PERCENT, SHARPNESS_OUTER_PERCENT = -10.0, -25.0
# P: share of the distance between the eyes. A survey of 249 papers counts any visible tension,
# above all a smile, as a fault [R4]; SEPIA has it as an item [R1].
EXPRESSION_PERCENT, EXPRESSION_OUTER_PERCENT = 5.0, 10.0
# SEPIA timing: an "immediate" photo is no result [R1].
IMMEDIATE_DAYS = 1.0

_MIMICS = {
    "mouth_open_share": "the mouth is opened differently",
    "mouth_width_share": "the mouth is drawn to another width",
    "eye_open_share": "the eyes are opened differently",
    "brow_height_share": "the brows stand at another height",
}


def pose(before: Facts, after: Facts) -> Criterion:
    """Turn and nod of the head, the larger of the two; a lean beyond the limit is red."""
    turn, nod = change(before, after, "yaw_deg"), change(before, after, "pitch_deg")
    lean = change(before, after, "roll_deg")
    known = [abs(angle) for angle in (turn, nod) if angle is not None]
    worst = max(known, default=None)
    level = within(worst, limit=POSE_DEG, outer=POSE_OUTER_DEG)
    if lean is not None and abs(lean) > ROLL_OUTER_DEG:
        level, worst = Level.RED, max(abs(lean), worst or 0.0)
    if (len(known) < 2 or lean is None) and level is Level.GREEN:
        level, worst = Level.UNKNOWN, None
    words = {
        Level.GREEN: f"The head is held alike, {_degrees(worst)} apart.",
        Level.AMBER: f"The head is turned by {_degrees(worst)}, limit {POSE_DEG:.0f}°.",
        Level.RED: f"The head is turned by {_degrees(worst)}, at most {POSE_OUTER_DEG:.0f}°.",
        Level.UNKNOWN: "The turn of the head was not measured in both, so pose is unknown.",
    }
    if lean is not None and abs(lean) > ROLL_OUTER_DEG:
        words[Level.RED] = f"The head leans by {abs(lean):.1f}°, at most {ROLL_OUTER_DEG:.0f}°."
    return _criterion("pose", level, worst, POSE_DEG, POSE_OUTER_DEG, "deg", words)


def distance(before: Facts, after: Facts, pair: Facts) -> Criterion:
    """Camera to patient, after over before: from the scale of the alignment and both lenses."""
    scale = number(pair, "scale")
    frames = _ratio(after, before, "frame_diagonal_px")
    lenses = _ratio(after, before, "focal_length_35mm")
    ratio = None if scale is None or frames is None or lenses is None else scale * frames * lenses
    level = inside(ratio, window=DISTANCE, outer=DISTANCE_OUTER)
    percent = None if ratio is None else 100 * (ratio - 1)
    way = "farther" if (percent or 0) > 0 else "closer"
    how = "" if percent is None else f"{abs(percent):.0f} % {way}"
    words = {
        Level.GREEN: "Both were taken from the same distance.",
        Level.AMBER: f"The later photo was taken from {how}, limit 3 %.",
        Level.RED: f"The later photo was taken from {how}, at most 8 %.",
        Level.UNKNOWN: "The lens or the scale is not known, so distance is unknown.",
    }
    return _criterion("distance", level, ratio, DISTANCE, DISTANCE_OUTER, "ratio", words)


def light(pair: Facts) -> Criterion:
    """How far the light has moved, from the shading of the two laid onto each other."""
    moved = number(pair, "light_change_deg")
    level = within(moved, limit=LIGHT_DEG, outer=LIGHT_OUTER_DEG)
    words = {
        Level.GREEN: f"The light comes from the same side, {_degrees(moved)} apart.",
        Level.AMBER: f"The light has moved by {_degrees(moved)}, limit {LIGHT_DEG:.0f}°.",
        Level.RED: f"The light has moved by {_degrees(moved)}, at most {LIGHT_OUTER_DEG:.0f}°.",
        Level.UNKNOWN: "The shading could not be read, so light is unknown.",
    }
    return _criterion("light", level, moved, LIGHT_DEG, LIGHT_OUTER_DEG, "deg", words)


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


def expression(before: Facts, after: Facts) -> Criterion:
    """The largest change of mouth, eyes and brows, in per cent of the distance between the eyes."""
    changes = {name: change(before, after, name) for name in _MIMICS}
    known = {name: 100 * abs(value) for name, value in changes.items() if value is not None}
    name = max(known, key=lambda key: known[key], default=None)
    worst = None if name is None else known[name]
    level = within(worst, limit=EXPRESSION_PERCENT, outer=EXPRESSION_OUTER_PERCENT)
    if len(known) < len(_MIMICS) and level is Level.GREEN:
        level, worst = Level.UNKNOWN, None
    what = _MIMICS.get(name or "", "").capitalize()
    words = {
        Level.GREEN: "The expression is the same.",
        Level.AMBER: f"{what}, by {worst or 0:.0f} % of the eye distance, limit {EXPRESSION_PERCENT:.0f} %.",
        Level.RED: f"{what}, by {worst or 0:.0f} % of the eye distance, "
        f"at most {EXPRESSION_OUTER_PERCENT:.0f} %.",
        Level.UNKNOWN: "Mouth, eyes and brows were not measured in both, so expression is unknown.",
    }
    limits = EXPRESSION_PERCENT, EXPRESSION_OUTER_PERCENT
    return _criterion("expression", level, worst, *limits, "percent of eye distance", words)


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


def _degrees(angle: float | None) -> str:
    return "" if angle is None else f"{angle:.1f}°"


def _span(days: float) -> str:
    """Intervals are said in weeks from two weeks on, as on the screens."""
    if days >= 14:
        return f"{days / 7:.0f} weeks"
    return f"{days:.0f} day" if round(days) == 1 else f"{days:.0f} days"
