"""Is a spoiled pair ever green, and is a good one green? Rendered pairs of which the truth is known.

    python -m bench.grade_spoil             # six people, over 200 spoiled pairs
    python -m bench.grade_spoil --quick     # one person

The whole way counts: pixels, face finder, facts, alignment, grade. The exit code is 1 when a spoiled pair
is green or fewer than 95 % of the good ones are.
"""

import argparse
import sys
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from importlib import resources

import cv2

from api.actions.compare_files import Comparison, Photo, compare_photos, photo_of
from api.storage.reading import Reading
from api.storage.weights import load_face_finder
from bench.spoil_cases import BEFORE, Case, good_cases, spoiled_cases
from imaging.align import align
from imaging.exif import Metadata
from imaging.frame import Frame, Pixels
from imaging.header import Header
from imaging.landmarks import FaceFinder
from imaging.synthetic import PEOPLE, Expression, Head, Mesh, Person, Pose, Visit, head_shot, sculpt
from protocols.grade import Level

WINDOW_DAYS = (70.0, 98.0)
GOAL_GREEN = 0.95
TEXTURE_PX = 768


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A case of one person, and what the grade said."""

    person: str
    case: Case
    done: Comparison

    @property
    def level(self) -> Level:
        return self.done.grade.overall

    @property
    def is_right(self) -> bool:
        return (self.level is Level.GREEN) == (self.case.criterion is None)

    @property
    def is_seen_where_spoiled(self) -> bool:
        found = {criterion.name: criterion.level for criterion in self.done.grade.criteria}
        return self.case.criterion is not None and found[self.case.criterion] is not Level.GREEN


class Studio:
    """One person before the camera; heads are sculpted once."""

    def __init__(self, mesh: Mesh, person: Person, finder: FaceFinder) -> None:
        self.person = person
        self._mesh, self._finder = mesh, finder
        self._heads: dict[tuple[Visit, Expression], Head] = {}
        self._before = self._shot(BEFORE, Case(name="first", criterion=None), Pose(), seed=1)

    def judge(self, case: Case, *, seed: int) -> Judged:
        """The grade of the first photo and the one that the case says."""
        after = self._shot(case.visit, case, case.turn, seed=seed)
        answer = align(
            after.frame, self._before.frame, moving_face=after.face, reference_face=self._before.face
        )
        done = compare_photos(
            self._before, after, answer, apart_days=case.apart_days, window_days=WINDOW_DAYS
        )
        return Judged(person=self.person.code, case=case, done=done)

    def _shot(self, visit: Visit, case: Case, pose: Pose, *, seed: int) -> Photo:
        key = (visit, case.expression)
        if key not in self._heads:
            self._heads[key] = sculpt(
                self._mesh, self.person, visit=visit, expression=case.expression, texture_px=TEXTURE_PX
            )
        shot = head_shot(self._heads[key], pose=pose, camera=case.camera, light=case.light, seed=seed)
        lens = case.camera.focal_35mm if case.lens_known else None
        return read(shot.pixels, self._finder, focal_length_35mm=lens)


def read(pixels: Pixels, finder: FaceFinder | None, *, focal_length_35mm: float | None) -> Photo:
    """Pixels as if they had come from a file whose camera wrote this lens."""
    frame = Frame.from_pixels(pixels)
    header = Header(
        format="jpeg",
        coding="baseline",
        width_px=frame.width_px,
        height_px=frame.height_px,
        frames=1,
        orientation=1,
        profile_bytes=0,
        bits=8,
        metadata_bytes=0,
    )
    seen = Metadata(state="read", focal_length_35mm=focal_length_35mm)
    face = None if finder is None else finder.find(pixels)
    return photo_of(Reading(frame=frame, header=header, metadata=seen), face)


def load_mesh() -> Mesh:
    """The canonical face."""
    return Mesh.from_bytes(resources.files("imaging.synthetic").joinpath("mesh.npz").read_bytes())


def judge_all(studio: Studio, cases: Iterable[Case]) -> list[Judged]:
    """All cases of one person, each with a noise of its own."""
    return [studio.judge(case, seed=100 + index) for index, case in enumerate(cases)]


def main() -> int:
    """Run, print, and say by the exit code whether the goals are met."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="one person only")
    quick = parser.parse_args().quick
    cv2.setNumThreads(1)
    mesh, finder = load_mesh(), load_face_finder()
    found: list[Judged] = []
    for index, person in enumerate(PEOPLE[:1] if quick else PEOPLE):
        studio = Studio(mesh, person, finder)
        mine = judge_all(studio, [*good_cases(10, seed=index), *spoiled_cases()])
        for one in mine:
            if not one.is_right or (one.case.criterion and not one.is_seen_where_spoiled):
                print(_line(one), flush=True)
        found += mine
    return _report(found)


def _line(one: Judged) -> str:
    levels = {c.name: c.level.value for c in one.done.grade.criteria if c.level is not Level.GREEN}
    told = "" if one.is_right else "  WRONG"
    return f"{one.person:6} {one.case.name:32} {one.level.value:8}{told}  {levels}"


def _report(found: list[Judged]) -> int:
    good = [one for one in found if one.case.criterion is None]
    spoiled = [one for one in found if one.case.criterion is not None]
    groups: dict[str, list[Judged]] = defaultdict(list)
    for one in spoiled:
        groups[str(one.case.criterion)].append(one)
    print(f"\n{'spoiled':12}{'pairs':>6}{'green':>7}{'seen there':>12}")
    for name, members in groups.items():
        green = sum(one.level is Level.GREEN for one in members)
        seen = sum(one.is_seen_where_spoiled for one in members)
        print(f"{name:12}{len(members):6}{green:7}{seen:12}")
    wrongly_green = sum(not one.is_right for one in spoiled)
    share = sum(one.is_right for one in good) / len(good)
    print(f"\nspoiled pairs {len(spoiled)}, of them green {wrongly_green} (goal 0)")
    print(f"good pairs {len(good)}, of them green {share:.1%} (goal {GOAL_GREEN:.0%})")
    return int(wrongly_green > 0 or share < GOAL_GREEN)


if __name__ == "__main__":
    sys.exit(main())
