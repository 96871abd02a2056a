"""Agreement, held against worked examples that others published."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocols.agreement import agreement, icc_2_1, kappa_of_table, weighted_kappa, weights
from protocols.errors import ScoresError

# Shrout and Fleiss 1979, table 2: six subjects, four judges; ICC(2,1) is .29 in their table 4.
SHROUT_FLEISS = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]
# Cohen 1968, table 1: shares of 200 patients, with his own disagreement weights; kappa .492, weighted .348.
COHEN = [[0.44, 0.07, 0.09], [0.05, 0.20, 0.05], [0.01, 0.03, 0.06]]
COHEN_WEIGHTS = [[0, 1, 3], [1, 0, 6], [3, 6, 0]]
# SAS/STAT, the FREQ procedure, agreement study of two dermatologists: kappa .3449, weighted (linear) .5082.
DERMATOLOGISTS = [[10, 4, 1, 0], [5, 10, 12, 2], [2, 4, 12, 5], [0, 2, 6, 13]]

grades = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=2, max_size=30)


def test_icc_is_that_of_the_worked_example_of_shrout_and_fleiss() -> None:
    found = icc_2_1(SHROUT_FLEISS)

    assert found == pytest.approx(0.29, abs=0.005)


def test_weighted_kappa_is_that_of_cohens_own_illustration() -> None:
    plain = kappa_of_table(COHEN, [[0, 1, 1], [1, 0, 1], [1, 1, 0]])
    weighted = kappa_of_table(COHEN, COHEN_WEIGHTS)

    assert (plain, weighted) == (pytest.approx(0.492, abs=5e-4), pytest.approx(0.348, abs=5e-4))


def test_linear_kappa_is_that_of_the_two_dermatologists() -> None:
    found = kappa_of_table(DERMATOLOGISTS, weights("linear", 4))

    assert found == pytest.approx(0.5082, abs=5e-5)


def test_lists_of_grades_give_the_kappa_of_their_table() -> None:
    pairs = [(i, j) for i, row in enumerate(DERMATOLOGISTS) for j, n in enumerate(row) for _ in range(n)]

    found = weighted_kappa([i for i, _ in pairs], [j for _, j in pairs], categories=4, by="linear")

    assert found == kappa_of_table(DERMATOLOGISTS, weights("linear", 4))


def test_agreement_of_all_on_one_grade_proves_nothing() -> None:
    found = agreement([[2, 2], [2, 2], [2, 2]], categories=5)

    assert (found.kappa_quadratic, found.kappa_linear, found.icc) == (None, None, None)


def test_with_three_raters_kappa_is_the_mean_of_the_pairs() -> None:
    table = [[0, 0, 1], [1, 1, 1], [3, 2, 3], [4, 4, 2]]
    one, two, three = (list(column) for column in zip(*table, strict=True))

    found = agreement(table, categories=5)

    pairs = [weighted_kappa(a, b, categories=5) for a, b in ((one, two), (one, three), (two, three))]
    assert found.kappa_quadratic == pytest.approx(sum(p for p in pairs if p is not None) / 3)
    assert (found.subjects, found.raters) == (4, 3)


@given(grades)
def test_kappa_does_not_care_who_is_named_first(pairs: list[tuple[int, int]]) -> None:
    first, second = [one for one, _ in pairs], [other for _, other in pairs]

    there, back = (weighted_kappa(*order, categories=5) for order in ((first, second), (second, first)))

    assert there == (None if back is None else pytest.approx(back))


@given(st.lists(st.integers(0, 4), min_size=2, max_size=20).filter(lambda found: len(set(found)) > 1))
def test_raters_who_agree_everywhere_agree_fully(places: list[int]) -> None:
    found = agreement([[place, place] for place in places], categories=5)

    assert found.kappa_quadratic == pytest.approx(1)
    assert found.icc == pytest.approx(1)


@pytest.mark.parametrize("table", [[], [[1, 2]], [[1], [2]], [[1, 2], [1]]])
def test_a_table_of_one_rater_or_one_subject_is_refused(table: list[list[int]]) -> None:
    with pytest.raises(ScoresError):
        icc_2_1(table)


def test_a_grade_that_the_scale_does_not_have_is_refused() -> None:
    with pytest.raises(ScoresError, match="0 to 4"):
        weighted_kappa([0, 5], [1, 1], categories=5)
