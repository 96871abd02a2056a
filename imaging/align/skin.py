"""Two photos of one body site: local features lead.

Spots are matched where the patient is, the best supported similarity is looked for, then every spot is looked
for again near where that similarity says it must be, and the final fit weighs all parts of the common field
alike. What stands behind the patient has no vote.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from imaging.align.proposals import Pairs, best_proposal, pairs_of
from imaging.align.robust import RobustFit, fit_fading
from imaging.align.working import View
from imaging.features import Features, find_features, find_near, match
from imaging.geometry import EstimationFailure, Points, Similarity

_MOST: Final = 1200  # spots of one photo; 2000 find nothing that 1200 miss
_TOLERANCE: Final = 0.01  # of the view's side: skin gives way by about that much
_LEAST_SPOTS: Final = 30
_CELLS: Final = 8  # the field is weighed in so many rows and columns
_EVENNESS: Final = 0.5  # 0 counts spots, 1 counts area


@dataclass(frozen=True, slots=True)
class SkinFit:
    """A similarity between two views, in their pixels, and what it rests on."""

    similarity: Similarity
    support: float  # clear matches that agree, each at its worth
    matches: int
    inliers: int  # spots found again near where they must be
    rms_px: float  # misfit of those, px of REFERENCE's view
    spread: float  # 0-1: reach of those over REFERENCE's patient
    pairs: Pairs


def fit_skin(moving: View, reference: View) -> SkinFit | EstimationFailure:
    """The similarity that carries the patient of `moving` onto that of `reference`."""
    one, other = (find_features(view.grey, view.region, most=_MOST) for view in (moving, reference))
    if min(len(one), len(other)) < _LEAST_SPOTS:
        return EstimationFailure("no_texture")
    found = match(one, other)
    worth = (
        moving.chance_at(one.points)[found.moving] + reference.chance_at(other.points)[found.reference]
    ) / 2
    pairs = pairs_of(one, other, found, worth)
    tolerance = _TOLERANCE * reference.side_px
    best = best_proposal(pairs, tolerance_px=tolerance)
    if best is None:
        return EstimationFailure("too_few_matches")
    fit = _fit_again(one, other, best.similarity, tolerance, reference)
    if fit is None:
        return EstimationFailure("too_few_matches")
    similarity, rms, points = fit
    return SkinFit(
        similarity=similarity,
        support=best.support,
        matches=len(pairs),
        inliers=len(points),
        rms_px=rms,
        spread=_spread(points, reference),
        pairs=pairs,
    )


def _fit_again(
    one: Features, other: Features, first: Similarity, tolerance: float, reference: View
) -> tuple[Similarity, float, Points] | None:
    again = find_near(one, other, first, within_px=tolerance)
    if len(again) < 4:
        return None
    src, dst = one.points[again.moving], other.points[again.reference]
    weights = (1 - again.doubt) * _evenly(dst, reference.side_px) * (0.1 + reference.chance_at(dst))
    fit = fit_fading(src, dst, weights=weights, least_sigma_px=1.0)
    if isinstance(fit, EstimationFailure):
        return None
    return fit.similarity, _rms(fit, weights), dst[fit.trust > 0.3]


def _rms(fit: RobustFit, weights: NDArray[np.float64]) -> float:
    return fit.rms(weights * fit.trust)


def _evenly(points: Points, side_px: int) -> NDArray[np.float64]:
    """Less for a spot among many in its cell, so that a tattoo does not outvote the rest of the leg."""
    cell = (points / side_px * _CELLS).astype(np.intp) @ (1, 1000)
    _, place, count = np.unique(cell, return_inverse=True, return_counts=True)
    return np.asarray(count[place] ** -_EVENNESS, dtype=np.float64)


def _spread(points: Points, reference: View) -> float:
    """Reach of the points over that of the patient: 1 when they stand as far apart as her pixels do."""
    if len(points) < 2:
        return 0.0
    rows, cols = np.nonzero(reference.region)
    whole = float(np.sqrt(rows.var() + cols.var()))
    return min(1.0, float(np.sqrt(points.var(axis=0).sum())) / max(whole, 1.0))
