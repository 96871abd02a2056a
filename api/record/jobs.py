"""A job: something to do later, written in the transaction that makes it necessary.

A worker leases a job for a while and renews the lease by heartbeats; a worker that dies loses the
lease and another takes over, so a handler may run twice and must not mind. After a number of attempts
a job is parked: it waits for a person and holds up nobody. The same kind and key is one job; written
again while it runs, it begins anew when it ends, for what it has read may be over.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Index, String, UniqueConstraint, and_, false, func, or_, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from api.storage.database import Base, ClinicScoped, one_of

MAX_ATTEMPTS = 8  # the last one about seven hours after the first
LEASE = timedelta(seconds=60)
STATES = ("waiting", "running", "done", "parked")


class Job(ClinicScoped, Base):
    """One thing to do for one clinic."""

    __tablename__ = "jobs"
    __table_args__ = (
        UniqueConstraint("clinic_id", "kind", "key"),
        Index(None, "state", "due_at", "number"),
        one_of("state", *STATES),
    )

    number: Mapped[int] = mapped_column(
        primary_key=True, init=False, autoincrement=True, comment="order of writing, whatever the clock did"
    )
    kind: Mapped[str] = mapped_column(String(40), comment="which handler")
    key: Mapped[str] = mapped_column(String(120), comment="what it is about; with the kind, once only")
    payload: Mapped[dict[str, Any]] = mapped_column(default_factory=dict, comment="ids, never names")
    state: Mapped[str] = mapped_column(String(8), default="waiting", comment="waiting, running, done, parked")
    attempts: Mapped[int] = mapped_column(default=0, comment="how often it was begun")
    again: Mapped[bool] = mapped_column(
        default=False, server_default=false(), comment="written again since it was begun"
    )
    due_at: Mapped[datetime] = mapped_column(comment="UTC; not before")
    leased_until: Mapped[datetime | None] = mapped_column(default=None, comment="UTC; null: nobody has it")
    lease: Mapped[UUID | None] = mapped_column(default=None, comment="who has it; null: nobody")
    last_error: Mapped[str | None] = mapped_column(String(500), default=None, comment="null: none so far")
    written_at: Mapped[datetime] = mapped_column(comment="UTC")
    ended_at: Mapped[datetime | None] = mapped_column(default=None, comment="UTC; null while open")


def enqueue(
    session: Session,
    kind: str,
    key: str,
    payload: dict[str, Any],
    *,
    clinic_id: UUID,
    now: datetime,
    after: timedelta = timedelta(0),
) -> Job:
    """The job of this kind and key, written now unless it waits already.

    One that ended begins anew; one that runs does so when it ends.
    """
    wanted = select(Job).where(Job.clinic_id == clinic_id, Job.kind == kind, Job.key == key)
    job = session.scalars(wanted).one_or_none()
    if job is None:
        job = Job(
            clinic_id=clinic_id, kind=kind, key=key, payload=payload, due_at=now + after, written_at=now
        )
        session.add(job)
    elif job.state in {"done", "parked"}:
        job.state, job.attempts, job.due_at, job.ended_at = "waiting", 0, now + after, None
        job.payload, job.last_error = payload, None
    elif job.state == "running":
        job.again, job.due_at, job.payload = True, now + after, payload
    session.flush()
    return job


def lease(
    session: Session, *, now: datetime, kinds: Sequence[str] | None = None, lasting: timedelta = LEASE
) -> Job | None:
    """The next job, leased to the caller, or None; needs a writing session across clinics.

    A job whose lease ran out counts as begun once more; one that ran out of attempts is parked.
    """
    open_ = or_(
        and_(Job.state == "waiting", Job.due_at <= now),
        and_(Job.state == "running", Job.leased_until <= now),
    )
    wanted = select(Job).where(open_).order_by(Job.due_at, Job.number).limit(1)
    if kinds is not None:
        wanted = wanted.where(Job.kind.in_(kinds))
    for _ in range(1000):
        job = session.scalars(wanted.with_for_update(skip_locked=True)).one_or_none()
        if job is None:
            return None
        if job.again:
            job.again, job.attempts = False, 0
        if job.attempts >= MAX_ATTEMPTS:
            _park(job, error=job.last_error or "the worker died each time", now=now)
            session.flush()
            continue
        job.state, job.attempts = "running", job.attempts + 1
        job.lease, job.leased_until = uuid4(), now + lasting
        session.flush()
        return job
    return None


def heartbeat(
    session: Session, *, number: int, lease: UUID, now: datetime, lasting: timedelta = LEASE
) -> bool:
    """Renew the lease; False when it was lost, and the work must stop without effect."""
    job = _held(session, number=number, lease=lease)
    if job is None:
        return False
    job.leased_until = now + lasting
    return True


def finish(session: Session, *, number: int, lease: UUID, now: datetime) -> bool:
    """The job is done; False when the lease was lost and somebody else does it."""
    job = _held(session, number=number, lease=lease)
    if job is None:
        return False
    if job.again:
        _begin_anew(job)
        return True
    job.state, job.lease, job.leased_until, job.ended_at = "done", None, None, now
    return True


def fail(
    session: Session, *, number: int, lease: UUID, now: datetime, error: str, final: bool = False
) -> bool:
    """The attempt failed: try later, longer each time, or park it (`final`: at once); False: lease lost."""
    job = _held(session, number=number, lease=lease)
    if job is None:
        return False
    if job.again:
        _begin_anew(job)
    elif final or job.attempts >= MAX_ATTEMPTS:
        _park(job, error=error, now=now)
    else:
        job.state, job.lease, job.leased_until = "waiting", None, None
        job.due_at = now + timedelta(seconds=5) * 4 ** (job.attempts - 1)
        job.last_error = error[:500]
    return True


def waiting(session: Session) -> dict[str, int]:
    """How many jobs are in each state, as far as this session sees."""
    rows = session.execute(select(Job.state, func.count()).group_by(Job.state))
    return {row.state: row[1] for row in rows}


def release_all(session: Session, *, now: datetime) -> None:
    """Give back every lease: for the start of the only worker of a home, after a kill."""
    session.execute(update(Job).where(Job.state == "running").values(leased_until=now))


def retry_parked(session: Session, *, now: datetime, attempts: int = MAX_ATTEMPTS) -> int:
    """Let every parked job begin anew, for this many attempts; how many there were."""
    parked = session.scalars(select(Job).where(Job.state == "parked")).all()
    for job in parked:
        job.state, job.attempts, job.due_at, job.ended_at = "waiting", MAX_ATTEMPTS - attempts, now, None
    session.flush()
    return len(parked)


def _held(session: Session, *, number: int, lease: UUID) -> Job | None:
    wanted = select(Job).where(Job.number == number, Job.lease == lease, Job.state == "running")
    return session.scalars(wanted).one_or_none()


def _begin_anew(job: Job) -> None:
    job.state, job.lease, job.leased_until = "waiting", None, None
    job.again, job.attempts, job.last_error = False, 0, None


def _park(job: Job, *, error: str, now: datetime) -> None:
    job.state, job.lease, job.leased_until, job.ended_at = "parked", None, None, now
    job.last_error = error[:500]
