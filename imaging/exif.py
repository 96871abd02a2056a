"""What the camera wrote beside the picture, as far as it can be believed.

The EXIF block is found by our own header parser and handed to exifread without its container, without maker
notes and without the embedded thumbnail. A field that is absent or makes no sense is None, never a guess; a
block that cannot be read is `unreadable`, which is not the same as `absent`. Where the photo was taken
stands apart in `gps`, so that serving the rest cannot serve it. Names and serial numbers are not read at all.
"""

import io
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any

import exifread

from imaging.header import DEFAULT_LIMITS, Limits, read_layout

UNKNOWN_ZONE = "unknown"

_MAX_EXIF_BYTES = 2_000_000  # JPEG holds 64 kB; a TIFF file is its own block and is read by its directories
_MAX_TEXT = 120
_TIME = re.compile(r"(\d{4})[:\-/](\d\d)[:\-/](\d\d)[ T](\d\d):(\d\d):(\d\d)")
_ZONE = re.compile(r"([+-])(\d\d):(\d\d)")
_UNPRINTABLE = re.compile(r"[^\x20-\x7e\xa0-\U0010ffff]")
# Original: when the shutter opened. Digitized: the same on a digital camera. The plain DateTime is when a
# program last changed the file, which is no answer.
_TIMES = (
    ("EXIF DateTimeOriginal", "EXIF SubSecTimeOriginal", "EXIF OffsetTimeOriginal"),
    ("EXIF DateTimeDigitized", "EXIF SubSecTimeDigitized", "EXIF OffsetTimeDigitized"),
)

# What it finds broken is told by `Metadata.state`, not on the console.
exifread.logger.disabled = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Gps:
    """Where the photo was taken: WGS 84 degrees, north and east positive; metres above the sea."""

    latitude_deg: float
    longitude_deg: float
    altitude_m: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """The camera's own words; None is unknown.

    Attributes
    ----------
    state
        `read`, `absent` or `unreadable`.
    taken_at
        With a time zone when the camera wrote one, else the naive time on its clock.
    zone
        `+02:00`, or `unknown`.
    focal_length_35mm
        Focal length that gives the same angle on 24 x 36 mm film.
    """

    state: str = "absent"
    taken_at: datetime | None = None
    zone: str = UNKNOWN_ZONE
    camera_make: str | None = None
    camera_model: str | None = None
    lens: str | None = None
    software: str | None = None
    focal_length_mm: float | None = None
    focal_length_35mm: float | None = None
    exposure_time_s: float | None = None
    f_number: float | None = None
    iso: float | None = None
    exposure_bias_ev: float | None = None
    subject_distance_m: float | None = None
    digital_zoom: float | None = None
    flash_fired: bool | None = None
    white_balance: str | None = None
    gps: Gps | None = None


def read_metadata(data: bytes, *, limits: Limits = DEFAULT_LIMITS) -> Metadata:
    """What the camera wrote into a file.

    Raises
    ------
    ImagingError
        What `read_header` raises. Broken metadata in a sound file raises nothing: it is `unreadable`.
    """
    layout = read_layout(data, limits=limits)
    block = layout.exif
    if block is None:
        return Metadata()
    if layout.format != "tiff" and len(block) > _MAX_EXIF_BYTES:
        return Metadata(state="unreadable")
    try:
        tags = exifread.process_file(io.BytesIO(block), details=False, extract_thumbnail=False)
        return _metadata(tags) if tags else Metadata(state="unreadable")
    except ImportError:
        raise  # our own trouble, not the file's
    except Exception:  # noqa: BLE001 - exifread raises whatever a broken block makes Python raise
        return Metadata(state="unreadable")


def _metadata(tags: Mapping[str, Any]) -> Metadata:
    taken_at, zone = _taken(tags)
    flash = _number(tags, "EXIF Flash")
    balance = _number(tags, "EXIF WhiteBalance")
    return Metadata(
        state="read",
        taken_at=taken_at,
        zone=zone,
        camera_make=_text(tags, "Image Make"),
        camera_model=_text(tags, "Image Model"),
        lens=_text(tags, "EXIF LensModel"),
        software=_text(tags, "Image Software"),
        focal_length_mm=_positive(tags, "EXIF FocalLength"),
        focal_length_35mm=_positive(tags, "EXIF FocalLengthIn35mmFilm"),
        exposure_time_s=_positive(tags, "EXIF ExposureTime"),
        f_number=_positive(tags, "EXIF FNumber"),
        iso=_positive(tags, "EXIF ISOSpeedRatings"),
        exposure_bias_ev=_number(tags, "EXIF ExposureBiasValue"),
        subject_distance_m=_positive(tags, "EXIF SubjectDistance"),
        digital_zoom=_positive(tags, "EXIF DigitalZoomRatio"),
        flash_fired=None if flash is None else bool(int(flash) & 1),
        white_balance=None if balance is None else {0.0: "auto", 1.0: "manual"}.get(balance),
        gps=_gps(tags),
    )


def _taken(tags: Mapping[str, Any]) -> tuple[datetime | None, str]:
    for name, subsecond, offset in _TIMES:
        moment = _moment(_text(tags, name), _text(tags, subsecond))
        if moment is None:
            continue
        zone = _ZONE.fullmatch(_text(tags, offset) or "")
        if zone is None:
            return moment, UNKNOWN_ZONE
        sign = -1 if zone[1] == "-" else 1
        away = sign * timedelta(hours=int(zone[2]), minutes=int(zone[3]))
        if abs(away) > timedelta(hours=14):  # no clock on earth
            return moment, UNKNOWN_ZONE
        return moment.replace(tzinfo=timezone(away)), zone[0]
    return None, UNKNOWN_ZONE


def _moment(text: str | None, subsecond: str | None) -> datetime | None:
    found = _TIME.match(text or "")
    if found is None:
        return None
    digits = subsecond if subsecond is not None and subsecond.isascii() and subsecond.isdigit() else "0"
    try:
        # The zone is another field; without it the time stays what the camera's clock showed.
        moment = datetime.strptime(" ".join(found.groups()), "%Y %m %d %H %M %S")  # noqa: DTZ007
    except ValueError:
        return None
    return moment.replace(microsecond=int(digits[:6].ljust(6, "0")))


def _text(tags: Mapping[str, Any], name: str) -> str | None:
    value = getattr(tags.get(name), "values", None)
    if not isinstance(value, str):
        return None
    return _UNPRINTABLE.sub("", value.partition("\0")[0])[:_MAX_TEXT].strip() or None


def _numbers(tags: Mapping[str, Any], name: str) -> list[float]:
    values = getattr(tags.get(name), "values", None)
    if not isinstance(values, list):
        return []
    try:
        numbers = [float(value) for value in values[:8]]
    except (TypeError, ValueError, ArithmeticError):
        return []
    return numbers if all(math.isfinite(number) for number in numbers) else []


def _number(tags: Mapping[str, Any], name: str) -> float | None:
    return next(iter(_numbers(tags, name)), None)


def _positive(tags: Mapping[str, Any], name: str) -> float | None:
    """Zero is how cameras write that they do not know."""
    number = _number(tags, name)
    return number if number is not None and number > 0 else None


def _gps(tags: Mapping[str, Any]) -> Gps | None:
    latitude = _degrees(tags, "GPS GPSLatitude", negative="S", most=90)
    longitude = _degrees(tags, "GPS GPSLongitude", negative="W", most=180)
    if latitude is None or longitude is None:
        return None
    altitude = _number(tags, "GPS GPSAltitude")
    if altitude is not None and _number(tags, "GPS GPSAltitudeRef") == 1:
        altitude = -altitude
    return Gps(latitude_deg=latitude, longitude_deg=longitude, altitude_m=altitude)


def _degrees(tags: Mapping[str, Any], name: str, *, negative: str, most: int) -> float | None:
    parts = _numbers(tags, name)
    if len(parts) != 3 or min(parts) < 0:
        return None
    degrees = parts[0] + parts[1] / 60 + parts[2] / 3600
    if degrees > most:
        return None
    return -degrees if _text(tags, f"{name}Ref") == negative else degrees
