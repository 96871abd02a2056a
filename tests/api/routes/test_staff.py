"""People, roles and programs: changed by administrators, in force at the next request."""

import pytest

from tests.clinic import PASSWORD, Browser, Running, fixed_id


def test_a_new_person_signs_in_at_once(running: Running) -> None:
    body = {"username": "Nova", "name": "Nova", "role": "clinician", "password": "twelve letters"}

    added = running.as_("administrator").post("/users", json=body)

    assert added.status_code == 201
    assert "password" not in added.text
    assert Browser(running.fresh_client()).sign_in("nova", "twelve letters").status_code == 200


@pytest.mark.parametrize(
    "change", [{"role": "auditor"}, {"is_active": False}, {"password": "another twelve"}]
)
def test_a_change_of_role_standing_or_password_ends_open_sessions(
    running: Running, change: dict[str, object]
) -> None:
    colleague = running.as_("colleague")

    running.as_("administrator").patch(f"/users/{fixed_id('colleague')}", json=change)

    assert colleague.get("/me").status_code == 401


def test_a_new_name_ends_nothing(running: Running) -> None:
    colleague = running.as_("colleague")

    running.as_("administrator").patch(f"/users/{fixed_id('colleague')}", json={"name": "Dr Colleague"})

    assert colleague.get("/me").json()["user"]["name"] == "Dr Colleague"


def test_who_was_let_go_cannot_sign_in(running: Running) -> None:
    running.as_("administrator").patch(f"/users/{fixed_id('colleague')}", json={"is_active": False})

    answer = Browser(running.fresh_client()).sign_in("colleague", PASSWORD)

    assert (answer.status_code, answer.json()["code"]) == (401, "wrong_credentials")


@pytest.mark.parametrize("change", [{"role": "clinician"}, {"is_active": False}])
def test_nobody_changes_the_own_role_or_standing(running: Running, change: dict[str, object]) -> None:
    administrator = running.as_("administrator")

    answer = administrator.patch(f"/users/{fixed_id('administrator')}", json=change)

    assert (answer.status_code, answer.json()["code"]) == (403, "not_allowed")
    assert administrator.get("/me").json()["user"]["role"] == "administrator"


def test_a_user_name_is_unique_whatever_its_case(running: Running) -> None:
    body = {"username": "CLINICIAN", "name": "X", "role": "auditor", "password": "twelve letters"}

    answer = running.as_("administrator").post("/users", json=body)

    assert (answer.status_code, answer.json()["code"]) == (409, "username_taken")


@pytest.mark.parametrize(
    ("field", "value"),
    [("password", "short"), ("role", "platform_operator"), ("username", ""), ("name", "a\x00b")],
)
def test_what_does_not_fit_is_refused_by_its_name(running: Running, field: str, value: str) -> None:
    body = {"username": "nova", "name": "Nova", "role": "clinician", "password": "twelve letters"}

    answer = running.as_("administrator").post("/users", json={**body, field: value})

    assert (answer.status_code, answer.json()["errors"][0]["where"]) == (422, field)
