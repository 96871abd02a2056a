"""Which pixels are the skin that facts are about: of the face where there is one, else of the patient.

Lips, eyes and brows are left out of a face, because they are no skin; hair is, because it lies outside the
rim of the mesh. A face without a mesh gives the middle of its box. Without a face it is what `patient`
marks.
"""

from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from imaging.frame import Pixels
from imaging.landmarks import Face
from imaging.mesh_points import EYE_RINGS, LEFT_EYE_CORNERS, LIPS, OVAL, RIGHT_EYE_CORNERS
from imaging.patient import find_patient
from imaging.resample import shrink

SIDE_PX: Final = 512  # longer side on which facts of the skin are read
_RIM: Final = 0.92  # of the oval: its very edge is hair, or the wall
_BOX: Final = (0.36, 0.42)  # half axes of the middle of a box, of its width and height
_LEAST_PX: Final = 400

Mask = NDArray[np.bool_]


def reduced(pixels: Pixels, *, side_px: int = SIDE_PX) -> tuple[Pixels, float]:
    """The photo at no more than `side_px`, and the factor by which it was shrunk."""
    factor = min(1.0, side_px / max(pixels.shape[:2]))
    return (pixels, 1.0) if factor == 1 else (shrink(pixels, factor=factor), factor)


def skin_of(pixels: Pixels, face: Face | None) -> Mask | None:
    """`(H, W)` of the skin in `(H, W, 3)` uint8; None when there is none to see, or too little.

    Parameters
    ----------
    face : Face, optional
        As found in `pixels`.
    """
    if face is None:
        found = find_patient(pixels)
        if found.skin_share == 0:
            return None
        size = (pixels.shape[1], pixels.shape[0])
        mask = np.asarray(cv2.resize(found.chance, size, interpolation=cv2.INTER_LINEAR)) > 0.5
    elif face.has_mesh:
        mask = _of_mesh(face.landmarks, (pixels.shape[0], pixels.shape[1]))
    else:
        mask = _of_box(face.box_px, (pixels.shape[0], pixels.shape[1]))
    return mask if int(mask.sum()) >= _LEAST_PX else None


def _of_mesh(points: NDArray[np.float64], shape: tuple[int, int]) -> Mask:
    xy = points[:, ::-1]
    oval = xy[list(OVAL)]
    middle = oval.mean(axis=0)
    mask = np.zeros(shape, np.uint8)
    cv2.fillPoly(mask, [np.rint(middle + _RIM * (oval - middle)).astype(np.int32)], 1)
    corners = [list(RIGHT_EYE_CORNERS), list(LEFT_EYE_CORNERS)]
    for ring, ends in zip(EYE_RINGS, corners, strict=True):
        half = max(1.0, float(np.linalg.norm(xy[ends[0]] - xy[ends[1]])) / 2)
        # An eye with its lashes and its brow: wider than the lids, and reaching up.
        row = xy[list(ring)].mean(axis=0) - (0, 0.35 * half)
        cv2.ellipse(mask, (tuple(row.tolist()), (3.2 * half, 3.0 * half), 0.0), 0, cv2.FILLED)
    cv2.fillPoly(mask, [cv2.convexHull(np.rint(xy[list(LIPS)]).astype(np.int32))], 0)
    return mask > 0


def _of_box(box_px: tuple[float, float, float, float], shape: tuple[int, int]) -> Mask:
    x0, y0, x1, y1 = box_px
    rows, cols = np.mgrid[: shape[0], : shape[1]]
    across, down = _BOX
    u = (cols - (x0 + x1) / 2) / max(across * (x1 - x0), 1.0)
    v = (rows - (y0 + y1) / 2) / max(down * (y1 - y0), 1.0)
    return np.asarray(u**2 + v**2 < 1)
