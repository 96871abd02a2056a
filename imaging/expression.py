"""What a face does: mouth, eyes and brows, as shares of the distance between the eyes, and a class.

Read from the dense mesh only; five anchors do not say whether a mouth is open. Where the mesh has depth the
distances are those in space, so that a turned head is read like one that faces the camera, up to
`MAX_DEEP_YAW_DEG`; the half that is turned away is a guess and is left out there. Nothing here names a
feeling or a person.

The class is what stands out against an ordinary face at rest. People differ at rest by as much as a faint
smile does, so a class near its limit is unknown, and two photos of one person are better held against each
other (`protocols.criteria.expression`). A frown hardly moves the mesh: it is never claimed from one photo.
"""

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from imaging.landmarks import Face

Mimic = Literal["neutral", "smile", "raised_brow", "eyes_closed", "mouth_open"]

# Points of the 468-point face mesh; right and left are the subject's own.
_INNER_LIPS: Final = (13, 14)
_MOUTH_CORNERS: Final = (61, 291)
_LIDS: Final = ((159, 145), (386, 374))
_EYE_CORNERS: Final = ((33, 133), (263, 362))
_BROWS: Final = (105, 334)

MAX_YAW_DEG: Final = 25.0  # P: turned further, one half of the mesh is a guess
MAX_DEEP_YAW_DEG: Final = 55.0

# Surely so, and surely not so; between the two the class is unknown. From 60 rendered heads whose
# expression is known and 48 real portraits: at rest mouths are 0.69-0.87 wide, brows 0.31-0.50 high, lids
# 0.1-0.17 apart. Rendered lips read 0.06-0.21 apart when closed, so parted lips do not count as an open
# mouth.
_SURE: Final[dict[Mimic, tuple[float, float]]] = {
    "eyes_closed": (0.05, 0.085),
    "mouth_open": (0.26, 0.22),
    "smile": (0.93, 0.87),
    "raised_brow": (0.56, 0.51),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Expression:
    """Each a share of the distance between the eyes, so that size and distance cancel."""

    mouth_open_share: float
    mouth_width_share: float
    eye_open_share: float
    brow_height_share: float


def expression(face: Face) -> Expression | None:
    """The expression of a face; None without a mesh, or when the head is turned too far."""
    farthest = MAX_YAW_DEG if face.depth_px is None else MAX_DEEP_YAW_DEG
    if not face.has_mesh or face.yaw_deg is None or abs(face.yaw_deg) > farthest:
        return None
    depth = np.zeros(len(face.landmarks)) if face.depth_px is None else face.depth_px
    points = np.column_stack([face.landmarks, depth])

    def apart(first: int, second: int, *, axes: int = 2) -> float:
        return float(np.linalg.norm((points[first] - points[second])[:axes]))

    eyes = [points[list(corners)].mean(axis=0) for corners in _EYE_CORNERS]
    unit = float(np.linalg.norm(eyes[0] - eyes[1]))
    if unit <= 0:
        return None
    # Heights are taken in the picture: a turn leaves them alone, and the depth of lips and lids is a guess.
    brows = [float(np.linalg.norm((points[brow] - eye)[:2])) for brow, eye in zip(_BROWS, eyes, strict=True)]
    seen = _sides_seen(face.yaw_deg)
    return Expression(
        mouth_open_share=apart(*_INNER_LIPS) / unit,
        mouth_width_share=apart(*_MOUTH_CORNERS, axes=3) / unit,
        eye_open_share=float(np.mean([apart(*_LIDS[side]) for side in seen])) / unit,
        brow_height_share=float(np.mean([brows[side] for side in seen])) / unit,
    )


def mimic_of(seen: Expression) -> Mimic | None:
    """The class of an expression; None when it lies between two classes."""
    below, above = _SURE["eyes_closed"]
    if seen.eye_open_share <= below:
        return "eyes_closed"
    is_unsure = seen.eye_open_share < above
    shares: tuple[tuple[Mimic, float], ...] = (
        ("mouth_open", seen.mouth_open_share),
        ("smile", seen.mouth_width_share),
        ("raised_brow", seen.brow_height_share),
    )
    for name, value in shares:
        surely, surely_not = _SURE[name]
        if value >= surely:
            return name
        is_unsure = is_unsure or value > surely_not
    return None if is_unsure else "neutral"


def _sides_seen(yaw_deg: float) -> tuple[int, ...]:
    """Which of (right, left) is turned to the camera: the right cheek shows when the nose points right."""
    if abs(yaw_deg) <= MAX_YAW_DEG:
        return (0, 1)
    return (0,) if yaw_deg > 0 else (1,)
