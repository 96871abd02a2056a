"""Alignment against full-size SIFT on real photos with known truth. `python -m bench.alignment [--rounds N]`.

Needs the test data (LIKENESS_TEST_DATA). The Oxford sequences that a similarity can explain are run through
`imaging.align` and through OpenCV's SIFT at full size (ratio test, similarity by RANSAC), in turns; the
hand-labelled faces and body sites through the product alone. The exit code is 1 when a goal is missed.
"""

import argparse
import csv
import os
import sys
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from api.storage.sandbox import Sandbox
from api.storage.weights import load_face_finder
from bench.timing import Race, machine, race
from imaging.align import Alignment, align
from imaging.frame import Frame
from imaging.geometry import Similarity
from imaging.landmarks import Face

DATA = Path(os.environ.get("LIKENESS_TEST_DATA", Path(__file__).resolve().parents[2] / "shared" / "data"))
SEQUENCES = {"boat": 5, "leuven": 6, "ubc": 6}  # the last image that a similarity explains
SPEED_GOAL = 2.5
AUC_AT_PX = (1, 3, 5, 10)

Points = NDArray[np.float64]  # (N, 2) row, col
Matrix = NDArray[np.float64] | None


@dataclass(frozen=True, slots=True)
class Task:
    """A pair, and matching places of both."""

    moving: Frame
    reference: Frame
    src: Points
    dst: Points


def misses_px(found: Similarity, task: Task) -> Points:
    return np.asarray(np.linalg.norm(found(task.src) - task.dst, axis=1))


def best(task: Task) -> Similarity:
    fit = Similarity.estimate(task.src, task.dst)
    if not isinstance(fit, Similarity):
        raise TypeError(fit.reason)
    return fit


def rms(values: Points) -> float:
    return float(np.sqrt((values**2).mean()))


def area_under_curve(errors: list[float], limit: float) -> float:
    return float(np.mean([max(0.0, 1 - error / limit) for error in errors]))


def product(task: Task, moving: Face | None = None, reference: Face | None = None) -> Similarity | None:
    found = align(task.moving, task.reference, moving_face=moving, reference_face=reference)
    return found.similarity if isinstance(found, Alignment) else None


def full_size_sift(task: Task) -> Similarity | None:
    engine, matcher = cv2.SIFT.create(), cv2.BFMatcher(cv2.NORM_L2)
    grey = [cv2.cvtColor(frame.pixels, cv2.COLOR_RGB2GRAY) for frame in (task.moving, task.reference)]
    (one, words), (other, others) = (engine.detectAndCompute(picture, None) for picture in grey)
    close = [
        two[0] for two in matcher.knnMatch(words, others, k=2) if two[0].distance < 0.8 * two[1].distance
    ]
    src = np.array([one[pair.queryIdx].pt for pair in close], np.float32)
    dst = np.array([other[pair.trainIdx].pt for pair in close], np.float32)
    matrix, _ = cv2.estimateAffinePartial2D(src, dst, ransacReprojThreshold=3, maxIters=5000)
    return None if matrix is None else Similarity.from_matrix_xy(matrix)


class Photos:
    """Decoded once, through the sandbox like every photo."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox
        self._finder = load_face_finder()
        self.frame = cache(self._frame)
        self.face = cache(self._face)

    def _frame(self, name: str) -> Frame:
        return self._sandbox.read((DATA / name).read_bytes()).frame

    def _face(self, name: str) -> Face | None:
        return self._finder.find(self.frame(name).pixels)


def oxford(photos: Photos) -> list[Task]:
    tasks = []
    for sequence, last in SEQUENCES.items():
        folder = f"align-oxford/{sequence}"
        first = photos.frame(f"{folder}/img1.png")
        for number in range(2, last + 1):
            moving = photos.frame(f"{folder}/img{number}.png")
            truth = np.loadtxt(next((DATA / folder).glob(f"H1to{number}*")))
            src, dst = _field(first, moving, truth)
            near = best(Task(moving, first, src, dst))
            tasks.append(Task(moving, first, src, near(src)))
    return tasks


def _field(first: Frame, moving: Frame, truth: NDArray[np.float64]) -> tuple[Points, Points]:
    """A grid over the part of `first` that `moving` shows, in both."""
    x, y = np.meshgrid(np.linspace(0, first.width_px - 1, 24), np.linspace(0, first.height_px - 1, 24))
    xyw = np.stack([x.ravel(), y.ravel(), np.ones(x.size)]) if x.size else np.zeros((3, 0))
    carried = truth @ xyw
    there = (carried[:2] / carried[2])[::-1].T
    inside = ((there >= 0) & (there < (moving.height_px, moving.width_px))).all(axis=1)
    return there[inside], xyw[1::-1].T[inside]


def faces_excess(photos: Photos, table: str) -> list[float]:
    """Mean error over the seven points less that of the best similarity, % of the eye distance."""
    places: dict[str, dict[str, tuple[float, float]]] = defaultdict(dict)
    for row in _rows("faces.csv"):
        places[row["file"]][row["landmark"]] = (float(row["y"]), float(row["x"]))
    excess = []
    for row in _rows(table):
        one, other = row["file_a"], row["file_b"]
        names = sorted(places[one])
        src, dst = (np.array([places[name][mark] for mark in names]) for name in (one, other))
        task = Task(photos.frame(one), photos.frame(other), src, dst)
        eyes = [
            np.mean([places[other][f"{side}_eye_{end}"] for end in ("outer", "inner")], axis=0)
            for side in ("right", "left")
        ]
        found = product(task, photos.face(one), photos.face(other))
        if found is None:
            excess.append(float("inf"))
            continue
        more = misses_px(found, task).mean() - misses_px(best(task), task).mean()
        excess.append(float(more / np.linalg.norm(eyes[0] - eyes[1]) * 100))
    return excess


def sites_excess(photos: Photos) -> list[float]:
    """RMS error less that of the best similarity, % of the diagonal of the points' box."""
    pairs: dict[tuple[str, str], list[tuple[float, ...]]] = defaultdict(list)
    for row in _rows("site_points.csv"):
        pairs[row["file_a"], row["file_b"]].append(tuple(float(row[key]) for key in ("ya", "xa", "yb", "xb")))
    excess = []
    for (one, other), marks in pairs.items():
        points = np.array(marks)
        task = Task(photos.frame(one), photos.frame(other), points[:, :2], points[:, 2:])
        found = product(task)
        diagonal = float(np.linalg.norm(np.ptp(task.dst, axis=0)))
        more = np.inf if found is None else rms(misses_px(found, task)) - rms(misses_px(best(task), task))
        excess.append(float(more) / diagonal * 100)
    return excess


def _rows(name: str) -> list[dict[str, str]]:
    with (DATA / "labels" / name).open(newline="") as table:
        return list(csv.DictReader(table))


def speed(tasks: list[Task], rounds: int) -> Race:
    return race(
        "align, Oxford",
        "SIFT at full size",
        lambda: [product(task) for task in tasks],
        lambda: [full_size_sift(task) for task in tasks],
        rounds=rounds,
        goal=SPEED_GOAL,
        note=f"{len(tasks)} pairs",
    )


def accuracy(name: str, tasks: list[Task], found: list[Similarity | None]) -> dict[int, float]:
    errors = [
        float("inf") if fit is None else rms(misses_px(fit, task))
        for fit, task in zip(found, tasks, strict=True)
    ]
    areas = {limit: area_under_curve(errors, limit) for limit in AUC_AT_PX}
    told = "  ".join(f"AUC@{limit} {area:.3f}" for limit, area in areas.items())
    print(f"{name:<34} {told}  median {np.median(errors):.2f} px  refused {np.isinf(errors).sum()}")
    return areas


def shares(name: str, excess: list[float], limits: tuple[float, ...]) -> None:
    told = "  ".join(f"<= {limit:g} %: {np.mean(np.array(excess) <= limit):.0%}" for limit in limits)
    print(f"{name:<34} n {len(excess)}  median {np.median(excess):.2f} %  {told}")


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=3)
    rounds = options.parse_args().rounds
    if not (DATA / "labels").is_dir():
        print("set LIKENESS_TEST_DATA to the folder of test data", file=sys.stderr)
        return 2
    print(machine())
    with Sandbox() as sandbox:
        photos = Photos(sandbox)
        tasks = oxford(photos)
        ours = accuracy("Oxford, product", tasks, [product(task) for task in tasks])
        theirs = accuracy("Oxford, SIFT at full size", tasks, [full_size_sift(task) for task in tasks])
        shares("faces, excess of the eye distance", faces_excess(photos, "face_pairs.csv"), (1, 2.5, 4))
        shares("hard faces", faces_excess(photos, "face_pairs_hard.csv"), (1, 2.5, 4))
        shares("body sites, excess of the spread", sites_excess(photos), (2, 5))
        run = speed(tasks, rounds)
    print(run.line())
    held = run.ratio >= SPEED_GOAL and all(ours[limit] >= theirs[limit] for limit in (3, 5))
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
