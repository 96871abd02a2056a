"""Which of the 468 points of the canonical face mesh mean what; right and left are the subject's own.

Numbers are those of the canonical face model (Apache-2.0, see NOTICE). The list of points is ordered so that
the subject's left half follows the right half in the same order; `MIRROR` uses that.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

COUNT: Final = 468

_MIDLINE: Final = (
    *(0, 1, 2, 4, 5, 6, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19),
    *(94, 151, 152, 164, 168, 175, 195, 197, 199, 200),
)
_FIRST_LEFT: Final = 248


def _mirror() -> NDArray[np.intp]:
    right = [point for point in range(_FIRST_LEFT) if point not in _MIDLINE]
    mirror = np.arange(COUNT)
    mirror[right] = np.arange(_FIRST_LEFT, COUNT)
    mirror[_FIRST_LEFT:] = right
    return mirror


# INVARIANT: `MIRROR[MIRROR]` is the identity, and the midline maps to itself.
MIRROR: Final = _mirror()

RIGHT_EYE_CORNERS: Final = (33, 133)  # outer, inner
LEFT_EYE_CORNERS: Final = (263, 362)
NOSE_TIP: Final = 1
MOUTH_CORNERS: Final = (61, 291)  # right, left

# The rim of the face as the mesh has it, from the top of the forehead clockwise in the picture.
OVAL: Final = (
    *(10, 338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288, 397, 365, 379, 378, 400, 377),
    *(152, 148, 176, 149, 150, 136, 172, 58, 132, 93, 234, 127, 162, 21, 54, 103, 67, 109),
)
EYE_RINGS: Final = (
    (33, 7, 163, 144, 145, 153, 154, 155, 133, 173, 157, 158, 159, 160, 161, 246),
    (362, 382, 381, 380, 374, 373, 390, 249, 263, 466, 388, 387, 386, 385, 384, 398),
)
# The outer rim of the lips.
LIPS: Final = (61, 146, 91, 181, 84, 17, 314, 405, 321, 375, 291, 409, 270, 269, 267, 0, 37, 39, 40, 185)
# Between the brows: upper inner ends (right, left), inner end (left), bridge of the nose, inner end (right).
GLABELLA: Final = (107, 336, 285, 8, 55)

# (point, weight, x, y, z): the points that move least with expression, with the weights of the canonical
# model's own Procrustes basis; cm, x to the subject's left, y up, z out of the face.
RIGID: Final = (
    (4, 0.0709099, 0.000, -0.463, 7.587),
    (6, 0.0321001, 0.000, 2.473, 5.789),
    (10, 0.00844655, 0.000, 8.262, 4.482),
    (33, 0.0587242, -4.446, 2.664, 3.173),
    (54, 0.00766708, -6.279, 6.615, 1.426),
    (67, 0.00907806, -3.524, 8.006, 3.729),
    (117, 0.00979194, -5.259, 0.946, 2.974),
    (119, 0.0145654, -3.301, 0.862, 3.873),
    (121, 0.0185914, -1.821, 1.468, 4.224),
    (127, 0.00519799, -7.743, 2.365, -2.005),
    (129, 0.120625, -1.786, -0.978, 4.850),
    (132, 0.00556002, -7.271, -2.891, -2.252),
    (133, 0.0532862, -1.856, 2.585, 3.758),
    (136, 0.0668905, -5.085, -7.179, 0.715),
    (143, 0.0148165, -6.408, 2.236, 1.561),
    (147, 0.0142628, -6.235, -1.944, 1.664),
    (198, 0.0254622, -1.247, 0.230, 5.681),
    (205, 0.0472523, -3.833, -1.537, 4.138),
    (263, 0.0587242, 4.446, 2.664, 3.173),
    (284, 0.00766708, 6.279, 6.615, 1.426),
    (297, 0.00907806, 3.524, 8.006, 3.729),
    (346, 0.00979194, 5.259, 0.946, 2.974),
    (348, 0.0145654, 3.301, 0.862, 3.873),
    (350, 0.0185914, 1.821, 1.468, 4.224),
    (356, 0.00519799, 7.743, 2.365, -2.005),
    (358, 0.120625, 1.786, -0.978, 4.850),
    (361, 0.00556002, 7.271, -2.891, -2.252),
    (362, 0.0532862, 1.856, 2.585, 3.758),
    (365, 0.0668905, 5.085, -7.179, 0.715),
    (372, 0.0148165, 6.408, 2.236, 1.561),
    (376, 0.0142628, 6.235, -1.944, 1.664),
    (420, 0.0254622, 1.247, 0.230, 5.681),
    (425, 0.0472523, 3.833, -1.537, 4.138),
)
