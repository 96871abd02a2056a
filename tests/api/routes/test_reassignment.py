"""A photo of the wrong patient moves as one act; what the wrong patient's links showed is gone at once."""

from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import numpy as np
import pytest
from numpy.typing import NDArray

from api.clock import now
from api.record import idempotency, renditions
from api.storage.errors import DatabaseFullError
from api.storage.sandbox import Sandbox
from imaging.landmarks import Face
from tests.api.routes.test_comparisons import compare
from tests.api.routes.test_looking import MARKETING, entries, permit, ready
from tests.api.routes.test_upload import send
from tests.clinic import MARA, NORTH, Running, picture, run_clinics


class Interrupted:
    """A finder of no faces; something else happens, once, while it looks."""

    meanwhile: Callable[[], object] | None = None

    def find(self, _pixels: NDArray[np.uint8]) -> Face | None:
        act, self.meanwhile = self.meanwhile, None
        if act is not None:
            act()
        return None


def twin(running: Running) -> str:
    return str(running.as_("clinician").post("/patients", json={"family_name": "Twin"}).json()["id"])


def test_the_photo_is_the_other_patients_and_can_still_be_seen(running: Running) -> None:
    photo_id, other = ready(running), twin(running)

    moved = running.as_("clinician").post(f"/photos/{photo_id}/reassignment", json={"patient_id": other})
    running.work_off()

    assert (moved.status_code, moved.json()["patient_id"]) == (200, other)
    assert running.as_("clinician").get(f"/photos/{photo_id}/thumbnail").status_code == 200
    assert running.as_("clinician").get(f"/patients/{MARA}/timeline").json()["lanes"] == []


def test_a_photo_that_moves_while_it_is_measured_is_measured_for_the_right_patient(
    tmp_path: Path, sandbox: Sandbox
) -> None:
    finder = Interrupted()
    with run_clinics(tmp_path, reader=sandbox, finder=finder) as running:
        photo_id, other = send(running, picture(1)).json()["photo"]["id"], twin(running)
        clinician = running.as_("clinician")
        address = f"/photos/{photo_id}/reassignment"

        finder.meanwhile = lambda: clinician.post(address, json={"patient_id": other})
        running.work_off()

        told = clinician.get(f"/photos/{photo_id}").json()
        assert (told["patient_id"], told["state"]) == (other, "ready")
        assert clinician.get(f"/photos/{photo_id}/image").status_code == 200


def test_pictures_of_a_photo_that_are_gone_are_drawn_anew_and_do_not_hold_up_its_move(
    running: Running,
) -> None:
    photo_id, other = ready(running), twin(running)
    with running.services.database.transaction(clinic_id=NORTH, now=running.watch()) as session:
        thumbnail = renditions.get(session, UUID(photo_id), "thumbnail").blob
    next((running.services.settings.home / "photos").rglob(thumbnail)).unlink()

    moved = running.as_("clinician").post(f"/photos/{photo_id}/reassignment", json={"patient_id": other})
    running.work_off()

    assert moved.status_code == 200
    assert running.as_("clinician").get(f"/photos/{photo_id}/thumbnail").status_code == 200


def test_the_wrong_patients_permission_shows_it_no_longer(running: Running) -> None:
    photo_id, other = ready(running), twin(running)
    permit(running)
    marketer = running.as_("marketer")
    before = marketer.get("/portfolio", params=MARKETING).json()["total"]

    running.as_("clinician").post(f"/photos/{photo_id}/reassignment", json={"patient_id": other})

    assert before == 1
    assert marketer.get("/portfolio", params=MARKETING).json()["total"] == 0
    assert marketer.get(f"/photos/{photo_id}/thumbnail", params=MARKETING).status_code == 403


def test_a_comparison_of_two_patients_is_not_there_any_more(running: Running) -> None:
    first, second, other = ready(running, picture(1)), ready(running, picture(2)), twin(running)
    comparison = compare(running, first, second).json()["id"]

    running.as_("clinician").post(f"/photos/{second}/reassignment", json={"patient_id": other})

    clinician = running.as_("clinician")
    assert clinician.get(f"/comparisons/{comparison}").status_code == 404
    assert clinician.get(f"/comparisons/{comparison}/images/before").status_code == 404


def test_both_patients_records_say_that_it_moved(running: Running) -> None:
    photo_id, other = ready(running), twin(running)

    running.as_("clinician").post(f"/photos/{photo_id}/reassignment", json={"patient_id": other})

    told = [entry for entry in entries(running) if entry.action == "reassign_photo"]
    assert [entry.outcome for entry in told] == ["allowed", "done", "done"]
    assert {str(entry.patient_id) for entry in told[1:]} == {str(MARA), other}


def test_the_old_key_opens_nothing_of_what_moved(running: Running) -> None:
    running.watch.time = now()  # the files have the machine's time
    photo_id, other = ready(running), twin(running)
    folder: Path = running.services.settings.home / "photos"
    before = {path.name for path in folder.rglob("*") if len(path.name) == 64}

    running.as_("clinician").post(f"/photos/{photo_id}/reassignment", json={"patient_id": other})
    running.work_off()
    running.watch.wait(hours=2)
    running.work_off()

    after = {path.name for path in folder.rglob("*") if len(path.name) == 64}
    assert (len(before), len(after), before & after) == (3, 3, set())


def test_a_patient_who_has_the_same_bytes_keeps_only_one(running: Running) -> None:
    photo_id, other = ready(running), twin(running)
    send(running, picture(1), patient=other)

    answer = running.as_("clinician").post(f"/photos/{photo_id}/reassignment", json={"patient_id": other})

    assert (answer.status_code, answer.json()["code"]) == (409, "duplicate")
    assert running.as_("clinician").get(f"/photos/{photo_id}").json()["patient_id"] == str(MARA)


def test_a_photo_moves_only_to_a_patient_whom_the_caller_looks_after(running: Running) -> None:
    photo_id = ready(running)
    foreign = running.as_("colleague").post("/patients", json={"family_name": "Foreign"}).json()["id"]

    answer = running.as_("clinician").post(f"/photos/{photo_id}/reassignment", json={"patient_id": foreign})

    assert (answer.status_code, answer.json()["code"]) == (403, "refused")
    assert answer.json()["refusals"][0]["code"] == "no_treating_relationship"
    assert running.as_("clinician").get(f"/photos/{photo_id}").json()["patient_id"] == str(MARA)


def test_a_move_whose_answer_could_not_be_kept_did_not_happen(
    running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    photo_id, other = ready(running), twin(running)
    clinician, address = running.as_("clinician"), f"/photos/{photo_id}/reassignment"
    key = {"Idempotency-Key": "move"}

    def full(*_args: object, **_named: object) -> None:
        raise DatabaseFullError("the disk is full")

    with monkeypatch.context() as patched:
        patched.setattr(idempotency, "remember", full)
        failed = clinician.post(address, json={"patient_id": other}, headers=key).status_code
    again = clinician.post(address, json={"patient_id": other}, headers=key)
    repeated = clinician.post(address, json={"patient_id": other}, headers=key)

    assert failed >= 500
    assert (again.status_code, again.json()["patient_id"]) == (200, other)
    assert (repeated.status_code, repeated.headers["Idempotent-Replayed"]) == (200, "true")


def test_only_who_looks_after_her_moves_her_photo(running: Running) -> None:
    photo_id, other = ready(running), twin(running)

    answer = running.as_("colleague").post(f"/photos/{photo_id}/reassignment", json={"patient_id": other})

    assert (answer.status_code, answer.json()["code"]) == (403, "refused")
