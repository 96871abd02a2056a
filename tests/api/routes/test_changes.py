"""The history of a patient and of a photo: told with values to those who may read them, without to others."""

from typing import Any

import pytest

from api.record import patients
from tests.clinic import MARA, NORTH, Running, fixed_id, picture

PLACE = {"region": "cheek_left", "view": "close_up"}


def history(running: Running, of: str = f"patients/{MARA}", *, by: str = "clinician") -> list[dict[str, Any]]:
    answer = running.as_(by).get(f"/{of}/changes")
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


def rename(running: Running, name: str, *, by: str = "clinician") -> None:
    running.as_(by).patch(f"/patients/{MARA}", json={"family_name": name})


def upload(running: Running, *, seed: int = 7, **headers: str) -> str:
    sent = running.as_("clinician").post(
        f"/patients/{MARA}/photos", params=PLACE, content=picture(seed), headers=headers
    )
    return str(sent.json()["photo"]["id"])


def test_a_corrected_name_is_told_with_who_when_before_and_after(running: Running) -> None:
    rename(running, "Sandoval", by="colleague")

    told = history(running)[0]

    assert (told["before"]["family_name"], told["after"]["family_name"]) == ("Velez", "Sandoval")
    assert (told["actor_name"], told["at"], told["act"]) == ("Colleague", "2026-06-01T12:00:00Z", "changed")
    assert (told["table"], told["row_id"]) == ("patients", str(MARA))


def test_what_was_added_has_no_before(running: Running) -> None:
    first = history(running)[-1]

    assert (first["act"], first["before"], first["actor_name"]) == ("added", None, None)
    assert first["after"]["birth_date"] == "1980-04-02"


@pytest.mark.parametrize("who", ["administrator", "auditor"])
def test_who_reads_no_patients_learns_which_fields_and_no_value(running: Running, who: str) -> None:
    rename(running, "Sandoval")
    clinician = running.as_("clinician")
    clinician.post(f"/patients/{MARA}/alerts", json={"kind": "allergy", "text": "lidocaine"})
    clinician.post(
        f"/patients/{MARA}/treatments",
        json={"title": "Toxin", "area": "face", "performed_at": "2026-02-01T10:00:00Z"},
    )

    told = history(running, by=who)

    values = {
        value for one in told for each in (one["before"], one["after"]) for value in (each or {}).values()
    }
    assert values <= {"(hidden)", None}
    assert "family_name" in next(one["after"] for one in told if one["table"] == "patients")
    assert {one["actor_name"] for one in told} == {"Clinician", None}


def test_a_removed_identifier_stays_in_the_history_with_its_value(running: Running) -> None:
    clinician = running.as_("clinician")
    said = {"system": "pacs", "value": "A-7"}
    made = clinician.post(f"/patients/{MARA}/identifiers", json=said).json()["id"]
    clinician.delete(f"/patients/{MARA}/identifiers/{made}")

    removed, added = history(running)[:2]

    assert (removed["act"], removed["row_id"], removed["after"]) == ("removed", made, None)
    assert removed["before"]["value"] == added["after"]["value"] == "A-7"
    assert "token" not in added["after"]


def test_the_history_holds_alerts_carers_courses_treatments_products_and_visits(running: Running) -> None:
    clinician = running.as_("clinician")
    product = clinician.post("/products", json={"name": "Toxin", "kind": "toxin", "unit": "U"}).json()["id"]
    clinician.post(f"/patients/{MARA}/courses", json={"title": "IPL", "started_on": "2026-01-01"})
    clinician.post(f"/patients/{MARA}/capture-sessions", json={"label": "Visit"})
    clinician.post(f"/patients/{MARA}/alerts", json={"kind": "note", "text": "shy of needles"})
    body = {"title": "Toxin", "area": "face", "performed_at": "2026-02-01T10:00:00Z"}
    treatment = clinician.post(f"/patients/{MARA}/treatments", json=body).json()["id"]
    clinician.post(f"/treatments/{treatment}/product-uses", json={"product_id": product, "amount": 12.5})

    told = {one["table"]: one["after"] for one in history(running)}

    expected = {"patients", "carers", "courses", "capture_sessions", "patient_alerts", "treatments"}
    assert set(told) == {*expected, "product_uses"}
    assert told["patient_alerts"]["text"] == "shy of needles"
    assert told["product_uses"]["amount"] == 12.5


def test_the_history_of_a_patient_holds_nothing_of_another(running: Running) -> None:
    clinician = running.as_("clinician")
    twin = clinician.post("/patients", json={"family_name": "Twin"}).json()["id"]
    clinician.post(f"/patients/{twin}/alerts", json={"kind": "note", "text": "another"})

    mine, theirs = history(running), history(running, f"patients/{twin}")

    assert twin not in str(mine)
    assert str(MARA) not in str(theirs)
    assert {one["table"] for one in theirs} == {"patients", "carers", "patient_alerts"}


def test_pages_follow_each_other_without_a_gap_while_changes_are_added(running: Running) -> None:
    for name in "ABCDE":
        rename(running, name)
    everything = [one["number"] for one in history(running)]

    seen: list[int] = []
    after: dict[str, str] = {}
    while True:
        params = {"limit": "2", **after}
        page = running.as_("clinician").get(f"/patients/{MARA}/changes", params=params).json()
        seen += [one["number"] for one in page["items"]]
        rename(running, f"Later{len(seen)}")
        if page["next"] is None:
            break
        after = {"after": page["next"]}

    assert seen == everything == sorted(seen, reverse=True)


@pytest.mark.parametrize("after", ["x", "WyJhIl0", "W10"])
def test_a_page_that_no_list_gave_out_is_refused(running: Running, after: str) -> None:
    answer = running.as_("clinician").get(f"/patients/{MARA}/changes", params={"after": after})

    assert (answer.status_code, answer.json()["code"]) == (422, "bad_cursor")


def test_an_erased_patients_history_tells_acts_and_no_words(running: Running) -> None:
    rename(running, "Sandoval")
    services = running.services
    with services.database.transaction(clinic_id=NORTH, now=running.watch()) as session:
        patients.shred(session, patients.get(session, MARA), now=running.watch())

    told = history(running)

    assert "Sandoval" not in str(told)
    assert "Velez" not in str(told)
    assert told[1]["after"]["family_name"] == "(erased)"


def test_a_photo_tells_where_it_was_filed_before(running: Running) -> None:
    photo = upload(running)
    running.as_("clinician").patch(f"/photos/{photo}", json={"region": "cheek_right"})

    told, first = history(running, f"photos/{photo}")

    assert (told["actor_name"], told["act"]) == ("Clinician", "changed")
    assert (told["before"]["region"], told["after"]["region"]) == ("cheek_left", "cheek_right")
    assert len(first["after"]["sha256"]) == 64
    assert not {"blob", "location", "id", "clinic_id"} & set(first["after"])


def test_facts_in_a_history_are_told_to_those_who_look_after_the_patient(running: Running) -> None:
    photo = upload(running)
    running.work_off()

    def facts(who: str) -> list[Any]:
        told = history(running, f"photos/{photo}", by=who)
        return [one["after"]["facts"] for one in told if (one["after"] or {}).get("facts")]

    assert facts("clinician")[0] != "(hidden)"
    assert facts("colleague") == facts("auditor") == ["(hidden)"]


def test_a_photo_that_moved_tells_both_patients_and_its_file_name_under_each(running: Running) -> None:
    photo = upload(running, **{"X-File-Name": "mara.jpg"})
    twin = running.as_("clinician").post("/patients", json={"family_name": "Twin"}).json()["id"]
    running.as_("clinician").post(f"/photos/{photo}/reassignment", json={"patient_id": twin})

    told = history(running, f"photos/{photo}")

    moved = next(one for one in told if "patient_id" in (one["before"] or {}))
    assert (moved["before"]["patient_id"], moved["after"]["patient_id"]) == (str(MARA), twin)
    assert moved["before"]["file_name"] == moved["after"]["file_name"] == "mara.jpg"
    assert told[-1]["after"]["file_name"] == "mara.jpg"


def test_reading_a_history_is_in_the_audit(running: Running) -> None:
    history(running, by="auditor")

    newest = running.as_("auditor").get("/audit").json()["items"][0]

    assert (newest["act"], newest["patient_id"]) == ("read_changes", str(MARA))
    assert newest["actor_id"] == str(fixed_id("auditor"))
