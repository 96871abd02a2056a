"""When a photo was taken: three clocks, all kept, one used.

What the device or a person said wins, then the camera, then the moment of
arrival. A camera without a time zone is taken to show the clinic's time, and
flagged. A time that cannot be right is never used: said aloud it is refused,
written by the camera it is refused unless someone says the right one.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from api.actions.errors import ClockInFutureError
from api.actions.photo_words import CLOCK_IMPLAUSIBLE, CLOCK_IN_FUTURE, ZONE_UNKNOWN
from imaging.exif import Metadata

TOLERANCE = timedelta(minutes=5)
"""clocks of tablets and servers drift this far"""
WIDEST_ZONE = timedelta(hours=14)
"""a camera without zone may show the time of the easternmost one"""
FIRST_YEAR = 1990
"""no digital camera was in a clinic before; a clock that says so was never set"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """The clocks of one photo, and which one counts."""

    taken_at: datetime
    source: str
    device: datetime | None
    exif: datetime | None
    exif_zone: str | None
    flags: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Camera:
    """What the camera's clock said: as kept, as believed, and the earliest moment that it can mean."""

    kept: datetime
    believed: datetime
    earliest: datetime
    has_zone: bool


def times_of(
    metadata: Metadata, *, said: datetime | None, clinic_zone: str, now: datetime, accepted: bool
) -> Times:
    """When the photo was taken.

    Parameters
    ----------
    said
        The time that came with the upload, aware.
    clinic_zone
        IANA name of the clinic's time zone.
    accepted
        Someone keeps it although its clock is ahead, and says why.

    Raises
    ------
    ClockInFutureError
        The time that would count lies in the future.
    """
    latest = now + TOLERANCE
    camera = _camera(metadata, clinic_zone)
    counts, where = (said, "taken_at") if said else (camera.earliest if camera else None, "exif")
    if counts is not None and counts > latest and not accepted:
        raise ClockInFutureError(where=where, taken_at=counts, now=now)
    flags = []
    if (said and said > latest) or (camera and camera.earliest > latest):
        flags.append(CLOCK_IN_FUTURE)
    if camera and camera.kept.year < FIRST_YEAR:
        flags.append(CLOCK_IMPLAUSIBLE)
    taken_at, source = now, "received"
    if said and said <= latest:
        taken_at, source = said, "device"
    elif camera and not flags:
        taken_at, source = min(camera.believed, now), "exif"
        flags += [] if camera.has_zone else [ZONE_UNKNOWN]
    return Times(
        taken_at=taken_at.astimezone(UTC),
        source=source,
        device=said.astimezone(UTC) if said else None,
        exif=camera.kept.astimezone(UTC) if camera else None,
        exif_zone=metadata.zone if camera else None,
        flags=tuple(flags),
    )


def _camera(metadata: Metadata, clinic_zone: str) -> _Camera | None:
    seen = metadata.taken_at
    if seen is None:
        return None
    if seen.tzinfo is not None:
        return _Camera(kept=seen, believed=seen, earliest=seen, has_zone=True)
    kept = seen.replace(tzinfo=UTC)
    believed = seen.replace(tzinfo=_zone(clinic_zone))
    return _Camera(kept=kept, believed=believed, earliest=kept - WIDEST_ZONE, has_zone=False)


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")
