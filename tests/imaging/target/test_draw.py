"""The files to print: true size, one page, nothing that the layout does not hold."""

import io
import re

import numpy as np
from PIL import Image

from imaging.target import target_pdf, target_png
from imaging.target.layout import HEIGHT_MM, MARKER_MM, MARKERS, RULER_MM, WIDTH_MM, blocks, words

MM = 72 / 25.4


def test_the_png_says_its_resolution_and_has_the_true_size() -> None:
    picture = Image.open(io.BytesIO(target_png()))

    dots = picture.info["dpi"][0]

    assert abs(picture.size[0] / dots * 25.4 - WIDTH_MM) < 0.1
    assert abs(picture.size[1] / dots * 25.4 - HEIGHT_MM) < 0.1


def test_the_page_is_a4_and_asks_not_to_be_scaled() -> None:
    pdf = target_pdf()

    assert pdf.startswith(b"%PDF-1.4")
    assert b"/PrintScaling /None" in pdf
    assert b"/MediaBox [0 0 595.276 841.890]" in pdf


def test_every_object_of_the_pdf_stands_where_its_table_says() -> None:
    pdf = target_pdf()
    start = int(re.search(rb"startxref\n(\d+)", pdf)[1])  # type: ignore[index]

    places = [int(place) for place in re.findall(rb"(\d{10}) 00000 n", pdf[start:])]

    assert len(places) == 5
    for number, place in enumerate(places, start=1):
        assert pdf[place:].startswith(b"%d 0 obj" % number)


def test_the_ruler_of_the_pdf_is_fifty_millimetres_long() -> None:
    ticks = [
        float(x)
        for x, _, width in re.findall(rb"0\.000 g ([\d.]+) ([\d.]+) ([\d.]+) [\d.]+ re", target_pdf())
        if abs(float(width) - 0.2 * MM) < 0.002
    ]

    assert abs((max(ticks) - min(ticks)) / MM - RULER_MM[2]) < 0.01


def test_everything_lies_on_the_sheet() -> None:
    for block in blocks():
        assert 0 <= block.x <= block.x + block.width <= WIDTH_MM + 1e-9
        assert 0 <= block.y <= block.y + block.height <= HEIGHT_MM + 1e-9
    assert all(0 <= line.y <= HEIGHT_MM for line in words())


def test_markers_stand_clear_of_everything_else() -> None:
    canvas = np.array(Image.open(io.BytesIO(target_png())).convert("L"))
    per_mm = canvas.shape[1] / WIDTH_MM

    for x, y in MARKERS.values():
        ring = canvas[
            round((y - 2) * per_mm) : round((y + MARKER_MM + 2) * per_mm),
            round((x - 2) * per_mm) : round((x + MARKER_MM + 2) * per_mm),
        ].copy()
        edge = round(1.9 * per_mm)
        assert ring[:edge].min() == 255
        assert ring[-edge:].min() == 255
        assert ring[:, :edge].min() == 255
        assert ring[:, -edge:].min() == 255
