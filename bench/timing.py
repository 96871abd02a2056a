"""Two ways of doing one thing, timed in turns, best of N: only ratios of one run count.

Wall time and CPU time (with the sandbox's processes, which are children of this one).
"""

import os
import platform
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import cv2

_TICKS = os.sysconf("SC_CLK_TCK")
_WHEELS = ("pyvips", "pyvips-binary", "pillow", "opencv-python-headless", "numpy")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """The best wall time of N, and the best CPU time."""

    wall_s: float
    cpu_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Race:
    """Ours against a peer in one run; `goal` is the least ratio peer / ours that we promise."""

    name: str
    peer: str
    ours: Cost
    theirs: Cost
    goal: float | None
    note: str = ""

    @property
    def ratio(self) -> float:
        """How many times faster ours is, wall time."""
        return self.theirs.wall_s / self.ours.wall_s

    def line(self) -> str:
        """One line for people."""
        goal = (
            ""
            if self.goal is None
            else f"  goal {self.goal:.2f}  {'ok' if self.ratio >= self.goal else 'MISSED'}"
        )
        return (
            f"{self.name:<34} {self.ours.wall_s * 1e3:8.1f} ms ({self.ours.cpu_s * 1e3:6.0f} cpu)   "
            f"{self.peer:<34} {self.theirs.wall_s * 1e3:8.1f} ms ({self.theirs.cpu_s * 1e3:6.0f} cpu)   "
            f"x{self.ratio:5.2f}{goal}  {self.note}"
        )


def race(
    name: str,
    peer: str,
    ours: Callable[[], Any],
    theirs: Callable[[], Any],
    *,
    rounds: int,
    goal: float | None = None,
    note: str = "",
) -> Race:
    """Run the two in turns (A B, B A, ...), once unmeasured and then `rounds` times."""
    ours(), theirs()
    costs: dict[str, list[Cost]] = {"ours": [], "theirs": []}
    for turn in range(rounds):
        runners = [("ours", ours), ("theirs", theirs)]
        for key, run in runners if turn % 2 == 0 else reversed(runners):
            costs[key].append(_timed(run))
    best = {
        key: Cost(wall_s=min(cost.wall_s for cost in seen), cpu_s=min(cost.cpu_s for cost in seen))
        for key, seen in costs.items()
    }
    return Race(name=name, peer=peer, ours=best["ours"], theirs=best["theirs"], goal=goal, note=note)


def machine() -> str:
    """What the figures were taken on: CPU, cores, load, versions."""
    model = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists():
        names = [
            line.split(":", 1)[1].strip() for line in info.read_text().splitlines() if "model name" in line
        ]
        model = names[0] if names else model
    load = ", ".join(f"{value:.2f}" for value in os.getloadavg())
    wheels = ", ".join(f"{name} {version(name)}" for name in _WHEELS)
    busy = "  (busy machine: read ratios with care)" if os.getloadavg()[0] > 2 else ""
    return (
        f"{model}, {os.cpu_count()} cores, load {load}{busy}\n"
        f"Python {platform.python_version()}, {wheels}, OpenCV threads {cv2.getNumThreads()}"
    )


def _timed(run: Callable[[], Any]) -> Cost:
    cpu, wall = _cpu_s(), time.perf_counter()
    run()
    return Cost(wall_s=time.perf_counter() - wall, cpu_s=_cpu_s() - cpu)


def _cpu_s() -> float:
    """CPU seconds of this process and its children, the living and those they have waited for."""
    mine = time.process_time()
    others = sum(_ticks(pid) for pid in _descendants(os.getpid()))
    return mine + others / _TICKS


def _descendants(root: int) -> list[int]:
    found = []
    for task in Path(f"/proc/{root}/task").glob("*/children"):
        for pid in map(int, task.read_text().split()):
            found += [pid, *_descendants(pid)]
    return found


def _ticks(pid: int) -> int:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except (OSError, IndexError):  # it ended between being listed and being read
        return 0
    return sum(int(value) for value in fields[11:15])
