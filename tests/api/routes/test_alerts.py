"""What must be known about a patient is told while it holds, and its words are kept like a name."""

from typing import Any

import pytest

from tests.clinic import MARA, Running

ALLERGY = {"kind": "allergy", "text": "lidocaine: hives within minutes"}


def add(running: Running, **said: str) -> Any:
    return running.as_("clinician").post(f"/patients/{MARA}/alerts", json={**ALLERGY, **said})


def end(running: Running, alert_id: str, *, patient: object = MARA) -> Any:
    return running.as_("clinician").post(f"/patients/{patient}/alerts/{alert_id}/end")


def told(running: Running, **how: str) -> list[dict[str, Any]]:
    answer = running.as_("photographer").get(f"/patients/{MARA}/alerts", params=how)
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


def test_an_alert_is_told_to_everybody_who_reads_the_patient(running: Running) -> None:
    made = add(running)

    assert made.status_code == 201
    assert told(running) == [made.json()]
    assert made.json()["text"] == "lidocaine: hives within minutes"
    assert (made.json()["since"], made.json()["until"]) == ("2026-06-01T12:00:00Z", None)


def test_an_ended_alert_is_told_only_to_who_asks_for_it(running: Running) -> None:
    made = add(running).json()["id"]
    running.watch.wait(minutes=5)

    ended = end(running, made).json()

    assert (ended["until"], ended["is_active"]) == ("2026-06-01T12:05:00Z", False)
    assert told(running) == []
    assert [alert["id"] for alert in told(running, ended="true")] == [made]


def test_ending_an_alert_twice_leaves_the_first_end(running: Running) -> None:
    made = add(running).json()["id"]
    first = end(running, made).json()
    running.watch.wait(minutes=5)

    assert end(running, made).json() == first


def test_an_alert_with_an_end_holds_until_that_very_instant(running: Running) -> None:
    add(running, until="2026-06-01T12:05:00Z")
    running.watch.wait(minutes=4, seconds=59)
    before = [alert["is_active"] for alert in told(running)]

    running.watch.wait(seconds=1)

    assert (before, told(running)) == ([True], [])


def test_an_alert_of_tomorrow_is_told_and_does_not_hold_yet(running: Running) -> None:
    made = add(running, kind="contraindication", since="2026-06-02T12:00:00+02:00").json()

    assert [alert["is_active"] for alert in told(running)] == [False]
    assert end(running, made["id"]).json()["until"] == made["since"] == "2026-06-02T10:00:00Z"
    assert told(running) == []


@pytest.mark.parametrize(
    ("said", "where"),
    [
        ({"kind": "mood"}, "kind"),
        ({"text": " "}, "text"),
        ({"text": "x" * 2001}, "text"),
        ({"since": "2026-06-01T12:00:00"}, "since"),
        ({"until": "2026-06-01T12:00:00Z"}, "until"),
        ({"since": "2026-05-01T00:00:00Z", "until": "2026-04-01T00:00:00Z"}, "until"),
    ],
)
def test_what_is_no_alert_is_refused_by_its_name(running: Running, said: dict[str, str], where: str) -> None:
    answer = add(running, **said)

    assert (answer.status_code, answer.json()["errors"][0]["where"]) == (422, where)


def test_an_alert_is_not_ended_by_way_of_another_patient(running: Running) -> None:
    made = add(running).json()["id"]
    twin = running.as_("clinician").post("/patients", json={"family_name": "Twin"}).json()["id"]

    answer = end(running, made, patient=twin)

    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert told(running)[0]["until"] is None


def test_the_words_of_an_alert_do_not_stand_in_the_database_in_the_clear(running: Running) -> None:
    add(running, text="Quetzalcoatlin: shock")

    raw = (running.services.settings.home / "likeness.db").read_bytes()

    assert b"etzalcoatlin" not in raw


def test_each_act_with_an_alert_is_in_the_audit(running: Running) -> None:
    made = add(running).json()["id"]
    told(running)
    end(running, made)

    entries = running.as_("auditor").get("/audit", params={"patient_id": str(MARA)}).json()["items"]

    acts = [(entry["act"], entry["object_id"]) for entry in entries if "alert" in entry["act"]]
    assert acts == [("end_alert", made), ("list_alerts", None), ("add_alert", made)]
