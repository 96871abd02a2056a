"""Regions, views and flags: which there are, and how they are said.

Sides are the patient's. A region is `face`, a part of it or a part of the body,
with `_left` or `_right` where there are two; the gate's rules know the same parts.
"""

from collections.abc import Mapping

from consent_gate import DEFAULT_RULES

REGIONS = frozenset({"face", "lesion"}) | DEFAULT_RULES.face_parts | DEFAULT_RULES.body_parts
VIEWS = {
    "front": "Front",
    "oblique_left": "Left 45°",
    "oblique_right": "Right 45°",
    "lateral_left": "Left 90°",
    "lateral_right": "Right 90°",
    "close_up": "Close-up",
}
SIDES = ("left", "right")

CLOCK_IN_FUTURE = "clock_in_future"
CLOCK_IMPLAUSIBLE = "clock_implausible"
ZONE_UNKNOWN = "zone_unknown"
WRONG_SIDE = "wrong_side_accepted"
FLAGS = {
    CLOCK_IN_FUTURE: "The camera's clock was ahead: its time was not used.",
    CLOCK_IMPLAUSIBLE: "The camera's clock was not set: its time was not used.",
    ZONE_UNKNOWN: "The camera gave no time zone: the clinic's was taken.",
    WRONG_SIDE: "The face shows another side than the view says; someone kept it, with a reason.",
}


def is_region(code: str) -> bool:
    """Whether photos can be filed under this region."""
    return without_side(code) in REGIONS


def shows_skin(*, region: str, view: str) -> bool:
    """A close-up off the face: nobody's pose or expression is asked there. A cheek or a lip is a face's."""
    return view == "close_up" and without_side(region) in DEFAULT_RULES.body_parts


def without_side(code: str) -> str:
    """The region without `_left` or `_right`."""
    stem, _, side = code.rpartition("_")
    return stem if side in SIDES else code


def side_of(code: str) -> str:
    """`left`, `right` or `none`, as the end of a region or a view says."""
    last = code.rpartition("_")[2]
    return last if last in SIDES else "none"


def region_label(code: str) -> str:
    """How a region is said: "Left forearm"."""
    name = without_side(code).replace("_", " ")
    side = side_of(code)
    return f"{side.capitalize()} {name}" if side != "none" else name.capitalize()


def view_label(code: str) -> str:
    """How a view is said: "Left 45°"."""
    return VIEWS.get(code, code.replace("_", " ").capitalize())


def flag_code(flag: str | Mapping[str, str]) -> str:
    """The code of a flag as the record keeps it: alone, or with who accepted it and why."""
    return flag if isinstance(flag, str) else flag["code"]


def flag_text(code: str) -> str:
    """What a flag means."""
    return FLAGS.get(code, code.replace("_", " "))
