"""Signing in, staying signed in, signing out, and nobody writing in another's name."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from api.actions import passwords
from api.routes.door.caller import COOKIE
from tests.clinic import PASSWORD, Browser, Running, fixed_id


def test_a_right_password_opens_a_session_that_says_who_is_in(running: Running) -> None:
    browser = Browser(running.client)

    answer = browser.sign_in("clinician")

    assert answer.status_code == 200
    assert answer.json()["user"]["role"] == "clinician"
    assert browser.get("/me").json()["clinic"]["name"] == "North Clinic"


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(running: Running) -> None:
    answer = Browser(running.client).sign_in("clinician")

    cookie = answer.headers["set-cookie"]

    assert {"HttpOnly", "SameSite=strict", "Path=/"} <= set(cookie.split("; "))


def test_a_wrong_password_and_an_unknown_name_are_answered_alike(running: Running) -> None:
    wrong = Browser(running.client).sign_in("clinician", "not the password")
    unknown = Browser(running.client).sign_in("nobody", PASSWORD)

    assert (wrong.status_code, wrong.json()) == (401, unknown.json())
    assert wrong.json()["code"] == "wrong_credentials"


def test_signing_in_again_ends_the_session_that_was_there(running: Running) -> None:
    browser = Browser(running.client)
    browser.sign_in("clinician")
    first = browser.client.cookies[COOKIE]

    browser.sign_in("clinician")

    assert browser.client.cookies[COOKIE] != first
    browser.client.cookies.clear()
    assert browser.get("/me", headers={"Cookie": f"{COOKIE}={first}"}).status_code == 401


def test_a_secret_planted_before_signing_in_is_not_kept(running: Running) -> None:
    planted = {"Cookie": f"{COOKIE}=planted"}

    answer = running.client.post(
        "/api/v1/sign-in", json={"username": "clinician", "password": PASSWORD}, headers=planted
    )

    assert answer.cookies[COOKIE] != "planted"
    assert running.client.get("/api/v1/me", headers=planted).status_code == 401


def test_signing_out_ends_the_session_on_the_server(running: Running) -> None:
    browser = running.as_("clinician")
    secret = browser.client.cookies[COOKIE]

    assert browser.post("/sign-out").status_code == 204

    again = browser.get("/me", headers={"Cookie": f"{COOKIE}={secret}"})
    assert again.json()["code"] == "not_signed_in"


@pytest.mark.parametrize("much", [{"minutes": 61}, {"hours": 13}])
def test_a_session_that_nobody_used_or_that_is_too_old_is_over(
    running: Running, much: dict[str, float]
) -> None:
    browser = running.as_("clinician")

    running.watch.wait(**much)

    assert browser.get("/me").status_code == 401


def test_a_session_in_use_lasts_until_its_end(running: Running) -> None:
    browser = running.as_("clinician")

    statuses = []
    for _ in range(14):
        running.watch.wait(minutes=55)
        statuses.append(browser.get("/me").status_code)

    assert statuses == [200] * 13 + [401]


@pytest.mark.parametrize("token", ["", "0" * 64])
def test_a_write_without_the_right_csrf_token_is_refused(running: Running, token: str) -> None:
    browser = running.as_("clinician")

    answer = browser.post("/patients", json={"family_name": "Forged"}, headers={"X-CSRF-Token": token})

    assert (answer.status_code, answer.json()["code"]) == (403, "forged")
    assert browser.get("/patients?q=Forged").json()["items"] == []


@pytest.mark.parametrize(
    "headers", [{"Origin": "http://evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "null"}]
)
def test_a_write_from_another_site_is_refused_even_with_the_token(
    running: Running, headers: dict[str, str]
) -> None:
    browser = running.as_("clinician")

    answer = browser.post("/patients", json={"family_name": "Forged"}, headers=headers)

    assert (answer.status_code, answer.json()["code"]) == (403, "forged")


def test_another_site_cannot_sign_somebody_in(running: Running) -> None:
    answer = running.client.post(
        "/api/v1/sign-in",
        json={"username": "clinician", "password": PASSWORD},
        headers={"Origin": "http://evil.example"},
    )

    assert (answer.status_code, answer.json()["code"]) == (403, "forged")


def test_guessing_is_slowed_and_then_the_right_password_waits_too(running: Running) -> None:
    browser = Browser(running.client)
    for _ in range(5):
        browser.sign_in("clinician", "a guess")

    waiting = browser.sign_in("clinician")
    running.watch.wait(minutes=2)
    later = browser.sign_in("clinician")

    assert (waiting.status_code, waiting.json()["code"]) == (429, "too_many_attempts")
    assert int(waiting.headers["Retry-After"]) > 0
    assert later.status_code == 200


def test_guessing_at_one_account_does_not_lock_out_another(running: Running) -> None:
    browser = Browser(running.client)
    for _ in range(6):
        browser.sign_in("clinician", "a guess")

    assert browser.sign_in("marketer").status_code == 200


def from_net(running: Running, address: str) -> Browser:
    """A browser somewhere else."""
    return Browser(TestClient(running.client.app, base_url="http://localhost", client=(address, 50000)))


def test_guessing_from_another_net_does_not_keep_the_owner_out(running: Running) -> None:
    attacker = from_net(running, "203.0.113.9")
    statuses = [attacker.sign_in("clinician", "a guess").status_code for _ in range(7)]

    assert statuses == [401] * 5 + [429] * 2
    assert from_net(running, "203.0.113.77").sign_in("clinician").status_code == 429
    assert from_net(running, "198.51.100.4").sign_in("clinician").status_code == 200


def test_an_owner_who_signs_in_forgives_nothing_to_another_net(running: Running) -> None:
    attacker = from_net(running, "203.0.113.9")
    for _ in range(5):
        attacker.sign_in("clinician", "a guess")

    from_net(running, "198.51.100.4").sign_in("clinician")

    assert attacker.sign_in("clinician", "a guess").status_code == 429


@pytest.mark.parametrize(
    ("change", "status"),
    [({"password": "another twelve"}, 401), ({"is_active": False}, 401), ({"role": "auditor"}, 200)],
)
def test_what_changes_while_the_password_is_compared_holds_for_the_new_session(
    running: Running, monkeypatch: pytest.MonkeyPatch, change: dict[str, Any], status: int
) -> None:
    administrator, compared = running.as_("administrator"), passwords.matches

    def slowly(password: str, *, kept: str | None) -> bool:
        answer = compared(password, kept=kept)
        administrator.patch(f"/users/{fixed_id('colleague')}", json=change)
        return answer

    monkeypatch.setattr(passwords, "matches", slowly)
    browser = Browser(running.fresh_client())

    answer = browser.sign_in("colleague")

    assert answer.status_code == status
    assert browser.get("/me").status_code == status
    assert status == 401 or answer.json()["user"]["role"] == "auditor"


def test_a_name_is_found_whatever_its_case(running: Running) -> None:
    assert Browser(running.client).sign_in("  CLINICIAN ").status_code == 200


def test_unknown_fields_of_a_body_are_refused(running: Running) -> None:
    answer = running.client.post(
        "/api/v1/sign-in", json={"username": "a", "password": "b", "role": "administrator"}
    )

    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_input")
