"""Whoever reads about a patient leaves an entry, at every route that tells anything."""

from collections.abc import Iterator

import pytest
from sqlalchemy import select

from api.record.audit import AuditEntry
from api.storage.sandbox import Sandbox
from tests.api.routes.test_matrix import MATRIX
from tests.api.routes.world import World, build, request_for
from tests.clinic import MARA, NORTH, Running, run_clinics

# Tells nothing of a patient: the house, its people and shelves, the proof of the chain.
PLAIN = {
    "list_batches",
    "health",
    "list_consent_documents",
    "list_measures",
    "list_products",
    "list_scales",
    "list_sites",
    "list_tokens",
    "get_user",
    "list_users",
    "me",
    "verify_audit",
}
# Parts of a look: the entry was written when the look was opened.
PARTS = {"get_look", "get_look_information", "get_tile"}
READS = [name for name, row in MATRIX.items() if row["route"].startswith("GET") and name not in PLAIN | PARTS]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory, sandbox: Sandbox) -> Iterator[World]:
    with run_clinics(tmp_path_factory.mktemp("reads"), reader=sandbox) as running:
        yield build(running)


def latest(running: Running) -> AuditEntry:
    with running.services.database.transaction(clinic_id=NORTH, now=running.watch(), write=False) as session:
        return session.scalars(select(AuditEntry).order_by(AuditEntry.sequence.desc()).limit(1)).one()


@pytest.mark.parametrize("name", READS)
def test_a_read_adds_an_entry_of_the_one_who_read(world: World, name: str) -> None:
    who = next(
        role for role in ("clinician", "auditor", "administrator", "marketer") if MATRIX[name][role] == "done"
    )
    browser, request = world.running.as_(who), request_for(name, world)
    address = MATRIX[name]["route"].removeprefix("GET /api/v1").format(**request.pop("path"))
    before = latest(world.running)

    answer = browser.get(address, **request)

    after = latest(world.running)
    assert answer.status_code == 200
    assert (after.sequence > before.sequence, after.actor_role) == (True, who)


def test_a_list_of_patients_says_whom_it_showed(running: Running) -> None:
    running.as_("clinician").get("/patients", params={"q": "velez"})
    shown = latest(running).grounds
    running.as_("clinician").get("/patients", params={"q": "nobody"})

    assert (shown, latest(running).grounds) == ([f"patient:{MARA}"], [])


def test_reading_about_a_photo_is_found_under_the_photo(world: World) -> None:
    world.running.as_("clinician").get(f"/photos/{world.photo}")

    listed = world.running.as_("auditor").get("/audit", params={"photo_id": world.photo}).json()["items"]

    assert (listed[0]["act"], listed[0]["actor_role"]) == ("read_photo", "clinician")
