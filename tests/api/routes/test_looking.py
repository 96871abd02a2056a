"""A photo is shown to those who may, after the audit knows, and as nothing but a picture."""

import re
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from sqlalchemy import select

from api.record.audit import AuditEntry
from api.storage.sandbox import Sandbox
from imaging.landmarks import Face
from tests.api.routes.test_upload import AREA, send, with_exif
from tests.api.routes.world import grant
from tests.clinic import MARA, NORTH, Running, TurnedFace, fixed_id, picture, run_clinics

MARKETING = {"purpose": "marketing", "channel": "website"}


def ready(running: Running, data: bytes | None = None, **about: Any) -> str:
    """A photo that can be looked at."""
    photo_id = send(running, data or picture(1), **about).json()["photo"]["id"]
    running.work_off()
    return str(photo_id)


def document(running: Running) -> str:
    listed = running.as_("clinician").get("/consent-documents").json()["items"]
    return next(str(each["id"]) for each in listed if each["language"] == "en")


def permit(running: Running, **other: Any) -> str:
    """The id of a grant of marketing on the website, for all photos."""
    body = grant(document(running), **other)
    answer = running.as_("clinician").post(f"/patients/{MARA}/grants", json=body)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def entries(running: Running) -> list[AuditEntry]:
    with running.services.database.transaction(clinic_id=NORTH, now=running.watch(), write=False) as session:
        return list(session.scalars(select(AuditEntry).order_by(AuditEntry.sequence)))


def test_who_treats_the_patient_sees_the_photo_at_the_size_asked_for(running: Running) -> None:
    photo_id = ready(running, picture(1, width_px=1200, height_px=1600))

    sizes = {}
    for path, most in (("thumbnail", 512), ("image?size=800", 800), ("image", 2048)):
        answer = running.as_("clinician").get(f"/photos/{photo_id}/{path}")
        assert answer.headers["Content-Type"] == "image/jpeg"
        sizes[most] = max(Image.open(BytesIO(answer.content)).size)

    assert sizes == {512: 512, 800: 800, 2048: 1600}


def test_a_colleague_who_does_not_treat_her_is_told_why_not_and_how_to_mend_it(running: Running) -> None:
    photo_id = ready(running)

    answer = running.as_("colleague").get(f"/photos/{photo_id}/thumbnail")

    assert (answer.status_code, answer.json()["code"]) == (403, "refused")
    refusal = answer.json()["refusals"][0]
    assert refusal["code"] == "no_treating_relationship"
    assert refusal["sentence"]
    assert refusal["mend"]


def test_once_added_as_a_carer_the_colleague_sees_it_and_no_longer_after(running: Running) -> None:
    photo_id, colleague = ready(running), running.as_("colleague")
    carers = f"/patients/{MARA}/carers"
    user_id = str(fixed_id("colleague"))

    running.as_("clinician").post(carers, json={"user_id": user_id})
    during = colleague.get(f"/photos/{photo_id}/thumbnail").status_code
    running.watch.wait(hours=0.5)
    running.as_("clinician").delete(f"{carers}/{user_id}")
    after = colleague.get(f"/photos/{photo_id}/thumbnail").status_code

    assert (during, after) == (200, 403)


def test_every_look_and_every_refusal_is_in_the_audit_with_what_it_stood_on(running: Running) -> None:
    photo_id = ready(running)

    running.as_("clinician").get(f"/photos/{photo_id}/thumbnail")
    running.as_("colleague").get(f"/photos/{photo_id}/thumbnail")

    looks = [entry for entry in entries(running) if entry.action == "look"]
    assert [entry.outcome for entry in looks] == ["allowed", "refused"]
    assert looks[0].photo_ids == [photo_id]
    assert looks[0].grounds[0].startswith("treating:")
    assert looks[1].refusals == ["no_treating_relationship"]


def test_no_byte_leaves_when_the_audit_cannot_be_written(
    running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    photo_id = ready(running)
    running.as_("clinician")

    def broken(*_: object, **__: object) -> None:
        raise OSError("the disk is gone")

    monkeypatch.setattr("api.record.audit.add", broken)
    answer = running.as_("clinician").get(f"/photos/{photo_id}/thumbnail")

    assert (answer.status_code, answer.json()["code"]) == (500, "internal")
    assert "disk" not in answer.text


def test_a_picture_is_never_cached_and_its_name_says_nothing(running: Running) -> None:
    photo_id = ready(running)

    names = set()
    for _ in range(2):
        answer = running.as_("clinician").get(f"/photos/{photo_id}/thumbnail")
        assert answer.headers["Cache-Control"] == "no-store"
        assert "ETag" not in answer.headers
        names.add(answer.headers["Content-Disposition"])

    assert len(names) == 2
    assert all(re.fullmatch(r'inline; filename="[0-9a-f]{16}\.jpg"', name) for name in names)


@pytest.mark.parametrize("path", ["thumbnail", "image"])
def test_what_leaves_carries_no_metadata_and_no_trailing_bytes(running: Running, path: str) -> None:
    planted = with_exif(picture(1), taken="2026:05:04 09:30:00") + b"<script>planted</script>"
    photo_id = ready(running, planted)

    sent = running.as_("clinician").get(f"/photos/{photo_id}/{path}").content

    assert b"planted" not in sent
    assert b"Exif" not in sent
    assert sent.endswith(b"\xff\xd9")


def test_a_photo_that_is_not_measured_yet_says_so(running: Running) -> None:
    photo_id = send(running, picture(1)).json()["photo"]["id"]

    answer = running.as_("clinician").get(f"/photos/{photo_id}/thumbnail")

    assert (answer.status_code, answer.json()["code"]) == (409, "photo_not_ready")
    assert answer.headers["Retry-After"] == "1"


def test_marketing_sees_a_photo_from_the_grant_to_the_withdrawal_and_not_a_moment_longer(
    running: Running,
) -> None:
    photo_id, marketer = ready(running), running.as_("marketer")

    def seen() -> tuple[int, int]:
        shown = marketer.get(f"/photos/{photo_id}/thumbnail", params=MARKETING).status_code
        return shown, marketer.get("/portfolio", params=MARKETING).json()["total"]

    before = seen()
    grant_id = permit(running)
    during = seen()
    running.as_("clinician").post(f"/grants/{grant_id}/withdrawal", json={})
    after = seen()

    assert (before, during, after) == ((403, 0), (200, 1), (403, 0))


def test_a_grant_ends_by_itself_at_its_very_moment(running: Running) -> None:
    photo_id, marketer = ready(running), running.as_("marketer")
    permit(running, expires_at="2026-06-01T12:30:00Z")

    running.watch.wait(minutes=29)
    before = marketer.get(f"/photos/{photo_id}/thumbnail", params=MARKETING).status_code
    running.watch.wait(minutes=1)
    after = marketer.get(f"/photos/{photo_id}/thumbnail", params=MARKETING).status_code

    assert (before, after) == (200, 403)


@pytest.mark.parametrize(
    "other",
    [{"purpose": "marketing", "channel": "social:instagram"}, {"purpose": "teaching", "channel": "website"}],
)
def test_a_grant_for_one_use_is_none_for_another(running: Running, other: dict[str, str]) -> None:
    photo_id = ready(running)
    permit(running)

    answer = running.as_("marketer").get(f"/photos/{photo_id}/thumbnail", params=other)

    assert (answer.status_code, answer.json()["code"]) == (403, "refused")


def test_a_grant_for_one_photo_shows_and_counts_only_that_one(running: Running) -> None:
    first, second = ready(running, picture(1)), ready(running, picture(2))
    permit(running, scope={"kind": "photo", "ids": [first]})
    marketer = running.as_("marketer")

    portfolio = marketer.get("/portfolio", params=MARKETING).json()

    assert [item["photo_id"] for item in portfolio["items"]] == [first]
    assert portfolio["facets"]["region"] == [{"value": "cheek_left", "label": "Left cheek", "count": 1}]
    assert marketer.get(f"/photos/{second}/thumbnail", params=MARKETING).status_code == 403


def test_the_portfolio_names_nobody_and_no_day(running: Running) -> None:
    ready(running, taken_at="2026-03-04T10:00:00Z")
    permit(running)

    told = running.as_("marketer").get("/portfolio", params=MARKETING).text

    assert "2026" not in told
    assert str(MARA) not in told
    assert "Velez" not in told


def test_hidden_eyes_are_covered_in_what_leaves(tmp_path: Path, sandbox: Sandbox) -> None:
    with run_clinics(tmp_path, reader=sandbox, finder=TurnedFace(0.0)) as running:
        photo_id = ready(running, region="face", view="front")
        permit(running, identifiability="eyes_concealed")

        answer = running.as_("marketer").get(f"/photos/{photo_id}/image", params=MARKETING)
        own = running.as_("clinician").get(f"/photos/{photo_id}/image")

        shown, whole = (Image.open(BytesIO(each.content)).convert("RGB") for each in (answer, own))
        eye = (round(0.4 * shown.width), round(0.4 * shown.height))
        assert max(abs(part - 118) for part in shown.getpixel(eye)) <= 3
        assert max(abs(part - 118) for part in whole.getpixel(eye)) > 3
        assert answer.headers["Likeness-Notices"] == "results_differ"


class TwoFaces(TurnedFace):
    """A finder that sees a second face behind the first."""

    def find(self, pixels: NDArray[np.uint8]) -> Face | None:
        face = super().find(pixels)
        return face and replace(face, others=1)


def test_no_face_can_be_hidden_while_a_second_one_stays_in_sight(tmp_path: Path, sandbox: Sandbox) -> None:
    with run_clinics(tmp_path, reader=sandbox, finder=TwoFaces(0.0)) as running:
        photo_id = ready(running, region="face", view="front")
        permit(running, identifiability="eyes_concealed")

        answer = running.as_("marketer").get(f"/photos/{photo_id}/image", params=MARKETING)

        assert answer.status_code == 403
        assert answer.json()["refusals"][0]["code"] == "obligation_unmet"


@pytest.mark.parametrize(
    ("appearance", "about"),
    [
        ("eyes_concealed", {"region": "face", "view": "front"}),  # and no face was found
        ("body_only", {"region": "neck", "view": "front"}),
    ],
)
def test_an_obligation_that_cannot_be_met_is_a_refusal(
    running: Running, appearance: str, about: dict[str, str]
) -> None:
    photo_id = ready(running, **about)
    permit(running, identifiability=appearance)

    answer = running.as_("marketer").get(f"/photos/{photo_id}/image", params=MARKETING)

    assert (answer.status_code, answer.json()["code"]) == (403, "refused")
    assert answer.json()["refusals"][0]["code"] == "obligation_unmet"


def test_a_close_up_may_be_shown_as_only_its_region(running: Running) -> None:
    photo_id = ready(running, **AREA)
    permit(running, identifiability="cropped")

    answer = running.as_("marketer").get(f"/photos/{photo_id}/image", params=MARKETING)

    assert answer.status_code == 200


def test_an_administrator_sees_no_pixel_by_rank(running: Running) -> None:
    photo_id = ready(running)

    answer = running.as_("administrator").get(f"/photos/{photo_id}/thumbnail")

    assert (answer.status_code, answer.json()["code"]) == (403, "refused")


def test_a_channel_that_does_not_exist_is_bad_input(running: Running) -> None:
    photo_id = ready(running)

    answer = running.as_("marketer").get(
        f"/photos/{photo_id}/thumbnail", params={"purpose": "marketing", "channel": "social"}
    )

    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_channel")


def test_facts_of_a_face_are_told_to_those_who_look_after_her(tmp_path: Path, sandbox: Sandbox) -> None:
    with run_clinics(tmp_path, reader=sandbox, finder=TurnedFace(-44.0)) as running:
        photo_id = ready(running, region="face", view="oblique_left")

        told = running.as_("clinician").get(f"/photos/{photo_id}").json()
        others = running.as_("colleague").get(f"/photos/{photo_id}").json()

        assert told["facts"]["face"]["yaw_deg"] == -44.0
        assert [f["verdict"] for f in told["findings"] if f["check"] == "side_shown"] == ["PASS"]
        assert (others["facts"], others["findings"]) == ({}, [])


def test_a_photo_filed_elsewhere_is_permitted_as_what_it_is_now(running: Running) -> None:
    photo_id, clinician = ready(running), running.as_("clinician")
    permit(running, scope={"kind": "region", "regions": ["cheek_left"]})
    tag = clinician.get(f"/photos/{photo_id}").headers["ETag"]

    moved = clinician.patch(f"/photos/{photo_id}", json={"region": "neck"}, headers={"If-Match": tag})
    stale = clinician.patch(f"/photos/{photo_id}", json={"region": "chin"}, headers={"If-Match": tag})

    assert (moved.status_code, moved.json()["side"]) == (200, "none")
    assert (stale.status_code, stale.json()["code"]) == (412, "changed_meanwhile")
    assert running.as_("marketer").get("/portfolio", params=MARKETING).json()["total"] == 0
