import pytest

from protocols.time_points import due_window


@pytest.mark.parametrize(
    ("planned", "days"), [("2_weeks", 14), ("4_weeks", 28), ("3_months", 91), ("1_year", 365), ("2_days", 2)]
)
def test_the_planned_day_lies_in_its_window(planned: str, days: int) -> None:
    window = due_window("baseline", planned)

    assert window is not None
    assert window[0] <= days <= window[1]


def test_the_next_time_point_lies_outside() -> None:
    assert due_window("baseline", "4_weeks") == (21.0, 35.0)


@pytest.mark.parametrize(
    "after",
    [
        None,
        "",
        "baseline",
        "immediate",
        "0_weeks",
        "two_weeks",
        "3_moons",
        "-1_weeks",
        "weeks_2",
        "2_weeks\n",
    ],
)
def test_what_was_not_planned_has_no_window(after: str | None) -> None:
    assert due_window("baseline", after) is None


@pytest.mark.parametrize("before", [None, "2_weeks", "immediate"])
def test_only_a_baseline_starts_the_count(before: str | None) -> None:
    assert due_window(before, "4_weeks") is None
