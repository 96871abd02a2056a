"""Whether the patient was held alike in both: the turn of a head, the way a patch of skin lies.

A close-up of skin has no yaw and no smile. What stands for them is what the alignment could not take away:
the tilt of the camera against the skin, and tissue that moved (stretched, folded, tensed) between the two.
Keys in brackets are the sources of the domain paper; P marks our own proposals (section 3.4 there).
"""

from protocols.criterion import Criterion, Facts, Level, Part, change, number, part, resting_on, within

# Head turn and nod between the two. ISO/IEC 19794-5 7.2.2 allows 5 degrees absolute [O11]; lid and brow
# measures move linearly with pitch (rho 0.90) [R9], the smile arc ninefold over 20 degrees [R10].
POSE_DEG, POSE_OUTER_DEG = 3.0, 6.0
# Lean between the two, before it is corrected in the plane: ISO/IEC 19794-5 [O11].
ROLL_OUTER_DEG = 8.0
# P, 3.4: landmarks that miss each other after shift, turn and scale, of the distance between the eyes.
LEFT_PERCENT, LEFT_OUTER_PERCENT = 1.0, 2.5
# P: of the diagonal of the field; on a patch of 60 mm, 0.75 % is a camera tilted by about 9 degrees at 20 cm.
TILT_PERCENT, TILT_OUTER_PERCENT = 0.75, 1.5
# P: of the diagonal of the field; living skin that settles otherwise from visit to visit stays below 0.6.
MOVED_PERCENT, MOVED_OUTER_PERCENT = 0.75, 1.5
# P: lines between the brows, after over before. Rendered frowns 1.2-4, treated lines 0.7, other pairs
# 0.9-1.17; they are put down to a frown when they deepen, or when they fade while the brows rise.
LINES_RATIO = (0.75, 1.3)
BROWS_RISE_PERCENT = 0.8

_EYES = "percent of eye distance"
_FIELD = "percent of the field"
# P: green and amber, per cent of the distance between the eyes, with what it means. A survey of 249 papers
# counts any visible tension, above all a smile, as a fault [R4]; SEPIA has it as an item [R1]. Two shots of
# one rendered head at rest differ by up to 6.3, 1.2, 0.9 and 1.1; a raised brow moves it by 3.8, a faint
# smile by 9.
_MIMICS = {
    "mouth_open_share": (8.0, 14.0, "the mouth is opened differently"),
    "mouth_width_share": (5.0, 10.0, "the mouth is drawn to another width"),
    "eye_open_share": (3.0, 6.0, "the eyes are opened differently"),
    "brow_height_share": (2.5, 5.0, "the brows stand at another height"),
}
_CLASSES = {
    "neutral": "at rest",
    "smile": "smiling",
    "raised_brow": "with raised brows",
    "eyes_closed": "with closed eyes",
    "mouth_open": "with an open mouth",
}


def is_skin(pair: Facts) -> bool:
    """The two are close-ups of skin, so that nothing of a face is asked of them."""
    return pair.get("subject") == "skin"


def pose(before: Facts, after: Facts, pair: Facts) -> Criterion:
    """Turn and nod of the head, its lean, and what shift, turn and scale left; for skin, the tilt."""
    if is_skin(pair):
        return resting_on("pose", _tilt(pair))
    turn = _angle(before, after, "yaw_deg", "turned")
    nod = _angle(before, after, "pitch_deg", "nodded")
    return resting_on("pose", *_loudest_first(turn, nod), _lean(before, after), _left(pair))


def expression(before: Facts, after: Facts, pair: Facts) -> Criterion:
    """Mouth, eyes and brows against each other, and the class of each; for skin, tissue that moved."""
    if is_skin(pair):
        return resting_on("expression", _moved(pair))
    shares = _loudest_first(*(_share(before, after, name) for name in _MIMICS))
    extra = [one for one in (_class(before, after), _styling(pair)) if one is not None]
    return resting_on("expression", *shares, _lines(before, after, pair), *extra)


def _loudest_first(*parts: Part) -> list[Part]:
    return sorted(parts, key=lambda one: -float(one.measured or 0))


def _angle(before: Facts, after: Facts, name: str, how: str) -> Part:
    off = change(before, after, name)
    size = None if off is None else abs(off)
    said = "" if size is None else f"{size:.1f}°"
    ways = {"yaw_deg": ("right", "left"), "pitch_deg": ("up", "down")}[name]
    way = f" {ways[0] if (off or 0) > 0 else ways[1]}"
    unknown = "turn" if name == "yaw_deg" else "nod"
    return part(
        "turn" if name == "yaw_deg" else "nod",
        within(size, limit=POSE_DEG, outer=POSE_OUTER_DEG),
        size,
        limits=(POSE_DEG, POSE_OUTER_DEG),
        unit="deg",
        words={
            Level.GREEN: f"The head is held alike, {said} apart.",
            Level.AMBER: f"The head is {how} {said}{way} of the first photo, limit {POSE_DEG:.0f}°.",
            Level.RED: f"The head is {how} {said}{way} of the first photo, at most {POSE_OUTER_DEG:.0f}°.",
            Level.UNKNOWN: f"The {unknown} of the head was not measured in both, so pose is unknown.",
        },
    )


def _lean(before: Facts, after: Facts) -> Part:
    lean = change(before, after, "roll_deg")
    size = None if lean is None else abs(lean)
    said = "" if size is None else f"{size:.1f}°"
    return part(
        "lean",
        within(size, limit=ROLL_OUTER_DEG, outer=ROLL_OUTER_DEG),
        size,
        limits=(ROLL_OUTER_DEG, ROLL_OUTER_DEG),
        unit="deg",
        words={
            Level.GREEN: f"The head leans {said} differently, which is corrected.",
            Level.AMBER: "",
            Level.RED: f"The head leans by {said}, at most {ROLL_OUTER_DEG:.0f}°.",
            Level.UNKNOWN: "The lean of the head was not measured in both, so pose is unknown.",
        },
    )


def _left(pair: Facts) -> Part:
    left = number(pair, "landmarks_left_percent")
    said = "" if left is None else f"{left:.1f} %"
    return part(
        "landmarks_left",
        within(left, limit=LEFT_PERCENT, outer=LEFT_OUTER_PERCENT),
        left,
        limits=(LEFT_PERCENT, LEFT_OUTER_PERCENT),
        unit=_EYES,
        words={
            Level.GREEN: f"Laid onto each other, the faces differ by {said} of the eye distance.",
            Level.AMBER: f"Laid onto each other, the faces still differ by {said} of the eye distance, "
            f"limit {LEFT_PERCENT:.0f} %: the head is turned or the camera was nearer.",
            Level.RED: f"Laid onto each other, the faces still differ by {said} of the eye distance, "
            f"at most {LEFT_OUTER_PERCENT:.1f} %: the head is turned or the camera was nearer.",
            Level.UNKNOWN: "The features of the face were not found in both, so pose is unknown.",
        },
    )


def _tilt(pair: Facts) -> Part:
    tilt = number(pair, "tilt_percent")
    said = "" if tilt is None else f"{tilt:.1f} % of the field"
    return part(
        "tilt",
        within(tilt, limit=TILT_PERCENT, outer=TILT_OUTER_PERCENT),
        tilt,
        limits=(TILT_PERCENT, TILT_OUTER_PERCENT),
        unit=_FIELD,
        words={
            Level.GREEN: f"The camera looked at the skin from the same side, {said} apart.",
            Level.AMBER: f"The camera was tilted against the skin: {said}, limit {TILT_PERCENT} %.",
            Level.RED: f"The camera was tilted against the skin: {said}, at most {TILT_OUTER_PERCENT} %.",
            Level.UNKNOWN: "Too little of the skin is found again, so the camera's tilt is unknown.",
        },
    )


def _moved(pair: Facts) -> Part:
    moved = number(pair, "moved_percent")
    said = "" if moved is None else f"{moved:.1f} % of the field"
    return part(
        "moved",
        within(moved, limit=MOVED_PERCENT, outer=MOVED_OUTER_PERCENT),
        moved,
        limits=(MOVED_PERCENT, MOVED_OUTER_PERCENT),
        unit=_FIELD,
        words={
            Level.GREEN: f"The skin lies alike, {said} apart.",
            Level.AMBER: f"The skin lies differently, by {said}, limit {MOVED_PERCENT} %: "
            "stretched or tensed.",
            Level.RED: f"The skin lies differently, by {said}, at most {MOVED_OUTER_PERCENT} %: "
            "stretched, folded or tensed.",
            Level.UNKNOWN: "Too little of the skin is found again, so how it lies is unknown.",
        },
    )


def _share(before: Facts, after: Facts, name: str) -> Part:
    off = change(before, after, name)
    size = None if off is None else 100 * abs(off)
    limit, outer, what = _MIMICS[name]
    said = "" if size is None else f"{what.capitalize()}, by {size:.1f} % of the eye distance"
    return part(
        name.removesuffix("_share"),
        within(size, limit=limit, outer=outer),
        size,
        limits=(limit, outer),
        unit=_EYES,
        words={
            Level.GREEN: "The expression is the same.",
            Level.AMBER: f"{said}, limit {limit} %.",
            Level.RED: f"{said}, at most {outer:.0f} %.",
            Level.UNKNOWN: "Mouth, eyes and brows were not measured in both, so expression is unknown.",
        },
    )


def _class(before: Facts, after: Facts) -> Part | None:
    """Two classes that are both told and differ; one that cannot be told is left to the shares."""
    first, second = before.get("mimic"), after.get("mimic")
    if not isinstance(first, str) or not isinstance(second, str):
        return None
    said = [_CLASSES.get(word, word) for word in (first, second)]
    return part(
        "class",
        Level.GREEN if first == second else Level.RED,
        second,
        limits=(first, None),
        unit="class",
        words={
            Level.GREEN: f"Both are {said[1]}.",
            Level.RED: f"The first photo is {said[0]}, the second {said[1]}.",
        },
    )


def _lines(before: Facts, after: Facts, pair: Facts) -> Part:
    """Lines between the brows that came or went: a frown or the treatment, which pixels cannot tell apart."""
    ratio = number(pair, "frown_lines_ratio")
    rise = change(before, after, "brow_height_share")
    has_risen = rise is not None and 100 * rise >= BROWS_RISE_PERCENT
    is_alike = ratio is not None and ratio <= LINES_RATIO[1] and not (ratio < LINES_RATIO[0] and has_risen)
    unknown = "The lines between the brows were not seen in both, so a frown is unknown."
    if ratio is not None:
        deeper = "second" if ratio > 1 else "first"
        unknown = (
            f"The lines between the brows are deeper in the {deeper} photo: a frown or the course of the "
            "treatment. Ask a person."
        )
    return part(
        "frown_lines",
        Level.GREEN if is_alike else Level.UNKNOWN,
        ratio,
        limits=(LINES_RATIO, None),
        unit="ratio",
        words={Level.GREEN: "The brows are not drawn together.", Level.UNKNOWN: unknown},
    )


def _styling(pair: Facts) -> Part | None:
    """Make-up, glasses, jewellery, hair, as a person said; without a word of theirs it is no part."""
    told = pair.get("styling")
    if told not in {"same", "differs"}:
        return None
    return part(
        "styling",
        Level.GREEN if told == "same" else Level.RED,
        told,
        limits=("same", None),
        unit="word",
        words={
            Level.GREEN: "Make-up, glasses, jewellery and hair are the same.",
            Level.RED: "Make-up, glasses, jewellery or hair differ.",
        },
    )
