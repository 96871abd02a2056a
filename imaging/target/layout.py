"""What stands where on the printed target, in millimetres from its top left corner: `(x, y)`, y down.

Four markers of a coded family at the corners (any three of them place the sheet), a field to stick an 18 %
grey card on, six steps of printer's grey, a ruler of 50 mm. The printed greys are of unknown pigment, so they
are no colour reference: two photos of the same sheet are compared by them, and nothing is corrected to them.
"""

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np

WIDTH_MM, HEIGHT_MM = 110.0, 74.0
FAMILY: Final = cv2.aruco.DICT_5X5_50
MARKER_MM = 16.0
MODULES = 7  # a side: five of code, and the black border
MARKERS: dict[int, tuple[float, float]] = {40: (6, 6), 41: (88, 6), 42: (88, 52), 43: (6, 52)}
"""top left corner of each marker"""

CARD_MM = (30.0, 8.0, 50.0, 34.0)  # x, y, width, height of the field for a grey card
CARD_RIM_MM = 7.0  # of the field that is not measured: a card may be smaller or lie askew
STEPS = (1.0, 0.8, 0.6, 0.4, 0.2, 0.0)  # sRGB, R = G = B, 0-1
STEP_MM = (28.0, 45.0, 9.0, 9.0)  # the first; the others follow to the right
PAPER_MM = (
    (24.5, 10.0, 4.0, 10.0),
    (81.5, 10.0, 4.0, 10.0),
    (6.0, 30.0, 14.0, 14.0),
    (90.0, 30.0, 14.0, 14.0),
)
RULER_MM = (30.0, 57.0, 50.0)  # x, y, length


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A rectangle in one grey (0 black, 1 white)."""

    x: float
    y: float
    width: float
    height: float
    grey: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """A line of text, its baseline starting at `(x, y)`; `size` is the height of a line, mm."""

    x: float
    y: float
    size: float
    text: str


def blocks() -> list[Block]:
    """Everything on the target but the words, in the order in which it is painted."""
    drawn = [
        Block(x=0, y=0, width=WIDTH_MM, height=HEIGHT_MM, grey=1.0),
        *_frame(0, 0, WIDTH_MM, HEIGHT_MM, 0.7),
    ]
    for number, (x, y) in MARKERS.items():
        drawn += _marker(number, x, y)
    drawn += _frame(*CARD_MM, 0.7)
    x, y, width, height = STEP_MM
    drawn += [Block(x=x + i * width, y=y, width=width, height=height, grey=g) for i, g in enumerate(STEPS)]
    drawn += _frame(x, y, width * len(STEPS), height, 0.7)
    return drawn + _ruler()


def words() -> list[Words]:
    """The text on the target."""
    x, y, length = RULER_MM
    numbers = [
        Words(x=x + at - 0.9, y=y + 8.2, size=2.6, text=str(at)) for at in range(0, int(length) + 1, 10)
    ]
    return [
        *numbers,
        Words(x=39.5, y=26.0, size=3.2, text="18 % grey card here"),
        Words(x=27.0, y=71.0, size=2.6, text="Print at 100 %: 0 to 50 must measure 50.0 mm."),
    ]


def marker_corners(number: int) -> list[tuple[float, float]]:
    """Corners of a marker, clockwise from the top left, mm."""
    x, y = MARKERS[number]
    return [(x, y), (x + MARKER_MM, y), (x + MARKER_MM, y + MARKER_MM), (x, y + MARKER_MM)]


def _marker(number: int, x: float, y: float) -> list[Block]:
    family = cv2.aruco.getPredefinedDictionary(FAMILY)
    code = np.asarray(cv2.aruco.generateImageMarker(family, number, MODULES))
    side = MARKER_MM / MODULES
    lit = [
        Block(x=x + column * side, y=y + row * side, width=side, height=side, grey=1.0)
        for row, column in np.argwhere(code > 0).tolist()
    ]
    return [Block(x=x, y=y, width=MARKER_MM, height=MARKER_MM), *lit]


def _frame(x: float, y: float, width: float, height: float, grey: float) -> list[Block]:
    line = 0.2
    return [
        Block(x=x, y=y, width=width, height=line, grey=grey),
        Block(x=x, y=y + height - line, width=width, height=line, grey=grey),
        Block(x=x, y=y, width=line, height=height, grey=grey),
        Block(x=x + width - line, y=y, width=line, height=height, grey=grey),
    ]


def _ruler() -> list[Block]:
    """A tick's left edge is its place."""
    x, y, length = RULER_MM
    ticks = []
    for at in range(int(length) + 1):
        height = 5.0 if at % 10 == 0 else 3.5 if at % 5 == 0 else 2.0
        ticks.append(Block(x=x + at, y=y, width=0.2, height=height))
    return [*ticks, Block(x=x, y=y, width=length + 0.2, height=0.2)]
