"""Two photos of one body site: local features lead.

Spots are matched where the patient is, the best supported similarity is looked for, then every spot is looked
for again near where that similarity says it must be, and the final fit weighs all parts of the common field
alike. What stands behind the patient has no vote, and a small cluster (a burned-in date, one sticker) cannot
carry the fit against a patient who is seen in many places.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from imaging.align.flow import agreement
from imaging.align.perspective import find_perspective, over_field
from imaging.align.proposals import Pairs, Proposal, best_proposal, pairs_of
from imaging.align.robust import fit_fading, measured
from imaging.align.working import View
from imaging.features import find_features, find_near, match
from imaging.geometry import EstimationFailure, Points, Similarity
from imaging.resample import resample

_MOST: Final = 1200  # spots of one photo; 2000 find nothing that 1200 miss
_TOLERANCE: Final = 0.01  # of the view's side: skin gives way by about that much
_REACH: Final = 1.6  # times that, when a spot is looked for again: limbs bend a little
_LEAST_SPOTS: Final = 30
_CELLS: Final = 8  # the field is weighed in so many rows and columns
_EVENNESS: Final = 0.5  # 0 counts spots, 1 counts area
_CLUSTER: Final = (
    0.25  # of the patient's reach: what agrees over less is set aside, and another fit looked for
)
_TRIES: Final = 3
_STILL_PX: Final = 1.5  # of the view: closer to the same place in both photos is no movement
_STILL_REACH: Final = 0.5  # what stands still belongs to the camera, unless it is most of the patient
_ENOUGH: Final = 5.0  # support with which what moved decides alone


@dataclass(frozen=True, slots=True)
class SkinFit:
    """A similarity between two views, in their pixels, and what it rests on."""

    similarity: Similarity
    support: float  # clear matches that agree, each at its worth
    agreeing: int
    perspective: int  # clear matches that a free perspective would explain
    bend_px: float  # what a similarity leaves of that perspective, px of REFERENCE's view
    inliers: int  # spots found again near where they must be
    rms_px: float  # misfit of those, px of REFERENCE's view
    spread: float  # 0-1: reach of those over the common part of the patient
    agreement: float | None  # of the patient, laid over


def fit_skin(moving: View, reference: View) -> SkinFit | EstimationFailure:
    """The similarity that carries the patient of `moving` onto that of `reference`."""
    one, other = (find_features(view.grey, view.region, most=_MOST) for view in (moving, reference))
    if min(len(one), len(other)) < _LEAST_SPOTS:
        return EstimationFailure("no_texture")
    found = match(one, other)
    worth = moving.chance_at(one.points)[found.moving] + reference.chance_at(other.points)[found.reference]
    pairs = pairs_of(one, other, found, worth / 2)
    tolerance = _TOLERANCE * reference.side_px
    best, pairs = _best(pairs, tolerance, moving, reference)
    if best is None:
        return EstimationFailure("too_few_matches")
    again = find_near(one, other, best.similarity, within_px=_REACH * tolerance)
    if len(again) < 4:
        return EstimationFailure("too_few_matches")
    src, dst = one.points[again.moving], other.points[again.reference]
    weights = (1 - again.doubt) * _evenly(dst, reference.side_px) * (0.1 + reference.chance_at(dst))
    fit = fit_fading(src, dst, weights=weights, least_sigma_px=1.0)
    if isinstance(fit, EstimationFailure):
        return fit
    perspective = find_perspective(pairs, tolerance_px=tolerance)
    bent = None
    if perspective is not None:
        bent = over_field(perspective, fit.similarity, moving.grey.shape, reference.region)
    if perspective is not None and bent is not None and perspective.is_sure:
        fit = measured(bent.similarity, src, dst, least_sigma_px=1.0)
    seen = fit.trust > 0.3
    laid, common = _laid(moving, reference, fit.similarity)
    return SkinFit(
        similarity=fit.similarity,
        support=best.support,
        agreeing=int(best.agreeing.sum()),
        perspective=perspective.agreeing if perspective else 0,
        bend_px=bent.left_px if bent else 0.0,
        inliers=int(seen.sum()),
        rms_px=fit.rms(weights * fit.trust),
        spread=_spread(dst[seen], common),
        agreement=agreement(laid, reference.grey, common),
    )


def _best(pairs: Pairs, tolerance: float, moving: View, reference: View) -> tuple[Proposal | None, Pairs]:
    """The best supported similarity, and the pairs among which it was found.

    What never moves (a date, a logo, dust) and does not reach over most of the patient is heard only when
    what moves has nothing to say. What agrees in one small cluster is set aside.
    """
    still = _stands_still(pairs, moving, reference)
    overlay = still.any() and _spread(pairs.dst[still], reference.region) < _STILL_REACH
    if overlay:
        moved = _widest(pairs.only(~still), tolerance, reference, least_reach=_CLUSTER)
        if moved is not None and moved[0].support >= _ENOUGH:
            return moved
    whole = _widest(pairs, tolerance, reference, least_reach=_STILL_REACH if overlay else _CLUSTER)
    return whole or (best_proposal(pairs, tolerance_px=tolerance), pairs)


def _widest(
    pairs: Pairs, tolerance: float, reference: View, *, least_reach: float
) -> tuple[Proposal, Pairs] | None:
    """The best supported of those that reach over enough of the patient."""
    for _ in range(_TRIES):
        best = best_proposal(pairs, tolerance_px=tolerance)
        if best is None:
            return None
        if _spread(pairs.dst[best.agreeing], reference.region) >= least_reach:
            return best, pairs
        pairs = pairs.only(~best.agreeing)
    return None


def _stands_still(pairs: Pairs, moving: View, reference: View) -> NDArray[np.bool_]:
    """Pairs at the same place of both photos, counted from one of the corners: overlays are drawn so."""
    one, other = moving.to_pixels(pairs.src), reference.to_pixels(pairs.dst)
    near = _STILL_PX * max(moving.to_pixels.scale, reference.to_pixels.scale)
    still = np.zeros(len(pairs), np.bool_)
    for row in (0, 1):
        for col in (0, 1):
            corner = np.array([row, col])
            off = (one - corner * moving.photo_shape) - (other - corner * reference.photo_shape)
            still |= (off**2).sum(axis=1) < near**2
    return still


def _laid(
    moving: View, reference: View, similarity: Similarity
) -> tuple[NDArray[np.uint8], NDArray[np.bool_]]:
    """MOVING's picture laid over REFERENCE's, and the part of the patient that both show."""
    height, width = reference.grey.shape
    laid = resample(moving.grey, similarity, height_px=height, width_px=width)
    region = (moving.region * 255).astype(np.uint8)
    there = resample(region, similarity, height_px=height, width_px=width) > 127
    return laid, reference.region & there


def _evenly(points: Points, side_px: int) -> NDArray[np.float64]:
    """Less for a spot among many in its cell, so that a tattoo does not outvote the rest of the leg."""
    cell = (points / side_px * _CELLS).astype(np.intp) @ (1, 1000)
    _, place, count = np.unique(cell, return_inverse=True, return_counts=True)
    return np.asarray(count[place].astype(np.float64) ** -_EVENNESS)


def _spread(points: Points, region: NDArray[np.bool_]) -> float:
    """Reach of the points over that of the region, both ways: 0 on a line, 1 when they fill it."""
    if len(points) < 3 or region.sum() < 3:
        return 0.0
    whole = np.stack(np.nonzero(region[::4, ::4]), axis=1) * 4.0
    mine, its = (float(np.linalg.det(np.cov(place.T))) for place in (points, whole))
    return min(1.0, (max(mine, 0.0) / its) ** 0.25) if its > 0 else 0.0
