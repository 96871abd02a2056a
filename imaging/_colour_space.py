"""Which colour space a file's numbers are in, and whether it reaches beyond sRGB.

In order: an embedded ICC profile; primaries that the container states (ITU-T H.273); EXIF's mark for Adobe
RGB (DCF 2.0, 4.6.4); else sRGB, as every viewer takes it.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from imaging._headers.layout import Layout, number
from imaging._headers.tiff import is_adobe_rgb
from imaging.errors import UndecodableImageError

Matrix = NDArray[np.floating[Any]]

# Chromaticities x, y of red, green, blue; all have a D65 white point.
_PRIMARIES = {
    1: ((0.640, 0.330), (0.300, 0.600), (0.150, 0.060)),
    9: ((0.708, 0.292), (0.170, 0.797), (0.131, 0.046)),
    12: ((0.680, 0.320), (0.265, 0.690), (0.150, 0.060)),
    -1: ((0.640, 0.330), (0.210, 0.710), (0.150, 0.060)),
}
_NAMES = {9: "BT.2020", 12: "Display P3", -1: "Adobe RGB (1998)"}
_ADOBE_RGB = -1
_ADOBE_GAMMA = 563 / 256  # Adobe RGB (1998) Color Image Encoding, 4.3.4.2
_D65 = (0.3127, 0.3290)
_PQ = 16  # absolute luminance: needs a tone curve that nobody agreed on
_OUTSIDE = -0.02  # linear sRGB of a primary; rounding in a profile of sRGB itself stays within
# XYZ at D50, as profiles hold it, to linear sRGB (sRGB2014.icc, inverted).
_SRGB_FROM_D50 = np.array([[3.1341, -1.6174, -0.4907], [-0.9788, 1.9163, 0.0335], [0.0720, -0.2290, 1.4057]])


@dataclass(frozen=True, slots=True, kw_only=True)
class ColourSpace:
    """What the stored numbers mean.

    Attributes
    ----------
    name
        As the profile or the standard calls it; None for sRGB by default.
    channels
        `rgb`, `cmyk`, `grey` or `other`: what an embedded profile is for; None without one.
    wide
        Some of its colours lie outside sRGB (told for RGB spaces only).
    to_srgb
        Linear RGB to linear sRGB; None when a profile says it better, or nothing is to be done.
    gamma
        Of the stored numbers, where `to_srgb` applies; None for sRGB's own curve.
    high_range
        The numbers are absolute luminance, not something a screen shows as it is.
    """

    name: str | None = None
    channels: str | None = None
    wide: bool = False
    to_srgb: Matrix | None = None
    gamma: float | None = None
    high_range: bool = False


def colour_space(layout: Layout) -> ColourSpace:
    """The colour space of the picture that `layout` describes."""
    if layout.profile is not None:
        return _of_profile(layout.profile)
    primaries, transfer = layout.cicp or (1, 13)
    if primaries in _NAMES:
        return ColourSpace(
            name=_NAMES[primaries], wide=True, to_srgb=_to_srgb(primaries), high_range=transfer == _PQ
        )
    if transfer == _PQ:
        return ColourSpace(name="PQ", high_range=True)
    if is_adobe_rgb(layout.exif):
        return ColourSpace(
            name=_NAMES[_ADOBE_RGB], wide=True, to_srgb=_to_srgb(_ADOBE_RGB), gamma=_ADOBE_GAMMA
        )
    return ColourSpace()


def _of_profile(profile: bytes) -> ColourSpace:
    channels = {b"RGB ": "rgb", b"CMYK": "cmyk", b"GRAY": "grey"}.get(profile[16:20], "other")
    try:
        tags = _tags(profile)
        name = _text(tags.get(b"desc", b""))
        columns = [_xyz(tags[tag]) for tag in (b"rXYZ", b"gXYZ", b"bXYZ") if tag in tags]
    except (UndecodableImageError, UnicodeDecodeError):
        return ColourSpace(name="unnamed", channels=channels)
    primaries = _SRGB_FROM_D50 @ np.array(columns).T if len(columns) == 3 else np.zeros((3, 3))
    return ColourSpace(name=name, channels=channels, wide=bool(primaries.min() < _OUTSIDE))


def _tags(profile: bytes) -> dict[bytes, bytes]:
    count = min(number(profile, 128, 4), 100)  # ICC.1 knows fewer than 60
    entries = (profile[132 + 12 * i : 144 + 12 * i] for i in range(count))
    return {e[:4]: profile[number(e, 4, 4) : number(e, 4, 4) + number(e, 8, 4)] for e in entries}


def _text(tag: bytes) -> str:
    """A profile's description, version 2 (`desc`) or 4 (`mluc`, first language)."""
    if tag[:4] == b"desc":
        return tag[12 : 12 + min(number(tag, 8, 4), 100)].rstrip(b"\0").decode("ascii") or "unnamed"
    if tag[:4] == b"mluc":
        length, start = number(tag, 20, 4), number(tag, 24, 4)
        return tag[start : start + min(length, 200)].decode("utf-16-be").rstrip("\0") or "unnamed"
    return "unnamed"


def _xyz(tag: bytes) -> tuple[float, ...]:
    return tuple(int.from_bytes(tag[at : at + 4], "big", signed=True) / 65536 for at in (8, 12, 16))


def _to_srgb(primaries: int) -> Matrix:
    return np.linalg.inv(_to_xyz(_PRIMARIES[1])) @ _to_xyz(_PRIMARIES[primaries])


def _to_xyz(primaries: tuple[tuple[float, float], ...]) -> Matrix:
    """Linear RGB to XYZ: each primary scaled so that together they make the white point."""
    columns = np.array([(x / y, 1.0, (1 - x - y) / y) for x, y in primaries]).T
    white = np.array([_D65[0] / _D65[1], 1.0, (1 - sum(_D65)) / _D65[1]])
    return np.asarray(columns * np.linalg.solve(columns, white))
