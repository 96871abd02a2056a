"""The form of one face: identity and expression move the 468 points of the canonical mesh.

Every change is a smooth bell in centimetres, so the points keep their order and the surface never folds.
"""

import numpy as np

from imaging.synthetic.fields import Array, bump, smoothstep
from imaging.synthetic.mesh import Mesh
from imaging.synthetic.people import Expression, Shape

# Mesh points, from the outer corner to the inner one; "right" is the person's right (the viewer's left).
RIGHT_LOWER_LID = (33, 7, 163, 144, 145, 153, 154, 155, 133)
RIGHT_UPPER_LID = (33, 246, 161, 160, 159, 158, 157, 173, 133)
LEFT_LOWER_LID = (263, 249, 390, 373, 374, 380, 381, 382, 362)
LEFT_UPPER_LID = (263, 466, 388, 387, 386, 385, 384, 398, 362)

_EYE_CENTRE = (3.15, 2.62)
# The raw mesh looks sleepy: its eyes are opened by this share before any identity counts.
_EYE_WIDER = 0.42
_MOUTH_HEIGHT = -4.3


def shaped(mesh: Mesh, shape: Shape, expression: Expression, *, lip_volume: float = 0.0) -> Array:
    """The 468 points (cm) of this face with this expression."""
    points = mesh.points_cm.copy()
    _bones(points, mesh.points_cm, shape)
    _nose(points, mesh.points_cm, shape)
    _eyes(points, mesh.points_cm, shape)
    _lips(points, mesh.points_cm, shape.lips + lip_volume)
    _express(points, mesh, expression)
    return points


def _bones(points: Array, rest: Array, shape: Shape) -> None:
    x, y = rest[:, 0], rest[:, 1]
    points[:, 0] *= 1 + 0.06 * shape.width
    points[:, 0] *= 1 + 0.10 * shape.jaw * smoothstep(-1, -8, y)
    points[:, 0] *= 1 + 0.05 * shape.cheek * bump(y, -0.5, 2.5) * smoothstep(3, 6, np.abs(x))
    points[:, 1] -= 0.35 * shape.length * smoothstep(0, -9, y)
    points[:, 2] += 0.22 * shape.brow_ridge * bump(y, 4.4, 1.0) * smoothstep(6, 3, np.abs(x))
    points[:, 2] += 0.35 * shape.chin * bump(x, 0, 2.2) * bump(y, -8.2, 1.6)


def _nose(points: Array, rest: Array, shape: Shape) -> None:
    x, y = rest[:, 0], rest[:, 1]
    points[:, 2] += 0.35 * shape.nose_depth * bump(x, 0, 1.9) * bump(y, -0.5, 2.6)
    points[:, 0] *= 1 + 0.16 * shape.nose_width * bump(x, 0, 2.0) * bump(y, -1.4, 1.1)
    points[:, 1] -= 0.25 * shape.nose_length * bump(x, 0, 1.8) * bump(y, -1.4, 1.3)


def _eyes(points: Array, rest: Array, shape: Shape) -> None:
    wider = _EYE_WIDER + 0.12 * shape.eye_opening
    for side in (-1.0, 1.0):
        dx, dy = rest[:, 0] - side * _EYE_CENTRE[0], rest[:, 1] - _EYE_CENTRE[1]
        near = np.exp(-((dx / 1.5) ** 2) - (dy / 0.8) ** 2)
        points[:, 1] += near * dy * wider
        points[:, 0] += near * dx * (wider - 0.32) * 0.5


def _lips(points: Array, rest: Array, volume: float) -> None:
    dy = rest[:, 1] - _MOUTH_HEIGHT
    near = np.exp(-((rest[:, 0] / 2.3) ** 4) - (dy / 0.95) ** 2)
    points[:, 2] += 0.28 * volume * near
    points[:, 1] += 0.30 * volume * near * np.sign(dy) * np.minimum(np.abs(dy) / 0.6, 1.0)


def _express(points: Array, mesh: Mesh, expression: Expression) -> None:
    """The pushes of the muscles: (mesh point, reach in cm, displacement in cm, on both sides)."""
    smile, brow, frown = expression.smile, expression.brow_raise, expression.frown
    pushes = [
        (61, 0.9, (-0.45 * smile, 0.38 * smile, -0.25 * smile), True),
        (205, 1.2, (-0.12 * smile, 0.22 * smile, 0.18 * smile), True),
        (17, 0.8, (0.0, 0.06 * smile, -0.10 * smile), False),
        (0, 0.7, (0.0, 0.10 * smile, -0.12 * smile), False),
        (145, 0.45, (0.0, 0.07 * smile, 0.0), True),
        (98, 0.6, (-0.10 * smile, 0.03 * smile, 0.0), True),
        (105, 0.8, (0.0, 0.30 * brow, 0.03 * brow), True),
        (66, 0.8, (0.0, 0.30 * brow, 0.03 * brow), True),
        (63, 0.8, (0.0, 0.30 * brow, 0.03 * brow), True),
        (107, 0.8, (0.0, 0.16 * brow, 0.0), True),
        (159, 0.4, (0.0, 0.05 * (brow - frown), 0.0), True),
        (55, 0.8, (0.22 * frown, -0.34 * frown, 0.16 * frown), True),
        (105, 1.0, (0.06 * frown, -0.20 * frown, 0.0), True),
        (27, 0.5, (0.0, -0.10 * expression.eyes_closed, 0.02 * expression.eyes_closed), True),
    ]
    _close_eyes(points, expression.eyes_closed)
    for landmark, reach, (right, up, out), both in pushes:
        if right or up or out:
            _push(points, mesh.points_cm, landmark, reach, np.array([right, up, out]))
            if both:
                other = int(mesh.mirror[landmark])
                _push(points, mesh.points_cm, other, reach, np.array([-right, up, out]))


def _push(points: Array, rest: Array, landmark: int, reach_cm: float, by_cm: Array) -> None:
    near = np.exp(-((rest - rest[landmark]) ** 2).sum(axis=1) / (2 * reach_cm**2))
    points += near[:, None] * by_cm


def _close_eyes(points: Array, closed: float) -> None:
    for upper, lower in ((RIGHT_UPPER_LID, RIGHT_LOWER_LID), (LEFT_UPPER_LID, LEFT_LOWER_LID)):
        for above, below in zip(upper[1:-1], lower[1:-1], strict=True):
            meeting = points[below] + [0.0, 0.03, 0.04]
            points[above] += closed * (meeting - points[above])
