"""The similarity: what it does to points, and what it refuses to be."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from imaging.geometry import EstimationFailure, Similarity

finite = st.floats(-2000, 2000, allow_nan=False)
similarities = st.builds(
    Similarity, st.floats(0.2, 5), st.floats(-180, 180, exclude_min=True), st.tuples(finite, finite)
)
PLACES = np.array([[0.0, 0.0], [10.0, 0.0], [0.0, 20.0], [-7.0, 3.0]])


def test_a_positive_angle_turns_clockwise_on_screen() -> None:
    right = np.array([[0.0, 1.0]])

    down = Similarity(1.0, 90.0, (0.0, 0.0))(right)

    np.testing.assert_allclose(down, [[1.0, 0.0]], atol=1e-12)


def test_the_matrix_for_x_and_y_carries_what_the_similarity_carries() -> None:
    carry = Similarity(1.7, 33.0, (5.0, -11.0))

    xyw = np.column_stack([PLACES[:, ::-1], np.ones(len(PLACES))]) @ carry.matrix_xy.T

    np.testing.assert_allclose(xyw[:, 1::-1], carry(PLACES), atol=1e-9)


@given(similarities)
def test_the_inverse_brings_every_point_back(carry: Similarity) -> None:
    back = carry.inverse()(carry(PLACES))

    np.testing.assert_allclose(back, PLACES, atol=1e-6)


@given(similarities, similarities)
def test_one_then_another_is_the_other_of_the_one(first: Similarity, second: Similarity) -> None:
    both = first.then(second)

    np.testing.assert_allclose(both(PLACES), second(first(PLACES)), atol=1e-5)


@given(similarities)
def test_estimating_from_carried_points_gives_the_same_similarity(carry: Similarity) -> None:
    found = Similarity.estimate(PLACES, carry(PLACES))

    assert isinstance(found, Similarity)
    np.testing.assert_allclose(found(PLACES), carry(PLACES), atol=1e-5)


@given(similarities)
def test_a_similarity_survives_being_written_as_a_matrix(carry: Similarity) -> None:
    read = Similarity.from_matrix_xy(carry.matrix_xy)

    np.testing.assert_allclose(read(PLACES), carry(PLACES), atol=1e-5)


def test_a_point_without_weight_does_not_pull() -> None:
    wrong = np.vstack([PLACES, [[500.0, 500.0]]])
    there = np.vstack([PLACES + 3.0, [[0.0, 0.0]]])

    found = Similarity.estimate(wrong, there, weights=np.array([1.0, 1.0, 1.0, 1.0, 0.0]))

    assert isinstance(found, Similarity)
    np.testing.assert_allclose(found(PLACES), PLACES + 3.0, atol=1e-9)


@pytest.mark.parametrize(
    ("points", "reason"),
    [
        (np.array([[1.0, 1.0]]), "fewer_than_two_points"),
        (np.array([[2.0, 2.0], [2.0, 2.0]]), "points_coincide"),
    ],
)
def test_points_that_determine_nothing_give_a_reason(points: np.ndarray, reason: str) -> None:
    found = Similarity.estimate(points, points)

    assert found == EstimationFailure(reason)


def test_points_that_end_in_one_place_have_no_scale() -> None:
    found = Similarity.estimate(PLACES, np.zeros_like(PLACES))

    assert found == EstimationFailure("no_scale")


def test_points_without_any_weight_determine_nothing() -> None:
    found = Similarity.estimate(PLACES, PLACES, weights=np.zeros(len(PLACES)))

    assert found == EstimationFailure("no_weight")


def test_points_of_another_shape_are_misuse() -> None:
    with pytest.raises(ValueError, match="shape"):
        Similarity.estimate(PLACES, PLACES[:2])


@pytest.mark.parametrize("scale", [0.0, -1.0, float("nan"), float("inf")])
def test_a_scale_that_is_no_scale_is_misuse(scale: float) -> None:
    with pytest.raises(ValueError, match=r"scale|finite"):
        Similarity(scale, 0.0, (0.0, 0.0))


@pytest.mark.parametrize(
    "matrix",
    [
        np.array([[1.0, 0.2, 0.0], [0.0, 1.0, 0.0]]),  # shears
        np.array([[-1.0, 0.0, 0.0], [0.0, 1.0, 0.0]]),  # mirrors
        np.array([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.001, 0.0, 1.0]]),  # looks from the side
    ],
)
def test_a_matrix_that_shears_mirrors_or_tilts_is_no_similarity(matrix: np.ndarray) -> None:
    with pytest.raises(ValueError, match="not a similarity"):
        Similarity.from_matrix_xy(matrix)


def test_a_resized_image_keeps_its_corner_not_the_middle_of_its_first_pixel() -> None:
    corner = np.array([[-0.5, -0.5]])

    carried = Similarity.resized(4.0)(corner)

    np.testing.assert_allclose(carried, corner)
