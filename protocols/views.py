"""The views of a face: how far each wants the head turned, and which one a photo shows.

Yaw is degrees; 0 faces the camera, above 0 the nose points to the picture's right and the
patient's right cheek is seen. A view is named by the side that it shows: `oblique_left`
shows her left cheek, at yaw -45.
"""

from typing import Literal, get_args

View = Literal["front", "oblique_left", "oblique_right", "lateral_left", "lateral_right"]

# Five standard views [P7]; 45 degrees is fixed for all, because "tip to cheek" and "canthus
# disappears" are two different angles [P5, P9].
YAW_DEG: dict[View, float] = {
    "front": 0.0,
    "oblique_left": -45.0,
    "oblique_right": 45.0,
    "lateral_left": -90.0,
    "lateral_right": 90.0,
}


def is_view(name: str) -> bool:
    """Whether the view fixes how the head is turned; a close-up of skin does not."""
    return name in get_args(View)


def target_yaw_deg(view: str) -> float | None:
    """The turn that a view wants; None for one that fixes none."""
    return next((yaw for name, yaw in YAW_DEG.items() if name == view), None)


# Real profiles read 64-90 degrees, rendered obliques of 50 degrees up to 58: the middle of 45 and 90 is too
# late.
PROFILE_FROM_DEG = 60.0


def shown_view(yaw_deg: float | None) -> View | None:
    """The view that a photo looks like; None when the head was not measured."""
    if yaw_deg is None:
        return None
    side: View = "lateral_right" if yaw_deg > 0 else "lateral_left"
    if abs(yaw_deg) >= PROFILE_FROM_DEG:
        return side
    rest = [view for view in YAW_DEG if not view.startswith("lateral")]
    return min(rest, key=lambda view: abs(YAW_DEG[view] - yaw_deg))
