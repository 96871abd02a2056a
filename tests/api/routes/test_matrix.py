"""Who may do what: the written matrix, held against every route of the OpenAPI document.

`role_matrix.toml` has a table for each operation and a line for each caller. A new
route without a table fails here, and so does a table without a route.

    done         it was done (2xx)
    sign_in      401: nobody is known
    not_allowed  403 not_allowed: the role does not include it
    refused      403 refused: the gate says no
    not_found    404: there is no such thing for this caller
"""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.storage.sandbox import Sandbox
from tests.api.routes.world import World, build, request_for, unknown
from tests.clinic import ROLES, Browser, run_clinics

MATRIX: dict[str, dict[str, str]] = tomllib.loads(
    Path(__file__).parent.with_name("role_matrix.toml").read_text(encoding="utf-8")
)
# colleague: a clinician who does not look after the patient. program: a token in the clinician's role.
CALLERS = ("anonymous", *ROLES, "colleague", "program", "stranger", "south_administrator")
METHODS = {"get", "post", "patch", "put", "delete"}
CODES = {
    (401, "not_signed_in"): "sign_in",
    (403, "not_allowed"): "not_allowed",
    (403, "refused"): "refused",
    (404, "not_found"): "not_found",
}


@dataclass(frozen=True)
class Operation:
    """One route of the document."""

    name: str
    method: str
    path: str
    answers: frozenset[int]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory, sandbox: Sandbox) -> Iterator[World]:
    with run_clinics(tmp_path_factory.mktemp("matrix"), reader=sandbox) as running:
        yield build(running)


@cache
def documented(client: TestClient) -> tuple[Operation, ...]:
    return tuple(operations_of(client.get("/api/v1/openapi.json").json()))


def named(world: World, name: str) -> Operation:
    return next(each for each in documented(world.running.client) if each.name == name)


def operations_of(document: dict[str, Any]) -> list[Operation]:
    return [
        Operation(told["operationId"], method.upper(), path, frozenset(map(int, told["responses"])))
        for path, methods in document["paths"].items()
        for method, told in methods.items()
        if method in METHODS
    ]


def ask(world: World, operation: Operation, who: str, *, path: dict[str, str] | None = None) -> Any:
    """The answer of one operation to one caller."""
    request = request_for(operation.name, world)
    values = {**request.pop("path"), **(path or {})}
    address = operation.path.format(**values).removeprefix("/api/v1")
    running = world.running
    if who == "anonymous" or operation.name == "sign_in":
        return Browser(running.fresh_client()).request(operation.method, address, **request)
    if who == "program":
        headers = {"Authorization": f"Bearer {world.token_secret}"}
        return Browser(running.fresh_client()).request(operation.method, address, headers=headers, **request)
    if operation.name == "sign_out":
        browser = Browser(running.fresh_client())
        browser.sign_in(who)
        return browser.request(operation.method, address)
    return running.as_(who).request(operation.method, address, **request)


def answer_class(answer: Any) -> str:
    """The word of the matrix for an answer."""
    if answer.status_code < 300:
        return "done"
    code = answer.json().get("code")
    return CODES.get((answer.status_code, code), f"? {answer.status_code} {code}")


def cells() -> list[tuple[str, str]]:
    return [(name, who) for name in MATRIX for who in CALLERS]


def test_every_route_has_a_row_and_every_row_a_route(world: World) -> None:
    routes = {each.name: f"{each.method} {each.path}" for each in documented(world.running.client)}

    written = {name: row["route"] for name, row in MATRIX.items()}

    assert written == routes


@pytest.mark.parametrize(("name", "who"), cells())
def test_every_caller_gets_at_every_route_what_the_matrix_says(world: World, name: str, who: str) -> None:
    operation = named(world, name)

    answer = ask(world, operation, who)

    assert answer_class(answer) == MATRIX[name][who]


@pytest.mark.parametrize("name", [name for name, row in MATRIX.items() if "{" in row["route"]])
def test_what_another_clinic_has_reads_like_what_nobody_has(world: World, name: str) -> None:
    operation = named(world, name)
    nothing = unknown(request_for(name, world)["path"])
    who = "south_administrator" if MATRIX[name]["administrator"] == "done" else "stranger"

    foreign, missing = ask(world, operation, who), ask(world, operation, who, path=nothing)

    assert (foreign.status_code, foreign.json()) == (missing.status_code, missing.json())


@pytest.mark.parametrize("name", [name for name in MATRIX if name != "sign_in"])
def test_an_answer_to_a_stranger_names_nothing_of_the_north_clinic(world: World, name: str) -> None:
    operation = named(world, name)

    told = ask(world, operation, "stranger").text

    for mine in (world.patient, world.photo, world.comparison, world.treatment, "Velez", "North Clinic"):
        assert mine not in told


@pytest.mark.parametrize(
    "name", [n for n, row in MATRIX.items() if not row["route"].startswith("GET") and n != "sign_in"]
)
def test_no_write_is_done_for_a_cookie_without_the_csrf_token(world: World, name: str) -> None:
    operation = named(world, name)
    request = request_for(name, world)
    address = operation.path.format(**request.pop("path")).removeprefix("/api/v1")
    browser = world.running.as_("administrator")

    answer = browser.request(operation.method, address, headers={"X-CSRF-Token": ""}, **request)

    assert (answer.status_code, answer.json()["code"]) == (403, "forged")


@pytest.mark.parametrize("name", MATRIX)
def test_every_answer_is_one_that_the_document_declares(world: World, name: str) -> None:
    operation = named(world, name)

    statuses = {ask(world, operation, who).status_code for who in ("anonymous", "marketer", "clinician")}

    assert statuses <= operation.answers
