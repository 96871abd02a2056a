"""A campaign: photos are sent to a receiver that is killed at random moments, until all are acknowledged.

The sender keeps what it was told: capture id, photo id, bytes. Afterwards `judge` opens the home and
compares: every acknowledged photo byte for byte, no row without blob, no blob without row, the audit
chain whole.
"""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Protocol
from uuid import UUID

from sqlalchemy import func, select

from api.actions.sweep_storage import Swept, sweep_storage
from api.clock import now
from api.record import audit
from api.record.opening import open_home
from api.record.photos import Photo
from consent_gate import chain
from tests.fakes import permit_to_measure

MOMENT_S = 0.15  # about as long as an upload takes, so that the kill falls into any part of one

Hear = Callable[[str, UUID], None]


class Receiver(Protocol):
    """A process that takes photos in."""

    def start(self) -> None:
        """Start it, and wait until it is ready."""

    def send(self, photos: Mapping[str, Path], hear: Hear) -> None:
        """Send the photos; tell each acknowledgement; return when all are answered or it is dead."""

    def kill(self) -> None:
        """SIGKILL."""

    def is_killed(self) -> bool:
        """Stop it if it still lives; whether a kill ended it."""


@dataclass
class Sender:
    """Whoever sends photos and remembers what was acknowledged, whatever happens to the receiver."""

    photos: Mapping[str, Path]
    acknowledged: dict[str, UUID] = field(default_factory=dict)
    contradictions: list[str] = field(default_factory=list)
    kills: int = 0

    @property
    def open(self) -> list[str]:
        """What was not acknowledged yet."""
        return [capture_id for capture_id in self.photos if capture_id not in self.acknowledged]

    def hear(self, capture_id: str, photo_id: UUID) -> None:
        """Remember an acknowledgement; one that names another photo than before is a contradiction."""
        if self.acknowledged.setdefault(capture_id, photo_id) != photo_id:
            self.contradictions.append(capture_id)


def run(sender: Sender, receiver: Receiver, *, chance: random.Random, each: int) -> None:
    """Send everything; each process lives for about `each` acknowledgements and some milliseconds."""
    while sender.open:
        receiver.start()
        # Some again: a sender whose reply was lost repeats what is there already.
        repeated = chance.sample(sorted(sender.acknowledged), k=min(3, len(sender.acknowledged)))
        lives = Lives(
            sender, receiver, left=chance.randint(0, 2 * each), moment_s=chance.uniform(0, MOMENT_S)
        )
        receiver.send({name: sender.photos[name] for name in [*repeated, *sender.open]}, lives.hear)
        lives.death.cancel()
        sender.kills += receiver.is_killed()


class Lives:
    """Counts acknowledgements and kills the receiver some milliseconds after the last that it may give."""

    def __init__(self, sender: Sender, receiver: Receiver, *, left: int, moment_s: float) -> None:
        self.sender = sender
        self.left = left
        self.death = threading.Timer(moment_s, receiver.kill)
        self._lock = threading.Lock()
        if left == 0:
            self.death.start()

    def hear(self, capture_id: str, photo_id: UUID) -> None:
        """An acknowledgement came."""
        with self._lock:
            self.sender.hear(capture_id, photo_id)
            self.left -= 1
            if self.left == 0:
                self.death.start()


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What was found afterwards."""

    sent: int
    acknowledged: int
    kills: int
    rows: int
    lost: Sequence[str]  # acknowledged, but not there or not the same bytes
    contradictions: Sequence[str]
    swept: Swept  # the sweep after the last kill
    again: Swept  # a second sweep, which must find nothing to do
    chain: chain.ChainReport
    entries: int  # in the audit log
    seconds: float

    def __str__(self) -> str:
        return (
            f"{self.sent} uploads, {self.kills} kills, {self.acknowledged} acknowledged, {self.rows} rows, "
            f"{len(self.lost)} lost, {len(self.swept.missing)} rows without blob, "
            f"{self.swept.removed} strays and {self.swept.unfinished} unfinished writes swept, "
            f"{self.again.strays} blobs without row after the sweep, {self.entries} audit entries that "
            f"{'verify' if self.chain.ok else 'DO NOT VERIFY'}, {self.seconds:.0f} s"
        )


def judge(home: Path, sender: Sender, *, clinic_id: UUID, began: float) -> Verdict:
    """Open the home as the next start would, sweep, and compare with what the sender remembers."""
    opened = open_home(home, role="serve", now=now())
    swept, again = (
        sweep_storage(opened.database, opened.blobs, now=now() + timedelta(seconds=1), grace=timedelta(0))
        for _ in range(2)
    )
    lost = []
    moment = now()
    with opened.database.transaction(clinic_id=clinic_id, now=moment, write=False) as session:
        rows = session.scalars(select(Photo)).all()
        by_capture = {row.capture_id: row for row in rows}
        for capture_id, photo_id in sender.acknowledged.items():
            row = by_capture.get(capture_id)
            if row is None or row.id != photo_id:
                lost.append(capture_id)
                continue
            permit = permit_to_measure(row.id, row.patient_id, clinic_id, now=moment)
            if opened.vault.open(row, permit=permit, now=moment) != sender.photos[capture_id].read_bytes():
                lost.append(capture_id)
        links = chain.verify(audit.chain(session, clinic_id), start=chain.genesis(clinic_id))
        entries = session.scalar(select(func.count()).select_from(audit.AuditEntry)) or 0
    opened.close()
    return Verdict(
        sent=len(sender.photos),
        acknowledged=len(sender.acknowledged),
        kills=sender.kills,
        rows=len(rows),
        lost=lost,
        contradictions=sender.contradictions,
        swept=swept,
        again=again,
        chain=links,
        entries=entries,
        seconds=time.monotonic() - began,
    )
