"""The printed target as a PDF page in true size, or as a PNG that says its resolution."""

import io

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from imaging.target.layout import HEIGHT_MM, WIDTH_MM, Block, Words, blocks, words

DPI = 600
PAGE_MM = (210.0, 297.0)  # A4; the target has room on US Letter, too
_MARGIN_MM = 20.0
_POINTS = 72 / 25.4  # a mm
_PIXELS = DPI / 25.4


def target_png() -> bytes:
    """The target alone, `DPI` dots an inch, which the file says."""
    canvas = Image.fromarray(_painted())
    pen = ImageDraw.Draw(canvas)
    for line in words():
        font = ImageFont.load_default(line.size * _PIXELS)
        pen.text((line.x * _PIXELS, line.y * _PIXELS), line.text, fill=0, font=font, anchor="ls")
    written = io.BytesIO()
    canvas.save(written, "PNG", dpi=(DPI, DPI))
    return written.getvalue()


def target_pdf() -> bytes:
    """One page of A4 with the target on it, 1 mm for 1 mm, in vectors."""
    left, top = (PAGE_MM[0] - WIDTH_MM) / 2, PAGE_MM[1] - _MARGIN_MM
    drawn = [_block(block, left, top) for block in blocks()] + [_words(line, left, top) for line in words()]
    stream = "\n".join(drawn).encode("ascii")
    width, height = (f"{side * _POINTS:.3f}" for side in PAGE_MM)
    page = (
        f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {width} {height}] /Contents 4 0 R"
        " /Resources << /Font << /F1 5 0 R >> >> >>"
    )
    return _pdf(
        b"<< /Type /Catalog /Pages 2 0 R /ViewerPreferences << /PrintScaling /None >> >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        page.encode("ascii"),
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    )


def _painted() -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    canvas = np.full((round(HEIGHT_MM * _PIXELS), round(WIDTH_MM * _PIXELS)), 255, np.uint8)
    for block in blocks():
        top, bottom = round(block.y * _PIXELS), round((block.y + block.height) * _PIXELS)
        left, right = round(block.x * _PIXELS), round((block.x + block.width) * _PIXELS)
        canvas[top:bottom, left:right] = round(255 * block.grey)
    return canvas


def _block(block: Block, left: float, top: float) -> str:
    x, y = (left + block.x) * _POINTS, (top - block.y - block.height) * _POINTS
    size = f"{block.width * _POINTS:.3f} {block.height * _POINTS:.3f}"
    return f"{block.grey:.3f} g {x:.3f} {y:.3f} {size} re f"


def _words(line: Words, left: float, top: float) -> str:
    x, y = (left + line.x) * _POINTS, (top - line.y) * _POINTS
    text = line.text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
    return f"0 g BT /F1 {line.size * _POINTS:.2f} Tf {x:.3f} {y:.3f} Td ({text}) Tj ET"


def _pdf(*objects: bytes) -> bytes:
    """A file of these objects, numbered from 1; the first is the catalogue."""
    written = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(len(written))
        written += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(written)
    written += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    for place in places:
        written += b"%010d 00000 n \n" % place
    written += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(written)
