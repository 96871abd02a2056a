"""The classic 24-patch chart in a photo: found, verified patch by patch, and measured; or why not.

OpenCV's finder proposes; it also proposes charts that are cut, covered or no charts at all, so nothing it
says is taken without proof: every patch lies in the frame, edges agree with one homography, colours come in
the chart's order, each patch is of one colour, light is even across the card, one correction explains them.
The work is done on a copy of `COPY_PX`, so its cost does not grow with the photo.
"""

import math
from dataclasses import dataclass
from typing import Literal

import cv2
import numpy as np

from imaging.chart import checks
from imaging.chart.correction import Correction, Fitted
from imaging.chart.grid import Grid, grid_in, grid_of
from imaging.chart.values import Floats, Reference
from imaging.frame import Frame, Pixels
from imaging.resample import shrink

COPY_PX, _ENOUGH_PX = 1200, 900
_PROPOSALS = 2
# Another wheel of OpenCV laid over ours has no such finder: that must show at start, not at the first photo.
_Finder = cv2.mcc.CCheckerDetector
Kind = Literal["classic_24"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Chart:
    """A chart that can be trusted: places in full-size pixels, linear colours, and the correction."""

    patches_px: Floats  # (24, 2), (row, col) full-size upright px, dark skin first
    patches_linear: Floats  # (24, 3), as photographed
    clipped: tuple[int, ...]  # patches, counted from 0, that the photo clipped: not used
    light_fall: float  # share by which light falls across the card, 0-1
    mirrored: bool  # the photo is, or the make has its patches the other way round
    fitted: Fitted
    kind: Kind = "classic_24"

    @property
    def reference(self) -> Reference:
        """The list of published values that suits the patches better."""
        return self.fitted.reference

    @property
    def correction(self) -> Correction:
        """What makes the patches the published ones; for the whole frame."""
        return self.fitted.correction

    @property
    def delta_e_before(self) -> float:
        """Median CIEDE2000 of the patches as photographed."""
        return float(np.nanmedian(self.fitted.delta_e_before))

    @property
    def delta_e_after(self) -> float:
        """Median CIEDE2000 of the patches after the correction."""
        return float(np.nanmedian(self.fitted.delta_e_after))

    @property
    def delta_e_left_out(self) -> float:
        """Median CIEDE2000 of each patch under the correction fitted on the others."""
        return float(np.nanmedian(self.fitted.delta_e_left_out))


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartRefusal:
    """A chart is in the photo and cannot be used; `detail` says why, and what to do."""

    reason: checks.Reason
    detail: str


def find_chart(frame: Frame) -> Chart | ChartRefusal | None:
    """The chart of a photo, the reason why it cannot be used, or None when no chart was seen."""
    copy, factor = _copied(frame.pixels)
    refusal: ChartRefusal | None = None
    for box in _proposed(copy):
        answer = _verified(box, copy)
        if isinstance(answer, checks.Doubt):
            first = ChartRefusal(reason=answer.reason, detail=checks.ADVICE[answer.reason])
            refusal = refusal or (first if answer.is_chart else None)
            continue
        grid, measured, fitted = answer
        full = (grid.centres[:, ::-1] + 0.5) / (factor * frame.scale) - 0.5
        return Chart(
            patches_px=full,
            patches_linear=measured.linear,
            clipped=tuple(int(index) for index in np.flatnonzero(measured.clipped)),
            light_fall=fitted.light_fall,
            mirrored=grid.mirrored,
            fitted=fitted,
        )
    return refusal


def _copied(pixels: Pixels) -> tuple[Pixels, float]:
    """A copy of at most `COPY_PX`, and how much smaller it is; whole steps are averaged far faster."""
    longest = max(pixels.shape[:2])
    step = math.ceil(longest / COPY_PX)
    if step > 1 and longest / step >= _ENOUGH_PX:
        height, width = (side // step for side in pixels.shape[:2])
        part = pixels[: height * step, : width * step]
        return np.asarray(cv2.resize(part, (width, height), interpolation=cv2.INTER_AREA), np.uint8), 1 / step
    factor = min(1.0, COPY_PX / longest)
    return shrink(pixels, factor=factor), factor


def _proposed(copy: Pixels) -> list[Floats]:
    """Boxes of four corners (x, y) px, best first, dark skin's corner first."""
    if min(copy.shape[:2]) < checks.MIN_SIDE_PX:
        return []
    detector = _Finder.create()
    detector.setColorChartType(cv2.mcc.MCC24)
    if not detector.process(np.ascontiguousarray(copy[..., ::-1]), _PROPOSALS):
        return []
    found = sorted(detector.getListColorChecker(), key=lambda checker: float(checker.getCost()))
    return [np.array(checker.getBox(), np.float64) for checker in found]


def _verified(box: Floats, copy: Pixels) -> tuple[Grid, checks.Measured, Fitted] | checks.Doubt:
    grid = grid_of(box, copy)
    if grid is None:
        return checks.unsettled(grid_in(box), copy)
    for turned in (grid, grid.turned(), grid.flipped(), grid.flipped().turned()):
        measured = checks.measure(turned, copy)
        if checks.in_order(measured):
            doubt = checks.place_doubt(turned, copy.shape) or checks.patch_doubt(measured)
            if doubt is not None:
                return doubt
            fitted = checks.fit_patches(measured)
            return fitted if isinstance(fitted, checks.Doubt) else (turned, measured, fitted)
    return checks.Doubt(reason="chart_colours_unlike", is_chart=False)
