"""Two photos are compared for those who may see both; the pair is kept as values and drawn anew."""

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from uuid import UUID

import numpy as np
import pytest
from PIL import Image
from sqlalchemy.orm import Session

from api.record import comparisons
from api.record.comparisons import Comparison
from api.storage.sandbox import Sandbox
from imaging.encode import encode_jpeg
from imaging.synthetic.heads import HeadTruth
from imaging.synthetic.shot import Shot
from tests.api.routes.test_looking import MARKETING, entries, permit, ready
from tests.clinic import MARA, Running, fixed_id, picture, run_clinics


@dataclass
class Pair:
    """A comparison of two photos that align, and everything around it."""

    running: Running
    before: str
    after: str
    told: dict[str, Any]

    @property
    def images(self) -> str:
        return f"/comparisons/{self.told['id']}/images"


@pytest.fixture(scope="module")
def pair(
    tmp_path_factory: pytest.TempPathFactory,
    sandbox: Sandbox,
    front_shot: Shot[HeadTruth],
    front_shot_again: Shot[HeadTruth],
) -> Iterator[Pair]:
    with run_clinics(tmp_path_factory.mktemp("pair"), reader=sandbox) as running:
        ids = [
            ready(running, encode_jpeg(shot.pixels), region="face", view="front", taken_at=taken_at)
            for shot, taken_at in (
                (front_shot, "2026-01-05T10:00:00Z"),
                (front_shot_again, "2026-03-30T10:00:00Z"),
            )
        ]
        running.as_("clinician").post(
            f"/patients/{MARA}/treatments",
            json={"title": "IPL", "area": "face", "performed_at": "2026-01-20T10:00:00Z"},
        )
        yield Pair(running, *ids, told=compare(running, *ids).json())


def compare(running: Running, before: str, after: str, *, who: str = "clinician", **use: str) -> Any:
    body = {"before_photo_id": before, "after_photo_id": after, **use}
    return running.as_(who).post("/comparisons", json=body)


def pixels(answer: Any) -> np.ndarray:
    return np.asarray(Image.open(BytesIO(answer.content)).convert("RGB"))


def test_a_pair_is_aligned_graded_and_told_with_what_was_corrected(pair: Pair) -> None:
    told = pair.told

    assert (told["status"], told["reason"]) == ("aligned", None)
    assert told["alignment"]["error_px"] < 5
    assert [each["name"] for each in told["grade"]["criteria"]] == [
        "pose",
        "distance",
        "light",
        "colour",
        "sharpness",
        "expression",
        "timing",
    ]
    assert told["corrected"]["retouching"] == "none"
    assert told["corrected"]["sentence"].endswith("Not retouched.")


def test_what_lies_between_the_two_is_told(pair: Pair) -> None:
    between = pair.told["between"]

    assert between["interval_days"] == 84
    assert [treatment["title"] for treatment in between["treatments"]] == ["IPL"]


def test_comparing_the_same_pair_again_finds_the_same_comparison(pair: Pair) -> None:
    again = compare(pair.running, pair.before, pair.after)

    assert again.json()["id"] == pair.told["id"]


def test_before_and_after_share_one_canvas(pair: Pair) -> None:
    clinician = pair.running.as_("clinician")

    shapes = {
        which: pixels(clinician.get(f"{pair.images}/{which}?size=400")).shape
        for which in ("before", "after", "overlay")
    }

    assert len(set(shapes.values())) == 1
    assert max(shapes["before"]) == 400


def grade_as(monkeypatch: pytest.MonkeyPatch, overall: str) -> None:
    """From now on every comparison that is read is graded so, as a whole."""
    kept = comparisons.get

    def graded(session: Session, comparison_id: UUID) -> Comparison:
        row = kept(session, comparison_id)
        session.expunge(row)
        row.grade = {**row.grade, "overall": overall}
        return row

    monkeypatch.setattr(comparisons, "get", graded)


def test_a_difference_is_grey_and_says_what_its_greys_stand_for(
    pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    grade_as(monkeypatch, "amber")

    answer = pair.running.as_("clinician").get(f"{pair.images}/difference?size=400")

    drawn = pixels(answer)
    said = dict(part.split("=") for part in answer.headers["likeness-difference"].split(", "))
    assert np.abs(drawn.astype(int) - drawn.mean(axis=2, keepdims=True)).max() <= 2
    assert max(drawn.shape) == 400
    assert said["unit"] == "delta_e_ab"
    assert 0 < float(said["floor"]) < float(said["white"])


@pytest.mark.parametrize("overall", ["red", "unknown"])
def test_no_difference_is_drawn_of_a_pair_that_is_not_known_to_be_alike(
    pair: Pair, monkeypatch: pytest.MonkeyPatch, overall: str
) -> None:
    grade_as(monkeypatch, overall)

    answer = pair.running.as_("clinician").get(f"{pair.images}/difference")

    assert (answer.status_code, answer.json()["code"]) == (409, "not_comparable")
    assert answer.json()["overall"] == overall


def test_a_colleague_who_treats_nobody_sees_neither_grade_nor_picture(pair: Pair) -> None:
    colleague = pair.running.as_("colleague")

    answers = [
        compare(pair.running, pair.before, pair.after, who="colleague"),
        colleague.get(f"/comparisons/{pair.told['id']}"),
        colleague.get(f"{pair.images}/overlay"),
    ]

    assert {(answer.status_code, answer.json()["code"]) for answer in answers} == {(403, "refused")}


def test_the_look_at_a_pair_is_one_entry_about_both(pair: Pair) -> None:
    pair.running.as_("clinician").get(f"{pair.images}/overlay?size=256")

    last = entries(pair.running)[-1]

    assert (last.action, last.outcome) == ("look", "allowed")
    assert last.photo_ids == [pair.before, pair.after]


def test_the_uses_say_what_the_gate_says_to_each(pair: Pair) -> None:
    uses = {(use["purpose"], use["channel"]): use for use in pair.told["uses"]}

    website = uses["marketing", "website"]

    assert website["allowed"] is False
    assert "no_permission" in {refusal["code"] for refusal in website["refusals"]}


def test_a_permission_for_one_of_two_is_none_for_the_pair(running: Running) -> None:
    before, after = ready(running, picture(1)), ready(running, picture(2))
    comparison = compare(running, before, after).json()["id"]
    permit(running, purposes=["other_patients"], channels=["clinic_screen"], scope=one(before))
    asked = {"purpose": "other_patients", "channel": "clinic_screen"}

    answer = running.as_("marketer").get(f"/comparisons/{comparison}/images/side_by_side", params=asked)

    assert (answer.status_code, answer.json()["code"]) == (403, "refused")


def test_marketing_is_told_no_day_no_patient_and_no_treatment(running: Running) -> None:
    before, after = ready(running, picture(1)), ready(running, picture(2))
    comparison = compare(running, before, after).json()["id"]
    permit(running, purposes=["other_patients"], channels=["clinic_screen"])
    asked = {"purpose": "other_patients", "channel": "clinic_screen"}

    answer = running.as_("marketer").get(f"/comparisons/{comparison}", params=asked)

    told = answer.json()
    assert answer.status_code == 200
    assert (told["patient_id"], told["before"]["taken_at"], told["between"]["treatments"]) == (None, None, [])


def test_a_pair_below_the_minimum_grade_does_not_leave_even_with_permission(running: Running) -> None:
    before, after = ready(running, picture(1)), ready(running, picture(2))
    comparison = compare(running, before, after).json()["id"]
    permit(running)

    answer = running.as_("marketer").get(f"/comparisons/{comparison}/images/side_by_side", params=MARKETING)

    assert answer.json()["refusals"][0]["code"] == "grade_too_low"


def test_two_photos_that_cannot_be_compared_stand_apart_and_are_never_laid_over(running: Running) -> None:
    before, after = ready(running, picture(1)), ready(running, picture(2))
    told = compare(running, before, after).json()
    clinician = running.as_("clinician")

    apart = clinician.get(f"/comparisons/{told['id']}/images/side_by_side")
    over = clinician.get(f"/comparisons/{told['id']}/images/overlay")

    assert told["status"] == "refused"
    assert told["reason"]
    assert (told["alignment"], told["field"], told["grade"]["overall"]) == (None, None, "red")
    assert apart.status_code == 200
    assert (over.status_code, over.json()["code"]) == (409, "not_aligned")


@pytest.mark.parametrize("after", ["the same", "of another patient"])
def test_only_two_photos_of_one_patient_can_be_compared(running: Running, after: str) -> None:
    before = ready(running, picture(1))
    other = before
    if after == "of another patient":
        patient = running.as_("clinician").post("/patients", json={"family_name": "Twin"}).json()["id"]
        other = ready(running, picture(2), patient=patient)

    answer = compare(running, before, other)

    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_input")


def test_a_photo_of_nobody_cannot_be_compared(running: Running) -> None:
    before = ready(running, picture(1))

    answer = compare(running, before, str(fixed_id("no photo")))

    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_a_withdrawal_ends_a_pair_that_was_seen_before(running: Running) -> None:
    before, after = ready(running, picture(1)), ready(running, picture(2))
    comparison = compare(running, before, after).json()["id"]
    asked = {"purpose": "other_patients", "channel": "clinic_screen"}
    grant_id = permit(running, purposes=["other_patients"], channels=["clinic_screen"])
    address = f"/comparisons/{comparison}/images/before"

    during = running.as_("marketer").get(address, params=asked).status_code
    running.as_("clinician").post(f"/grants/{grant_id}/withdrawal")
    after_it = running.as_("marketer").get(address, params=asked).status_code

    assert (during, after_it) == (200, 403)


def one(photo_id: str) -> dict[str, Any]:
    return {"kind": "photo", "ids": [photo_id]}
