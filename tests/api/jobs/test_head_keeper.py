"""The heads outside are kept while the service runs, and once more when it ends."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from api.actions.record_audit import record_act
from api.jobs.head_keeper import HeadKeeper
from consent_gate import Actor, Role
from tests.clinic import NORTH, Running, fixed_id, run_clinics

CLINICIAN = Actor(user_id=fixed_id("clinician"), role=Role.CLINICIAN, clinic_id=NORTH)


@pytest.fixture
def clinic(tmp_path: Path) -> Iterator[Running]:
    with run_clinics(tmp_path) as opened:
        yield opened


def act(house: Running) -> None:
    with house.services.work(CLINICIAN) as work:
        record_act(work, "look")


def test_what_happened_until_the_end_is_outside_when_the_service_has_ended(clinic: Running) -> None:
    act(clinic)
    with HeadKeeper(clinic.services, every_s=3600):
        act(clinic)

    kept = clinic.services.heads.read()[NORTH]
    assert kept[-1].sequence == 2


def test_a_head_that_is_there_is_not_kept_again(clinic: Running) -> None:
    keeper = HeadKeeper(clinic.services)
    act(clinic)

    counts = [keeper.keep(), keeper.keep()]

    assert counts == [1, 0]


def test_heads_that_cannot_be_kept_do_not_stop_the_service(clinic: Running) -> None:
    act(clinic)
    clinic.services.heads.path.mkdir(parents=True)

    with HeadKeeper(clinic.services, every_s=3600) as keeper:
        count = keeper.keep()

    assert count == 0
