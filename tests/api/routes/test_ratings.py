"""Photos are graded on scales of the catalogue: by whom, on what, with a history, and seen by whom."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from api.record import changes, photos
from api.record.audit import AuditEntry
from api.record.photos import Photo
from api.storage.sandbox import Sandbox
from tests.clinic import MARA, NORTH, Running, fixed_id, picture, run_clinics


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, sandbox: Sandbox) -> Iterator[Running]:
    with run_clinics(tmp_path_factory.mktemp("ratings"), reader=sandbox) as running:
        running.as_("clinician").post(
            f"/patients/{MARA}/carers", json={"user_id": str(fixed_id("colleague"))}
        )
        yield running


def photo(running: Running, seed: int, *, month: int = 1, **where: str) -> str:
    """A photo that has been measured; nobody opens it here, so it has no bytes."""
    place = {"region": "cheek_left", "view": "close_up", **where}
    now = running.watch()
    with running.services.database.transaction(clinic_id=NORTH, now=now) as session:
        session.info["ring"] = running.services.ring
        kept = Photo(
            clinic_id=NORTH,
            id=uuid4(),
            patient_id=MARA,
            **place,
            taken_at=datetime(2026, month, 1, 10, tzinfo=UTC),
            taken_at_source="device",
            received_at=now,
            sha256=seed.to_bytes(32, "big"),
            bytes_=1,
            format="jpeg",
            blob=f"none-{seed}",
            width_px=240,
            height_px=320,
            state="ready",
        )
        return str(photos.add(session, kept).id)


@pytest.fixture(scope="module")
def ungraded(house: Running) -> str:
    return photo(house, 5)


def rate(running: Running, photo_id: str, grade: str, *, who: str = "clinician", **rest: Any) -> Any:
    body = {"scale": "wsrs", "grade": grade, **rest}
    return running.as_(who).post(f"/photos/{photo_id}/ratings", json=body)


def acts(running: Running, action: str) -> list[Any]:
    with running.services.database.transaction(clinic_id=NORTH, now=running.watch(), write=False) as session:
        return list(session.scalars(select(AuditEntry).where(AuditEntry.action == action)))


def test_a_grade_is_kept_with_its_scale_version_and_rater(house: Running) -> None:
    told = rate(house, photo(house, 1), "3", blinded=True).json()

    assert (told["grade"], told["value"], told["scale_version"]) == ("3", 3.0, "1")
    assert (told["rater_id"], told["blinded"]) == (str(fixed_id("clinician")), True)


def test_grading_again_changes_the_grade_and_keeps_what_stood_there(house: Running) -> None:
    shown = photo(house, 2)
    first, second = (rate(house, shown, grade).json() for grade in ("4", "2"))

    listed = house.as_("clinician").get(f"/photos/{shown}/ratings").json()["items"]

    assert first["id"] == second["id"]
    assert [(each["grade"], each["revision"]) for each in listed] == [("2", 2)]
    assert [past["grade"] for past in listed[0]["history"]] == ["4"]


def test_two_raters_grade_one_photo_each_for_himself(house: Running) -> None:
    shown = photo(house, 3)
    rate(house, shown, "4")
    rate(house, shown, "5", who="colleague")

    listed = house.as_("clinician").get(f"/photos/{shown}/ratings").json()["items"]

    assert {(each["rater_id"], each["grade"]) for each in listed} == {
        (str(fixed_id("clinician")), "4"),
        (str(fixed_id("colleague")), "5"),
    }


def test_a_grade_leaves_a_decision_and_an_act_in_the_audit(house: Running) -> None:
    shown = photo(house, 4)

    told = rate(house, shown, "1").json()

    assert [entry.outcome for entry in acts(house, "rate") if entry.photo_ids == [shown]] == ["allowed"]
    assert UUID(told["id"]) in {entry.object_id for entry in acts(house, "rate_photo")}


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"grade": "6"}, "level_unknown"),
        ({"grade": ""}, "invalid_input"),
        ({"scale": "beauty"}, "scale_unknown"),
        ({"scale": "norwood", "grade": "IV"}, "invalid_input"),
        ({"scale": "gais", "grade": "1"}, "invalid_input"),
        ({"baseline_photo_id": str(fixed_id("nothing"))}, "invalid_input"),
        ({"colour": "red"}, "invalid_input"),
        ({"blinded": "perhaps"}, "invalid_input"),
    ],
    ids=str,
)
def test_a_grade_that_makes_no_sense_is_refused_and_kept_nowhere(
    house: Running, ungraded: str, body: dict[str, str], code: str
) -> None:
    answer = rate(house, ungraded, **{"grade": "3", **body})

    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert house.as_("clinician").get(f"/photos/{ungraded}/ratings").json()["items"] == []


def test_a_scale_of_pairs_needs_an_earlier_photo_of_the_same_view(house: Running) -> None:
    where = {"region": "chin", "view": "close_up"}
    before, after = (photo(house, 10 + month, month=month, **where) for month in (1, 3))

    right = rate(house, after, "2", scale="gais", baseline_photo_id=before)
    backwards = rate(house, before, "2", scale="gais", baseline_photo_id=after)
    itself = rate(house, after, "2", scale="gais", baseline_photo_id=after)

    assert right.status_code == 201
    assert [each.json()["code"] for each in (backwards, itself)] == ["invalid_input"] * 2


def test_the_baseline_of_a_pair_must_show_the_same_view(house: Running) -> None:
    front, side = (
        photo(house, 20 + number, month=number + 1, region="nose", view=view)
        for number, view in enumerate(("front", "oblique_left"))
    )

    answer = rate(house, side, "2", scale="gais", baseline_photo_id=front)

    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_input")


def test_a_photo_that_was_not_measured_yet_cannot_be_graded(house: Running) -> None:
    sent = house.as_("clinician").post(
        f"/patients/{MARA}/photos", params={"region": "cheek_left", "view": "close_up"}, content=picture(30)
    )

    answer = rate(house, sent.json()["photo"]["id"], "3")

    house.work_off()
    assert (answer.status_code, answer.json()["code"]) == (409, "photo_not_ready")


def test_blinded_no_date_is_told_and_the_order_follows_from_none(house: Running) -> None:
    where = {"region": "perioral", "view": "close_up"}
    shown = [photo(house, 40 + month, month=month, **where) for month in range(1, 6)]
    asked = {"scale": "perioral_lines"}

    orders = [
        [
            each["photo_id"]
            for each in house.as_(who)
            .get(f"/patients/{MARA}/photos-to-rate", params={**asked, "blinded": blinded})
            .json()["items"]
        ]
        for who, blinded in (("clinician", True), ("colleague", True), ("clinician", False))
    ]
    blind = house.as_("clinician").get(f"/patients/{MARA}/photos-to-rate", params={**asked, "blinded": True})

    assert orders[2] == shown
    assert sorted(orders[0]) == sorted(orders[1]) == sorted(shown)
    assert "2026-0" not in blind.text
    assert {each["taken_at"] for each in blind.json()["items"]} == {None}


def test_a_rater_is_told_his_own_grades_and_nobody_elses(house: Running) -> None:
    where = {"region": "jawline", "view": "close_up"}
    shown = photo(house, 50, **where)
    rate(house, shown, "3", scale="merz_jawline")

    def told(who: str) -> list[Any]:
        asked = {"scale": "merz_jawline"}
        items = house.as_(who).get(f"/patients/{MARA}/photos-to-rate", params=asked).json()["items"]
        return [each["my_grade"] for each in items]

    assert (told("clinician"), told("colleague")) == (["3"], [None])


def test_agreement_is_over_what_the_raters_share(house: Running) -> None:
    where = {"region": "glabella", "view": "close_up"}
    for number, (one, other) in enumerate((("0", "1"), ("1", "1"), ("3", "3"), ("4", "3"))):
        shown = photo(house, 60 + number, month=number + 1, **where)
        rate(house, shown, one, scale="merz_glabella_lines")
        rate(house, shown, other, scale="merz_glabella_lines", who="colleague")

    told = house.as_("clinician").get("/agreement", params={"scale": "merz_glabella_lines"}).json()

    assert (told["photos"], told["raters"]) == (4, 2)
    assert told["kappa_quadratic"] == pytest.approx(told["pairs"][0]["kappa_quadratic"])
    assert 0.5 < told["icc"] < 1


def test_who_looks_after_nobody_finds_no_grade_and_no_agreement(house: Running) -> None:
    shown = [photo(house, 70 + month, month=month, region="forehead") for month in (1, 2)]
    for photo_id, grade in zip(shown, ("3", "1"), strict=True):
        rate(house, photo_id, grade, scale="merz_forehead_lines")
    asked = {"scale": "merz_forehead_lines"}

    found, strange = (
        house.as_(who).get("/grade-changes", params={**asked, "direction": "better"}).json()["items"]
        for who in ("clinician", "stranger")
    )
    pairs = house.as_("stranger").get("/agreement", params=asked).json()["pairs"]

    assert [(each["rating"]["photo_id"], each["steps"]) for each in found] == [(shown[1], -2.0)]
    assert (strange, pairs) == ([], [])


def test_changes_are_found_by_direction_and_by_steps(house: Running) -> None:
    shown = [photo(house, 80 + month, month=month, region="lips") for month in (1, 2, 3)]
    for photo_id, grade in zip(shown, ("2", "1", "3"), strict=True):
        rate(house, photo_id, grade, scale="perioral_lines")

    def found(direction: str, steps: float) -> list[str]:
        asked = {"scale": "perioral_lines", "direction": direction, "steps": steps}
        items = house.as_("clinician").get("/grade-changes", params=asked).json()["items"]
        return [each["rating"]["photo_id"] for each in items if each["rating"]["photo_id"] in shown]

    assert (found("better", 1), found("worse", 1)) == ([shown[1]], [shown[2]])
    assert (found("better", 2), found("worse", 2)) == ([], [])


def test_grades_of_pairs_are_found_by_what_they_say(house: Running) -> None:
    shown = [photo(house, 90 + month, month=month, region="temple_left") for month in (1, 2, 3)]
    for photo_id, grade in zip(shown[1:], ("1", "5"), strict=True):
        rate(house, photo_id, grade, scale="gais", baseline_photo_id=shown[0])

    def found(direction: str) -> list[str]:
        asked = {"scale": "gais", "direction": direction, "steps": 1}
        items = house.as_("clinician").get("/grade-changes", params=asked).json()["items"]
        return [each["rating"]["photo_id"] for each in items if each["rating"]["photo_id"] in shown]

    assert (found("better"), found("worse")) == ([shown[1]], [shown[2]])


def test_a_page_of_changes_leads_to_the_next(house: Running) -> None:
    shown = [photo(house, 100 + month, month=month, region="periorbital_left") for month in range(1, 5)]
    for photo_id, grade in zip(shown, ("4", "3", "2", "1"), strict=True):
        house.watch.wait(seconds=1)
        rate(house, photo_id, grade, scale="fitzpatrick_wrinkle")
    asked = {"scale": "fitzpatrick_wrinkle", "direction": "better", "limit": 2}

    first = house.as_("clinician").get("/grade-changes", params=asked).json()
    second = house.as_("clinician").get("/grade-changes", params={**asked, "after": first["next"]}).json()

    seen = [each["rating"]["photo_id"] for each in [*first["items"], *second["items"]]]
    assert seen == shown[:0:-1]
    assert second["next"] is None


def test_a_photo_whose_patient_is_in_doubt_takes_its_grades_out_of_every_list(house: Running) -> None:
    shown = [photo(house, 110 + month, month=month, region="ear_left") for month in (1, 2)]
    for photo_id in shown[1:]:
        rate(house, photo_id, "1", scale="gais", baseline_photo_id=shown[0])
    with house.services.database.transaction(clinic_id=NORTH, now=house.watch()) as session:
        photos.get(session, UUID(shown[0])).patient_confirmed = False

    asked = {"scale": "gais", "direction": "better"}
    found = house.as_("clinician").get("/grade-changes", params=asked).json()["items"]
    told = house.as_("clinician").get(f"/patients/{MARA}/outcomes").json()

    assert shown[1] not in {each["rating"]["photo_id"] for each in found}
    assert shown[1] not in {each["photo_id"] for each in told["grades"]}


def test_every_change_of_a_grade_stays_in_the_record(house: Running) -> None:
    shown = photo(house, 120)
    told = [rate(house, shown, grade).json() for grade in ("1", "2", "3")][-1]

    with house.services.database.transaction(clinic_id=NORTH, now=house.watch(), write=False) as session:
        kept = changes.of_row(session, "ratings", UUID(told["id"]))
        grades = [(change.after or {}).get("grade") for change in kept]
        actors = {change.actor_id for change in kept}

    assert grades == ["1", "2", "3"]
    assert actors == {fixed_id("clinician")}
