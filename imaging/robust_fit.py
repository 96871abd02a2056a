"""Least squares that a treated patch, a lock of hair or a mole does not pull: Tukey weights."""

import numpy as np
from numpy.typing import NDArray


def robust_slopes(basis: NDArray[np.float64], values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Coefficients (K,) of `values` (N,) over the columns of `basis` (N, K), outliers left out."""
    weights = np.ones(len(values))
    fitted: NDArray[np.floating] = np.zeros(basis.shape[1])
    for _ in range(8):
        root = np.sqrt(weights)
        fitted = np.linalg.lstsq(basis * root[:, None], values * root, rcond=None)[0]
        off = values - basis @ fitted
        spread = max(1.4826 * float(np.median(np.abs(off))), 1e-3)
        weights = np.maximum(1 - (off / (4.685 * spread)) ** 2, 0.0) ** 2
    return np.asarray(fitted, np.float64)
