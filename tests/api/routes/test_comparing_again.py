"""A comparison is found again only while all that it rests on is as it was."""

from typing import Any
from uuid import UUID

import pytest

from api.actions import compare_photos
from api.record.photos import Photo
from tests.api.routes.test_capture_sessions import visit
from tests.api.routes.test_upload import send
from tests.clinic import NORTH, Running, picture

DAYS = ("2026-01-05", "2026-01-19")


@pytest.fixture
def pair(running: Running) -> tuple[str, str]:
    ids = [
        str(send(running, picture(number), taken_at=f"{on}T10:00:00Z").json()["photo"]["id"])
        for number, on in enumerate(DAYS)
    ]
    running.work_off()
    return ids[0], ids[1]


def compared(running: Running, pair: tuple[str, str]) -> dict[str, Any]:
    body = {"before_photo_id": pair[0], "after_photo_id": pair[1]}
    told: dict[str, Any] = running.as_("clinician").post("/comparisons", json=body).json()
    return told


def timing(told: dict[str, Any]) -> str:
    return next(str(each["level"]) for each in told["grade"]["criteria"] if each["name"] == "timing")


def test_a_pair_is_compared_once_while_nothing_changes(running: Running, pair: tuple[str, str]) -> None:
    assert compared(running, pair)["id"] == compared(running, pair)["id"]


def test_a_visit_that_was_planned_later_is_seen_in_the_grade(running: Running, pair: tuple[str, str]) -> None:
    first = compared(running, pair)
    for photo, planned, on in zip(pair, ("baseline", "2_weeks"), DAYS, strict=True):
        filed = {"session_id": visit(running, planned, on)}
        assert running.as_("clinician").patch(f"/photos/{photo}", json=filed).status_code == 200

    second = compared(running, pair)

    assert (timing(first), timing(second)) == ("unknown", "green")
    assert running.as_("clinician").get(f"/comparisons/{first['id']}").json()["grade"] == first["grade"]


def test_other_facts_of_a_photo_make_another_comparison(running: Running, pair: tuple[str, str]) -> None:
    first = compared(running, pair)
    with running.services.database.transaction(clinic_id=NORTH, now=running.watch()) as session:
        photo = session.get_one(Photo, UUID(pair[1]))
        photo.facts = {**(photo.facts or {}), "measured": "anew"}

    assert compared(running, pair)["id"] != first["id"]


def test_another_version_of_the_grade_makes_another_comparison(
    running: Running, pair: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    first = compared(running, pair)
    monkeypatch.setattr(compare_photos, "GRADE_VERSION", "next")

    assert compared(running, pair)["id"] != first["id"]
