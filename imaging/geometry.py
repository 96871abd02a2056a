"""Plane transforms between two photos of the same patient.

Points are `(row, col)` in pixels of an upright image, origin at the centre of
the top-left pixel. Angles are degrees, positive clockwise on screen. Only
similarities exist here: a shear or a local warp could fake or hide an outcome.
"""

import math
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class EstimationFailure:
    """Why no transform could be fitted; a value, so that callers branch on it."""

    reason: str


@dataclass(frozen=True, slots=True)
class Similarity:
    """Shift, turn and uniform scale: `p -> scale * turn(p) + shift`."""

    scale: float
    rotation_deg: float
    shift: tuple[float, float]  # (row, col), px

    def __post_init__(self) -> None:
        values = (self.scale, self.rotation_deg, *self.shift)
        if not all(math.isfinite(value) for value in values):
            raise ValueError(f"a similarity needs finite numbers, got {values}")
        if self.scale <= 0:
            raise ValueError(f"scale must be positive, got {self.scale}")

    @classmethod
    def identity(cls) -> Self:
        """The similarity that moves nothing."""
        return cls(1.0, 0.0, (0.0, 0.0))

    @classmethod
    def from_matrix_xy(cls, matrix: NDArray[np.floating]) -> Self:
        """The similarity that a 2x3 or 3x3 matrix for `(x, y)` pixels states.

        Raises
        ------
        ValueError
            The matrix shears, mirrors or has a perspective part.
        """
        m = np.asarray(matrix, dtype=np.float64)
        if m.shape not in {(2, 3), (3, 3)}:
            raise ValueError(f"expected a 2x3 or 3x3 matrix, got {m.shape}")
        size = max(float(np.abs(m[:2, :2]).max()), 1e-300)
        shears = abs(m[0, 0] - m[1, 1]) > 1e-6 * size or abs(m[0, 1] + m[1, 0]) > 1e-6 * size
        if shears or (m.shape == (3, 3) and not np.allclose(m[2], (0, 0, 1))):
            raise ValueError("the matrix is not a similarity")
        scale = math.hypot(m[0, 0], m[1, 0])
        turn = math.degrees(math.atan2(m[1, 0], m[0, 0]))
        return cls(scale, turn, (float(m[1, 2]), float(m[0, 2])))

    @classmethod
    def estimate(
        cls, src: Points, dst: Points, *, weights: NDArray[np.float64] | None = None
    ) -> "Similarity | EstimationFailure":
        """Least-squares similarity that carries `src` onto `dst`.

        Parameters
        ----------
        src, dst : float64 array of shape (N, 2), N >= 2
            Matching `(row, col)` points, px.
        weights : float64 array of shape (N,), optional
            Not negative; all one when not given.

        Returns
        -------
        Similarity, or an EstimationFailure that names its reason

        Raises
        ------
        ValueError
            `src` and `dst` differ in shape, or are not (N, 2).
        """
        if src.shape != dst.shape or src.ndim != 2 or src.shape[1] != 2:
            raise ValueError(f"expected two arrays of shape (N, 2), got {src.shape} and {dst.shape}")
        if len(src) < 2:
            return EstimationFailure("fewer_than_two_points")
        w = np.ones(len(src)) if weights is None else np.asarray(weights, dtype=np.float64)
        if w.sum() <= 0:
            return EstimationFailure("no_weight")
        return _fit(src, dst, w / w.sum())

    @property
    def matrix_xy(self) -> NDArray[np.float64]:
        """3x3 matrix that carries `(x, y)` pixels, as OpenCV and the interfaces write it."""
        a, b = self._parts
        return np.array([[a, -b, self.shift[1]], [b, a, self.shift[0]], [0.0, 0.0, 1.0]])

    @property
    def _parts(self) -> tuple[float, float]:
        angle = math.radians(self.rotation_deg)
        return self.scale * math.cos(angle), self.scale * math.sin(angle)

    def __call__(self, points: NDArray[np.floating]) -> Points:
        """`(row, col)` points of shape (N, 2), carried."""
        p = np.asarray(points, dtype=np.float64)
        a, b = self._parts
        row, col = p[..., 0], p[..., 1]
        return np.stack([a * row + b * col + self.shift[0], a * col - b * row + self.shift[1]], axis=-1)

    def inverse(self) -> "Similarity":
        """The similarity that undoes this one."""
        turned = Similarity(1 / self.scale, -self.rotation_deg, (0.0, 0.0))
        row, col = turned(np.array([self.shift]))[0]
        return Similarity(turned.scale, turned.rotation_deg, (float(-row), float(-col)))

    def then(self, other: "Similarity") -> "Similarity":
        """Apply `self` first, then `other` on its result."""
        row, col = other(np.array([self.shift]))[0]
        turn = math.remainder(self.rotation_deg + other.rotation_deg, 360.0)
        return Similarity(self.scale * other.scale, turn, (float(row), float(col)))

    @classmethod
    def resized(cls, factor: float) -> Self:
        """Pixels of an image carried to those of the same image resized by `factor`.

        The corner of the image, not the centre of its first pixel, stays where it is.
        """
        offset = 0.5 * factor - 0.5
        return cls(factor, 0.0, (offset, offset))


def _fit(src: Points, dst: Points, share: NDArray[np.float64]) -> Similarity | EstimationFailure:
    mean_src, mean_dst = share @ src, share @ dst
    s, d = src - mean_src, dst - mean_dst
    spread = float(share @ (s**2).sum(1))
    if spread < 1e-12:
        return EstimationFailure("points_coincide")
    a = float(share @ (s * d).sum(1)) / spread
    b = float(share @ (s[:, 1] * d[:, 0] - s[:, 0] * d[:, 1])) / spread
    if math.hypot(a, b) < 1e-12:
        return EstimationFailure("no_scale")
    turn = Similarity(math.hypot(a, b), math.degrees(math.atan2(b, a)), (0.0, 0.0))
    row, col = mean_dst - turn(mean_src[None])[0]
    return Similarity(turn.scale, turn.rotation_deg, (float(row), float(col)))
