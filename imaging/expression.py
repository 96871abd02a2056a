"""What a face does: mouth, eyes and brows, as shares of the distance between the eyes.

Read from the dense mesh only; five anchors do not say whether a mouth is open. Nothing here
names a feeling or a person.
"""

from dataclasses import dataclass

import numpy as np

from imaging.landmarks import Face

# Points of the 468-point face mesh; right and left are the subject's own.
_INNER_LIPS = (13, 14)
_MOUTH_CORNERS = (61, 291)
_LIDS = ((159, 145), (386, 374))
_EYE_CORNERS = ((33, 133), (263, 362))
_BROWS = (105, 334)

MAX_YAW_DEG = 25.0  # P: turned further, one half of the mesh is a guess


@dataclass(frozen=True, slots=True, kw_only=True)
class Expression:
    """Each a share of the distance between the eyes, so that size and distance cancel."""

    mouth_open_share: float
    mouth_width_share: float
    eye_open_share: float
    brow_height_share: float


def expression(face: Face) -> Expression | None:
    """The expression of a face; None without a mesh, or when the head is turned too far."""
    if not face.has_mesh or face.yaw_deg is None or abs(face.yaw_deg) > MAX_YAW_DEG:
        return None
    points = face.landmarks

    def apart(first: int, second: int) -> float:
        return float(np.linalg.norm(points[first] - points[second]))

    eyes = [points[list(corners)].mean(axis=0) for corners in _EYE_CORNERS]
    unit = float(np.linalg.norm(eyes[0] - eyes[1]))
    if unit <= 0:
        return None
    brows = [float(np.linalg.norm(points[brow] - eye)) for brow, eye in zip(_BROWS, eyes, strict=True)]
    return Expression(
        mouth_open_share=apart(*_INNER_LIPS) / unit,
        mouth_width_share=apart(*_MOUTH_CORNERS) / unit,
        eye_open_share=sum(apart(*lids) for lids in _LIDS) / 2 / unit,
        brow_height_share=sum(brows) / 2 / unit,
    )
