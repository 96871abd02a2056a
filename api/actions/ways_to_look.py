"""Which ways to look a pair allows, by its grade: a difference is drawn of a comparable pair only.

Where light, colour or pose differ beyond their limits, or are not known, a difference shows the
cameras and is read as the patient (law 6).
"""

from typing import Final

from api.actions.errors import NotComparableError
from protocols.grade import Level

DIFFERENCE_LEVELS: Final = frozenset({Level.GREEN, Level.AMBER})
"""of the whole, for which a difference is drawn"""


def demand_comparable(mode: str, overall: str) -> None:
    """Raise NotComparableError where this way to look needs a better pair than this one."""
    if mode == "difference" and overall not in DIFFERENCE_LEVELS:
        raise NotComparableError(overall=overall)
