"""The common field: covered by both photos, as large as it can be, never made up."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from imaging.field import MAX_ASPECT, MIN_SIDE_PX, Field, NoField, common_field
from imaging.geometry import Similarity

BEFORE, AFTER = (1200, 900), (1000, 800)

similarities = st.builds(
    Similarity,
    st.floats(0.7, 1.6),
    st.floats(-30, 30),
    st.tuples(st.floats(-200, 200), st.floats(-200, 200)),
)


def test_two_equal_photos_share_all_but_the_reach_of_the_interpolation() -> None:
    field = common_field(BEFORE, BEFORE, Similarity.identity())

    assert isinstance(field, Field)
    assert field.width >= BEFORE[0] - 6
    assert field.height >= BEFORE[1] - 6


def test_a_shift_leaves_what_both_show() -> None:
    field = common_field(BEFORE, BEFORE, Similarity(1.0, 0.0, (100.0, 300.0)))

    assert isinstance(field, Field)
    assert abs(field.x - 300) <= 3
    assert abs(field.y - 100) <= 3
    assert abs(field.width - 900) <= 5
    assert abs(field.height - 800) <= 5


@given(similarities)
def test_every_corner_of_the_field_lies_in_both_photos(similarity: Similarity) -> None:
    field = common_field(BEFORE, AFTER, similarity)

    if isinstance(field, NoField):
        return
    assert (field.corners >= -0.5).all()
    assert (field.corners <= np.array(BEFORE)[::-1] - 0.5).all()
    in_after = similarity.inverse()(field.corners)
    assert (in_after >= -0.5 - 1e-6).all()
    assert (in_after <= np.array(AFTER)[::-1] - 0.5 + 1e-6).all()


@given(similarities)
def test_a_field_is_never_a_strip(similarity: Similarity) -> None:
    field = common_field(BEFORE, AFTER, similarity)

    if isinstance(field, NoField):
        return
    assert max(field.width, field.height) <= MAX_ASPECT * min(field.width, field.height) + 4
    assert min(field.width, field.height) >= MIN_SIDE_PX


def test_the_field_of_a_turned_photo_is_close_to_the_largest_there_is() -> None:
    # A square turned by 45 degrees inside a larger one holds an upright square of half its area.
    side = 1000
    turned = Similarity(1.0, 45.0, (0.0, 0.0))
    middle = turned(np.array([[499.5, 499.5]]))[0]
    centred = Similarity(1.0, 45.0, (1499.5 - middle[0], 1499.5 - middle[1]))

    field = common_field((3000, 3000), (side, side), centred)

    assert isinstance(field, Field)
    assert 0.98 <= field.width * field.height / (side * side / 2) <= 1.0


def test_photos_that_lie_apart_have_no_field() -> None:
    field = common_field(BEFORE, AFTER, Similarity(1.0, 0.0, (0.0, 5000.0)))

    assert isinstance(field, NoField)
    assert field.reason == "overlap_too_small"
