"""Several photos on one canvas: the same field for all, nothing made up, drift told."""

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from imaging.compare import orient_of, picture
from imaging.field import Field, NoField, common_field, common_field_of
from imaging.frame import Frame, Pixels
from imaging.geometry import Similarity
from imaging.operations import SURROUND
from imaging.series import drift, grid, plan_frame, series_field, within

SIZE = (600, 480)
MOVES = (Similarity(1.05, 3.0, (12.0, -20.0)), Similarity(0.94, -4.0, (-15.0, 30.0)))
similarities = st.builds(
    Similarity, st.floats(0.8, 1.3), st.floats(-12, 12), st.tuples(st.floats(-60, 60), st.floats(-60, 60))
)


def scene() -> Pixels:
    noise = np.random.default_rng(3).normal(size=(900, 1000, 3))
    return np.asarray(np.clip(128 + 700 * cv2.GaussianBlur(noise, (0, 0), 4), 5, 250), np.uint8)


def shot(to_scene: Similarity) -> Frame:
    flags = cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP
    return Frame.from_pixels(
        np.asarray(cv2.warpAffine(scene(), to_scene.matrix_xy[:2], SIZE, flags=flags), np.uint8)
    )


IN_SCENE = Similarity(1.0, 0.0, (200.0, 200.0))


def test_the_field_of_one_other_is_the_field_of_the_pair() -> None:
    alone = common_field_of(SIZE, [(SIZE, MOVES[0])])

    assert alone == common_field(SIZE, SIZE, MOVES[0])


@given(st.lists(similarities, min_size=1, max_size=5))
def test_every_photo_covers_the_whole_field(moves: list[Similarity]) -> None:
    field = common_field_of(SIZE, [(SIZE, move) for move in moves])

    if isinstance(field, NoField):
        return
    for move in moves:
        inside = move.inverse()(field.corners)
        assert (inside >= -0.5 - 1e-6).all()
        assert (inside <= np.array(SIZE)[::-1] - 0.5 + 1e-6).all()


def test_the_same_place_lies_at_the_same_spot_on_every_frame() -> None:
    baseline = shot(IN_SCENE)
    frames = [baseline, *(shot(move.then(IN_SCENE)) for move in MOVES)]
    lies = [Similarity.identity(), *MOVES]
    orients = [orient_of(frame, "after") for frame in frames]
    field = series_field(orients[0], list(zip(orients[1:], MOVES, strict=True)))
    assert isinstance(field, Field)

    drawn = [
        picture(plan_frame(orients[0], orient, lie, field, side_px=400), frame, "after")
        for frame, orient, lie in zip(frames, orients, lies, strict=True)
    ]

    first = drawn[0][..., 1].astype(np.float64)
    assert {each.shape for each in drawn} == {drawn[0].shape}
    for each in drawn[1:]:
        assert np.hypot(*cv2.phaseCorrelate(first, each[..., 1].astype(np.float64))[0]) < 0.05
        assert not (each == SURROUND).all(axis=2).any()


def test_a_close_up_stays_inside_the_field() -> None:
    field = Field(20, 30, 400, 300)

    part = within(field, (390, 10, 100, 80))

    assert part == Field(320, 30, 100, 80)


def test_a_close_up_larger_than_the_field_is_the_field() -> None:
    field = Field(20, 30, 400, 300)

    assert within(field, (0, 0, 5000, 5000)) == field


def test_a_close_up_without_pixels_is_told() -> None:
    assert isinstance(within(Field(20, 30, 400, 300), (30, 30, 0, 50)), NoField)


def test_two_ways_that_agree_show_no_drift() -> None:
    field = Field(50, 50, 300, 300)
    to_neighbour = MOVES[0].then(MOVES[1].inverse())

    found = drift(MOVES[0], to_neighbour, MOVES[1], field, errors_px=(0.5, 0.5, 0.5))

    assert found.moved_px == pytest.approx(0, abs=1e-6)
    assert found.is_explained


def test_a_way_over_the_neighbour_that_lands_elsewhere_is_drift() -> None:
    field = Field(50, 50, 300, 300)
    off = MOVES[0].then(Similarity(1.0, 0.0, (3.0, 4.0))).then(MOVES[1].inverse())

    found = drift(MOVES[0], off, MOVES[1], field, errors_px=(1.0, 1.0, 1.0))

    assert found.moved_px == pytest.approx(5.0, abs=1e-6)
    assert found.limit_px == 3.0
    assert not found.is_explained


def test_a_grid_holds_every_picture_whole_and_in_order() -> None:
    pictures = [np.full((40, 30, 3), value, np.uint8) for value in (10, 60, 160, 200, 240)]

    drawn = grid(pictures, columns=3, gap_px=6)

    assert drawn.shape == (86, 102, 3)
    assert [int(drawn[20, x, 0]) for x in (15, 51, 87)] == [10, 60, 160]
    assert [int(drawn[66, x, 0]) for x in (15, 51, 87)] == [200, 240, SURROUND]


def test_a_grid_of_unequal_pictures_is_none() -> None:
    with pytest.raises(ValueError, match="one size"):
        grid([np.zeros((4, 4, 3), np.uint8), np.zeros((4, 5, 3), np.uint8)])
