"""A similarity from matches of which some are wrong: least squares again and again, outliers fading.

No randomness: the same matches give the same answer.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from imaging.geometry import EstimationFailure, Points, Similarity

_ROUNDS: Final = 10
_CAUCHY: Final = 1.5  # in robust standard deviations: half weight there


@dataclass(frozen=True, slots=True)
class RobustFit:
    """A similarity, how far each match is from it, and how much each one counted."""

    similarity: Similarity
    residuals: NDArray[np.float64]  # (N,) px of the destination
    trust: NDArray[np.float64]  # (N,) 0-1

    def rms(self, weights: NDArray[np.float64]) -> float:
        """Root mean square residual under `weights`, px of the destination."""
        return float(np.sqrt(weights @ self.residuals**2 / weights.sum()))


def fit_fading(
    src: Points, dst: Points, *, weights: NDArray[np.float64], least_sigma_px: float
) -> RobustFit | EstimationFailure:
    """Weighted least squares in which matches far from the fit fade (Cauchy weights).

    `least_sigma_px` is the noise below which no match is treated as an outlier.
    """
    fit = Similarity.estimate(src, dst, weights=weights)
    for _ in range(_ROUNDS):
        if isinstance(fit, EstimationFailure):
            return fit
        trust = _trust(_misses(fit, src, dst), least_sigma_px)
        fit = Similarity.estimate(src, dst, weights=weights * trust)
    if isinstance(fit, EstimationFailure):
        return fit
    return measured(fit, src, dst, least_sigma_px=least_sigma_px)


def measured(fit: Similarity, src: Points, dst: Points, *, least_sigma_px: float) -> RobustFit:
    """A similarity that was found elsewhere, with how the matches stand to it."""
    residuals = _misses(fit, src, dst)
    return RobustFit(fit, residuals, _trust(residuals, least_sigma_px))


def _misses(fit: Similarity, src: Points, dst: Points) -> NDArray[np.float64]:
    return np.asarray(np.linalg.norm(fit(src) - dst, axis=1), dtype=np.float64)


def _trust(residuals: NDArray[np.float64], least_sigma_px: float) -> NDArray[np.float64]:
    sigma = max(1.4826 * float(np.median(residuals)), least_sigma_px)
    return np.asarray(1 / (1 + (residuals / (_CAUCHY * sigma)) ** 2), dtype=np.float64)
