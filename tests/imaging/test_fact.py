"""A fact carries its unit; what is no finite number is no value; a word is one of those that were named."""

import pytest

from imaging.fact import Fact, Word


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
def test_a_value_that_is_no_finite_number_cannot_travel(value: float) -> None:
    with pytest.raises(ValueError, match="unknown"):
        Fact(value=value, unit="deg")


def test_an_unknown_value_keeps_its_unit() -> None:
    assert Fact(value=None, unit="deg").unit == "deg"


def test_a_word_is_one_of_its_options() -> None:
    with pytest.raises(ValueError, match="expected one of"):
        Word(value="hat", options=("none", "worn"))
