"""From values of `imaging` to plain facts, and from facts to what `protocols` reads.

The two cores do not know each other; these lines keep both free to change. A fact is JSON:
a measured one is `{"value": 0.42, "unit": "..."}`, with value null when unknown; one whose
name ends in its unit (`width_px`, `yaw_deg`) is a bare number. Coordinates are `[x, y]`
full-size upright pixels. Where the photo was taken is kept apart and never among the facts.
"""

import math
from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime
from typing import Any

from api.actions.chart_facts import chart_facts, gamut_clipped
from api.actions.scene_facts import fact_values, scene_facts
from api.actions.target_facts import target_facts
from api.storage.reading import Reading
from imaging.colour import backdrop
from imaging.exif import Metadata
from imaging.expression import expression, mimic_of
from imaging.frame import Frame
from imaging.landmarks import Face
from imaging.pose import pose_error
from imaging.quality import Quality
from protocols.grade import Facts

FactsJson = dict[str, Any]

_APART = {"gps", "state"}  # the place is never served; the state has a name of its own


def photo_facts(reading: Reading, quality: Quality, face: Face | None) -> FactsJson:
    """Everything that is known of a photo from its bytes, as JSON.

    Parameters
    ----------
    face : Face, optional
        As found in `reading.frame.pixels`.
    """
    frame, seen = reading.frame, reading.metadata
    return {
        "format": frame.format,
        "width_px": frame.full_width_px,
        "height_px": frame.full_height_px,
        "bits": frame.bits,
        "orientation": frame.orientation,
        "frames": frame.frames,
        "profile": frame.profile,
        "wide_gamut": frame.wide_gamut,
        "truncated": frame.truncated,
        **metadata_facts(seen),
        **{field.name: fact_values(getattr(quality, field.name)) for field in fields(quality)},
        "backdrop_lab": _backdrop(frame, face),
        **scene_facts(frame, face),
        "gamut_clipped_share": gamut_clipped(frame),
        **chart_facts(frame),
        **target_facts(frame),
        "face": None if face is None else face_facts(face, scale=frame.scale),
    }


def metadata_facts(metadata: Metadata) -> FactsJson:
    """What the camera wrote, without the place: times as ISO 8601, the zone said or `unknown`."""
    kept = (field.name for field in fields(metadata) if field.name not in _APART)
    return {"metadata": metadata.state, **{name: _plain(getattr(metadata, name)) for name in kept}}


def face_facts(face: Face, *, scale: float) -> FactsJson:
    """The face in full-size pixels; `scale` is that of the frame in which it was found."""
    full = face.resized(1 / scale)
    mimic = expression(face)
    return {
        "box_px": [round(value, 1) for value in full.box_px],
        "landmarks_px": [[round(float(col), 1), round(float(row), 1)] for row, col in full.landmarks],
        "yaw_deg": _rounded(face.yaw_deg),
        "pitch_deg": _rounded(face.pitch_deg),
        "roll_deg": _rounded(face.roll_deg),
        **_pose_errors(face),
        "eye_distance_px": round(full.eye_distance_px, 1),
        "detector": face.detector,
        "others": face.others,
        "score": round(face.score, 3),
        "expression": None
        if mimic is None
        else {field.name: round(getattr(mimic, field.name), 4) for field in fields(mimic)},
        "expression_class": None if mimic is None else mimic_of(mimic),
    }


def check_facts(facts: FactsJson) -> Facts:
    """The numbers that checks and grade read of one photo, by name; None is unknown."""
    face = facts.get("face") or {}
    mimic = face.get("expression") or {}
    clipped = [_number(facts.get(name)) for name in ("clipped_low", "clipped_high")]
    light, background = facts.get("light") or {}, facts.get("background") or {}
    return {
        **{name: face.get(name) for name in ("yaw_deg", "pitch_deg", "roll_deg", "eye_distance_px")},
        **mimic,
        "mimic": face.get("expression_class"),
        "frame_diagonal_px": math.hypot(facts["width_px"], facts["height_px"]),
        "focal_length_35mm": facts.get("focal_length_35mm"),
        "clipped_percent": None if None in clipped else 100 * sum(value or 0.0 for value in clipped),
        "clipped_skin_percent": _number(light.get("clipped")),
        "background_lightness": _number(background.get("lightness")),
        "background_a": _number(background.get("a")),
        "background_b": _number(background.get("b")),
        "background_even_percent": _number(background.get("even")),
    }


def _backdrop(frame: Frame, face: Face | None) -> list[float] | None:
    found = None if face is None else backdrop(frame.pixels)
    return None if found is None else [round(value, 2) for value in found.lab]


def _pose_errors(face: Face) -> FactsJson:
    """One standard deviation of each angle, degrees; None where there is no angle."""
    names = ("yaw_error_deg", "pitch_error_deg", "roll_error_deg")
    if face.yaw_deg is None:
        return dict.fromkeys(names)
    off = pose_error(face.yaw_deg, has_mesh=face.has_mesh)
    return dict(zip(names, (off.yaw_deg, off.pitch_deg, off.roll_deg), strict=True))


def _number(fact: Any) -> float | None:
    return fact.get("value") if isinstance(fact, Mapping) else fact


def _rounded(value: Any, *, places: int = 3) -> Any:
    return round(value, places) if isinstance(value, float) else value


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value
