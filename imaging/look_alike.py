"""Whether two files show the same picture: 64 bits of the whole frame, which outlive JPEG, size, exposure.

It is a print of the frame, not of the face: the signs of its lowest frequencies (DCT), as anyone would get
from any picture. Two photos of one patient taken in turn differ by far more than two copies of one photo,
and nobody can be found by it.
"""

from typing import Final

import cv2
import numpy as np

from imaging.frame import Pixels

BITS: Final = 64
# Of 64. Rendered heads: a copy in another size, quality or exposure differs by 0-1, the next shot of a head
# that hardly moved by 0-8. So a near-duplicate is a copy or a burst; which of the two, only the bytes say.
ALIKE_BITS: Final = 4
_SIDE_PX: Final = 32
_KEPT: Final = 9  # frequencies each way, of which the first row and column are left out


def frame_print(pixels: Pixels) -> str | None:
    """16 hexadecimal digits of `(H, W, 3)` uint8; None for a blank picture, which is like any other."""
    grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    small = np.asarray(cv2.resize(grey, (_SIDE_PX, _SIDE_PX), interpolation=cv2.INTER_AREA), np.float32)
    if float(small.std()) < 2:
        return None
    low = np.asarray(cv2.dct(small))[1:_KEPT, 1:_KEPT].ravel()
    bits = low > np.median(low)
    return f"{int.from_bytes(np.packbits(bits).tobytes(), 'big'):016x}"


def bits_apart(first: str, second: str) -> int:
    """In how many of 64 bits two prints differ."""
    return (int(first, 16) ^ int(second, 16)).bit_count()


def looks_alike(first: str | None, second: str | None) -> bool | None:
    """Whether two prints are near-duplicates; None when one of them is unknown."""
    return None if first is None or second is None else bits_apart(first, second) <= ALIKE_BITS
