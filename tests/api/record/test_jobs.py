"""A job is written once, done at least once, and holds up nobody when it cannot be done."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule
from sqlalchemy import select

from api.record import jobs
from api.record.jobs import LEASE, MAX_ATTEMPTS, Job
from api.storage.database import Database
from tests.fakes import NOON
from tests.fixtures_record import House


def write(house: House, key: str, *, clinic_id: UUID | None = None, after_s: int = 0) -> Job:
    whose = clinic_id or house.clinic_id
    with house.opened.database.transaction(clinic_id=whose, now=NOON) as session:
        return jobs.enqueue(
            session, "measure", key, {"n": key}, clinic_id=whose, now=NOON, after=timedelta(seconds=after_s)
        )


def take(database: Database, now: datetime = NOON) -> Job | None:
    with database.across_clinics(now=now) as session:
        return jobs.lease(session, now=now)


def held(job: Job | None) -> UUID:
    assert job is not None
    assert job.lease is not None
    return job.lease


def end(database: Database, job: Job | None, *, now: datetime = NOON, error: str | None = None) -> bool:
    assert job is not None
    lease = held(job)
    with database.across_clinics(now=now) as session:
        if error is None:
            return jobs.finish(session, number=job.number, lease=lease, now=now)
        return jobs.fail(session, number=job.number, lease=lease, now=now, error=error)


def state(database: Database, job: Job) -> str:
    with database.across_clinics(now=NOON) as session:
        return session.scalars(select(Job.state).where(Job.number == job.number)).one()


def test_the_same_job_written_twice_is_one(house: House) -> None:
    first = write(house, "a")

    second = write(house, "a")

    assert first.number == second.number


def test_the_same_key_in_two_clinics_is_two_jobs(house: House) -> None:
    mine, theirs = write(house, "a"), write(house, "a", clinic_id=house.other_clinic_id)

    assert mine.number != theirs.number


def test_a_job_that_ended_begins_anew_when_it_is_written_again(house: House) -> None:
    database = house.opened.database
    write(house, "a")
    end(database, take(database))

    again = write(house, "a")

    assert (again.state, again.attempts) == ("waiting", 0)
    assert take(database) is not None


def test_a_job_that_is_written_again_while_it_runs_begins_anew_when_it_ends(house: House) -> None:
    database = house.opened.database
    write(house, "a")
    running = take(database)

    write(house, "a")
    meanwhile = take(database)
    ended = end(database, running)
    anew = take(database)
    end(database, anew)

    assert (meanwhile, ended) == (None, True)
    assert anew is not None
    assert anew.attempts == 1
    assert take(database) is None


def test_a_job_that_is_written_again_while_it_runs_and_fails_is_not_parked(house: House) -> None:
    database = house.opened.database
    write(house, "a")
    running = take(database)
    assert running is not None
    lease = held(running)

    write(house, "a")
    with database.across_clinics(now=NOON) as session:
        jobs.fail(session, number=running.number, lease=lease, now=NOON, error="boom", final=True)

    assert take(database) is not None


def test_a_parked_job_begins_anew_when_it_is_told_to(house: House) -> None:
    database = house.opened.database
    job = write(house, "a")
    taken = take(database)
    assert taken is not None
    with database.across_clinics(now=NOON) as session:
        jobs.fail(session, number=taken.number, lease=held(taken), now=NOON, error="boom", final=True)
    parked = state(database, job)

    with database.across_clinics(now=NOON) as session:
        count = jobs.retry_parked(session, now=NOON)

    assert (parked, count, state(database, job)) == ("parked", 1, "waiting")
    assert take(database) is not None


def test_a_job_that_fails_is_tried_for_hours(house: House) -> None:
    database, now = house.opened.database, NOON
    job = write(house, "a")
    while state(database, job) != "parked":
        end(database, take(database, now), now=now, error="boom")
        with database.across_clinics(now=now) as session:
            now = max(now, session.scalars(select(Job.due_at)).one())

    assert now - NOON > timedelta(hours=4)


def test_jobs_are_taken_in_the_order_in_which_they_are_due(house: House) -> None:
    database = house.opened.database
    for key, after_s in (("late", 20), ("first", 0), ("second", 0)):
        write(house, key, after_s=after_s)

    taken = [take(database, NOON + timedelta(seconds=30)) for _ in range(4)]

    assert [job.key if job else None for job in taken] == ["first", "second", "late", None]


def test_a_job_is_not_taken_before_it_is_due(house: House) -> None:
    write(house, "a", after_s=10)

    early = take(house.opened.database, NOON + timedelta(seconds=9))
    due = take(house.opened.database, NOON + timedelta(seconds=10))

    assert early is None
    assert due is not None


def test_no_job_is_given_to_two_workers(house: House) -> None:
    for number in range(20):
        write(house, str(number))

    with ThreadPoolExecutor(4) as pool:
        taken = [done.result() for done in [pool.submit(take, house.opened.database) for _ in range(30)]]

    numbers = [job.number for job in taken if job is not None]
    assert len(numbers) == len(set(numbers)) == 20


def test_a_worker_that_died_loses_the_job_to_another_when_its_lease_is_over(house: House) -> None:
    database = house.opened.database
    write(house, "a")
    dead = take(database)

    too_soon = take(database, NOON + LEASE - timedelta(seconds=1))
    taken_over = take(database, NOON + LEASE)

    assert too_soon is None
    assert taken_over is not None
    assert dead is not None
    assert taken_over.number == dead.number
    assert not end(database, dead)
    assert end(database, taken_over)


def test_a_heartbeat_keeps_the_lease(house: House) -> None:
    database = house.opened.database
    write(house, "a")
    job = take(database)
    later = NOON + LEASE - timedelta(seconds=1)
    assert job is not None

    with database.across_clinics(now=later) as session:
        kept = jobs.heartbeat(session, number=job.number, lease=held(job), now=later)

    assert kept
    assert take(database, NOON + LEASE) is None


def test_a_job_that_fails_is_tried_again_later_each_time_and_then_parked(house: House) -> None:
    database = house.opened.database
    job = write(house, "poison")
    write(house, "healthy", after_s=86_000)
    now, waits = NOON, []
    for _ in range(MAX_ATTEMPTS):
        taken = take(database, now)
        assert taken is not None
        assert taken.key == "poison"
        end(database, taken, now=now, error="boom")
        with database.across_clinics(now=now) as session:
            due = session.scalars(select(Job).where(Job.number == job.number)).one().due_at
        waits.append(due - now)
        now = max(now, due)

    healthy = take(database, now + timedelta(days=1))

    assert waits[0] < waits[1]
    assert state(database, job) == "parked"
    assert healthy is not None
    assert healthy.key == "healthy"


def test_a_job_that_kills_its_worker_each_time_is_parked_and_the_queue_moves_on(house: House) -> None:
    database = house.opened.database
    poison = write(house, "poison")
    write(house, "healthy", after_s=1)
    now = NOON
    for _ in range(MAX_ATTEMPTS):
        taken = take(database, now)
        assert taken is not None
        assert taken.key == "poison"
        now += LEASE
        with database.across_clinics(now=now) as session:  # the worker of the healthy job lives
            for job in session.scalars(select(Job).where(Job.key == "healthy")):
                job.due_at = now + timedelta(seconds=1)

    next_one = take(database, now + timedelta(seconds=1))

    assert state(database, poison) == "parked"
    assert next_one is not None
    assert next_one.key == "healthy"


def test_a_start_after_a_kill_gives_back_every_lease_at_once(house: House) -> None:
    database = house.opened.database
    write(house, "a")
    take(database)

    with database.across_clinics(now=NOON) as session:
        jobs.release_all(session, now=NOON)

    assert take(database) is not None


def test_a_job_written_in_a_transaction_that_fails_was_never_written(house: House) -> None:
    def fail() -> None:
        with house.opened.database.transaction(clinic_id=house.clinic_id, now=NOON) as session:
            jobs.enqueue(session, "measure", "a", {}, clinic_id=house.clinic_id, now=NOON)
            raise LookupError

    with pytest.raises(LookupError):
        fail()

    assert take(house.opened.database) is None


class Queue(RuleBasedStateMachine):
    """Workers that work, fail, sleep and die in any order: no job is lost, none is held by two."""

    make: Callable[[], House]

    def __init__(self) -> None:
        super().__init__()
        self.house = type(self).make()
        self.database = self.house.opened.database
        self.now = NOON
        self.written: set[str] = set()
        self.working: list[Job] = []
        self.ended: set[str] = set()

    @rule(key=st.sampled_from("abc"))
    def someone_writes(self, key: str) -> None:
        with self.database.transaction(clinic_id=self.house.clinic_id, now=self.now) as session:
            jobs.enqueue(session, "k", key, {}, clinic_id=self.house.clinic_id, now=self.now)
        self.written.add(key)
        self.ended.discard(key)

    @rule(seconds=st.integers(1, 90))
    def time_passes(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)

    @rule()
    def a_worker_takes_one(self) -> None:
        job = take(self.database, self.now)
        if job is not None:
            for other in self.working:
                if other.number == job.number:
                    assert other.leased_until is not None
                    assert other.leased_until <= self.now
            self.working.append(job)

    @precondition(lambda self: self.working)
    @rule(data=st.data())
    def a_worker_ends(self, data: st.DataObject) -> None:
        job = self.working.pop(data.draw(st.integers(0, len(self.working) - 1)))
        how = data.draw(st.sampled_from(["done", "failed", "died"]))
        if how == "done" and end(self.database, job, now=self.now):
            self.ended.add(job.key)
        if how == "failed":
            end(self.database, job, now=self.now, error="x")

    def teardown(self) -> None:
        later = self.now + timedelta(days=1)
        for _ in range(20):
            job = take(self.database, later)
            if job is None:
                break
            end(self.database, job, now=later)
        with self.database.across_clinics(now=later) as session:
            states = {job.key: job.state for job in session.scalars(select(Job))}
            assert set(states) == self.written
            assert set(states.values()) <= {"done", "parked"}
            for job in session.scalars(select(Job)):
                session.delete(job)


def test_whatever_the_workers_do_no_job_is_lost(house: House) -> None:
    machine = type("TheQueue", (Queue,), {"make": staticmethod(lambda: house)})

    from hypothesis.stateful import run_state_machine_as_test  # noqa: PLC0415 -- pytest would collect it above

    run_state_machine_as_test(
        machine, settings=settings(max_examples=15, stateful_step_count=20, deadline=None)
    )
