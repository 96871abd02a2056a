"""Frames of a series as a film: one after the other, cut, never faded, each with its date beside it.

Animated WebP always; MP4 where PyAV is installed. Both hold the frames and nothing else: no metadata,
no sound. Faces and skin are shown as they were taken: there is no frame between two frames.
"""

import io
from collections.abc import Sequence
from fractions import Fraction

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from imaging.errors import FilmSupportMissingError
from imaging.frame import Pixels

FRAME_MS = 1200  # long enough to look at one place; well below 3 flashes a second
MOST_FRAMES = 120
_QUALITY = 85
_CRF = "18"
_STRIP, _INK, _SOFT = 32, 245, 190


def dated(pixels: Pixels, *, headline: str, line: str = "") -> Pixels:
    """The picture above a strip with its date: beside it, never on it."""
    width = pixels.shape[1]
    size = max(12, min(28, width // 24))
    height = round(size * 3.4)
    strip = Image.new("RGB", (width, height), (_STRIP,) * 3)
    pen = ImageDraw.Draw(strip)
    pen.text((size, size * 0.4), headline, font=ImageFont.load_default(round(size * 1.2)), fill=(_INK,) * 3)
    pen.text((size, size * 2.0), line, font=ImageFont.load_default(round(size * 0.9)), fill=(_SOFT,) * 3)
    return np.concatenate([pixels, np.asarray(strip, np.uint8)])


def encode_animation(frames: Sequence[Pixels], *, frame_ms: int = FRAME_MS) -> bytes:
    """Animated WebP that repeats.

    Raises
    ------
    ValueError
        There are none, too many, or they differ in size.
    """
    first, *rest = (Image.fromarray(np.ascontiguousarray(frame)) for frame in _checked(frames))
    target = io.BytesIO()
    first.save(
        target,
        "WEBP",
        save_all=True,
        append_images=rest,
        duration=frame_ms,
        loop=0,
        quality=_QUALITY,
        method=2,
    )
    return target.getvalue()


def encode_mp4(frames: Sequence[Pixels], *, frame_ms: int = FRAME_MS) -> bytes:
    """H.264 in MP4; one picture for each frame.

    Raises
    ------
    FilmSupportMissingError
        PyAV is not installed.
    ValueError
        There are none, too many, or they differ in size.
    """
    try:
        import av  # noqa: PLC0415 - an extra of 100 MB that most installations do without
    except ModuleNotFoundError as error:
        raise FilmSupportMissingError from error
    even = [_even(frame) for frame in _checked(frames)]
    target = io.BytesIO()
    with av.open(target, "w", format="mp4") as container:
        stream = container.add_stream("libx264", rate=Fraction(1000, frame_ms), options={"crf": _CRF})
        stream.height, stream.width = even[0].shape[:2]
        stream.pix_fmt = "yuv420p"  # what every player shows
        for frame in even:
            container.mux(stream.encode(av.VideoFrame.from_ndarray(frame, format="rgb24")))
        container.mux(stream.encode())
    return target.getvalue()


def _checked(frames: Sequence[Pixels]) -> Sequence[Pixels]:
    if len({frame.shape for frame in frames}) != 1 or len(frames) > MOST_FRAMES:
        raise ValueError(f"a film needs 1 to {MOST_FRAMES} frames of one size")
    return frames


def _even(frame: Pixels) -> Pixels:
    """H.264 wants even sides: the last row or column is left out, nothing is added."""
    height, width = frame.shape[:2]
    return np.ascontiguousarray(frame[: height - height % 2, : width - width % 2])


__all__ = ["FRAME_MS", "MOST_FRAMES", "dated", "encode_animation", "encode_mp4"]
