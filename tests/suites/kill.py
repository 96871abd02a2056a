"""A campaign: photos are sent to a process that is killed at random moments, until all are acknowledged.

The sender keeps what it was told: capture id, photo id, bytes. Afterwards `judge` opens the home and
compares: every acknowledged photo byte for byte, no row without blob, no blob without row.
"""

from __future__ import annotations

import random
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import IO
from uuid import UUID

from sqlalchemy import select

from api.actions.sweep_storage import Swept, sweep_storage
from api.clock import now
from api.record.opening import open_home
from api.record.photos import Photo
from tests.fakes import permit_to_measure

START_S = 60.0  # a process that is not ready by then is broken
MOMENT_S = 0.15  # about as long as an upload takes, so that the kill falls into any part of one


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

    def hear(self, line: str) -> None:
        """Remember an acknowledgement; one that names another photo than before is a contradiction."""
        capture_id, photo_id = line.split()
        if self.acknowledged.setdefault(capture_id, UUID(photo_id)) != UUID(photo_id):
            self.contradictions.append(capture_id)


def run(
    sender: Sender, start: Callable[[], subprocess.Popen[str]], *, chance: random.Random, each: int
) -> None:
    """Send everything; a process lives for about `each` acknowledgements and some milliseconds."""
    while sender.open:
        child = start()
        assert child.stdin is not None
        assert child.stdout is not None
        too_late = threading.Timer(START_S, child.kill)
        too_late.start()
        ready = any(line == "ready\n" for line in iter(child.stdout.readline, ""))
        too_late.cancel()
        assert ready, "the process did not start"
        # Some again: a sender whose reply was lost repeats what is there already.
        repeated = chance.sample(sorted(sender.acknowledged), k=min(3, len(sender.acknowledged)))
        lines = "".join(f"{name} {sender.photos[name]}\n" for name in [*repeated, *sender.open])
        feeding = threading.Thread(target=_feed, args=(child.stdin, lines))
        feeding.start()
        sender.kills += _listen(sender, child, left=chance.randint(0, 2 * each), chance=chance)
        feeding.join()
        child.stdout.close()


def _listen(sender: Sender, child: subprocess.Popen[str], *, left: int, chance: random.Random) -> bool:
    """Hear acknowledgements; after so many kill the process at a random moment; whether that killed it."""
    assert child.stdout is not None
    death = threading.Timer(chance.uniform(0, MOMENT_S), child.send_signal, args=(signal.SIGKILL,))
    if left == 0:
        death.start()
    for line in child.stdout:
        if line.startswith("capture-") and line.endswith("\n"):
            sender.hear(line)
            left -= 1
            if left == 0:
                death.start()
    killed = child.wait() == -signal.SIGKILL
    death.cancel()
    return killed


def _feed(stdin: IO[str], lines: str) -> None:
    with suppress(BrokenPipeError):
        stdin.write(lines)
    with suppress(BrokenPipeError):
        stdin.close()


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
    seconds: float

    def __str__(self) -> str:
        return (
            f"{self.sent} uploads, {self.kills} kills, {self.acknowledged} acknowledged, {self.rows} rows, "
            f"{len(self.lost)} lost, {len(self.swept.missing)} rows without blob, "
            f"{self.swept.removed} strays and {self.swept.unfinished} unfinished writes swept, "
            f"{self.again.strays} blobs without row after the sweep, {self.seconds:.0f} s"
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
        seconds=time.monotonic() - began,
    )
