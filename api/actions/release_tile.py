"""A part of a photo leaves: decided at this moment, drawn as asked, in clean bytes."""

from collections.abc import Callable

import cv2
import numpy as np

from api.actions.errors import BadTileRequestError
from api.actions.iiif import TileRequest, parse
from api.actions.look_closely import Shown, draw, shown_now
from api.actions.services import Services
from consent_gate import Actor
from imaging.encode import encode_jpeg, encode_png, encode_webp
from imaging.frame import Pixels

_ENCODERS: dict[str, Callable[[Pixels], bytes]] = {"jpg": encode_jpeg, "webp": encode_webp, "png": encode_png}


def release_tile(
    services: Services, actor: Actor, ticket: str, *, asked: tuple[str, str, str, str, str]
) -> tuple[bytes, Shown]:
    """The bytes of a part, and what it is a part of.

    Parameters
    ----------
    asked : region, size, rotation, quality, format
        As the IIIF Image API writes them.

    Raises
    ------
    LookUnknownError, PhotoUnknownError, ComparisonUnknownError, RefusedError
        What `shown_now` raises.
    BadTileRequestError
        There is no such part.
    """
    shown = shown_now(services, actor, ticket)
    request = parse(*asked, whole_px=shown.size_px)
    pixels = _drawn(services, shown, request)
    if request.is_grey:
        pixels = np.repeat(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)[:, :, None], 3, axis=2)
    turned = np.ascontiguousarray(np.rot90(pixels, -request.quarter_turns))
    return _ENCODERS[request.format](turned), shown


def _drawn(services: Services, shown: Shown, request: TileRequest) -> Pixels:
    try:
        return draw(services, shown, request.box, request.size_px)
    except ValueError as error:
        if shown.is_pair:
            raise BadTileRequestError(
                where="size", problem="would distort a pair, which is measured by"
            ) from error
    # One photo alone, both sides named: the standard wants exactly these, so it is squeezed from a true one.
    (_, _, wide, high), (width, height) = request.box, request.size_px
    fit = max(width / wide, height / high)
    true = draw(services, shown, request.box, (max(1, round(wide * fit)), max(1, round(high * fit))))
    return np.asarray(cv2.resize(true, (width, height), interpolation=cv2.INTER_AREA), np.uint8)
