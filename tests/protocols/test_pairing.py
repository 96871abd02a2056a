"""Which photos are held against each other."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocols.pairing import Shot, baseline

JANUARY = datetime(2026, 1, 14, 9, tzinfo=UTC)


def shot(key: int, *, days: float = 0, view: str = "front", region: str = "face") -> Shot[int]:
    """A photo some days after the first of the year's."""
    return Shot(key=key, region=region, view=view, taken_at=JANUARY + timedelta(days=days))


def test_the_baseline_is_the_earliest_of_the_same_view() -> None:
    others = [shot(1, days=40), shot(2, days=3), shot(3, days=0, view="oblique_left"), shot(4, days=90)]

    assert baseline(shot(5, days=60), others) == shot(2, days=3)


def test_the_first_photo_of_a_view_has_no_baseline() -> None:
    assert baseline(shot(1), [shot(2, days=7), shot(3, days=-9, region="neck")]) is None


@given(st.lists(st.tuples(st.sampled_from(["front", "lateral_left"]), st.integers(-50, 50)), max_size=8))
def test_a_baseline_shows_the_same_view_and_is_older(others: list[tuple[str, int]]) -> None:
    later = shot(0, days=5)

    found = baseline(
        later, [shot(at, view=view, days=days) for at, (view, days) in enumerate(others, start=1)]
    )

    assert found is None or (found.view == "front" and found.taken_at < later.taken_at)


def test_a_time_without_a_zone_cannot_be_put_in_order() -> None:
    with pytest.raises(ValueError, match="without a zone"):
        Shot(key=1, region="face", view="front", taken_at=datetime(2026, 1, 14, 9))  # noqa: DTZ001
