"""Similarities that matches of spots speak for, the best supported one last standing.

One match alone proposes a similarity: its two positions, sizes and angles. Every match proposes, all others
vote (with a tolerance that grows away from the proposer, whose angle is rough), and the best supported
proposals are refined by least squares. Nothing is drawn at random.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from imaging.features import Features, Matches
from imaging.geometry import EstimationFailure, Points, Similarity

_MOST: Final = 450  # matches that take part: votes are counted for all pairs of them
_REFINED: Final = 40
_LEVER: Final = 0.08  # of the distance from the proposer: 4.6 degrees, or 8 % of scale
_SAME_TURN_DEG: Final = 35.0
_SAME_SIZE: Final = 0.5  # natural logarithm: a factor of 1.65


@dataclass(frozen=True, slots=True)
class Pairs:
    """Matched spots laid out for fitting: N points on both sides, and what each is worth."""

    src: Points
    dst: Points
    log_scale: NDArray[np.float64]
    turn_deg: NDArray[np.float64]
    worth: NDArray[np.float64]  # 0-1

    def __len__(self) -> int:
        return len(self.src)

    def only(self, kept: NDArray[np.bool_]) -> "Pairs":
        """Those pairs that are marked."""
        return Pairs(
            src=self.src[kept],
            dst=self.dst[kept],
            log_scale=self.log_scale[kept],
            turn_deg=self.turn_deg[kept],
            worth=self.worth[kept],
        )


@dataclass(frozen=True, slots=True)
class Proposal:
    """A similarity, and which pairs agree with it."""

    similarity: Similarity
    agreeing: NDArray[np.bool_]
    support: float


def pairs_of(moving: Features, reference: Features, matches: Matches, worth: NDArray[np.float64]) -> Pairs:
    """The clearest matches, laid out; `worth` is one number for each match."""
    order = np.argsort(matches.doubt, kind="stable")[:_MOST]
    one, other = matches.moving[order], matches.reference[order]
    return Pairs(
        src=moving.points[one],
        dst=reference.points[other],
        log_scale=np.log(reference.sizes[other] / moving.sizes[one]),
        turn_deg=reference.angles_deg[other] - moving.angles_deg[one],
        worth=worth[order],
    )


def best_proposal(pairs: Pairs, *, tolerance_px: float) -> Proposal | None:
    """The best supported similarity; None when no two pairs agree."""
    if len(pairs) < 2:
        return None
    votes = _votes(pairs, tolerance_px)
    support = votes @ pairs.worth
    best: Proposal | None = None
    for proposer in np.argsort(-support, kind="stable")[:_REFINED]:
        refined = _refine(pairs, votes[proposer] * pairs.worth, tolerance_px)
        if refined is not None and (best is None or refined.support > best.support):
            best = refined
    return best


def _votes(pairs: Pairs, tolerance_px: float) -> NDArray[np.float64]:
    """(N, N) 0-1: how well pair j (column) agrees with what pair i (row) proposes."""
    scale, turn = np.exp(pairs.log_scale), np.radians(pairs.turn_deg)
    a, b = (scale * np.cos(turn))[:, None], (scale * np.sin(turn))[:, None]
    away = pairs.src[None] - pairs.src[:, None]
    there = pairs.dst[None] - pairs.dst[:, None]
    row = a * away[..., 0] + b * away[..., 1] - there[..., 0]
    col = a * away[..., 1] - b * away[..., 0] - there[..., 1]
    tolerance = tolerance_px + _LEVER * np.hypot(there[..., 0], there[..., 1])
    near = np.maximum(1 - (row**2 + col**2) / tolerance**2, 0)
    twist = (pairs.turn_deg[None] - pairs.turn_deg[:, None] + 180) % 360 - 180
    stretch = pairs.log_scale[None] - pairs.log_scale[:, None]
    return np.asarray(near * (np.abs(twist) < _SAME_TURN_DEG) * (np.abs(stretch) < _SAME_SIZE))


def _refine(pairs: Pairs, weights: NDArray[np.float64], tolerance_px: float) -> Proposal | None:
    """Least squares on the voters, then on those within a narrowing tolerance of the fit."""
    proposal: Proposal | None = None
    for widen in (3.0, 2.0, 1.5, 1.0, 1.0):
        if np.count_nonzero(weights) < 2:
            return None
        fit = Similarity.estimate(pairs.src, pairs.dst, weights=weights)
        if isinstance(fit, EstimationFailure):
            return None
        near = _near(pairs, fit, tolerance_px * widen)
        weights = near * pairs.worth
        proposal = Proposal(fit, near > 0, float(weights.sum()))
    return proposal


def _near(pairs: Pairs, fit: Similarity, tolerance_px: float) -> NDArray[np.float64]:
    miss = ((fit(pairs.src) - pairs.dst) ** 2).sum(axis=1)
    return np.asarray(np.maximum(1 - miss / tolerance_px**2, 0))
