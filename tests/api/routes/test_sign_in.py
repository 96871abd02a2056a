"""Signing in, staying signed in, signing out, and nobody writing in another's name."""

import pytest

from api.routes.door.caller import COOKIE
from tests.clinic import PASSWORD, Browser, House


def test_a_right_password_opens_a_session_that_says_who_is_in(house: House) -> None:
    browser = Browser(house.client)

    answer = browser.sign_in("clinician")

    assert answer.status_code == 200
    assert answer.json()["user"]["role"] == "clinician"
    assert browser.get("/me").json()["clinic"]["name"] == "North Clinic"


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(house: House) -> None:
    answer = Browser(house.client).sign_in("clinician")

    cookie = answer.headers["set-cookie"]

    assert {"HttpOnly", "SameSite=strict", "Path=/"} <= set(cookie.split("; "))


def test_a_wrong_password_and_an_unknown_name_are_answered_alike(house: House) -> None:
    wrong = Browser(house.client).sign_in("clinician", "not the password")
    unknown = Browser(house.client).sign_in("nobody", PASSWORD)

    assert (wrong.status_code, wrong.json()) == (401, unknown.json())
    assert wrong.json()["code"] == "wrong_credentials"


def test_signing_in_again_ends_the_session_that_was_there(house: House) -> None:
    browser = Browser(house.client)
    browser.sign_in("clinician")
    first = browser.client.cookies[COOKIE]

    browser.sign_in("clinician")

    assert browser.client.cookies[COOKIE] != first
    browser.client.cookies.clear()
    assert browser.get("/me", headers={"Cookie": f"{COOKIE}={first}"}).status_code == 401


def test_a_secret_planted_before_signing_in_is_not_kept(house: House) -> None:
    planted = {"Cookie": f"{COOKIE}=planted"}

    answer = house.client.post(
        "/api/v1/sign-in", json={"username": "clinician", "password": PASSWORD}, headers=planted
    )

    assert answer.cookies[COOKIE] != "planted"
    assert house.client.get("/api/v1/me", headers=planted).status_code == 401


def test_signing_out_ends_the_session_on_the_server(house: House) -> None:
    browser = house.as_("clinician")
    secret = browser.client.cookies[COOKIE]

    assert browser.post("/sign-out").status_code == 204

    again = browser.get("/me", headers={"Cookie": f"{COOKIE}={secret}"})
    assert again.json()["code"] == "not_signed_in"


@pytest.mark.parametrize("much", [{"minutes": 61}, {"hours": 13}])
def test_a_session_that_nobody_used_or_that_is_too_old_is_over(house: House, much: dict[str, float]) -> None:
    browser = house.as_("clinician")

    house.watch.wait(**much)

    assert browser.get("/me").status_code == 401


def test_a_session_in_use_lasts_until_its_end(house: House) -> None:
    browser = house.as_("clinician")

    statuses = []
    for _ in range(14):
        house.watch.wait(minutes=55)
        statuses.append(browser.get("/me").status_code)

    assert statuses == [200] * 13 + [401]


@pytest.mark.parametrize("token", ["", "0" * 64])
def test_a_write_without_the_right_csrf_token_is_refused(house: House, token: str) -> None:
    browser = house.as_("clinician")

    answer = browser.post("/patients", json={"family_name": "Forged"}, headers={"X-CSRF-Token": token})

    assert (answer.status_code, answer.json()["code"]) == (403, "forged")
    assert browser.get("/patients?q=Forged").json()["items"] == []


@pytest.mark.parametrize(
    "headers", [{"Origin": "http://evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "null"}]
)
def test_a_write_from_another_site_is_refused_even_with_the_token(
    house: House, headers: dict[str, str]
) -> None:
    browser = house.as_("clinician")

    answer = browser.post("/patients", json={"family_name": "Forged"}, headers=headers)

    assert (answer.status_code, answer.json()["code"]) == (403, "forged")


def test_another_site_cannot_sign_somebody_in(house: House) -> None:
    answer = house.client.post(
        "/api/v1/sign-in",
        json={"username": "clinician", "password": PASSWORD},
        headers={"Origin": "http://evil.example"},
    )

    assert (answer.status_code, answer.json()["code"]) == (403, "forged")


def test_guessing_is_slowed_and_then_the_right_password_waits_too(house: House) -> None:
    browser = Browser(house.client)
    for _ in range(5):
        browser.sign_in("clinician", "a guess")

    waiting = browser.sign_in("clinician")
    house.watch.wait(minutes=2)
    later = browser.sign_in("clinician")

    assert (waiting.status_code, waiting.json()["code"]) == (429, "too_many_attempts")
    assert int(waiting.headers["Retry-After"]) > 0
    assert later.status_code == 200


def test_guessing_at_one_account_does_not_lock_out_another(house: House) -> None:
    browser = Browser(house.client)
    for _ in range(6):
        browser.sign_in("clinician", "a guess")

    assert browser.sign_in("marketer").status_code == 200


def test_a_name_is_found_whatever_its_case(house: House) -> None:
    assert Browser(house.client).sign_in("  CLINICIAN ").status_code == 200


def test_unknown_fields_of_a_body_are_refused(house: House) -> None:
    answer = house.client.post(
        "/api/v1/sign-in", json={"username": "a", "password": "b", "role": "administrator"}
    )

    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_input")
