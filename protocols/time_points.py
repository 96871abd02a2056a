"""When the photo of a planned time point is due, counted in days from the baseline.

A time point is what the clinic planned a visit for: `baseline`, `immediate`, or a number with its unit
such as `2_weeks`, `3_months`. The window is a quarter of the interval to either side, and at least three
days: wide enough for an appointment that moved, too narrow for another time point. A protocol that names
its own window goes first.
"""

import re

from protocols.grade import Window

TIME_POINT = r"^(?:baseline|immediate|([1-9][0-9]{0,3})_(day|week|month|year)s?)$"
"""how a time point is written, in every part of the product"""

_DAYS = {"day": 1.0, "week": 7.0, "month": 30.4, "year": 365.25}
_SHARE = 0.25
_LEAST_DAYS = 3.0


def due_window(before: str | None, after: str | None) -> Window | None:
    """First and last day on which the later photo is due; None when that was not planned from a baseline."""
    planned = _planned_days(after)
    if before != "baseline" or planned is None:
        return None
    leeway = max(_LEAST_DAYS, _SHARE * planned)
    return (max(1.0, planned - leeway), planned + leeway)


def _planned_days(time_point: str | None) -> float | None:
    written = re.fullmatch(TIME_POINT, time_point or "")
    if written is None or written[1] is None:
        return None
    return int(written[1]) * _DAYS[written[2]]
