"""What people see of a pair: the same place at the same spot, both resampled alike, nothing made up."""

import cv2
import numpy as np
import pytest

from imaging.compare import (
    canvas_to_photo,
    difference,
    orient_of,
    picture,
    plan,
    plan_apart,
    render,
)
from imaging.field import NoField
from imaging.frame import Frame, Pixels
from imaging.geometry import Similarity
from imaging.operations import SURROUND, Colour, Conceal, Mode
from imaging.recipe import Recipe

MOVED = Similarity(1.06, 4.0, (25.0, -40.0))  # after to before


def scene(height: int = 1300, width: int = 1500) -> Pixels:
    """Smooth noise: something to see everywhere, nothing that a resampling could miss."""
    noise = np.random.default_rng(7).normal(size=(height, width, 3))
    smooth = cv2.GaussianBlur(noise, (0, 0), 4)
    return np.asarray(np.clip(128 + 900 * smooth, 5, 250), np.uint8)


def shot(to_scene: Similarity, size: tuple[int, int]) -> Frame:
    """A photo of the scene; `to_scene` carries its pixels to those of the scene."""
    flags = cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP
    drawn = cv2.warpAffine(scene(), to_scene.matrix_xy[:2], size, flags=flags)
    return Frame.from_pixels(np.asarray(drawn, np.uint8))


IN_SCENE = Similarity(1.0, 0.0, (200.0, 250.0))


@pytest.fixture(scope="module")
def before() -> Frame:
    return shot(IN_SCENE, (1000, 800))


@pytest.fixture(scope="module")
def after() -> Frame:
    return shot(MOVED.then(IN_SCENE), (900, 750))


def planned(before: Frame, after: Frame, mode: Mode = "side_by_side", side_px: int = 1024) -> Recipe:
    recipe = plan(orient_of(before, "before"), orient_of(after, "after"), MOVED, mode=mode, side_px=side_px)
    assert isinstance(recipe, Recipe)
    return recipe


@pytest.mark.parametrize("side_px", [1024, 500, 333])
def test_the_same_place_lies_at_the_same_spot_on_both_pictures(
    before: Frame, after: Frame, side_px: int
) -> None:
    recipe = planned(before, after, side_px=side_px)

    first, second = picture(recipe, before, "before"), picture(recipe, after, "after")

    shift, _ = cv2.phaseCorrelate(first[..., 1].astype(np.float64), second[..., 1].astype(np.float64))
    assert np.hypot(*shift) < 0.05
    assert np.abs(first.astype(int) - second).mean() < 2.0


def test_a_reduced_working_copy_gives_the_same_picture_as_the_whole_photo(
    before: Frame, after: Frame
) -> None:
    half = cv2.resize(before.pixels, (500, 400), interpolation=cv2.INTER_AREA)
    reduced = Frame(pixels=np.asarray(half, np.uint8), full_width_px=1000, full_height_px=800)
    recipe = planned(before, after, side_px=400)

    whole, small = picture(recipe, before, "before"), picture(recipe, reduced, "before")

    assert np.abs(whole.astype(int) - small).mean() < 2.0


def test_no_pixel_of_an_aligned_picture_is_surround(after: Frame) -> None:
    white = Frame.from_pixels(np.full((800, 1000, 3), 255, np.uint8))
    pale = Frame.from_pixels(np.full_like(after.pixels, 255))
    recipe = planned(white, pale)

    assert picture(recipe, white, "before").min() == 255
    assert picture(recipe, pale, "after").min() == 255


def test_a_picture_is_never_enlarged_beyond_the_before_photo(before: Frame, after: Frame) -> None:
    recipe = planned(before, after, side_px=5000)

    assert recipe.crop is not None
    assert recipe.scale.size_px == recipe.crop.box_px[2:]


def test_the_same_recipe_and_photos_give_the_same_pixels(before: Frame, after: Frame) -> None:
    recipe = planned(before, after, "overlay")

    np.testing.assert_array_equal(
        render(recipe, before, after), render(Recipe.from_json(recipe.to_json()), before, after)
    )


def test_side_by_side_parts_the_two_by_the_surround(before: Frame, after: Frame) -> None:
    recipe = planned(before, after)

    drawn = render(recipe, before, after)

    width, height = recipe.scale.size_px
    gap = recipe.layout.gap_px
    assert drawn.shape == (height, 2 * width + gap, 3)
    assert (drawn[:, width : width + gap] == SURROUND).all()
    np.testing.assert_array_equal(drawn[:, :width], picture(recipe, before, "before"))


def test_the_slider_shows_before_left_of_its_edge_and_after_right_of_it(before: Frame, after: Frame) -> None:
    recipe = planned(before, after, "slider")

    drawn = render(recipe, before, after)

    quarter = drawn.shape[1] // 4
    np.testing.assert_array_equal(drawn[:, :quarter], picture(recipe, before, "before")[:, :quarter])
    np.testing.assert_array_equal(drawn[:, -quarter:], picture(recipe, after, "after")[:, -quarter:])


def test_the_overlay_is_half_of_each(before: Frame, after: Frame) -> None:
    recipe = planned(before, after, "overlay")

    drawn = render(recipe, before, after)

    mean = (picture(recipe, before, "before").astype(float) + picture(recipe, after, "after")) / 2
    assert np.abs(drawn - mean).max() <= 0.5


def test_noise_alone_is_drawn_black_in_the_difference() -> None:
    rng = np.random.default_rng(3)
    face = np.full((300, 400, 3), 140.0)
    noisy = [np.asarray(np.clip(face + rng.normal(0, 3, face.shape), 0, 255), np.uint8) for _ in range(2)]

    drawn = difference(*noisy)

    assert (drawn.pixels > 12).mean() < 0.01
    assert drawn.floor > 0


def test_a_changed_patch_stands_out_of_the_difference_in_grey() -> None:
    first = np.full((300, 400, 3), 140, np.uint8)
    second = first.copy()
    second[100:150, 100:150] = (200, 110, 110)

    drawn = difference(first, second).pixels

    assert drawn[120, 120, 0] > 200
    assert drawn[10, 10, 0] == 0
    assert (drawn[..., 0] == drawn[..., 1]).all()
    assert (drawn[..., 0] == drawn[..., 2]).all()


def test_photos_apart_stand_whole_and_as_taken(before: Frame, after: Frame) -> None:
    recipe = plan_apart(orient_of(before, "before"), orient_of(after, "after"), side_px=1000)

    drawn = render(recipe, before, after)

    np.testing.assert_array_equal(drawn[:, :1000], before.pixels)
    own = picture(recipe, after, "after")
    assert (own[:, :40] == SURROUND).all()
    assert (own[:20] == SURROUND).all()


def test_a_photo_of_another_size_is_not_drawn_by_this_recipe(before: Frame, after: Frame) -> None:
    with pytest.raises(ValueError, match="the recipe is for a `before` photo of 1000 x 800 px"):
        render(planned(before, after), after, before)


def test_a_pair_without_a_common_field_has_no_recipe(before: Frame, after: Frame) -> None:
    far = Similarity(1.0, 0.0, (0.0, 4000.0))

    answer = plan(orient_of(before, "before"), orient_of(after, "after"), far)

    assert isinstance(answer, NoField)


def test_a_colour_operation_changes_its_own_side_alone(before: Frame, after: Frame) -> None:
    warm = Colour(photo="after", gains=(1.3, 1.0, 0.8), reference="grey card")
    sides = orient_of(before, "before"), orient_of(after, "after")
    plain, corrected = plan(*sides, MOVED), plan(*sides, MOVED, colours=(warm,))
    assert isinstance(plain, Recipe)
    assert isinstance(corrected, Recipe)

    np.testing.assert_array_equal(picture(plain, before, "before"), picture(corrected, before, "before"))
    assert picture(corrected, after, "after")[..., 0].mean() > picture(plain, after, "after")[..., 0].mean()


def test_what_is_concealed_is_surround_at_the_same_place_on_both(before: Frame, after: Frame) -> None:
    recipe = planned(before, after)
    eyes = Conceal(boxes_px=((400.0, 300.0, 120.0, 60.0),), what="eyes")
    steps = (*recipe.operations[:-1], eyes, recipe.operations[-1])
    concealed = Recipe(steps)

    to_canvas = canvas_to_photo(concealed, "before").inverse()
    row, col = (round(value) for value in to_canvas(np.array([[330.0, 460.0]]))[0])
    for frame, side in ((before, "before"), (after, "after")):
        assert (picture(concealed, frame, side)[row - 20 : row + 20, col - 40 : col + 40] == SURROUND).all()
