"""The colour operation of a recipe: whole frame, once a photo, told in the sentence, clipping counted."""

from dataclasses import replace

import numpy as np
import pytest

from imaging.chart import Chart, find_chart, to_lab_d50
from imaging.chart.values import LAB
from imaging.colour import apply_gains, apply_model, at_gamut_edge, delta_e_2000, to_linear
from imaging.compare import orient_of, picture, plan
from imaging.frame import Frame
from imaging.geometry import Similarity
from imaging.operations import Calibrate, Colour, Layout, Orient, Scale
from imaging.recipe import Recipe
from imaging.synthetic.camera import Camera
from imaging.synthetic.chart import Card, chart_shot

IDENTITY = ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0))
NOTHING = np.zeros(3)
MODEL = Calibrate(
    photo="before",
    exponent=1.0,
    matrix=((1.2, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 0.8)),
    offset=(0.0, 0.0, 0.0),
    reference="classic_24, since_2014_11",
    delta_e_before=8.24,
    delta_e_after=1.31,
    clipped_share=0.0,
)
SIZE = Orient(photo="before", orientation=1, size_px=(400, 300))


def aligned(*colours: Colour | Calibrate) -> Recipe:
    recipe = plan(SIZE, replace(SIZE, photo="after"), Similarity(1.0, 0.0, (0.0, 0.0)), colours=colours)
    assert isinstance(recipe, Recipe)
    return recipe


def test_a_model_that_does_nothing_changes_nothing() -> None:
    pixels = np.arange(256, dtype=np.uint8)[None, :, None].repeat(3, axis=2)

    same, outside = apply_model(pixels, exponent=1.0, matrix=np.eye(3), offset=NOTHING)

    np.testing.assert_array_equal(same, pixels)
    assert not outside.any()


def test_a_diagonal_model_is_one_gain_a_channel() -> None:
    pixels = np.random.default_rng(2).integers(0, 200, (30, 40, 3)).astype(np.uint8)

    drawn, _ = apply_model(pixels, exponent=1.0, matrix=np.diag([1.2, 1.0, 0.7]), offset=NOTHING)

    np.testing.assert_allclose(drawn.astype(int), apply_gains(pixels, (1.2, 1.0, 0.7)), atol=1)


def test_the_model_is_that_of_the_stated_formula() -> None:
    pixels = np.random.default_rng(3).integers(60, 190, (20, 20, 3)).astype(np.uint8)
    matrix = np.array([[0.9, 0.05, 0.0], [0.1, 0.8, 0.1], [0.0, 0.05, 0.9]])

    drawn, outside = apply_model(pixels, exponent=1.1, matrix=matrix, offset=np.array([0.01, -0.01, 0.0]))

    wanted = to_linear(pixels).astype(float) ** 1.1 @ matrix + [0.01, -0.01, 0.0]
    np.testing.assert_allclose(to_linear(drawn), wanted, atol=0.004)
    assert not outside.any()


def test_what_falls_outside_srgb_is_counted() -> None:
    pixels = np.full((10, 10, 3), 100, np.uint8)
    pixels[:3] = 250

    _, outside = apply_model(pixels, exponent=1.0, matrix=2 * np.eye(3), offset=NOTHING)

    assert outside.mean() == pytest.approx(0.3)


def test_only_colours_on_the_edge_of_srgb_count_as_gamut_edge() -> None:
    pixels = np.full((1, 4, 3), 128, np.uint8)
    pixels[0, :3] = [(0, 0, 0), (255, 255, 255), (255, 30, 0)]

    assert at_gamut_edge(pixels) == 0.25


def test_a_recipe_with_a_model_reads_back_equal() -> None:
    recipe = aligned(MODEL, replace(MODEL, photo="after"))

    again = Recipe.from_json(recipe.to_json())

    assert again == recipe
    assert again.calibrate("before") == MODEL


def test_the_sentence_says_what_was_done_to_colour() -> None:
    recipe = aligned(MODEL, replace(MODEL, photo="after", delta_e_before=7.5, clipped_share=0.012))

    assert recipe.sentence() == (
        "Shifted 0.0 px, turned 0.0°, scaled 0.0 %. Colour: whole frame, by the chart in the photo "
        "(before ΔE 8.2 to 1.3; after ΔE 7.5 to 1.3, 1.2 % of it clipped). Not retouched."
    )


def test_a_proposal_is_never_told_as_a_reference() -> None:
    recipe = aligned(Colour(photo="after", gains=(1.1, 1.0, 0.9), reference="proposal"))

    assert "a proposed balance of the whole frame, with no reference in the picture" in recipe.sentence()


def test_a_photo_is_given_its_colour_once() -> None:
    with pytest.raises(ValueError, match="colour once"):
        aligned(Colour(photo="before", gains=(1.1, 1.0, 0.9), reference="chart"), MODEL)
    with pytest.raises(ValueError, match="colour once"):
        aligned(MODEL, MODEL)


def test_photos_that_stand_apart_are_shown_as_taken() -> None:
    layout = Layout(mode="side_by_side")

    with pytest.raises(ValueError, match="shown as taken"):
        Recipe((SIZE, replace(SIZE, photo="after"), Scale(size_px=(40, 30)), MODEL, layout))


@pytest.mark.parametrize(
    "spoiled",
    [
        {"exponent": float("nan")},
        {"exponent": 0.0},
        {"matrix": IDENTITY[:2]},
        {"offset": (0.0, float("inf"), 0.0)},
        {"clipped_share": 1.5},
    ],
)
def test_a_model_that_is_none_cannot_be_stated(spoiled: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"no colour model|out of range"):
        Calibrate(**{**{name: getattr(MODEL, name) for name in MODEL.__slots__}, **spoiled})  # type: ignore[arg-type]


def test_a_rendered_chart_has_its_published_colours_after_render() -> None:
    card = Card(width_px=260.0, centre_px=(150.0, 200.0), tint=(1.0, 0.8, 0.6), gain=0.8)
    camera = Camera(width_px=400, height_px=300, shoulder=False, vignette=0.0)
    made = chart_shot(card, camera=camera, seed=5)
    frame = Frame.from_pixels(made.pixels)
    chart = find_chart(frame)
    assert isinstance(chart, Chart)
    model = chart.correction
    rows = [tuple(float(value) for value in row) for row in model.matrix]
    operation = replace(
        MODEL,
        exponent=model.exponent,
        matrix=(rows[0], rows[1], rows[2]),
        offset=tuple(float(value) for value in model.offset),
    )
    after = orient_of(frame, "after")
    recipe = plan(orient_of(frame, "before"), after, Similarity(1.0, 0.0, (0.0, 0.0)), colours=(operation,))
    assert isinstance(recipe, Recipe)

    drawn = picture(recipe, frame, "before")

    places = made.truth.patches_px.round().astype(int)
    seen = np.array([to_linear(drawn[y - 3 : y + 4, x - 3 : x + 4]).mean(axis=(0, 1)) for y, x in places])
    apart = delta_e_2000(to_lab_d50(seen.astype(float)), LAB["before_2014_11"])
    assert np.median(apart) < 1.0
    assert np.delete(apart, 17).max() < 3.0
