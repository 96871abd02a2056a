"""What one photo says of its light, background and framing, as JSON: the facts beside face and quality.

A fact is `{"value", "unit", "range", "error"}`, a word `{"value", "options"}` with the reason where it is not
known. What cannot be told from one photo is stated as unknown, with why, never left out.
"""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from imaging.background import background
from imaging.burned_in import burned_in
from imaging.covered import covered
from imaging.fact import Fact, Word
from imaging.frame import Frame, Pixels
from imaging.framing import framing
from imaging.landmarks import Face
from imaging.lighting import lighting
from imaging.look_alike import frame_print
from imaging.quality import edge_sharpness

_UNTOLD = "moire and print screens survive too little of JPEG and shrinking to be told from skin and cloth"


def scene_facts(frame: Frame, face: Face | None) -> dict[str, Any]:
    """Light, background, framing, what is covered or burned in, and the print of the frame.

    Parameters
    ----------
    face : Face, optional
        As found in `frame.pixels`.
    """
    pixels = frame.pixels
    burned = burned_in(pixels)
    return {
        "light": _values(lighting(pixels, face)),
        "background": _values(background(pixels, face)),
        "framing": _values(framing(face, height_px=frame.height_px, width_px=frame.width_px)),
        "covered": _values(covered(pixels, face)),
        "sharpness_region": fact_values(_region_sharpness(pixels, face)),
        "burned_in": None
        if burned is None
        else {
            "box_px": [round(value / frame.scale, 1) for value in burned.box_px],
            "letters": burned.letters,
        },
        "frame_print": frame_print(pixels),
        "rephotographed": {"value": None, "options": ["screen", "print", "no"], "why_unknown": _UNTOLD},
    }


def fact_values(fact: Fact) -> dict[str, Any]:
    """A fact as JSON: value and unit, then what it can be and how far off it may be where that is known."""
    told: dict[str, Any] = {
        "value": None if fact.value is None else round(fact.value, 5),
        "unit": fact.unit,
    }
    if fact.low is not None or fact.high is not None:
        told["range"] = [fact.low, fact.high]
    if fact.value is not None and fact.error is not None:
        told["error"] = round(fact.error, 5)
    return told


def _values(group: Any) -> dict[str, Any]:
    parts: Mapping[str, Fact | Word] = {field.name: getattr(group, field.name) for field in fields(group)}
    return {
        name: fact_values(part) if isinstance(part, Fact) else _word(part) for name, part in parts.items()
    }


def _word(word: Word) -> dict[str, Any]:
    told: dict[str, Any] = {"value": word.value, "options": list(word.options)}
    if word.value is None:
        told["why_unknown"] = word.why_unknown
    return told


def _region_sharpness(pixels: Pixels, face: Face | None) -> Fact:
    """Of the face where there is one, as if its box were always as large; so distance and pixels cancel."""
    unit = "1/px at a face box of 1024 px"
    if face is None:
        return Fact(value=None, unit=unit, low=0)
    x0, y0, x1, y1 = (round(max(0.0, value)) for value in face.box_px)
    part = pixels[y0:y1, x0:x1]
    if min(part.shape[:2]) < 2:
        return Fact(value=None, unit=unit, low=0)
    return Fact(value=edge_sharpness(part), unit=unit, low=0)
