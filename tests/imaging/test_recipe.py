"""A recipe is a value: ordered, canonical, read back equal, and unable to state a dishonest step."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from imaging.geometry import Similarity
from imaging.operations import Align, Colour, Conceal, Crop, Layout, Mode, Operation, Orient, Scale
from imaging.recipe import Recipe

BEFORE = Orient(photo="before", orientation=6, size_px=(3000, 4000))
AFTER = Orient(photo="after", orientation=1, size_px=(3000, 4000))
SIZE = Scale(size_px=(768, 1024))
SHEAR = ((1.0, 0.2, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0))

similarities = st.builds(
    Similarity, st.floats(0.2, 5), st.floats(-180, 180), st.tuples(st.floats(-4e3, 4e3), st.floats(-4e3, 4e3))
)
boxes = st.tuples(st.integers(0, 900), st.integers(0, 900), st.integers(1, 3000), st.integers(1, 3000))
colours = st.builds(
    Colour,
    photo=st.sampled_from(("before", "after")),
    gains=st.tuples(st.floats(0.1, 10), st.floats(0.1, 10), st.floats(0.1, 10)),
    reference=st.sampled_from(("chart", "grey card", "background")),
)
modes = st.sampled_from(("before", "after", "side_by_side", "slider", "overlay", "difference"))


@st.composite
def recipes(draw: st.DrawFn) -> Recipe:
    """Any aligned recipe."""
    mode: Mode = draw(modes)
    steps: list[Operation] = [BEFORE, AFTER, Align.of(draw(similarities)), Crop(box_px=draw(boxes)), SIZE]
    steps += draw(st.lists(colours, max_size=2))
    if draw(st.booleans()):
        steps.append(Conceal(boxes_px=((1.5, 2.0, 30.0, 40.0),), what="eyes"))
    return Recipe((*steps, Layout(mode=mode, split=draw(st.floats(0, 1)))))


@given(recipes())
def test_a_recipe_reads_back_equal_with_the_same_hash(recipe: Recipe) -> None:
    again = Recipe.from_json(recipe.to_json())

    assert again == recipe
    assert again.hash == recipe.hash


@given(recipes())
def test_the_canonical_text_is_that_of_sorted_json_without_spaces(recipe: Recipe) -> None:
    text = recipe.to_json()

    assert text == json.dumps(json.loads(text), sort_keys=True, separators=(",", ":"))


@given(recipes(), recipes())
def test_two_recipes_share_a_hash_only_when_they_are_equal(first: Recipe, second: Recipe) -> None:
    assert (first == second) == (first.hash == second.hash)


def test_operations_out_of_order_are_no_recipe() -> None:
    with pytest.raises(ValueError, match="out of order"):
        Recipe((SIZE, BEFORE, AFTER, Layout(mode="side_by_side")))


def test_a_recipe_without_the_size_of_a_photo_is_no_recipe() -> None:
    with pytest.raises(ValueError, match="does not orient `after`"):
        Recipe((BEFORE, SIZE, Layout(mode="side_by_side")))


def test_a_shear_cannot_be_stated() -> None:
    with pytest.raises(ValueError, match="not a similarity"):
        Align(matrix=SHEAR)


def test_a_shear_in_stored_json_is_refused() -> None:
    text = Recipe((BEFORE, AFTER, SIZE, Layout(mode="side_by_side"))).to_json()
    stored = json.loads(text)
    stored["operations"].insert(2, {"op": "align", "matrix": SHEAR})

    with pytest.raises(ValueError, match="not a similarity"):
        Recipe.from_json(json.dumps(stored))


def test_an_operation_that_nobody_knows_is_refused() -> None:
    stored = {"version": 1, "operations": [{"op": "smooth_skin", "strength": 0.5}]}

    with pytest.raises(ValueError, match="`smooth_skin` is no operation"):
        Recipe.from_json(json.dumps(stored))


@pytest.mark.parametrize("mode", ["slider", "overlay", "difference"])
def test_photos_that_are_not_aligned_are_never_laid_onto_each_other(mode: Mode) -> None:
    with pytest.raises(ValueError, match="never laid onto"):
        Recipe((BEFORE, AFTER, SIZE, Layout(mode=mode)))


def test_the_sentence_says_shift_turn_and_scale_of_the_middle_of_the_frame() -> None:
    # A turn about the middle moves the middle nowhere, however large the shift of the corner is.
    row, col = Similarity(1.012, 2.0, (0.0, 0.0))(np.array([[1999.5, 1499.5]]))[0]
    moved = Similarity(1.012, 2.0, (1999.5 - row + 3.0, 1499.5 - col + 4.0))

    recipe = Recipe((BEFORE, AFTER, Align.of(moved), Crop(box_px=(0, 0, 9, 9)), SIZE, Layout(mode="slider")))

    assert recipe.sentence() == "Shifted 5.0 px, turned 2.0°, scaled 1.2 %. Not retouched."


def test_a_camera_with_more_pixels_is_not_called_a_magnification() -> None:
    larger = Orient(photo="after", orientation=1, size_px=(6000, 8000))
    half = Similarity(0.5, 0.0, (-0.25, -0.25))

    recipe = Recipe((BEFORE, larger, Align.of(half), Crop(box_px=(0, 0, 9, 9)), SIZE, Layout(mode="slider")))

    assert recipe.sentence() == "Shifted 0.0 px, turned 0.0°, scaled 0.0 %. Not retouched."


def test_two_photos_apart_say_that_nothing_was_aligned() -> None:
    recipe = Recipe((BEFORE, AFTER, SIZE, Layout(mode="side_by_side")))

    assert recipe.sentence() == "Shown apart and as taken. Nothing was aligned."


def test_a_colour_operation_is_named_with_its_reference() -> None:
    gains = Colour(photo="after", gains=(1.1, 1.0, 0.9), reference="grey card")

    recipe = Recipe((BEFORE, AFTER, SIZE, gains, Layout(mode="side_by_side")))

    assert recipe.colour("after") == gains
    assert recipe.colour("before") is None
