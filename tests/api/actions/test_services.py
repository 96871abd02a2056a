"""One photo is searched for a face once, however often it is looked at."""

import numpy as np
from numpy.typing import NDArray

from api.actions.services import FACES_AT_HAND, SharedFinder
from imaging.landmarks import Face


class CountingFinder:
    def __init__(self) -> None:
        self.searches = 0

    def find(self, pixels: NDArray[np.uint8]) -> Face | None:
        self.searches += 1


def grey(level: int, height: int = 4) -> NDArray[np.uint8]:
    return np.full((height, 16 // height, 3), level, dtype=np.uint8)


def test_the_same_pixels_are_searched_once() -> None:
    counting = CountingFinder()
    finder = SharedFinder(lambda: counting)

    finder.find(grey(90))
    finder.find(grey(90))

    assert counting.searches == 1


def test_pixels_of_another_shape_are_another_photo() -> None:
    counting = CountingFinder()
    finder = SharedFinder(lambda: counting)

    finder.find(grey(90, height=4))
    finder.find(grey(90, height=2))

    assert counting.searches == 2


def test_the_oldest_answer_goes_first() -> None:
    counting = CountingFinder()
    finder = SharedFinder(lambda: counting)

    for level in range(FACES_AT_HAND + 1):
        finder.find(grey(level))
    finder.find(grey(FACES_AT_HAND))
    finder.find(grey(0))

    assert counting.searches == FACES_AT_HAND + 2
