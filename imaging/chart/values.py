"""Published colours of the classic 24-patch chart, and CIELAB (D50) to linear sRGB and back.

Two lists that are never mixed: the maker changed the pigments in November 2014, and the two differ by up
to 2 dE00 (white 9.5). Both are L*a*b* for D50 and the 2 degree observer, dark skin first, row by row.
Patch 18 (cyan) lies just outside sRGB: its linear red is below 0, and is kept so.
"""

from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Reference = Literal["before_2014_11", "since_2014_11"]
REFERENCES: tuple[Reference, ...] = get_args(Reference)
SOURCES: dict[Reference, str] = {
    "before_2014_11": "X-Rite, L*a*b* D50 of the classic chart made before November 2014",
    "since_2014_11": "X-Rite, L*a*b* D50 of the classic chart made in or after November 2014",
}

COLUMNS, ROWS = 6, 4
PATCHES = COLUMNS * ROWS
NEUTRALS = slice(18, 24)  # white 9.5 down to black 2

BEFORE_2014_11: Floats = np.array(
    [
        [37.986, 13.555, 14.059], [65.711, 18.130, 17.810], [49.927, -4.880, -21.925],
        [43.139, -13.095, 21.905], [55.112, 8.844, -25.399], [70.719, -33.397, -0.199],
        [62.661, 36.067, 57.096], [40.020, 10.410, -45.964], [51.124, 48.239, 16.248],
        [30.325, 22.976, -21.587], [72.532, -23.709, 57.255], [71.941, 19.363, 67.857],
        [28.778, 14.179, -50.297], [55.261, -38.342, 31.370], [42.101, 53.378, 28.190],
        [81.733, 4.039, 79.819], [51.935, 49.986, -14.574], [51.038, -28.631, -28.638],
        [96.539, -0.425, 1.186], [81.257, -0.638, -0.335], [66.766, -0.734, -0.504],
        [50.867, -0.153, -0.270], [35.656, -0.421, -1.231], [20.461, -0.079, -0.973],
    ]
)  # fmt: skip
SINCE_2014_11: Floats = np.array(
    [
        [37.54, 14.37, 14.92], [64.66, 19.27, 17.50], [49.32, -3.82, -22.54],
        [43.46, -12.74, 22.72], [54.94, 9.61, -24.79], [70.48, -32.26, -0.37],
        [62.73, 35.83, 56.50], [39.43, 10.75, -45.17], [50.57, 48.64, 16.67],
        [30.10, 22.54, -20.87], [71.77, -24.13, 58.19], [71.51, 18.24, 67.37],
        [28.37, 15.42, -49.80], [54.38, -39.72, 32.27], [42.43, 51.05, 28.62],
        [81.80, 2.67, 80.41], [50.63, 51.28, -14.12], [49.57, -29.71, -28.32],
        [95.19, -1.03, 2.93], [81.29, -0.57, 0.44], [66.89, -0.75, -0.06],
        [50.76, -0.13, 0.14], [35.63, -0.46, -0.48], [20.64, 0.07, -0.46],
    ]
)  # fmt: skip
LAB: dict[Reference, Floats] = {"before_2014_11": BEFORE_2014_11, "since_2014_11": SINCE_2014_11}

_WHITE_D50 = np.array([0.96422, 1.0, 0.82521])
# Bradford, D65 to D50.
_D65_TO_D50 = np.array(
    [
        [1.0478112, 0.0228866, -0.0501270],
        [0.0295424, 0.9904844, -0.0170491],
        [-0.0092345, 0.0150436, 0.7521316],
    ]
)
_XYZ_TO_RGB = np.array(
    [
        [3.2404542, -1.5371385, -0.4985314],
        [-0.9692660, 1.8760108, 0.0415560],
        [0.0556434, -0.2040259, 1.0572252],
    ]
)
# Carry rows: linear sRGB (..., 3) to XYZ over its white, D50; and from those to L*a*b* without the -16.
TO_RELATIVE_XYZ: Floats = np.linalg.inv(_XYZ_TO_RGB).T @ _D65_TO_D50.T / _WHITE_D50
TO_LAB: Floats = np.array([[0.0, 500.0, 0.0], [116.0, -500.0, 200.0], [0.0, 0.0, -200.0]])
BEND, SLOPE = 216 / 24389, 24389 / 27  # where L* leaves the cube root (CIE 15)


def to_linear_rgb(lab: Floats) -> Floats:
    """Linear sRGB (..., 3) of L*a*b* (D50); may lie outside 0-1."""
    f_y = (lab[..., 0] + 16) / 116
    f = np.stack([f_y + lab[..., 1] / 500, f_y, f_y - lab[..., 2] / 200], axis=-1)
    relative = np.where(f**3 > BEND, f**3, (116 * f - 16) / SLOPE)
    return np.asarray(relative @ np.linalg.inv(TO_RELATIVE_XYZ))


def to_lab_d50(linear: Floats) -> Floats:
    """L*a*b* (D50), shape (..., 3), of linear sRGB; values outside 0-1 are taken as they are."""
    relative = linear @ TO_RELATIVE_XYZ
    f = np.where(relative > BEND, np.cbrt(np.maximum(relative, 0)), (relative * SLOPE + 16) / 116)
    return np.asarray(f @ TO_LAB - np.array([16.0, 0.0, 0.0]))
