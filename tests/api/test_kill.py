"""A server that is killed at any moment loses no acknowledged photo and leaves no half of one.

Longer: `LIKENESS_KILL_UPLOADS=2000 LIKENESS_KILL_SEED=7 python -m pytest tests/api/test_kill.py -s`.
"""

from __future__ import annotations

import os
import random
import shutil
import time
from pathlib import Path

import numpy as np
import pytest

from api.record.carers import Carer
from api.record.sessions import hash_secret
from api.record.tokens import Token
from imaging.encode import encode_jpeg
from tests.fakes import NOON
from tests.fixtures_record import House
from tests.suites import kill
from tests.suites.receivers import Pipe, Server

UPLOADS = int(os.environ.get("LIKENESS_KILL_UPLOADS", "200"))
SEED = int(os.environ.get("LIKENESS_KILL_SEED", "20261120"))
SECRET = "the-tablet-of-room-2"


def jpegs(folder: Path, count: int) -> dict[str, Path]:
    """Different pictures of some 100 kB, and a few that span several frames of the vault."""
    chance = np.random.default_rng(SEED)
    folder.mkdir()
    made = {}
    for number in range(count):
        side = 1600 if number % 25 == 0 else 400
        path = folder / f"{number}.jpg"
        path.write_bytes(encode_jpeg(chance.integers(0, 256, (side, side, 3), dtype=np.uint8), quality=92))
        made[f"capture-{number:05d}"] = path
    return made


def let_the_tablet_in(house: House) -> None:
    """A token of the clinician, who looks after the patient."""
    with house.opened.database.transaction(clinic_id=house.clinic_id, now=NOON) as session:
        session.add(
            Token(
                clinic_id=house.clinic_id,
                user_id=house.clinician_id,
                name="tablet",
                role="clinician",
                secret_hash=hash_secret(SECRET),
                created_at=NOON,
            )
        )
        session.add(
            Carer(
                clinic_id=house.clinic_id,
                patient_id=house.patient_id,
                user_id=house.clinician_id,
                since=NOON,
            )
        )


def receiver_of(house: House, mode: str, tmp_path: Path) -> kill.Receiver:
    home = house.opened.home.path
    if mode == "server":
        return Server(home, patient_id=house.patient_id, token=SECRET, log=tmp_path / "server.log")
    return Pipe(home, clinic_id=house.clinic_id, patient_id=house.patient_id)


def check(verdict: kill.Verdict, *, sent: int) -> None:
    assert verdict.lost == []
    assert verdict.contradictions == []
    assert verdict.acknowledged == verdict.rows == sent
    assert verdict.swept.missing == ()
    assert (verdict.again.strays, verdict.again.unfinished) == (0, 0)
    assert verdict.chain.ok


@pytest.mark.slow
@pytest.mark.parametrize(("mode", "each"), [("vault", 8), ("server", 20)])
def test_a_process_killed_at_random_moments_loses_no_acknowledged_photo(
    house: House, tmp_path: Path, mode: str, each: int
) -> None:
    home = house.opened.home.path
    let_the_tablet_in(house)
    receiver = receiver_of(house, mode, tmp_path)
    house.opened.close()
    sender = kill.Sender(jpegs(tmp_path / "camera", UPLOADS))
    began = time.monotonic()

    kill.run(sender, receiver, chance=random.Random(SEED), each=each)  # noqa: S311 -- repeatable, no secret
    verdict = kill.judge(home, sender, clinic_id=house.clinic_id, began=began)

    print(f"\nkill test ({mode}): {verdict}")
    assert verdict.kills > 0
    check(verdict, sent=UPLOADS)


# Every call of an upload that changes the disk, and for pages of the database every sixth.
POINTS = [
    *(("fsync", n) for n in range(1, 5)),
    *(("fdatasync", n) for n in range(1, 6)),
    *(("ftruncate", n) for n in range(1, 3)),
    *(("mkdir", n) for n in range(1, 4)),
    ("linkat", 1),
    ("unlink", 1),
    *(("pwrite64", n) for n in range(1, 73, 6)),
    *(("write", n) for n in range(1, 6)),
]


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("strace") is None, reason="needs strace, which kills at the very call")
def test_a_process_killed_at_any_call_that_reaches_the_disk_loses_no_acknowledged_photo(
    house: House, tmp_path: Path
) -> None:
    home = house.opened.home.path
    house.opened.close()
    ids = {"clinic_id": house.clinic_id, "patient_id": house.patient_id}
    camera = jpegs(tmp_path / "camera", len(POINTS))
    sender = kill.Sender({})
    began = time.monotonic()

    for (call, number), photo in zip(POINTS, camera.items(), strict=True):
        sender.photos = {**sender.photos, photo[0]: photo[1]}
        inject = f"inject={call}:signal=KILL:when={number}"
        under = ["strace", "-f", "-qq", "-o", "/dev/null", "-e", f"trace={call}", "-e", inject]
        receiver = Pipe(home, **ids, under=under)
        receiver.start()
        receiver.send({name: sender.photos[name] for name in sender.open}, sender.hear)
        sender.kills += receiver.is_killed()
    last = Pipe(home, **ids)
    last.start()
    last.send(sender.photos, sender.hear)
    verdict = kill.judge(home, sender, clinic_id=house.clinic_id, began=began)

    print(f"\nkill test (each call): {verdict}")
    assert not last.is_killed()
    assert verdict.kills >= len(POINTS) * 3 // 4
    check(verdict, sent=len(POINTS))
