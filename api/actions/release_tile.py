"""A part of a photo leaves: decided at this moment, drawn as asked, in clean bytes."""

from collections.abc import Callable

import cv2
import numpy as np

from api.actions.errors import BadTileRequestError
from api.actions.iiif import TileRequest, parse
from api.actions.let_leave import held_back
from api.actions.look_closely import Shown, draw, shown_now
from api.actions.release_photo import refused
from api.actions.services import Services
from consent_gate import Actor
from imaging.encode import encode_jpeg, encode_png, encode_webp
from imaging.frame import Pixels

_ENCODERS: dict[str, Callable[[Pixels], bytes]] = {"jpg": encode_jpeg, "webp": encode_webp, "png": encode_png}

_MIDDLE = 128  # bitonal: black below, white from here on


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
    turned = np.ascontiguousarray(np.rot90(_in(request.quality, pixels), -request.quarter_turns))
    data = _ENCODERS[request.format](turned)
    if held := held_back(services, actor, shown.permit.decision, data, is_put_down=True):
        raise refused(held)
    return data, shown


def _in(quality: str, pixels: Pixels) -> Pixels:
    if quality not in {"gray", "bitonal"}:
        return pixels
    grey = np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), np.uint8)
    if quality == "bitonal":
        grey = np.where(grey < _MIDDLE, 0, 255).astype(np.uint8)
    return np.repeat(grey[:, :, None], 3, axis=2)


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
