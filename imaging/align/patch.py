"""A small square over a face, in which two photos of it are laid over each other."""

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from imaging.geometry import Similarity
from imaging.landmarks import Face
from imaging.mesh_points import OVAL
from imaging.resample import resample

SIDE_PX: Final = 230  # brow to chin with room
_EYE_PX: Final = 72.0  # eye distance: where pores are gone and creases are not
_BOX_PX: Final = 165.0  # the box's larger side, where there is no mesh: the same size for a frontal face


@dataclass(frozen=True, slots=True)
class Patch:
    """The square over REFERENCE's face."""

    carry: Similarity  # px of REFERENCE to px of the patch
    region: NDArray[np.bool_]  # the face

    @classmethod
    def around(cls, face: Face) -> "Patch":
        """At a fixed size of the face, whatever the photo's."""
        return cls._of_mesh(face) if face.has_mesh else cls._of_box(face)

    @classmethod
    def _of_mesh(cls, face: Face) -> "Patch":
        rim = face.landmarks[list(OVAL)]
        carry = _centred(rim.mean(axis=0), _EYE_PX / face.eye_distance_px)
        mask = np.zeros((SIDE_PX, SIDE_PX), np.uint8)
        cv2.fillPoly(mask, [np.round(carry(rim)[:, ::-1]).astype(np.int32)], 1)
        return cls(carry, mask.astype(np.bool_))

    @classmethod
    def _of_box(cls, face: Face) -> "Patch":
        x0, y0, x1, y1 = face.box_px
        factor = _BOX_PX / max(x1 - x0, y1 - y0)
        carry = _centred(np.array([(y0 + y1) / 2, (x0 + x1) / 2]), factor)
        mask = np.zeros((SIDE_PX, SIDE_PX), np.uint8)
        half = (round((x1 - x0) * factor / 2), round((y1 - y0) * factor / 2))
        cv2.ellipse(mask, (SIDE_PX // 2, SIDE_PX // 2), half, 0, 0, 360, 1, cv2.FILLED)
        return cls(carry, mask.astype(np.bool_))

    def of(self, grey: NDArray[np.uint8], onto_reference: Similarity) -> NDArray[np.uint8]:
        """The square of a photo that `onto_reference` carries onto REFERENCE."""
        return resample(grey, onto_reference.then(self.carry), height_px=SIDE_PX, width_px=SIDE_PX)

    def seen(self, shape: tuple[int, ...], onto_reference: Similarity) -> NDArray[np.bool_]:
        """Where on the face a photo of that shape has pixels."""
        return self.region & (self.of(np.full(shape, 255, np.uint8), onto_reference) > 127)


def _centred(centre: NDArray[np.float64], factor: float) -> Similarity:
    row, col = SIDE_PX / 2 - factor * centre
    return Similarity(factor, 0.0, (float(row), float(col)))
