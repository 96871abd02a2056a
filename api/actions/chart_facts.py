"""The colour chart of a photo as facts, and what a comparison makes of two of them.

The facts hold the fitted correction, so that a comparison years later uses the same numbers without finding
the chart again. A correction is applied only where both photos show a chart that can be trusted: correcting
one of the two would make a difference that is none.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np

from api.actions.target_facts import balance, gained, greys_delta_e
from imaging.balance import proposed_gains
from imaging.chart import SOURCES, Chart, ChartRefusal, Correction, find_chart, to_lab_d50
from imaging.colour import apply_model, at_gamut_edge, delta_e_2000
from imaging.frame import Frame
from imaging.operations import Calibrate, Colour, Photo
from imaging.outcome import ColourReference
from imaging.resample import shrink

_CLIPPING_PX = 512  # longer side of the copy on which clipping is counted
REFERENCE = "chart, after correction"

Both = tuple[Calibrate | Colour, ...]  # none or two


def chart_facts(frame: Frame) -> dict[str, Any]:
    """`chart`: null or what was measured; `chart_refused`: null or why a chart that is there is not used."""
    found = find_chart(frame)
    refused = {"reason": found.reason, "detail": found.detail} if isinstance(found, ChartRefusal) else None
    return {"chart": _chart_values(found) if isinstance(found, Chart) else None, "chart_refused": refused}


def gamut_clipped(frame: Frame) -> float | None:
    """Share of a wide-gamut photo on the edge of sRGB, where colours may have been clipped; else None."""
    return round(at_gamut_edge(frame.pixels), 5) if frame.wide_gamut else None


def calibrations(before: Mapping[str, Any], after: Mapping[str, Any], frames: tuple[Frame, Frame]) -> Both:
    """One operation a photo when both show a chart, or both a grey card, to trust; else none at all."""
    first = calibration(before, frames[0], "before")
    second = calibration(after, frames[1], "after")
    if first is not None and second is not None:
        return first, second
    grey, other = balance(before, frames[0], "before"), balance(after, frames[1], "after")
    return () if grey is None or other is None else (grey, other)


def proposal(before: Mapping[str, Any], after: Mapping[str, Any], frame: Frame) -> Colour | None:
    """A balance of the later photo, `frame`, by the wall; None when a reference is there or no wall."""
    walls = before.get("backdrop_lab"), after.get("backdrop_lab")
    if colour_facts(before, after) or not walls[0] or not walls[1]:
        return None
    gains = proposed_gains(tuple(walls[0]), tuple(walls[1]))
    return None if gains is None else gained(gains, frame, "after", "proposal")


def colour_facts(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, float | str]:
    """What the grade reads of two charts after correction, or of two printed targets; else nothing."""
    off = charts_delta_e(before, after)
    if off is not None:
        return {"colour_delta_e": off, "colour_reference": REFERENCE}
    greys = greys_delta_e(before, after)
    return {} if greys is None else {"colour_delta_e": greys[0], "colour_reference": greys[1]}


def calibration(facts: Mapping[str, Any], frame: Frame, photo: Photo) -> Calibrate | None:
    """The operation that corrects this photo by its own chart; None when it shows none."""
    chart = facts.get("chart")
    if not chart:
        return None
    model = correction_of(chart)
    small = shrink(frame.pixels, factor=min(1.0, _CLIPPING_PX / max(frame.pixels.shape[:2])))
    _, outside = apply_model(small, exponent=model.exponent, matrix=model.matrix, offset=model.offset)
    rows = chart["matrix"]
    return Calibrate(
        photo=photo,
        exponent=model.exponent,
        matrix=(tuple(rows[0]), tuple(rows[1]), tuple(rows[2])),
        offset=tuple(chart["offset"]),
        reference=f"24-patch chart, values {chart['reference'].replace('_', ' ', 1).replace('_', '-')}",
        delta_e_before=chart["delta_e_before"],
        delta_e_after=chart["delta_e_after"],
        clipped_share=round(float(outside.mean()), 5),
    )


def charts_delta_e(before: Mapping[str, Any], after: Mapping[str, Any]) -> float | None:
    """Median CIEDE2000 between the patches of both charts, each corrected; None without two charts."""
    charts = [facts.get("chart") for facts in (before, after)]
    if not all(charts):
        return None
    labs = [to_lab_d50(correction_of(chart)(np.array(chart["patches_linear"]))) for chart in charts if chart]
    lost = {index for chart in charts if chart for index in chart["clipped_patches"]}
    kept = [index for index in range(len(labs[0])) if index not in lost]
    return float(np.median(delta_e_2000(labs[0], labs[1])[kept])) if kept else None


def correction_of(chart: Mapping[str, Any]) -> Correction:
    """The fitted correction, as stored."""
    return Correction(
        exponent=chart["exponent"], matrix=np.array(chart["matrix"]), offset=np.array(chart["offset"])
    )


def colour_reference(facts: Mapping[str, Any]) -> ColourReference | None:
    """What absolute colour in this photo is measured by; None when it shows no chart to trust."""
    chart = facts.get("chart")
    if not chart:
        return None
    return ColourReference(corrected=correction_of(chart), residual_delta_e=chart["delta_e_left_out"])


def _chart_values(chart: Chart) -> dict[str, Any]:
    fitted, model = chart.fitted, chart.correction
    return {
        "kind": chart.kind,
        "patches_px": [[round(float(col), 1), round(float(row), 1)] for row, col in chart.patches_px],
        "delta_e_before": round(chart.delta_e_before, 3),
        "delta_e_after": round(chart.delta_e_after, 3),
        "delta_e_left_out": round(chart.delta_e_left_out, 3),
        "patches_delta_e_before": _listed(fitted.delta_e_before),
        "patches_delta_e_after": _listed(fitted.delta_e_after),
        "patches_delta_e_left_out": _listed(fitted.delta_e_left_out),
        "clipped_patches": list(chart.clipped),
        "light_fall": round(chart.light_fall, 3),
        "mirrored": chart.mirrored,
        "reference": chart.reference,
        "reference_source": SOURCES[chart.reference],
        "model": "linear light ** exponent @ matrix + offset, whole frame",
        "exponent": round(model.exponent, 5),
        "matrix": [[round(float(value), 6) for value in row] for row in model.matrix],
        "offset": [round(float(value), 6) for value in model.offset],
        "patches_linear": [[round(float(value), 6) for value in patch] for patch in chart.patches_linear],
    }


def _listed(errors: Any) -> list[float | None]:
    """A number a patch; None where a clipped patch could not be used."""
    return [None if np.isnan(value) else round(float(value), 2) for value in errors]
