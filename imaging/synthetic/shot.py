"""A picture with its exact truth, and the similarity that carries one shot onto another."""

from dataclasses import dataclass
from typing import Generic, TypeVar

import cv2
import numpy as np
import numpy.typing as npt

from imaging.synthetic.fields import Array

T_co = TypeVar("T_co", covariant=True)


@dataclass(frozen=True, slots=True)
class Shot(Generic[T_co]):
    """`pixels` (H, W, 3) uint8 RGB, sRGB, upright; `truth` says what they show."""

    pixels: npt.NDArray[np.uint8]
    truth: T_co

    def jpeg(self, *, quality: int = 92) -> bytes:
        """The pixels as a plain JPEG, without metadata."""
        done, data = cv2.imencode(".jpg", self.pixels[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, quality])
        if not done:
            raise ValueError(f"these pixels cannot be written at quality {quality}")
        return bytes(data)


@dataclass(frozen=True, slots=True)
class Fit:
    """The least-squares similarity between two sets of places.

    `matrix` (3x3) carries `(x, y, 1)` px of the moving shot to the reference; `residual_px` is what is left
    (root mean square): about 0 when only the camera's roll, shift or focal length differ.
    """

    matrix: Array
    scale: float
    rotation_deg: float
    residual_px: float


def similarity(moving_px: Array, reference_px: Array) -> Fit:
    """The fit of `(row, col)` places (N, 2) onto others, N >= 2; rotation is clockwise in the picture."""
    if moving_px.shape != reference_px.shape or len(moving_px) < 2:
        raise ValueError(
            f"expected two equal lists of places, got {moving_px.shape} and {reference_px.shape}"
        )
    source = moving_px[:, 1] + 1j * moving_px[:, 0]
    goal = reference_px[:, 1] + 1j * reference_px[:, 0]
    from_mean, to_mean = source - source.mean(), goal - goal.mean()
    factor = complex((np.conj(from_mean) * to_mean).sum() / (np.abs(from_mean) ** 2).sum())
    offset = complex(goal.mean() - factor * source.mean())
    a, b = factor.real, factor.imag
    matrix = np.array([[a, -b, offset.real], [b, a, offset.imag], [0.0, 0.0, 1.0]])
    left = np.abs(factor * source + offset - goal)
    return Fit(matrix, abs(factor), float(np.degrees(np.angle(factor))), float(np.sqrt((left**2).mean())))
