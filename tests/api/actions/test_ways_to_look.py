"""A difference is drawn of a comparable pair only."""

import pytest

from api.actions.errors import NotComparableError
from api.actions.ways_to_look import demand_comparable


@pytest.mark.parametrize("overall", ["green", "amber"])
def test_a_comparable_pair_may_be_looked_at_in_every_way(overall: str) -> None:
    demand_comparable("difference", overall)


@pytest.mark.parametrize("overall", ["red", "unknown"])
def test_a_pair_that_is_not_known_to_be_alike_has_no_difference(overall: str) -> None:
    with pytest.raises(NotComparableError) as refused:
        demand_comparable("difference", overall)

    assert refused.value.facts == {"overall": overall}
    assert overall in str(refused.value)


@pytest.mark.parametrize("mode", ["side_by_side", "slider", "overlay"])
def test_other_ways_to_look_ask_for_no_grade(mode: str) -> None:
    demand_comparable(mode, "red")
