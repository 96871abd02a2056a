"""The audit as rows: numbered, chained, refused any change; and what tampering with the file shows."""

import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlalchemy import delete, select, update

from api.actions.record_audit import record_act
from api.record import audit
from api.record.audit import AuditEntry, AuditPhoto
from api.storage.errors import ConflictError
from consent_gate.chain import Break, ChainReport, Head, genesis, verify
from tests.consents import at_work
from tests.fakes import NOON
from tests.fixtures_record import House

PHOTO = UUID(int=0xF1)


def written(house: House, count: int = 6) -> Head:
    for number in range(count):
        with at_work(house, now=NOON) as work:
            record_act(work, "look", patient_id=house.patient_id, photo_ids=[PHOTO, UUID(int=number)])
    with at_work(house, now=NOON, write=False) as work:
        return audit.head_of(work.session, house.clinic_id)


def checked(house: House, *heads: Head) -> ChainReport:
    with at_work(house, now=NOON, write=False) as work:
        chain = audit.chain(work.session, house.clinic_id)
        return verify(chain, start=genesis(house.clinic_id), heads=heads)


def tamper(house: House, *statements: str) -> None:
    """What somebody with the file and without scruples would do."""
    with closing(sqlite3.connect(Path(house.opened.home.path) / "likeness.db")) as connection:
        for verb in ("update", "delete"):
            connection.execute(f"DROP TRIGGER audit_entries_no_{verb}")
        for statement in statements:
            connection.execute(statement)
        connection.commit()


def test_entries_are_numbered_from_one_without_gaps_and_chained(house: House) -> None:
    head = written(house)

    report = checked(house, head)

    assert (report.ok, report.entries, report.head) == (True, 6, head)


def test_each_clinic_has_a_chain_of_its_own(house: House) -> None:
    written(house, 2)
    with at_work(house, now=NOON, clinic_id=house.other_clinic_id) as work:
        entry = record_act(work, "look")

    with at_work(house, now=NOON, write=False) as work:
        own = audit.listed(work.session).items

    assert entry.sequence == 1
    assert [row.sequence for row in own] == [2, 1]


def test_an_act_that_fails_leaves_no_entry_and_no_gap(house: House) -> None:
    written(house, 1)
    with suppress(OSError), at_work(house, now=NOON) as work:
        record_act(work, "look")
        raise OSError("power")

    assert written(house, 1).sequence == 2


def test_the_database_refuses_to_change_an_entry(house: House) -> None:
    written(house, 2)

    with pytest.raises(ConflictError, match="never changed"), at_work(house, now=NOON) as work:
        work.session.execute(update(AuditEntry).values(action="nothing"))


@pytest.mark.parametrize("table", [AuditEntry, AuditPhoto])
def test_the_database_refuses_to_remove_an_entry(
    house: House, table: type[AuditEntry] | type[AuditPhoto]
) -> None:
    written(house, 2)

    with pytest.raises(ConflictError, match="never changed"), at_work(house, now=NOON) as work:
        work.session.execute(delete(table))


def test_a_reading_transaction_cannot_write_an_entry(house: House) -> None:
    with pytest.raises(RuntimeError, match="reading"), at_work(house, now=NOON, write=False) as work:
        record_act(work, "look")


@pytest.mark.parametrize(
    ("statements", "first_bad", "why"),
    [
        (["UPDATE audit_entries SET action = 'export' WHERE sequence = 4"], 4, Break.EDITED),
        (["UPDATE audit_entries SET actor_id = NULL WHERE sequence = 2"], 2, Break.EDITED),
        (["UPDATE audit_entries SET at = '2026-11-20 11:59:59.999999' WHERE sequence = 1"], 1, Break.EDITED),
        (["UPDATE audit_entries SET photo_ids = '[]' WHERE sequence = 6"], 6, Break.EDITED),
        (["UPDATE audit_entries SET photo_ids = 'no list' WHERE sequence = 3"], 3, Break.EDITED),
        (["UPDATE audit_entries SET at = 'noon' WHERE sequence = 5"], 5, Break.EDITED),
        (["DELETE FROM audit_entries WHERE sequence = 3"], 3, Break.MISPLACED),
        (["DELETE FROM audit_entries WHERE sequence = 6"], 6, Break.CUT),
        (["DELETE FROM audit_entries"], 1, Break.CUT),
        (
            [
                "UPDATE audit_entries SET sequence = 100 WHERE sequence = 2",
                "UPDATE audit_entries SET sequence = 2 WHERE sequence = 3",
                "UPDATE audit_entries SET sequence = 3 WHERE sequence = 100",
            ],
            2,
            Break.UNLINKED,
        ),
    ],
    ids=["action", "actor", "time", "photos", "no list", "no time", "removed", "cut", "emptied", "swapped"],
)
def test_tampering_with_the_file_is_named_with_its_row(
    house: House, statements: list[str], first_bad: int, why: Break
) -> None:
    head = written(house)
    tamper(house, *statements)

    report = checked(house, head)

    assert (report.ok, report.first_bad, report.why) == (False, first_bad, why)


def test_a_row_that_cannot_be_read_is_named_behind_a_whole_batch(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audit, "BATCH", 2)
    head = written(house)
    tamper(house, "UPDATE audit_entries SET grounds = '{' WHERE sequence = 4")

    report = checked(house, head)

    assert (report.first_bad, report.entries) == (4, 3)


@pytest.mark.parametrize(
    ("narrow", "expected"),
    [
        (lambda _house: {"photo_id": PHOTO}, [3, 2, 1]),
        (lambda _house: {"photo_id": UUID(int=1)}, [2]),
        (lambda house: {"patient_id": house.patient_id}, [3, 2, 1]),
        (lambda house: {"patient_id": house.other_patient_id}, []),
        (lambda house: {"actor_id": house.clinician_id}, [3, 2, 1]),
        (lambda _house: {"actor_id": uuid4()}, []),
        (lambda _house: {"limit": 2}, [3, 2]),
    ],
)
def test_entries_are_found_by_photo_patient_and_person_newest_first(
    house: House, narrow: Callable[[House], dict[str, UUID]], expected: list[int]
) -> None:
    written(house, 3)

    with at_work(house, now=NOON, write=False) as work:
        found = audit.listed(work.session, **narrow(house))  # type: ignore[arg-type]

    assert [row.sequence for row in found.items] == expected


def test_an_entry_holds_ids_and_codes_and_no_name(house: House) -> None:
    written(house, 1)

    with at_work(house, now=NOON, write=False) as work:
        row = work.session.scalars(select(AuditEntry)).one()
        body = str(audit.body_of(row))

    assert "Brandt" not in body
    assert "Mara" not in body
    assert str(house.patient_id) in body
