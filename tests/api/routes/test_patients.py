"""Patients are found by the beginnings of names, and kept without their names in the clear."""

import pytest

from tests.clinic import MARA, Running


def found(running: Running, q: str) -> list[str]:
    items = running.as_("clinician").get("/patients", params={"q": q}).json()["items"]
    return [patient["family_name"] for patient in items]


@pytest.mark.parametrize("q", ["vel", "VELEZ", "mara v", "velez mar", "1980-04-02", "P-0000", ""])
def test_a_patient_is_found_by_beginnings_of_name_birth_date_or_number(running: Running, q: str) -> None:
    assert found(running, q) == ["Velez"]


@pytest.mark.parametrize("q", ["elez", "mara xe", "Okafor", "%", "_"])
def test_what_does_not_begin_so_is_not_found(running: Running, q: str) -> None:
    assert found(running, q) == []


@pytest.mark.parametrize("name", ["Ñandú", "O'Brien-Łukasz", "李", "مريم", "x" * 300, "🙂 Smile"])
def test_a_name_comes_back_exactly_and_is_found(running: Running, name: str) -> None:
    added = running.as_("clinician").post("/patients", json={"family_name": name})

    assert added.json()["family_name"] == name
    assert name in found(running, name[:20])


def test_whoever_adds_a_patient_looks_after_the_patient(running: Running) -> None:
    added = running.as_("colleague").post("/patients", json={"family_name": "Nova"}).json()

    mine = running.as_("colleague").get(f"/patients/{added['id']}").json()["treating"]
    others = running.as_("clinician").get(f"/patients/{added['id']}").json()["treating"]

    assert (mine, others) == (True, False)


def test_a_corrected_name_is_found_and_the_old_one_no_more(running: Running) -> None:
    running.as_("clinician").patch(f"/patients/{MARA}", json={"family_name": "Sandoval"})

    assert (found(running, "sando"), found(running, "velez")) == (["Sandoval"], [])


def test_no_name_stands_in_the_database_in_the_clear(running: Running) -> None:
    running.as_("clinician").post("/patients", json={"family_name": "Quintessa", "birth_date": "1971-03-09"})

    raw = (running.services.settings.home / "likeness.db").read_bytes()

    assert b"uintess" not in raw
    assert b"1971-03-09" not in raw


@pytest.mark.parametrize(
    ("body", "where"),
    [
        ({}, "family_name"),
        ({"family_name": "  "}, "body"),
        ({"family_name": "x" * 301}, "family_name"),
        ({"family_name": "Nova", "birth_date": "2026-06-02"}, "birth_date"),
        ({"family_name": "Nova", "birth_date": "1700-01-01"}, "birth_date"),
        ({"family_name": "Nova\nBcc: all"}, "family_name"),
    ],
)
def test_what_is_no_patient_is_refused_by_its_name(
    running: Running, body: dict[str, str], where: str
) -> None:
    answer = running.as_("clinician").post("/patients", json=body)

    assert (answer.status_code, answer.json()["errors"][0]["where"]) == (422, where)


def test_the_timeline_stands_in_lanes_with_treatments_on_the_same_axis(running: Running) -> None:
    clinician = running.as_("clinician")
    treatment = {
        "title": "Toxin",
        "area": "face",
        "performed_at": "2026-02-01T10:00:00Z",
        "settings": {"points": 5},
    }
    made = clinician.post(f"/patients/{MARA}/treatments", json=treatment).json()
    product = clinician.post("/products", json={"name": "Toxin", "kind": "toxin", "unit": "U"}).json()
    batch = clinician.post(f"/products/{product['id']}/batches", json={"lot": "A1"}).json()
    clinician.post(
        f"/treatments/{made['id']}/product-uses",
        json={"product_id": product["id"], "batch_id": batch["id"], "amount": 12.5},
    )

    told = clinician.get(f"/patients/{MARA}/timeline").json()

    assert told["patient"]["number"] == "P-000001"
    assert told["treatments"][0]["settings"] == {"points": 5}
    assert told["treatments"][0]["practitioner"] == "Clinician"
    given = told["treatments"][0]["products"][0]
    assert (given["name"], given["amount"], given["unit"], given["batch"]) == ("Toxin", 12.5, "U", "A1")


def test_a_treatment_of_tomorrow_has_not_been_done(running: Running) -> None:
    answer = running.as_("clinician").post(
        f"/patients/{MARA}/treatments",
        json={"title": "IPL", "area": "face", "performed_at": "2026-06-02T10:00:00Z"},
    )

    assert (answer.status_code, answer.json()["errors"][0]["where"]) == (422, "performed_at")


def test_a_batch_of_another_product_is_refused(running: Running) -> None:
    clinician = running.as_("clinician")
    made = clinician.post(
        f"/patients/{MARA}/treatments",
        json={"title": "IPL", "area": "face", "performed_at": "2026-02-01T10:00:00Z"},
    ).json()
    first, second = (
        clinician.post("/products", json={"name": name, "kind": "peel", "unit": "ml"}).json()["id"]
        for name in ("One", "Two")
    )
    batch = clinician.post(f"/products/{first}/batches", json={"lot": "A1"}).json()["id"]

    answer = clinician.post(
        f"/treatments/{made['id']}/product-uses",
        json={"product_id": second, "batch_id": batch, "amount": 1},
    )

    assert answer.json()["errors"][0]["where"] == "batch_id"
