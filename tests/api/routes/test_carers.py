"""Nobody makes themselves a carer, and who was dismissed stays away, treated or not."""

from typing import Any

from tests.clinic import MARA, Running, fixed_id, picture

TREATMENT: dict[str, Any] = {"title": "IPL", "area": "face", "performed_at": "2020-01-15T10:00:00Z"}


def photo(running: Running) -> str:
    sent = running.as_("clinician").post(
        f"/patients/{MARA}/photos", params={"region": "cheek_left", "view": "close_up"}, content=picture(1)
    )
    running.work_off()
    return str(sent.json()["photo"]["id"])


def test_claiming_to_have_treated_opens_no_photo(running: Running) -> None:
    image = f"/photos/{photo(running)}/image"
    colleague = running.as_("colleague")

    claimed = colleague.post(f"/patients/{MARA}/treatments", json=TREATMENT)

    assert (claimed.status_code, claimed.json()["code"]) == (403, "not_allowed")
    assert "looks after the patient" in claimed.json()["mend"]
    assert colleague.get(image).status_code == 403


def test_a_colleague_whom_a_carer_names_as_practitioner_sees_the_photos_until_care_is_ended(
    running: Running,
) -> None:
    image = f"/photos/{photo(running)}/image"
    clinician, colleague = running.as_("clinician"), running.as_("colleague")
    body = {**TREATMENT, "practitioner_id": str(fixed_id("colleague"))}

    named = clinician.post(f"/patients/{MARA}/treatments", json=body).status_code
    during = colleague.get(image).status_code
    clinician.delete(f"/patients/{MARA}/carers/{fixed_id('colleague')}")
    after = colleague.get(image).status_code

    assert (named, during, after) == (201, 200, 403)
    assert colleague.get(f"/patients/{MARA}").json()["treating"] is False


def test_ending_the_care_of_somebody_who_never_cared_makes_no_relation(running: Running) -> None:
    clinician = running.as_("clinician")

    ended = clinician.delete(f"/patients/{MARA}/carers/{fixed_id('colleague')}")

    assert ended.status_code == 204
    assert [each["name"] for each in clinician.get(f"/patients/{MARA}/carers").json()["items"]] == [
        "Clinician"
    ]
