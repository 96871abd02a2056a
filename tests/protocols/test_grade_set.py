"""A set to one baseline: the worst decides, an empty one is unknown, views are counted."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocols.criterion import CRITERIA, Criterion, Level
from protocols.grade import Grade, grade_pair
from protocols.grade_set import Compared, grade_set


def graded(level: Level) -> Grade:
    """A grade whose seven criteria all stand at this level."""
    measured = None if level is Level.UNKNOWN else 1.0
    return Grade(
        criteria=tuple(
            Criterion(
                name=name,
                level=level,
                measured=measured,
                limit=1.0,
                outer_limit=2.0,
                unit="deg",
                sentence=f"{name} is {level.value}.",
            )
            for name in CRITERIA
        ),
        refusal=None,
    )


def compared(key: str, level: Level, *, view: str = "front", time_point: str = "3_months") -> Compared:
    """A member of a set."""
    return Compared(key=key, view=view, time_point=time_point, grade=graded(level))


@given(st.lists(st.sampled_from(Level), min_size=1, max_size=6))
def test_a_set_is_as_good_as_its_worst_member(levels: list[Level]) -> None:
    found = grade_set([compared(f"photo {index}", level) for index, level in enumerate(levels)])

    order = [Level.RED, Level.AMBER, Level.UNKNOWN, Level.GREEN]
    assert found.overall is min(levels, key=order.index)


def test_a_set_without_a_pair_is_unknown_and_says_so() -> None:
    found = grade_set([])

    assert found.overall is Level.UNKNOWN
    assert found.sentence == "There is nothing to compare."


def test_the_photo_that_decided_is_named() -> None:
    found = grade_set([compared("week 2", Level.GREEN), compared("week 6", Level.AMBER)])

    assert [member.key for member in found.deciding] == ["week 6"]
    assert "week 6: Comparable, with a note." in found.sentence
    assert "week 2" not in found.sentence


def test_matched_views_leave_out_what_cannot_be_compared() -> None:
    found = grade_set(
        [
            compared("a", Level.GREEN, view="front"),
            compared("b", Level.AMBER, view="oblique_left"),
            compared("c", Level.RED, view="oblique_right"),
            compared("d", Level.GREEN, view="lateral_left", time_point="baseline"),
        ]
    )

    assert found.matched_views("3_months") == 2


def test_sepia_of_a_member_counts_the_views_of_the_set() -> None:
    pair = grade_pair({}, {}, {})
    members = [
        Compared(key=view, view=view, time_point="3_months", grade=pair)
        for view in ("front", "oblique_left", "oblique_right")
    ]

    sepia = grade_set(members).sepia("front")

    assert sepia is not None
    assert sepia.points == 1
    assert next(item for item in sepia.items if item.name == "multiple_views").measured == 3


def test_a_photo_is_in_a_set_once() -> None:
    with pytest.raises(ValueError, match="once"):
        grade_set([compared("a", Level.GREEN), compared("a", Level.RED)])
