"""The reduced copy that alignment works on: cropped to the patient, so that pixels are spent there.

Its size does not grow with the photo's: cost is flat in megapixels.
"""

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from imaging.frame import Frame
from imaging.geometry import Points, Similarity
from imaging.patient import Patient, find_patient
from imaging.resample import shrink

SIDE_PX: Final = 512  # long side of the patient's box; 640 and 800 gave the same errors at twice the time


@dataclass(frozen=True, slots=True)
class View:
    """A grey picture of the patient, where she is in it, and the way back to the photo."""

    grey: NDArray[np.uint8]  # (h, w)
    chance: NDArray[np.float32]  # (h, w) 0-1, of being on the patient
    to_pixels: Similarity  # px of this view to px of `frame.pixels`
    photo_shape: tuple[int, int]  # of `frame.pixels`

    @property
    def side_px(self) -> int:
        """The longer side."""
        return int(max(self.grey.shape))

    @property
    def region(self) -> NDArray[np.bool_]:
        """Where the patient is, generously."""
        return self.chance > 0.3

    def chance_at(self, points: Points) -> NDArray[np.float64]:
        """The chance at `(row, col)` points of this view; 0 outside."""
        place = np.rint(points).astype(np.intp)
        inside = ((place >= 0) & (place < self.grey.shape)).all(axis=1)
        place = np.clip(place, 0, np.array(self.grey.shape) - 1)
        return np.where(inside, self.chance[place[:, 0], place[:, 1]], 0.0).astype(np.float64)


def patient_view(frame: Frame) -> View:
    """The patient in a frame, at working size."""
    pixels = frame.pixels
    patient = find_patient(pixels)
    top, left, bottom, right = patient.box(shape=pixels.shape)
    part = pixels[top:bottom, left:right]
    factor = min(1.0, SIDE_PX / max(part.shape[:2]))
    grey = cv2.cvtColor(shrink(np.ascontiguousarray(part), factor=factor), cv2.COLOR_RGB2GRAY)
    # Height and width were rounded apart; the mean keeps the way back a similarity.
    exact = float(np.sqrt(grey.shape[0] / part.shape[0] * grey.shape[1] / part.shape[1]))
    to_pixels = Similarity.resized(1 / exact).then(Similarity(1.0, 0.0, (float(top), float(left))))
    chance = _chance(patient, grey.shape, to_pixels, pixels.shape)
    return View(np.asarray(grey, np.uint8), chance, to_pixels, (pixels.shape[0], pixels.shape[1]))


def to_full_size(frame: Frame) -> Similarity:
    """Carries px of `frame.pixels` to full-size px of the photo."""
    return Similarity.resized(frame.full_width_px / frame.pixels.shape[1])


def _chance(
    patient: Patient, shape: tuple[int, ...], to_pixels: Similarity, full: tuple[int, ...]
) -> NDArray[np.float32]:
    """The patient's map, sampled over the view."""
    to_map = to_pixels.then(Similarity.resized(patient.chance.shape[1] / full[1]))
    back = to_map.inverse()
    drawn = cv2.warpAffine(patient.chance, back.matrix_xy[:2], (shape[1], shape[0]), flags=cv2.INTER_LINEAR)
    return np.asarray(drawn, dtype=np.float32)
