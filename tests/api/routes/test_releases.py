"""What leaves for another use than care is put down; nothing leaves once a withdrawal was acknowledged."""

from collections.abc import Callable
from hashlib import sha256
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from api.record import releases
from api.record.releases import Release
from api.storage.vault import Vault
from tests.api.routes.test_comparisons import compare
from tests.api.routes.test_looking import MARKETING, entries, permit, ready
from tests.api.routes.test_upload import AREA
from tests.api.routes.world import placed
from tests.clinic import NORTH, Running, fixed_id

OTHERS = {"purpose": "other_patients", "channel": "clinic_screen"}
Meanwhile = Callable[[Callable[[], object]], None]


def put_down(running: Running) -> list[Release]:
    with running.services.database.transaction(clinic_id=NORTH, now=running.watch(), write=False) as session:
        return list(session.scalars(select(Release).order_by(Release.released_at, Release.audit_sequence)))


def shown_by(running: Running, photo_id: str) -> list[UUID]:
    with running.services.database.transaction(clinic_id=NORTH, now=running.watch(), write=False) as session:
        return [release.id for release in releases.of_photo(session, UUID(photo_id))]


def withdraw(running: Running, grant_id: str) -> None:
    answer = running.as_("clinician").post(f"/grants/{grant_id}/withdrawal", json={})
    assert answer.status_code == 200, answer.text


def pair(running: Running) -> tuple[str, str]:
    first, second = (ready(running, placed(left), **AREA) for left in (0, 24))
    return first, second


@pytest.fixture
def meanwhile(monkeypatch: pytest.MonkeyPatch) -> Meanwhile:
    """Have something happen once, after the gate was asked and before the picture is drawn."""

    def arrange(act: Callable[[], object]) -> None:
        acts = [act]
        for name in ("open_rendition", "open"):
            opened = getattr(Vault, name)

            def slowly(vault: Vault, *args: Any, opened: Any = opened, **rest: Any) -> bytes:
                if acts:
                    acts.pop()()
                data: bytes = opened(vault, *args, **rest)
                return data

            monkeypatch.setattr(Vault, name, slowly)

    return arrange


def test_a_photo_that_leaves_is_put_down_with_what_it_stood_on(running: Running) -> None:
    photo_id = ready(running)
    grant_id = permit(running)

    sent = running.as_("marketer").get(f"/photos/{photo_id}/image", params=MARKETING)

    (release,) = put_down(running)
    entry = entries(running)[release.audit_sequence - 1]
    assert (release.purpose, release.channel) == ("marketing", "website")
    assert release.released_by == fixed_id("marketer")
    assert release.grounds == [f"grant:{grant_id}"]
    assert release.sha256 == sha256(sent.content).digest()
    assert shown_by(running, photo_id) == [release.id]
    assert (entry.action, entry.outcome, entry.photo_ids) == ("release", "allowed", [photo_id])


def test_a_look_for_care_is_in_the_audit_alone(running: Running) -> None:
    photo_id = ready(running)

    sent = running.as_("clinician").get(f"/photos/{photo_id}/image")

    assert sent.status_code == 200
    assert put_down(running) == []


def test_a_refused_photo_is_not_put_down(running: Running) -> None:
    photo_id = ready(running)

    running.as_("marketer").get(f"/photos/{photo_id}/image", params=MARKETING)

    assert put_down(running) == []


def test_a_comparison_that_leaves_is_found_by_both_of_its_photos(running: Running) -> None:
    first, second = pair(running)
    comparison = compare(running, first, second).json()["id"]
    permit(running, purposes=["other_patients"], channels=["clinic_screen"])

    sent = running.as_("marketer").get(f"/comparisons/{comparison}/images/side_by_side", params=OTHERS)

    assert sent.status_code == 200, sent.text
    (release,) = put_down(running)
    assert str(release.comparison_id) == comparison
    assert shown_by(running, first) == shown_by(running, second) == [release.id]


def test_an_open_look_is_one_release_of_all_its_parts(running: Running) -> None:
    photo_id, marketer = ready(running), running.as_("marketer")
    permit(running)

    look = marketer.post(f"/photos/{photo_id}/looks", json=MARKETING).json()["items"][0]["info_url"]
    address = look.removeprefix("/api/v1").removesuffix("/info.json")
    sent = [marketer.get(f"{address}/{x},0,64,64/64,/0/default.jpg").status_code for x in (0, 64)]

    assert sent == [200, 200]
    assert [(release.sha256, shown_by(running, photo_id)) for release in put_down(running)] == [
        (None, [put_down(running)[0].id])
    ]


def test_a_photo_does_not_leave_when_it_was_taken_back_while_it_was_drawn(
    running: Running, meanwhile: Meanwhile
) -> None:
    photo_id, marketer = ready(running), running.as_("marketer")
    grant_id = permit(running)

    meanwhile(lambda: withdraw(running, grant_id))
    answer = marketer.get(f"/photos/{photo_id}/image", params=MARKETING)

    last = entries(running)[-1]
    assert (answer.status_code, answer.json()["code"]) == (403, "refused")
    assert (last.action, last.outcome, last.refusals) == ("release", "refused", ["withdrawn"])
    assert put_down(running) == []


def test_a_pair_does_not_leave_when_it_was_taken_back_while_it_was_drawn(
    running: Running, meanwhile: Meanwhile
) -> None:
    comparison = compare(running, *pair(running)).json()["id"]
    grant_id = permit(running, purposes=["other_patients"], channels=["clinic_screen"])

    meanwhile(lambda: withdraw(running, grant_id))
    answer = running.as_("marketer").get(f"/comparisons/{comparison}/images/before", params=OTHERS)

    assert (answer.status_code, answer.json()["code"]) == (403, "refused")
    assert put_down(running) == []


def test_a_part_does_not_leave_when_it_was_taken_back_while_it_was_drawn(
    running: Running, meanwhile: Meanwhile
) -> None:
    photo_id, marketer = ready(running), running.as_("marketer")
    grant_id = permit(running)
    look = marketer.post(f"/photos/{photo_id}/looks", json=MARKETING).json()["items"][0]["info_url"]
    address = look.removeprefix("/api/v1").removesuffix("/info.json")

    meanwhile(lambda: withdraw(running, grant_id))
    answer = marketer.get(f"{address}/0,0,64,64/64,/0/default.jpg")

    assert (answer.status_code, answer.json()["code"]) == (403, "refused")


def test_a_look_for_care_ends_with_the_care_even_while_it_is_drawn(
    running: Running, meanwhile: Meanwhile
) -> None:
    photo_id, clinician, colleague = ready(running), running.as_("clinician"), running.as_("colleague")
    carers = f"/patients/{clinician.get(f'/photos/{photo_id}').json()['patient_id']}/carers"
    user_id = str(fixed_id("colleague"))
    clinician.post(carers, json={"user_id": user_id})

    def end_care() -> None:
        running.watch.wait(hours=0.5)
        clinician.delete(f"{carers}/{user_id}")

    meanwhile(end_care)
    answer = colleague.get(f"/photos/{photo_id}/image")

    assert (answer.status_code, answer.json()["code"]) == (403, "refused")


def test_what_must_be_hidden_by_now_does_not_leave_uncovered(running: Running, meanwhile: Meanwhile) -> None:
    photo_id = ready(running, **AREA)
    permit(running)

    meanwhile(lambda: permit(running, identifiability="eyes_concealed"))
    answer = running.as_("marketer").get(f"/photos/{photo_id}/image", params=MARKETING)

    assert (answer.status_code, answer.json()["refusals"][0]["code"]) == (403, "obligation_unmet")
    assert put_down(running) == []


def test_a_film_that_leaves_is_put_down_with_every_photo(running: Running) -> None:
    photo_ids, marketer = pair(running), running.as_("marketer")
    permit(running, purposes=["other_patients"], channels=["clinic_screen"])
    series = marketer.post("/series", json={"photo_ids": photo_ids, **OTHERS})

    sent = marketer.get(f"/series/{series.json()['id']}/film")

    assert sent.status_code == 200, sent.text
    assert [release.sha256 for release in put_down(running)] == [sha256(sent.content).digest()]
    assert [len(shown_by(running, each)) for each in photo_ids] == [1, 1]
