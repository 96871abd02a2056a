"""How a head is turned against the camera.

Yaw > 0 moves the nose to the picture's right, pitch > 0 lifts the chin, roll > 0 turns clockwise in the
picture. The head turns about a point in its neck; degrees and centimetres.
"""

from dataclasses import dataclass

import numpy as np

from imaging.synthetic.fields import Array

PIVOT_CM = np.array([0.0, 0.0, -2.0])


@dataclass(frozen=True, slots=True)
class Pose:
    """Angles of the head against the camera."""

    yaw_deg: float = 0.0
    pitch_deg: float = 0.0
    roll_deg: float = 0.0

    @property
    def rotation(self) -> Array:
        """The 3x3 matrix that turns head axes into camera axes."""
        return turned_up_down(self.yaw_deg, -self.pitch_deg, -self.roll_deg)


# Named by the side that is seen: her left side shows when the nose points to the picture's left.
VIEWS: dict[str, Pose] = {
    "front": Pose(),
    "oblique_left": Pose(-45.0),
    "oblique_right": Pose(45.0),
    "lateral_left": Pose(-90.0),
    "lateral_right": Pose(90.0),
    "chin_up": Pose(0.0, 25.0),
}


def turned_up_down(yaw_deg: float, tilt_deg: float, roll_deg: float) -> Array:
    """Rotation about y, then x, then z (right-handed, degrees)."""
    (cy, cx, cz), (sy, sx, sz) = (f(np.radians([yaw_deg, tilt_deg, roll_deg])) for f in (np.cos, np.sin))
    about_y = np.array([[cy, 0, sy], [0, 1, 0], [-sy, 0, cy]])
    about_x = np.array([[1, 0, 0], [0, cx, -sx], [0, sx, cx]])
    about_z = np.array([[cz, -sz, 0], [sz, cz, 0], [0, 0, 1]])
    return np.asarray(about_y @ about_x @ about_z)
