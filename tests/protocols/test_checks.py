"""The checks of one photo: the side that it shows, and what they come to."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocols.checks import SIDE_DEG, side_shown, yaw_on_target
from protocols.evaluate import evaluate, verdict_of
from protocols.model import Finding, Verdict
from protocols.views import YAW_DEG, View, shown_view

LEFT: tuple[View, ...] = ("oblique_left", "lateral_left")
facts = st.fixed_dictionaries(
    {},
    optional=dict.fromkeys(
        ("yaw_deg", "pitch_deg", "roll_deg", "clipped_percent"), st.none() | st.floats(-95, 95)
    ),
)
views = st.sampled_from([*YAW_DEG, "close_up", "a view of another clinic"])


@pytest.mark.parametrize("view", LEFT)
def test_a_photo_of_the_right_side_is_no_left_view(view: View) -> None:
    finding = side_shown({"yaw_deg": 44.0}, view)

    assert finding is not None
    assert finding.verdict is Verdict.FAIL
    assert "shows the right: send it as `oblique_right`" in finding.advice


@pytest.mark.parametrize("view", LEFT)
def test_a_photo_of_the_left_side_is_a_left_view(view: View) -> None:
    finding = side_shown({"yaw_deg": -50.0}, view)

    assert finding is not None
    assert finding.verdict is Verdict.PASS


@given(st.floats(-SIDE_DEG, SIDE_DEG, exclude_min=True, exclude_max=True) | st.none())
def test_a_head_that_faces_the_camera_or_was_not_found_shows_no_side(yaw: float | None) -> None:
    finding = side_shown({"yaw_deg": yaw}, "lateral_left")

    assert finding is not None
    assert finding.verdict is Verdict.UNKNOWN


def test_a_front_view_has_no_side_to_be_wrong() -> None:
    assert side_shown({"yaw_deg": 44.0}, "front") is None


@pytest.mark.parametrize(
    ("yaw", "view"),
    [
        (0.0, "front"),
        (-20.0, "front"),
        (-30.0, "oblique_left"),
        (46.0, "oblique_right"),
        (-80.0, "lateral_left"),
        (95.0, "lateral_right"),
        (None, None),
    ],
)
def test_a_photo_looks_like_the_view_that_is_nearest(yaw: float | None, view: str | None) -> None:
    assert shown_view(yaw) == view


@pytest.mark.parametrize("view", YAW_DEG)
def test_a_head_turned_as_asked_is_on_target(view: View) -> None:
    finding = yaw_on_target({"yaw_deg": YAW_DEG[view] + 4.0}, view)

    assert finding is not None
    assert finding.verdict is Verdict.PASS


@given(facts, views)
def test_a_finding_passes_only_on_a_measurement(known: dict[str, float | None], view: str) -> None:
    for finding in evaluate(known, view=view):
        assert (finding.verdict is Verdict.UNKNOWN) == (finding.measured is None)


@given(views)
def test_a_photo_of_which_nothing_is_known_passes_nothing(view: str) -> None:
    findings = evaluate({}, view=view)

    assert {finding.verdict for finding in findings} == {Verdict.UNKNOWN}


def test_a_close_up_of_skin_is_not_asked_how_a_head_is_turned() -> None:
    assert [finding.check for finding in evaluate({}, view="close_up")] == ["not_clipped"]


@given(st.lists(st.sampled_from(Verdict), max_size=5))
def test_the_worst_finding_decides_and_no_findings_pass_nothing(verdicts: list[Verdict]) -> None:
    findings = [
        Finding(check=str(at), verdict=verdict, measured=1.0, limit=2.0, unit="deg", advice="")
        for at, verdict in enumerate(verdicts)
    ]

    verdict = verdict_of(findings)

    assert (verdict is Verdict.PASS) == (set(verdicts) == {Verdict.PASS})
    assert (verdict is Verdict.FAIL) == (Verdict.FAIL in verdicts)
