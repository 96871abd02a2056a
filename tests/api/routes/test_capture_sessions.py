"""What a visit was planned as is written in one way, and says whether its photos are in time."""

import pytest

from tests.api.routes.test_upload import send
from tests.clinic import MARA, Running, picture


def visit(running: Running, time_point: str | None, on: str) -> str:
    body = {"label": "Visit", "time_point": time_point, "started_at": f"{on}T09:00:00Z"}
    made = running.as_("clinician").post(f"/patients/{MARA}/capture-sessions", json=body)
    assert made.status_code == 201, made.text
    return str(made.json()["id"])


def timing(running: Running, *visits: tuple[str | None, str]) -> str:
    """The level of timing of two photos of planned visits, all of it by HTTP."""
    ids = []
    for number, (time_point, on) in enumerate(visits):
        about = {"session_id": visit(running, time_point, on), "taken_at": f"{on}T10:00:00Z"}
        ids.append(send(running, picture(number), **about).json()["photo"]["id"])
    running.work_off()
    body = {"before_photo_id": ids[0], "after_photo_id": ids[1]}
    told = running.as_("clinician").post("/comparisons", json=body).json()
    return next(str(each["level"]) for each in told["grade"]["criteria"] if each["name"] == "timing")


@pytest.mark.parametrize(
    ("planned", "on", "level"),
    [
        ("2_weeks", "2026-01-19", "green"),
        ("3_months", "2026-04-06", "green"),
        (None, "2026-01-19", "unknown"),
    ],
)
def test_a_photo_of_a_planned_visit_is_in_time(
    running: Running, planned: str | None, on: str, level: str
) -> None:
    assert timing(running, ("baseline", "2026-01-05"), (planned, on)) == level


def test_a_photo_far_from_its_planned_day_is_not_in_time(running: Running) -> None:
    late = timing(running, ("baseline", "2026-01-05"), ("2_weeks", "2026-05-05"))

    assert late in {"amber", "red"}


@pytest.mark.parametrize(
    "time_point", ["weeks_2", "2 weeks", "0_weeks", "two_weeks", "2_moons", "Baseline", ""]
)
def test_a_time_point_in_another_form_is_refused_by_its_name(running: Running, time_point: str) -> None:
    answer = running.as_("clinician").post(
        f"/patients/{MARA}/capture-sessions", json={"label": "Visit", "time_point": time_point}
    )

    assert (answer.status_code, answer.json()["errors"][0]["where"]) == (422, "time_point")
