"""An answer is only "not modified" when this caller would be told the very same once more."""

from tests.api.routes.test_upload import send
from tests.clinic import MARA, Running, fixed_id, picture

PATIENT = f"/patients/{MARA}"


def test_who_knows_an_answer_is_spared_it(running: Running) -> None:
    clinician = running.as_("clinician")
    tag = clinician.get(PATIENT).headers["ETag"]

    again = clinician.get(PATIENT, headers={"If-None-Match": f"W/{tag}"})

    assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", tag)


def test_the_answer_for_one_caller_is_not_that_for_another(running: Running) -> None:
    tag = running.as_("clinician").get(PATIENT).headers["ETag"]

    other = running.as_("colleague").get(PATIENT, headers={"If-None-Match": tag})

    assert (other.status_code, other.json()["treating"]) == (200, False)


def test_what_is_counted_beside_the_row_changes_the_answer(running: Running) -> None:
    clinician = running.as_("clinician")
    tag = clinician.get(PATIENT).headers["ETag"]
    send(running, picture(1))

    newer = clinician.get(PATIENT, headers={"If-None-Match": tag})

    assert (newer.status_code, newer.json()["photo_count"]) == (200, 1)


def test_a_practitioner_of_another_name_changes_the_answer_about_a_treatment(running: Running) -> None:
    clinician = running.as_("clinician")
    body = {"title": "IPL", "area": "face", "performed_at": "2026-01-15T10:00:00Z"}
    address = f"/treatments/{clinician.post(f'{PATIENT}/treatments', json=body).json()['id']}"
    tag = clinician.get(address).headers["ETag"]
    running.as_("administrator").patch(f"/users/{fixed_id('clinician')}", json={"name": "Dr Ferro"})

    newer = clinician.get(address, headers={"If-None-Match": tag})

    assert (newer.status_code, newer.json()["practitioner"]) == (200, "Dr Ferro")


def test_a_change_is_let_through_by_the_version_of_the_row_alone(running: Running) -> None:
    clinician = running.as_("clinician")
    tag = clinician.get(PATIENT).headers["ETag"]
    send(running, picture(1))

    seen = clinician.patch(PATIENT, json={"sex": "male"}, headers={"If-Match": f'"r999-0", {tag}'})
    stale = clinician.patch(PATIENT, json={"sex": "female"}, headers={"If-Match": tag})

    assert (seen.status_code, stale.status_code) == (200, 412)
