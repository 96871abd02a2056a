"""What stands before every route: headers, hosts, sizes, problems, tokens, versions, pages, once-only."""

from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.record.idempotency import KEPT
from api.record.users import User
from api.routes.door.capabilities import ROLES
from api.routes.door.headers import ALWAYS, POLICY
from api.storage.sandbox import Sandbox
from tests.clinic import NORTH, Browser, Running, fixed_id, run_clinics

ANYWHERE = ["/healthz", "/api/v1/me", "/api/v1/nothing", "/", "/patients/7", "/api/v1/openapi.json"]


@pytest.mark.parametrize("path", ANYWHERE)
def test_every_answer_carries_the_safe_headers(running: Running, path: str) -> None:
    answer = running.client.get(path)

    assert {name: answer.headers[name] for name in ALWAYS} == ALWAYS
    assert "Cache-Control" in answer.headers


def test_the_policy_lets_nothing_in_that_is_not_ours() -> None:
    assert POLICY["default-src"] == "'none'"
    assert {POLICY["frame-ancestors"], POLICY["base-uri"]} == {"'none'"}
    assert not any("unsafe" in sources or "http" in sources or "*" in sources for sources in POLICY.values())


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", ""])
def test_a_name_that_is_not_ours_is_answered_with_nothing(running: Running, host: str) -> None:
    answer = running.client.get("/api/v1/me", headers={"Host": host})

    assert (answer.status_code, answer.json()["code"]) == (421, "unknown_host")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/api/v1/nothing", 404, "not_found"),
        ("GET", "/api/v2/patients", 404, "not_found"),
        ("PUT", "/api/v1/patients", 405, "method_not_allowed"),
        ("GET", "/api/v1/patients/not-an-id", 422, "invalid_input"),
        ("GET", "/api/v1/patients?limit=201", 422, "invalid_input"),
        ("GET", "/api/v1/patients?after=nonsense", 422, "bad_cursor"),
    ],
)
def test_a_request_that_leads_nowhere_is_a_problem(
    running: Running, method: str, path: str, status: int, code: str
) -> None:
    clinician = running.as_("clinician")

    answer = clinician.client.request(method, path, headers={"X-CSRF-Token": clinician.csrf})

    assert answer.headers["Content-Type"] == "application/problem+json"
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.json()["type"] == f"urn:likeness:problem:{code}"


@pytest.mark.parametrize("body", [b"{", b"[]", b'"text"', b"\xff\xfe", b""])
def test_a_body_that_is_no_such_json_is_a_problem(running: Running, body: bytes) -> None:
    headers = {"Content-Type": "application/json"}

    answer = running.as_("clinician").post("/patients", content=body, headers=headers)

    assert (answer.status_code, answer.json()["code"]) in {(422, "invalid_input"), (400, "bad_request")}


@pytest.mark.parametrize(
    "extra", ["clinic_id", "id", "treating", "role", "created_at"], ids=lambda name: f"with {name}"
)
def test_a_field_that_nobody_asked_for_is_refused(running: Running, extra: str) -> None:
    answer = running.as_("clinician").post("/patients", json={"family_name": "Nova", extra: "x"})

    assert (answer.status_code, answer.json()["errors"][0]["where"]) == (422, extra)


def test_a_refused_value_is_not_repeated(running: Running) -> None:
    answer = running.as_("clinician").post("/patients", json={"family_name": "Nova", "sex": "<script>"})

    assert answer.status_code == 422
    assert "<script>" not in answer.text


def test_a_body_beyond_the_limit_is_refused_before_it_is_read(tmp_path: Path, sandbox: Sandbox) -> None:
    with run_clinics(tmp_path, reader=sandbox, max_body_bytes=1000) as running:
        answer = running.as_("clinician").post("/patients", json={"family_name": "x" * 2000})

        assert (answer.status_code, answer.json()["code"]) == (413, "body_too_large")


def test_an_error_that_nobody_foresaw_is_told_without_its_words(
    running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    clinician = running.as_("clinician")

    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("Mara Velez at /srv/likeness")

    monkeypatch.setattr("api.routes.patients.find_patients.find_patients", fail)
    answer = clinician.get("/patients")

    assert (answer.status_code, answer.json()["code"]) == (500, "internal")
    assert "Velez" not in answer.text
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


class TestTokens:
    """Programs sign in with a bearer token."""

    @staticmethod
    def made(running: Running, **more: Any) -> dict[str, Any]:
        body = {"name": "till", "role": "clinician", "user_id": str(fixed_id("colleague")), **more}
        token: dict[str, Any] = running.as_("administrator").post("/tokens", json=body).json()
        return token

    @staticmethod
    def call(running: Running, secret: str, method: str = "GET", path: str = "/me", **rest: Any) -> Any:
        headers = {"Authorization": f"Bearer {secret}"}
        return running.fresh_client().request(method, f"/api/v1{path}", headers=headers, **rest)

    def test_a_token_acts_in_its_role_and_needs_no_csrf_token(self, running: Running) -> None:
        secret = self.made(running)["secret"]

        me = self.call(running, secret).json()
        added = self.call(running, secret, "POST", "/patients", json={"family_name": "Nova"})

        assert (me["user"]["role"], me["csrf_token"]) == ("clinician", None)
        assert added.status_code == 201

    def test_the_secret_is_told_once_and_kept_nowhere(self, running: Running) -> None:
        secret = self.made(running)["secret"]

        listed = running.as_("administrator").get("/tokens").text

        assert secret not in listed
        assert secret.encode() not in (running.services.settings.home / "likeness.db").read_bytes()

    def test_a_revoked_token_is_dead_at_once(self, running: Running) -> None:
        token = self.made(running)

        running.as_("administrator").delete(f"/tokens/{token['id']}")

        assert self.call(running, token["secret"]).status_code == 401

    def test_a_token_ends_at_its_very_moment(self, running: Running) -> None:
        secret = self.made(running, expires_at="2026-06-01T12:30:00Z")["secret"]

        running.watch.wait(minutes=30)

        assert self.call(running, secret).json()["code"] == "not_signed_in"

    def test_a_token_dies_with_the_person_who_answers_for_it(self, running: Running) -> None:
        running.as_("administrator").post(
            "/users",
            json={"username": "second", "name": "S", "role": "administrator", "password": "x" * 12},
        )
        second = Browser(running.fresh_client())
        user_id = second.sign_in("second", "x" * 12).json()["user"]["id"]
        secret = second.post("/tokens", json={"name": "till", "role": "auditor"}).json()["secret"]

        running.as_("administrator").patch(f"/users/{user_id}", json={"is_active": False})

        assert self.call(running, secret).status_code == 401

    @pytest.mark.parametrize(
        "change", [{"role": "marketer"}, {"is_active": False}, {"password": "another twelve"}]
    )
    def test_a_token_ends_wherever_the_sessions_of_its_person_end(
        self, running: Running, change: dict[str, object]
    ) -> None:
        secret = self.made(running)["secret"]

        running.as_("administrator").patch(f"/users/{fixed_id('colleague')}", json=change)
        running.as_("administrator").patch(
            f"/users/{fixed_id('colleague')}", json={"role": "clinician", "is_active": True}
        )

        assert self.call(running, secret).status_code == 401

    @pytest.mark.parametrize("role", ["clinician", "photographer", "marketer"])
    def test_a_token_may_no_more_than_the_person_who_answers_for_it(
        self, running: Running, role: str
    ) -> None:
        answer = running.as_("administrator").post("/tokens", json={"name": "till", "role": role})

        assert (answer.status_code, answer.json()["errors"][0]["where"]) == (422, "role")
        assert running.as_("administrator").get("/tokens").json()["items"] == []

    def test_a_token_that_was_made_wider_than_its_person_opens_nothing(self, running: Running) -> None:
        made = self.made(running)
        with running.services.database.transaction(clinic_id=NORTH, now=running.watch()) as session:
            session.get_one(User, fixed_id("colleague")).role = "auditor"

        assert self.call(running, made["secret"]).status_code == 401

    def test_nobody_of_another_clinic_answers_for_a_token(self, running: Running) -> None:
        body = {"name": "till", "role": "clinician", "user_id": str(fixed_id("stranger"))}

        assert running.as_("administrator").post("/tokens", json=body).status_code == 404

    @pytest.mark.parametrize("secret", ["", "wrong", "x" * 5000])
    def test_what_is_no_token_opens_nothing(self, running: Running, secret: str) -> None:
        assert self.call(running, secret).status_code == 401


def test_the_same_write_with_the_same_key_is_done_once(running: Running) -> None:
    clinician, headers = running.as_("clinician"), {"Idempotency-Key": "abc"}
    body = {"family_name": "Nova"}

    first = clinician.post("/patients", json=body, headers=headers)
    again = clinician.post("/patients", json=body, headers=headers)

    assert (again.status_code, again.json()) == (201, first.json())
    assert len(clinician.get("/patients?q=Nova").json()["items"]) == 1


def test_one_key_for_two_requests_is_refused(running: Running) -> None:
    clinician, headers = running.as_("clinician"), {"Idempotency-Key": "abc"}
    clinician.post("/patients", json={"family_name": "Nova"}, headers=headers)

    answer = clinician.post("/patients", json={"family_name": "Other"}, headers=headers)

    assert (answer.status_code, answer.json()["code"]) == (422, "idempotency_key_reused")


def test_a_key_belongs_to_its_caller_and_is_forgotten_after_a_day(running: Running) -> None:
    headers = {"Idempotency-Key": "abc"}
    running.as_("clinician").post("/patients", json={"family_name": "Nova"}, headers=headers)

    other = running.as_("colleague").post("/patients", json={"family_name": "Other"}, headers=headers)

    assert (other.status_code, other.json()["family_name"]) == (201, "Other")
    assert KEPT.days == 1


def test_what_failed_may_be_tried_again_with_its_key(running: Running) -> None:
    clinician, headers = running.as_("clinician"), {"Idempotency-Key": "abc"}
    body = {"family_name": "Nova", "number": "P-000001"}
    taken = clinician.post("/patients", json=body, headers=headers)

    body["number"] = "N-1"
    again = clinician.post("/patients", json=body, headers=headers)

    assert (taken.status_code, taken.json()["code"]) == (409, "identifier_taken")
    assert again.status_code == 201


def test_a_version_that_the_caller_has_is_not_sent_again(running: Running) -> None:
    clinician = running.as_("clinician")
    patient = clinician.get("/patients").json()["items"][0]["id"]
    tag = clinician.get(f"/patients/{patient}").headers["ETag"]

    same = clinician.get(f"/patients/{patient}", headers={"If-None-Match": tag})
    clinician.patch(f"/patients/{patient}", json={"given_name": "Maria"})
    newer = clinician.get(f"/patients/{patient}", headers={"If-None-Match": tag})

    assert (same.status_code, same.content) == (304, b"")
    assert (newer.status_code, newer.json()["given_name"]) == (200, "Maria")


def test_a_change_of_an_old_version_changes_nothing(running: Running) -> None:
    clinician = running.as_("clinician")
    patient = clinician.get("/patients").json()["items"][0]["id"]
    old = clinician.get(f"/patients/{patient}").headers["ETag"]
    clinician.patch(f"/patients/{patient}", json={"given_name": "Maria"}, headers={"If-Match": old})

    answer = clinician.patch(f"/patients/{patient}", json={"given_name": "X"}, headers={"If-Match": old})

    assert (answer.status_code, answer.json()["code"]) == (412, "changed_meanwhile")
    assert clinician.get(f"/patients/{patient}").json()["given_name"] == "Maria"


def test_pages_follow_each_other_without_a_gap_while_rows_are_added(running: Running) -> None:
    clinician = running.as_("clinician")
    for number in range(5):
        clinician.post("/patients", json={"family_name": "Nova", "number": f"N-{number}"})

    seen: list[str] = []
    after = ""
    while True:
        page = clinician.get(f"/patients?limit=2{after}").json()
        seen += [patient["number"] for patient in page["items"]]
        if page["next"] is None:
            break
        clinician.post("/patients", json={"family_name": "Early", "number": f"A-{len(seen)}"})
        after = f"&after={page['next']}"

    assert seen == ["N-0", "N-1", "N-2", "N-3", "N-4", "P-000001"]


def test_every_role_of_the_record_is_in_the_table_of_capabilities() -> None:
    from api.record.users import ROLES as KNOWN  # noqa: PLC0415 - beside what it is compared with

    assert set(ROLES) == set(KNOWN)


class TestDocument:
    """The OpenAPI document reads well."""

    @staticmethod
    def operations(running: Running) -> list[dict[str, Any]]:
        paths = running.client.get("/api/v1/openapi.json").json()["paths"]
        return [operation for methods in paths.values() for operation in methods.values()]

    def test_every_operation_has_a_name_a_summary_and_a_sentence(self, running: Running) -> None:
        told = self.operations(running)

        assert len({operation["operationId"] for operation in told}) == len(told)
        assert all(operation["operationId"].isidentifier() for operation in told)
        assert all(operation["summary"] and operation["description"].endswith(".") for operation in told)

    def test_every_failure_is_declared_as_a_problem(self, running: Running) -> None:
        failures = [
            answer
            for operation in self.operations(running)
            for status, answer in operation["responses"].items()
            if int(status) >= 400
        ]

        assert failures
        assert all(list(answer["content"]) == ["application/problem+json"] for answer in failures)


class TestScreens:
    """The built pages, or a plain word when they were not built."""

    @pytest.fixture
    def built(self, running: Running, tmp_path: Path) -> TestClient:
        pages = tmp_path / "dist"
        (pages / "assets").mkdir(parents=True)
        (pages / "index.html").write_text("<title>the screens</title>")
        (pages / "assets" / "app-1a2b.js").write_text("export {}")
        (tmp_path / "secret.txt").write_text("secret")
        return TestClient(create_app(running.services, pages=pages), base_url="http://localhost")

    @pytest.mark.parametrize("path", ["/", "/patients", "/patients/7/compare/8", "/index.html"])
    def test_a_link_into_the_screens_gets_their_index(self, built: TestClient, path: str) -> None:
        answer = built.get(path)

        assert "the screens" in answer.text
        assert answer.headers["Cache-Control"] == "no-cache"

    def test_a_hashed_file_may_be_kept_for_ever(self, built: TestClient) -> None:
        answer = built.get("/assets/app-1a2b.js")

        assert "immutable" in answer.headers["Cache-Control"]
        assert answer.headers["Content-Type"].startswith("text/javascript")

    @pytest.mark.parametrize("path", ["/../secret.txt", "/assets/../../secret.txt", "/%2e%2e/secret.txt"])
    def test_nothing_beside_the_built_files_can_be_reached(self, built: TestClient, path: str) -> None:
        assert "secret" not in built.get(path).text

    def test_without_built_screens_a_plain_page_says_how_to_build_them(self, running: Running) -> None:
        answer = running.client.get("/")

        assert answer.status_code == 200
        assert "make pages" in answer.text
