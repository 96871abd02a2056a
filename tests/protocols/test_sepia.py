"""SEPIA: nine items, a point for what is known to be good, a person asked for the rest."""

import pytest

from protocols.grade import Case, grade_pair
from protocols.model import Verdict
from protocols.sepia import ITEMS, Item, Sepia

WALL = {
    "background_lightness": 50.0,
    "background_a": 0.0,
    "background_b": -2.0,
    "background_even_percent": 99.0,
}
FULL = Case(
    matched_views=3,
    description={"treatment": True, "product_class": True, "technique": True, "elapsed_time": True},
)


def sepia(before: dict[str, float], after: dict[str, float], case: Case | None = None, **pair: str) -> Sepia:
    """Of a pair of which only these facts are known."""
    found = grade_pair(before, after, pair, case=case).sepia
    assert found is not None
    return found


def item(found: Sepia, name: str) -> Item:
    """One of the nine."""
    return next(one for one in found.items if one.name == name)


def test_nothing_known_earns_no_point_and_asks_a_person_nine_times() -> None:
    found = sepia({}, {})

    assert tuple(one.name for one in found.items) == ITEMS
    assert (found.points, found.unknown) == (0, 9)
    assert all(one.asks_a_person and "Ask a person." in one.sentence for one in found.items)
    assert found.quality is None


def test_one_even_wall_behind_both_earns_its_point() -> None:
    assert item(sepia(WALL, WALL), "background").verdict is Verdict.PASS


@pytest.mark.parametrize("change", [{"background_lightness": 70.0}, {"background_even_percent": 60.0}])
def test_another_wall_or_a_busy_one_earns_none(change: dict[str, float]) -> None:
    assert item(sepia(WALL, {**WALL, **change}), "background").verdict is Verdict.FAIL


def test_a_case_that_is_told_answers_views_and_description() -> None:
    found = sepia({}, {}, FULL)

    assert item(found, "multiple_views").verdict is Verdict.PASS
    assert item(found, "descriptive_information").verdict is Verdict.PASS
    assert found.points == 2


def test_a_face_wants_three_views_and_skin_two() -> None:
    two = Case(matched_views=2)

    assert item(sepia({}, {}, two), "multiple_views").verdict is Verdict.FAIL
    assert item(sepia({}, {}, two, subject="skin"), "multiple_views").verdict is Verdict.PASS


def test_a_caption_says_what_it_lacks() -> None:
    found = item(sepia({}, {}, Case(description={"treatment": True})), "descriptive_information")

    assert found.verdict is Verdict.FAIL
    assert found.sentence == "The caption lacks product class, technique, elapsed time."


def test_the_class_is_stated_once_the_unknown_cannot_change_it() -> None:
    bad = {"timing": Verdict.UNKNOWN, "lighting": Verdict.UNKNOWN}
    items = tuple(
        Item(
            name=name,
            verdict=bad.get(name, Verdict.FAIL),
            measured=None,
            limit=None,
            unit="word",
            sentence="Told.",
        )
        for name in ITEMS
    )

    assert Sepia(items=items).quality == "low"


def test_an_item_cannot_be_left_out() -> None:
    with pytest.raises(ValueError, match="expected the items"):
        Sepia(items=sepia({}, {}).items[:8])
