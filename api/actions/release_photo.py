"""A photo is shown: asked for, decided, written to the audit, and only then opened.

The transaction with the audit entry is over before the first byte is read, and the
gate is asked again when the picture is drawn. What leaves is always drawn anew from a
rendition: no metadata, no trailing bytes, no name. A refusal is an answer with reasons,
raised after its audit entry is kept.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from api.actions.ask_permission import ask
from api.actions.errors import PhotoNotReadyError, RefusedError
from api.actions.let_leave import held_back
from api.actions.meet_obligations import Box, duties_on_photo
from api.actions.services import Services
from api.record import photos, renditions
from api.record.errors import PhotoUnknownError
from api.record.photos import Photo
from api.record.renditions import Rendition
from consent_gate import Actor, Channel, Decision, Permit, Purpose, Refusal
from imaging.encode import encode_jpeg
from imaging.frame import Pixels
from imaging.operations import SURROUND
from imaging.resample import shrink

UNKNOWN = "unknown_photo"
SMALLEST, LARGEST = 64, 2048
"""px of the longer side"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A JPEG that may leave, and the words that must stand beside it."""

    jpeg: bytes
    notices: tuple[str, ...] = ()
    difference: tuple[float, float] | None = None
    """of a difference picture: the CIELAB distances that black and white stand for"""


def release_photo(
    services: Services,
    actor: Actor,
    photo_id: UUID,
    *,
    purpose: Purpose,
    channel: Channel,
    size_px: int,
    action: str = "look",
) -> Picture:
    """The photo for this use, at most `size_px` on its longer side.

    Raises
    ------
    PhotoUnknownError
        There is no such photo in this clinic.
    RefusedError
        The gate says no, or an obligation cannot be met.
    PhotoNotReadyError
        It was not measured yet, or cannot be read.
    """
    kind = "thumbnail" if size_px <= 512 else "screen"
    with services.work(actor) as work:
        decision = ask(work, photo_ids=[photo_id], purpose=purpose, channel=channel, action=action)
        photo = photos.get(work.session, photo_id) if decision.allowed else None
        rendition = renditions.find(work.session, photo_id, kind) if photo else None
        holds_key = photo is not None and photo.wrapped_pixels_key is not None
    if photo is None or not holds_key:
        raise refused(decision)
    if rendition is None:
        raise PhotoNotReadyError(photo_id=photo_id, state=photo.state)
    owed = duties_on_photo(decision.obligations, photo)
    jpeg = services.vault.open_rendition(photo, rendition, permit=Permit(decision), now=services.clock())
    if owed.covers or size_px < max(rendition.width_px, rendition.height_px):
        jpeg = _drawn(services, jpeg, photo, rendition, covers=owed.covers, size_px=size_px)
    if held := held_back(services, actor, decision, jpeg):
        raise refused(held)
    return Picture(jpeg=jpeg, notices=owed.notices)


def refused(decision: Decision) -> Exception:
    """What to raise for a decision that says no; what is not there reads as such."""
    if UNKNOWN in decision.codes or not decision.refusals:
        return PhotoUnknownError(decision.photo_ids[0] if decision.photo_ids else "?")
    return RefusedError(refusals_values(sorted(decision.refusals)))


def refusals_values(refusals: Sequence[Refusal]) -> list[dict[str, Any]]:
    """Refusals as JSON."""
    return [
        {
            "code": refusal.code,
            "sentence": refusal.sentence,
            "mend": refusal.mend,
            "rule": refusal.rule or None,
        }
        for refusal in refusals
    ]


def cover(pixels: Pixels, boxes: Sequence[Box], *, scale: float) -> None:
    """Paint boxes of the full-size photo on these pixels, which are `scale` times as large."""
    for x, y, width, height in boxes:
        top, left = max(0, int(y * scale)), max(0, int(x * scale))
        pixels[top : max(0, int((y + height) * scale) + 1), left : max(0, int((x + width) * scale) + 1)] = (
            SURROUND
        )


def _drawn(
    services: Services,
    jpeg: bytes,
    photo: Photo,
    rendition: Rendition,
    *,
    covers: Sequence[Box],
    size_px: int,
) -> bytes:
    pixels = services.sandbox.read(jpeg).frame.pixels
    factor = min(1.0, size_px / max(rendition.width_px, rendition.height_px))
    drawn = shrink(pixels, factor=factor).copy()
    cover(drawn, covers, scale=drawn.shape[1] / photo.width_px)
    return encode_jpeg(drawn, quality=90)
