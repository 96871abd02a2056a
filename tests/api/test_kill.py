"""A server that is killed at any moment loses no acknowledged photo and leaves no half of one.

Longer: `LIKENESS_KILL_UPLOADS=2000 LIKENESS_KILL_SEED=7 python -m pytest tests/api/test_kill.py -s`.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from imaging.encode import encode_jpeg
from tests.fixtures_record import House
from tests.suites import kill

UPLOADS = int(os.environ.get("LIKENESS_KILL_UPLOADS", "200"))
SEED = int(os.environ.get("LIKENESS_KILL_SEED", "20261120"))


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


@pytest.mark.slow
@pytest.mark.parametrize(("mode", "each"), [("vault", 5), ("action", 12)])
def test_a_killed_process_loses_no_acknowledged_photo(
    house: House, tmp_path: Path, mode: str, each: int
) -> None:
    home = house.opened.home.path
    house.opened.close()
    sender = kill.Sender(jpegs(tmp_path / "camera", UPLOADS))
    ids = [str(part) for part in (house.clinic_id, house.patient_id, house.clinician_id)]
    began = time.monotonic()

    def start() -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "tests.suites.ingest", str(home), mode, *ids],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    kill.run(sender, start, chance=random.Random(SEED), each=each)  # noqa: S311 -- repeatable, no secret
    verdict = kill.judge(home, sender, clinic_id=house.clinic_id, began=began)

    print(f"\nkill test ({mode}): {verdict}")
    assert verdict.kills > 0
    assert verdict.lost == []
    assert verdict.contradictions == []
    assert verdict.acknowledged == verdict.rows == UPLOADS
    assert verdict.swept.missing == ()
    assert (verdict.again.strays, verdict.again.unfinished) == (0, 0)
