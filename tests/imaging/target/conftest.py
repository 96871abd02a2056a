"""A printed target photographed by a camera that is known."""

import io
from collections.abc import Callable

import cv2
import numpy as np
import pytest
from PIL import Image

from imaging.target import target_png
from imaging.target.draw import DPI
from imaging.target.layout import CARD_MM

Photographed = Callable[..., np.ndarray]
_PER_MM = 4


@pytest.fixture(scope="session")
def sheet() -> np.ndarray:
    """The target, (H, W) grey, 4 px a mm."""
    full = np.array(Image.open(io.BytesIO(target_png())).convert("L"))
    factor = _PER_MM * 25.4 / DPI
    return np.asarray(cv2.resize(full, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA))


@pytest.fixture(scope="session")
def photographed(sheet: np.ndarray) -> Photographed:
    """A photo `(600, 800, 3)` of the sheet: paper of 85 %, a card on it if asked, turned, tilted, tinted."""

    def photo(
        *,
        px_per_mm: float = 4.0,
        turn_deg: float = 0.0,
        tilt_deg: float = 0.0,
        tint: tuple[float, float, float] = (1.0, 1.0, 1.0),
        card: float | None = None,
        cover: tuple[int, int] = (0, 0),
    ) -> np.ndarray:
        paper = sheet.copy().astype(np.float32) / 255
        light = np.where(paper <= 0.04045, paper / 12.92, ((paper + 0.055) / 1.055) ** 2.4) * 0.82 + 0.03
        if card is not None:
            x, y, width, height = (round(value * _PER_MM) for value in CARD_MM)
            light[y + 4 : y + height - 4, x + 4 : x + width - 4] = card
        light[:, : cover[0] * _PER_MM] = 0.3
        light[:, light.shape[1] - cover[1] * _PER_MM :] = 0.3
        carry = _camera(light.shape, px_per_mm / _PER_MM, turn_deg, tilt_deg)
        drawn = cv2.warpPerspective(light, carry, (800, 600), flags=cv2.INTER_AREA, borderValue=0.3)
        colour = np.clip(drawn[..., None] * np.array(tint), 0, 1)
        noisy = colour + np.random.default_rng(7).normal(0, 0.004, colour.shape)
        coded = np.clip(noisy, 0, 1)
        srgb = np.where(coded <= 0.0031308, 12.92 * coded, 1.055 * coded ** (1 / 2.4) - 0.055)
        return np.rint(srgb * 255).astype(np.uint8)

    return photo


def _camera(shape: tuple[int, ...], scale: float, turn_deg: float, tilt_deg: float) -> np.ndarray:
    """The homography of a camera 2000 px of focal length away from a sheet turned about its middle."""
    height, width = shape
    focal = 2000.0
    turn, tilt = np.radians([turn_deg, tilt_deg])
    rotation = cv2.Rodrigues(np.array([0.0, tilt, 0.0]))[0] @ cv2.Rodrigues(np.array([0.0, 0.0, turn]))[0]
    middle = np.array([[1, 0, -(width - 1) / 2], [0, 1, -(height - 1) / 2], [0, 0, 1.0]])
    view = np.column_stack([rotation[:, 0], rotation[:, 1], [0.0, 0.0, focal / scale]])
    return np.array([[focal, 0, 399.5], [0, focal, 299.5], [0, 0, 1.0]]) @ view @ middle
