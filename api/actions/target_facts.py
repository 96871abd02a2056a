"""The printed target of a photo as facts: millimetres, its greys, the grey card; and what a pair makes of it.

A grey card gives one gain a channel for the whole frame. It cannot vouch for itself, so the grade looks at
the printed greys beside it, which were not used for the correction; without a card it looks at them as they
are. Both photos are taken to show the same sheet.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np

from imaging.chart import to_lab_d50
from imaging.colour import clipped_by_gains, delta_e_2000
from imaging.frame import Frame
from imaging.operations import Colour, ColourReference, Photo
from imaging.resample import shrink
from imaging.target import Target, TargetRefusal, find_target

_CLIPPING_PX = 512  # longer side of the copy on which clipping is counted


def target_facts(frame: Frame) -> dict[str, Any]:
    """`target`: null or what was measured; `target_refused`: null or why one that is there is not used.

    `px_per_mm` is the scale in the plane of the target, unknown without one.
    """
    found = find_target(frame)
    refused = {"reason": found.reason, "detail": found.detail} if isinstance(found, TargetRefusal) else None
    target = found if isinstance(found, Target) else None
    return {
        "target": None if target is None else _values(target),
        "target_refused": refused,
        "px_per_mm": {
            "value": None if target is None else round(target.px_per_mm, 4),
            "unit": "px/mm",
            "error": None if target is None else round(target.px_per_mm_error, 4),
        },
    }


def balance(facts: Mapping[str, Any], frame: Frame, photo: Photo) -> Colour | None:
    """The operation that makes this photo's grey card 18 % grey; None when it shows none."""
    gains = _gains(facts)
    if gains is None or not all(0.1 <= gain <= 10 for gain in gains):
        return None
    return gained(gains, frame, photo, "grey card")


def gained(
    gains: tuple[float, float, float], frame: Frame, photo: Photo, reference: ColourReference
) -> Colour:
    """The operation with what it clips in this photo counted."""
    small = shrink(frame.pixels, factor=min(1.0, _CLIPPING_PX / max(frame.pixels.shape[:2])))
    share = round(clipped_by_gains(small, gains), 5)
    return Colour(photo=photo, gains=gains, reference=reference, clipped_share=share)


def greys_delta_e(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[float, str] | None:
    """Median CIEDE2000 between the printed greys of both, and how measured; None without two targets."""
    sheets = [facts.get("target") for facts in (before, after)]
    if not all(sheets):
        return None
    gains = [_gains(facts) for facts in (before, after)]
    is_balanced = None not in gains
    lights = [
        np.array(sheet["steps_linear"]) * (gain if is_balanced and gain is not None else 1.0)
        for sheet, gain in zip(sheets, gains, strict=True)
        if sheet is not None
    ]
    off = float(np.median(delta_e_2000(to_lab_d50(lights[0]), to_lab_d50(lights[1]))))
    return off, "printed greys, balanced by the grey card" if is_balanced else "printed greys"


def _gains(facts: Mapping[str, Any]) -> tuple[float, float, float] | None:
    card = (facts.get("target") or {}).get("grey_card")
    return None if not card else (card["gains"][0], card["gains"][1], card["gains"][2])


def _values(target: Target) -> dict[str, Any]:
    card = target.grey_card
    return {
        "kind": "likeness_target",
        "corners_px": [[round(float(col), 1), round(float(row), 1)] for row, col in target.corners_px],
        "markers": target.markers,
        "tilt_deg": round(target.tilt_deg, 2),
        "steps_linear": [[round(float(value), 6) for value in step] for step in target.steps_linear],
        "grey_card": None
        if card is None
        else {
            "linear": [round(value, 6) for value in card.linear],
            "gains": [round(value, 5) for value in card.gains],
        },
    }
