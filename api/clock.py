"""The one place that reads the time; everyone else is given it.

Times are aware and in UTC. The record never orders by this clock alone: it may
jump (a tablet's battery, a wrong zone), so what must be in order is numbered.
"""

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]


def now() -> datetime:
    """The present, aware, in UTC."""
    return datetime.now(UTC)  # noqa: TID251 - the one clock
