"""A patient is found by what another system calls her, and that number is kept like a name."""

from typing import Any

import pytest

from tests.clinic import MARA, SOUTHERN, Running

HEALTH = "urn:oid:1.2.276.0.76.4.8"
MINE = {"system": HEALTH, "value": "X110411675"}


def add(running: Running, said: dict[str, str], *, by: str = "clinician", to: object = MARA) -> Any:
    return running.as_(by).post(f"/patients/{to}/identifiers", json=said)


def found(running: Running, identifier: str, *, by: str = "clinician", **also: str) -> list[str]:
    answer = running.as_(by).get("/patients", params={"identifier": identifier, **also})
    return [patient["id"] for patient in answer.json()["items"]]


def listed(running: Running) -> list[tuple[str, str]]:
    items = running.as_("clinician").get(f"/patients/{MARA}/identifiers").json()["items"]
    return [(item["system"], item["value"]) for item in items]


def test_a_patient_is_found_by_system_and_value(running: Running) -> None:
    added = add(running, MINE)

    assert (added.status_code, added.json()["value"]) == (201, "X110411675")
    assert found(running, f"{HEALTH}|X110411675") == [str(MARA)]
    assert listed(running) == [(HEALTH, "X110411675")]


@pytest.mark.parametrize(
    "asked",
    [
        f"{HEALTH}|X11041167",
        f"{HEALTH}|x110411675",
        f"{HEALTH}|X110411675 1",
        "urn:oid:1.2.276.0.76.4.9|X110411675",
        f"{HEALTH}|%",
        f"{HEALTH}|Velez",
    ],
)
def test_what_is_not_exactly_the_identifier_finds_nobody(running: Running, asked: str) -> None:
    add(running, MINE)

    assert found(running, asked) == []


@pytest.mark.parametrize("asked", ["X110411675", "|X110411675", f"{HEALTH}|", "", "|", " | "])
def test_what_is_not_system_and_value_is_refused_by_its_name(running: Running, asked: str) -> None:
    answer = running.as_("clinician").get("/patients", params={"identifier": asked})

    assert (answer.status_code, answer.json()["errors"][0]["where"]) == (422, "identifier")


def test_an_identifier_and_a_name_must_both_fit(running: Running) -> None:
    add(running, MINE)

    both = found(running, f"{HEALTH}|X110411675", q="velez")
    only_one = found(running, f"{HEALTH}|X110411675", q="okafor")

    assert (both, only_one) == ([str(MARA)], [])


@pytest.mark.parametrize("value", ["a|b|c", "Ä\u0308 7", "٣٤٥", "x" * 200, "O'Brien; --"])
def test_any_value_comes_back_and_finds_its_patient(running: Running, value: str) -> None:
    added = add(running, {"system": "pacs", "value": value})

    assert added.status_code == 201
    assert found(running, f"pacs|{value}") == [str(MARA)]


def test_two_ways_to_write_one_letter_are_one_value(running: Running) -> None:
    add(running, {"system": "pacs", "value": "\u00c5-7"})

    assert found(running, "pacs|A\u030a-7") == [str(MARA)]


def test_another_patient_of_the_clinic_cannot_have_it_too(running: Running) -> None:
    add(running, MINE)
    twin = running.as_("clinician").post("/patients", json={"family_name": "Twin"}).json()["id"]

    answer = add(running, MINE, to=twin)

    assert (answer.status_code, answer.json()["code"]) == (409, "identifier_taken")
    assert str(MARA) not in answer.text
    assert found(running, f"{HEALTH}|X110411675") == [str(MARA)]


def test_the_same_value_of_another_system_is_another_identifier(running: Running) -> None:
    add(running, MINE)
    twin = running.as_("clinician").post("/patients", json={"family_name": "Twin"}).json()["id"]

    answer = add(running, {**MINE, "system": "pacs"}, to=twin)

    assert answer.status_code == 201
    assert found(running, "pacs|X110411675") == [twin]


def test_the_patient_has_one_identifier_once_however_often_it_is_sent(running: Running) -> None:
    first, again = add(running, MINE), add(running, MINE)

    assert first.json() == again.json()
    assert len(listed(running)) == 1


def test_another_clinic_may_have_the_same_identifier_and_finds_its_own_patient(running: Running) -> None:
    add(running, MINE)

    before = found(running, f"{HEALTH}|X110411675", by="stranger")
    theirs = add(running, MINE, by="stranger", to=SOUTHERN)

    assert (before, theirs.status_code) == ([], 201)
    assert found(running, f"{HEALTH}|X110411675", by="stranger") == [str(SOUTHERN)]


def test_a_removed_identifier_finds_nobody_and_may_be_given_to_another(running: Running) -> None:
    made = add(running, MINE).json()["id"]
    twin = running.as_("clinician").post("/patients", json={"family_name": "Twin"}).json()["id"]

    gone = running.as_("clinician").delete(f"/patients/{MARA}/identifiers/{made}")

    assert gone.status_code == 204
    assert found(running, f"{HEALTH}|X110411675") == []
    assert add(running, MINE, to=twin).status_code == 201


def test_an_identifier_is_not_removed_by_way_of_another_patient(running: Running) -> None:
    made = add(running, MINE).json()["id"]
    twin = running.as_("clinician").post("/patients", json={"family_name": "Twin"}).json()["id"]

    answer = running.as_("clinician").delete(f"/patients/{twin}/identifiers/{made}")

    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert len(listed(running)) == 1


def test_a_new_patient_comes_with_identifiers(running: Running) -> None:
    body = {"family_name": "Nova", "identifiers": [MINE, {"system": "pacs", "value": "7"}]}

    made = running.as_("clinician").post("/patients", json=body).json()["id"]

    assert found(running, f"{HEALTH}|X110411675") == found(running, "pacs|7") == [made]


def test_no_patient_is_added_when_an_identifier_is_taken(running: Running) -> None:
    add(running, MINE)
    body = {"family_name": "Nova", "identifiers": [{"system": "pacs", "value": "7"}, MINE]}

    answer = running.as_("clinician").post("/patients", json=body)

    assert answer.status_code == 409
    assert found(running, "pacs|7") == []
    assert running.as_("clinician").get("/patients", params={"q": "nova"}).json()["items"] == []


@pytest.mark.parametrize(
    ("said", "where"),
    [
        ({"system": "pacs"}, "value"),
        ({"system": "pacs", "value": "  "}, "value"),
        ({"system": "pa|cs", "value": "7"}, "system"),
        ({"system": "", "value": "7"}, "system"),
        ({"system": "pacs", "value": "7\n8"}, "value"),
        ({"system": "x" * 201, "value": "7"}, "system"),
        ({"system": "pacs", "value": "x" * 201}, "value"),
        ({"system": "pacs", "value": "\u0958" * 200}, "body"),  # twice as long once it is composed
        ({"system": "pacs", "value": "7", "patient_id": str(SOUTHERN)}, "patient_id"),
    ],
)
def test_what_is_no_identifier_is_refused_by_its_name(
    running: Running, said: dict[str, str], where: str
) -> None:
    answer = add(running, said)

    assert (answer.status_code, answer.json()["errors"][0]["where"]) == (422, where)


def test_a_patient_has_no_more_identifiers_than_anybody(running: Running) -> None:
    for number in range(50):
        add(running, {"system": "pacs", "value": str(number)})

    answer = add(running, {"system": "pacs", "value": "50"})

    assert (answer.status_code, len(listed(running))) == (422, 50)


def test_no_outside_value_stands_in_the_database_in_the_clear(running: Running) -> None:
    made = add(running, {"system": "pacs", "value": "Quetzalcoatl-4711"}).json()["id"]
    running.as_("clinician").delete(f"/patients/{MARA}/identifiers/{made}")

    raw = (running.services.settings.home / "likeness.db").read_bytes()

    assert b"etzalcoatl" not in raw


def test_each_act_with_an_identifier_is_in_the_audit(running: Running) -> None:
    made = add(running, MINE).json()["id"]
    listed(running)
    running.as_("clinician").delete(f"/patients/{MARA}/identifiers/{made}")

    entries = running.as_("auditor").get("/audit", params={"patient_id": str(MARA)}).json()["items"]

    told = [(entry["act"], entry["object_id"]) for entry in entries if "identifier" in entry["act"]]
    assert told == [("remove_identifier", made), ("list_identifiers", None), ("add_identifier", made)]
