"""A picture with its words: a strip below it that says the grade and what was corrected.

White and grey on the surround, so that no hue stands beside a photo; the verdict is a shape
first, then a word. No names, dates or numbers of a patient come in here.
"""

import textwrap
from typing import Literal

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from imaging.frame import Pixels

Mark = Literal["green", "amber", "red", "unknown"]

_STRIP = 32  # sRGB, R = G = B: dark enough for white words
_INK, _SOFT = 245, 190
_LEAST_WIDTH_PX = 480
# The built-in face has Latin-1; what it lacks is written out.
_SPELT_OUT = str.maketrans({"Δ": "delta "})


def framed(pixels: Pixels, *, surround: int, margin_px: int = 24) -> Pixels:
    """The picture on its surround, with clear space on all sides."""
    height, width = pixels.shape[:2]
    canvas = np.full(
        (height + 2 * margin_px, max(width, _LEAST_WIDTH_PX) + 2 * margin_px, 3), surround, np.uint8
    )
    left = (canvas.shape[1] - width) // 2
    canvas[margin_px : margin_px + height, left : left + width] = pixels
    return canvas


def captioned(pixels: Pixels, *, mark: Mark, headline: str, lines: tuple[str, ...]) -> Pixels:
    """The picture above a strip with a mark, a headline and lines, wrapped to its width.

    Parameters
    ----------
    pixels : uint8 array of shape (H, W, 3)
        At least 100 px wide.
    """
    width = pixels.shape[1]
    size = max(14, min(28, width // 60))
    head, body = ImageFont.load_default(round(size * 1.3)), ImageFont.load_default(size)
    columns = max(20, int((width - 5 * size) / (0.5 * size)))
    wrapped = [part for line in lines for part in textwrap.wrap(line.translate(_SPELT_OUT), columns)]
    titles = textwrap.wrap(headline.translate(_SPELT_OUT), max(16, int(columns / 1.35)))
    pad, step, title_step = size, round(size * 1.5), round(size * 1.9)
    height = 2 * pad + title_step * len(titles) + step * len(wrapped)
    strip = Image.new("RGB", (width, height), (_STRIP, _STRIP, _STRIP))
    pen = ImageDraw.Draw(strip)
    left = pad * 4
    _mark(pen, mark, (pad * 2.2, pad + title_step / 2 - size * 0.1), size * 0.75)
    for at, title in enumerate(titles):
        pen.text((left, pad + at * title_step), title, font=head, fill=(_INK,) * 3)
    for at, line in enumerate(wrapped):
        top = pad + title_step * len(titles) + at * step
        pen.text((left, top), line, font=body, fill=(_SOFT,) * 3)
    return np.concatenate([pixels, np.asarray(strip, np.uint8)])


def legend(width_px: int, *, floor: float, white: float) -> Pixels:
    """The scale of a difference picture: black is noise, white the CIELAB distance that it names."""
    size = max(14, min(24, width_px // 60))
    height = round(size * 3.2)
    bar = Image.new("RGB", (width_px, height), (_STRIP, _STRIP, _STRIP))
    pen = ImageDraw.Draw(bar)
    font = ImageFont.load_default(size)
    left, right = size * 4, width_px - size * 2
    ramp = np.linspace(0, 255, right - left).astype(np.uint8)
    band = np.repeat(np.repeat(ramp[None, :, None], size, axis=0), 3, axis=2)
    bar.paste(Image.fromarray(band), (left, size // 2))
    top = round(size * 1.7)
    pen.text((left, top), f"{floor:.1f} or less: noise", font=font, fill=(_SOFT,) * 3)
    pen.text(
        (right, top), f"{white:.0f} or more, delta E (CIELAB)", font=font, fill=(_SOFT,) * 3, anchor="ra"
    )
    return np.asarray(bar, np.uint8)


def _mark(pen: ImageDraw.ImageDraw, mark: Mark, at: tuple[float, float], radius: float) -> None:
    """Filled circle with a tick, triangle, octagon, dashed circle: told apart without colour."""
    x, y = at
    ink, line = (_INK,) * 3, max(2, round(radius / 4))
    box = (x - radius, y - radius, x + radius, y + radius)
    if mark == "green":
        pen.ellipse(box, fill=ink)
        tick = [
            (x - 0.5 * radius, y),
            (x - 0.1 * radius, y + 0.4 * radius),
            (x + 0.5 * radius, y - 0.4 * radius),
        ]
        pen.line(tick, fill=(_STRIP,) * 3, width=line)
    elif mark == "unknown":
        for start in range(0, 360, 45):
            pen.arc(box, start, start + 27, fill=ink, width=line)
    elif mark == "amber":
        pen.polygon(
            [(x, y - radius), (x + radius, y + 0.8 * radius), (x - radius, y + 0.8 * radius)], fill=ink
        )
    else:
        pen.regular_polygon((x, y, radius * 1.08), 8, rotation=22, fill=ink)


__all__ = ["Mark", "captioned", "framed", "legend"]
