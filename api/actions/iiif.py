"""The grammar of the IIIF Image API 3, for pictures that are measured by: what is asked, and what can be.

    {region}/{size}/{rotation}/{quality}.{format}

Level 2, but for what would show what is not there. Nothing is enlarged or mirrored. A pair is not
distorted; one photo alone can be, when both sides are named, as the standard demands.
"""

import math
import re
from dataclasses import dataclass
from typing import Any, Final

from api.actions.errors import BadTileRequestError
from imaging.tile import Box

TILE_PX: Final = 512
MOST_PX: Final = 4096
"""px of either side of one answer; more comes as tiles"""
CONTEXT: Final = "http://iiif.io/api/image/3/context.json"
QUALITIES: Final = ("default", "color", "gray", "bitonal")
FORMATS: Final = {"jpg": "image/jpeg", "webp": "image/webp", "png": "image/png"}
_NUMBER = r"(\d+(?:\.\d+)?)"


@dataclass(frozen=True, slots=True, kw_only=True)
class TileRequest:
    """A part of a picture: `box` of the whole, at `size_px` before it is turned."""

    box: Box
    size_px: tuple[int, int]
    quarter_turns: int  # clockwise
    quality: str
    format: str


def parse(
    region: str, size: str, rotation: str, quality: str, suffix: str, *, whole_px: tuple[int, int]
) -> TileRequest:
    """What is asked of a picture of this size.

    Raises
    ------
    BadTileRequestError
        It is not in the grammar, lies outside, or asks for what is not done here.
    """
    box = _region(region, whole_px)
    turns = {"0": 0, "90": 1, "180": 2, "270": 3}.get(rotation)
    if turns is None:
        raise BadTileRequestError(where="rotation", problem="is none of 0, 90, 180, 270")
    if quality not in QUALITIES:
        raise BadTileRequestError(where="quality", problem=f"is none of {', '.join(QUALITIES)}")
    if suffix not in FORMATS:
        raise BadTileRequestError(where="format", problem=f"is none of {', '.join(FORMATS)}")
    wanted = _size(size, box[2:])
    if max(wanted) > MOST_PX:
        raise BadTileRequestError(where="size", problem=f"is more than {MOST_PX} px: ask for parts")
    return TileRequest(box=box, size_px=wanted, quarter_turns=turns, quality=quality, format=suffix)


def info_values(address: str, whole_px: tuple[int, int]) -> dict[str, Any]:
    """`info.json` of a picture at this address."""
    width, height = whole_px
    steps = max(0, math.ceil(math.log2(max(width, height) / TILE_PX)))
    factors = [1 << step for step in range(steps + 1)]
    return {
        "@context": CONTEXT,
        "id": address,
        "type": "ImageService3",
        "protocol": "http://iiif.io/api/image",
        "profile": "level2",
        "width": width,
        "height": height,
        "maxWidth": MOST_PX,
        "maxHeight": MOST_PX,
        "sizes": [
            {"width": -(-width // factor), "height": -(-height // factor)}
            for factor in reversed(factors)
            if max(width, height) <= MOST_PX * factor
        ],
        "tiles": [{"width": TILE_PX, "height": TILE_PX, "scaleFactors": factors}],
        "preferredFormats": ["webp", "jpg"],
        "extraFormats": ["webp"],
        "extraQualities": ["color", "gray", "bitonal"],
    }


def _region(said: str, whole_px: tuple[int, int]) -> Box:
    width, height = whole_px
    if said == "full":
        return 0, 0, width, height
    if said == "square":
        side = min(width, height)
        return (width - side) // 2, (height - side) // 2, side, side
    if pixels := re.fullmatch(r"(\d+),(\d+),(\d+),(\d+)", said):
        x, y, wide, high = (int(part) for part in pixels.groups())
    elif percent := re.fullmatch(rf"pct:{_NUMBER},{_NUMBER},{_NUMBER},{_NUMBER}", said):
        shares = [float(part) / 100 for part in percent.groups()]
        x, wide = round(shares[0] * width), round(shares[2] * width)
        y, high = round(shares[1] * height), round(shares[3] * height)
    else:
        raise BadTileRequestError(where="region", problem="is none of full, square, x,y,w,h, pct:x,y,w,h")
    wide, high = min(wide, width - x), min(high, height - y)
    if wide < 1 or high < 1:
        raise BadTileRequestError(where="region", problem="holds no pixel of the picture")
    return x, y, wide, high


def _size(said: str, part_px: tuple[int, int]) -> tuple[int, int]:
    wide, high = part_px
    if said == "max":
        most = min(1.0, MOST_PX / max(wide, high))
        return _at_least_one(wide * most, high * most)
    if percent := re.fullmatch(rf"pct:{_NUMBER}", said):
        share = float(percent[1]) / 100
        wanted = _at_least_one(wide * share, high * share) if share > 0 else (0, 0)
    elif fit := re.fullmatch(r"!(\d+),(\d+)", said):
        least = min(int(fit[1]) / wide, int(fit[2]) / high, 1.0)
        wanted = _at_least_one(wide * least, high * least) if least > 0 else (0, 0)
    elif sides := re.fullmatch(r"(\d*),(\d*)", said):
        wanted = _sides(sides[1], sides[2], wide, high)
    else:
        raise BadTileRequestError(where="size", problem="is none of max, w,  ,h  pct:n  w,h  !w,h")
    if min(wanted) < 1:
        raise BadTileRequestError(where="size", problem="has no pixel")
    if wanted[0] > wide or wanted[1] > high:
        raise BadTileRequestError(where="size", problem="is larger than the part: nothing is enlarged")
    return wanted


def _sides(across: str, down: str, wide: int, high: int) -> tuple[int, int]:
    if across and down:
        return int(across), int(down)
    if across:
        # Rounded up, as viewers reckon the last tile of a row.
        return int(across), max(1, math.ceil(high * int(across) / wide - 1e-9)) if int(across) else 0
    if down:
        return max(1, math.ceil(wide * int(down) / high - 1e-9)) if int(down) else 0, int(down)
    raise BadTileRequestError(where="size", problem="names no side")


def _at_least_one(width: float, height: float) -> tuple[int, int]:
    return max(1, round(width)), max(1, round(height))
