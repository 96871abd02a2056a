"""How far each outcome measure differs from capture to capture of skin that did not change.

Pictures made by code stand in for patients: the same head, or the same patch of skin, photographed again
within one visit, after patient and camera were put back in place. What a protocol holds only so well is
drawn anew for each capture: pose, place, distance, lamp, exposure, white balance, grain. Everything after
the shutter is the product's own: alignment to the first capture, chart, correction, region, measure. The
deviation within a subject gives the smallest detectable change that the product reads; a clinic's own
patients would give a truer one.

    python -m bench.repeatability            # the table; last column: wrong when each person is left out
    python -m bench.repeatability --write    # and protocols/catalogue/repeatability.toml
"""

import argparse
import math
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from importlib import resources
from importlib.metadata import version
from itertools import combinations
from pathlib import Path

import cv2
import numpy as np

from api.clock import now
from api.storage.weights import load_face_finder
from imaging.align import Alignment, align
from imaging.chart.find import Chart, find_chart
from imaging.frame import Frame
from imaging.geometry import Similarity
from imaging.outcome import UNITS, ColourReference, Outcome, measure_outcome
from imaging.region import Region
from imaging.synthetic import (
    CLINIC,
    PEOPLE,
    Camera,
    Card,
    Mesh,
    Pose,
    SkinLight,
    SkinSite,
    SkinView,
    SkinVisit,
    Visit,
    grow_skin,
    head_shot,
    sculpt,
    skin_shot,
)
from protocols.change import SDC_FACTOR, PairState, Reading, Told, judge, within_subject_sd
from protocols.criterion import CRITERIA, Level

CAPTURES = 6
OUT = Path("protocols/catalogue/repeatability.toml")
CONDITIONS = """\
Rendered repeats, not patients. {captures} captures a subject within one visit, patient and camera put back in
place: yaw and pitch 1.0 deg, roll 1.0 deg, place 1.5 % of the frame, distance 1.5 %, lamp 3 deg and 2 %,
exposure 0.10 EV, white balance 2 % a channel (one standard deviation each), new grain each time, JPEG quality
92. Faces: {faces} people, cheek and forehead counted apart, {face_px_per_mm:.1f} px/mm.
Close-ups: {sites} sites of skin, {skin_px_per_mm:.0f} px/mm, shine as under a cross-polarised lamp (a third
of the natural). A 24-patch chart beside the skin in every capture, found and fitted by the product; alignment
by the product. Not in it: blood that comes and goes, make-up, a phone's own tone curve, other rooms. Expect
real repeats to differ more."""
FACE_CAMERA = Camera(width_px=1500, height_px=2000, focal_35mm=120.0, distance_cm=110.0, shoulder=False)
SKIN_CAMERA = Camera(width_px=1200, height_px=900, shoulder=False)
SKIN_PX_PER_MM = 14.0
SITES = (
    SkinSite(seed=31, ita_deg=52, haemoglobin=0.06, roughness=3.0),
    SkinSite(seed=32, ita_deg=38, haemoglobin=0.07, roughness=3.5),
    SkinSite(seed=33, ita_deg=18, haemoglobin=0.075, roughness=3.5),
    SkinSite(seed=34, ita_deg=-28, haemoglobin=0.09, roughness=3.0),
    SkinSite(seed=41, ita_deg=45, haemoglobin=0.065, roughness=3.0),
    SkinSite(seed=42, ita_deg=28, haemoglobin=0.07, roughness=3.5),
    SkinSite(seed=43, ita_deg=-10, haemoglobin=0.085, roughness=3.0),
)
FACES = (0, 1, 2, 3, 4, 5)
GREEN = PairState(overall=Level.GREEN, levels=dict.fromkeys(CRITERIA, Level.GREEN), same_camera=True)
Found = dict[str, dict[str, list[Outcome]]]
"""by measure and subject, the first capture first"""


@dataclass(frozen=True, kw_only=True)
class Capture:
    """One photo, with the regions as they were drawn on the first of its subject."""

    subject: str
    frame: Frame
    regions: dict[str, tuple[Region, Region]]
    px_per_mm: float


def faces(people: tuple[int, ...] = FACES, *, later: Visit | None = None) -> Iterator[Capture]:
    """Captures of these people; all but the first show `later`, where one is given."""
    mesh = Mesh.from_bytes(resources.files("imaging.synthetic").joinpath("mesh.npz").read_bytes())
    for number in people:
        head = sculpt(mesh, PEOPLE[number], texture_px=1280)
        rng = np.random.default_rng([number, 7])
        regions: dict[str, tuple[Region, Region]] = {}
        for capture in range(CAPTURES):
            if capture == 1 and later is not None:
                head = sculpt(mesh, PEOPLE[number], visit=later, texture_px=1280)
            yaw, pitch, roll, down, right, far = rng.normal(0, 1, 6) * (capture > 0)
            camera = replace(
                FACE_CAMERA,
                **_exposed(rng),
                roll_deg=roll,
                shift_px=(0.015 * 2000 * down, 0.015 * 1500 * right),
                distance_cm=110.0 * (1 + 0.015 * far),
            )
            light = replace(
                CLINIC,
                azimuth_deg=CLINIC.azimuth_deg + 3 * rng.normal(),
                key=CLINIC.key * (1 + 0.02 * rng.normal()),
            )
            shot = head_shot(
                head,
                pose=Pose(yaw_deg=yaw, pitch_deg=pitch),
                camera=camera,
                light=light,
                card=Card(width_px=420, centre_px=(1830.0, 280.0)),
                seed=capture,
            )
            if not regions:
                regions = _of_face(shot.truth.landmarks_px)
            scale = camera.focal_px / (10 * 110.0)
            yield Capture(
                subject=PEOPLE[number].code, frame=_kept(shot.jpeg()), regions=regions, px_per_mm=scale
            )


def close_ups(sites: tuple[SkinSite, ...] = SITES, *, later: SkinVisit | None = None) -> Iterator[Capture]:
    """Captures of these sites; all but the first show `later`, where one is given."""
    middle = Region.ellipse((400.0, 480.0), 150.0, 150.0)
    beside = Region.ellipse((400.0, 790.0), 130.0, 90.0)
    for site in sites:
        patch = grow_skin(site, mm_per_texel=0.05)
        rng = np.random.default_rng([site.seed, 7])
        for capture in range(CAPTURES):
            if capture == 1 and later is not None:
                patch = grow_skin(site, visit=later, mm_per_texel=0.05)
            turn, down, right, near, tip, tilt = rng.normal(0, 1, 6) * (capture > 0)
            view = SkinView(
                px_per_mm=SKIN_PX_PER_MM * (1 + 0.015 * near),
                turn_deg=turn,
                shift_mm=(1.2 * down, 1.2 * right),
                perspective=(0.0002 * tip, 0.0002 * tilt),
            )
            light = SkinLight(azimuth_deg=-40 + 3 * rng.normal(), key=1 + 0.02 * rng.normal(), gloss=1 / 3)
            shot = skin_shot(
                patch,
                view=view,
                camera=replace(SKIN_CAMERA, **_exposed(rng)),
                light=light,
                card=Card(width_px=300, centre_px=(750.0, 1000.0)),
                seed=capture,
            )
            yield Capture(
                subject=f"site {site.seed}",
                frame=_kept(shot.jpeg()),
                regions={"skin": (middle, beside)},
                px_per_mm=SKIN_PX_PER_MM,
            )


def measured(captures: Iterator[Capture]) -> Found:
    """What was measured, by measure and subject; refused captures are told and left out."""
    finder = load_face_finder()
    found: Found = defaultdict(lambda: defaultdict(list))
    first: dict[str, Capture] = {}
    for capture in captures:
        baseline = first.setdefault(capture.subject, capture)
        carry, off = Similarity.identity(), 0.0
        if capture is not baseline:
            answer = align(
                capture.frame,
                baseline.frame,
                moving_face=finder.find(capture.frame.pixels),
                reference_face=finder.find(baseline.frame.pixels),
            )
            if not isinstance(answer, Alignment):
                print(f"  {capture.subject}: not aligned, {answer.reason}")
                continue
            carry, off = answer.similarity.inverse(), answer.error_px
        chart = find_chart(capture.frame)
        if not isinstance(chart, Chart):
            print(f"  {capture.subject}: no chart")
        for name, (region, adjacent) in baseline.regions.items():
            told = measure_outcome(
                capture.frame,
                region,
                carry=carry,
                placement_px=off,
                adjacent=adjacent,
                reference=_reference(chart) if isinstance(chart, Chart) else None,
                px_per_mm=baseline.px_per_mm,
            )
            _note(found, f"{capture.subject}, {name}", told)
    return found


def report(kind: str, found: Found) -> str:
    """The table for people on the way, the TOML as the answer."""
    lines = []
    print(f"\n{kind:<20}{'SD':>10}{'worst':>10}{'SDC':>10}  unit    subjects x captures, wrong left out")
    for name, unit in UNITS.items():
        groups = [_values(group) for group in found.get(name, {}).values() if len(group) > 1]
        pooled = within_subject_sd(groups)
        if pooled is None or len(groups) < 2:
            print(f"{name:<20}{'unknown':>10}")
            continue
        worst = max(sd for group in groups if (sd := within_subject_sd([group])) is not None)
        captures = sum(len(group) for group in groups)
        sdc = SDC_FACTOR * worst
        wrong, pairs = false_alarms(name, found[name])
        print(
            f"{name:<20}{pooled:10.4f}{worst:10.4f}{sdc:10.4f}  {unit:<8}{len(groups)} x {captures}, "
            f"{wrong} of {pairs} ({100 * wrong / pairs:.1f} %)"
        )
        lines += [
            f"\n[kinds.{kind}.{name}]",
            f'unit = "{unit}"',
            f"within_subject_sd = {pooled:.5g}",
            f"worst_subject_sd = {worst:.5g}",
            f"subjects = {len(groups)}",
            f"captures = {captures}",
        ]
    return "\n".join(lines)


def false_alarms(name: str, subjects: dict[str, list[Outcome]]) -> tuple[int, int]:
    """Unchanged pairs that are told as changed when the limit comes from all other people, and all pairs."""
    told = []
    for subject, group in subjects.items():
        others = [
            sd
            for other, rest in subjects.items()
            if other.split(",")[0] != subject.split(",")[0]
            and (sd := within_subject_sd([_values(rest)])) is not None
        ]
        sdc = SDC_FACTOR * max(others)
        told += [
            judge(name, reading(first), reading(later), pair=GREEN, sdc=sdc).told
            for first, later in combinations(group, 2)
        ]
    return sum(each is Told.CHANGED for each in told), len(told)


def reading(outcome: Outcome) -> Reading:
    """What the judgement takes of a measure."""
    return Reading(value=outcome.value, uncertainty=outcome.uncertainty, reason=outcome.reason)


def main() -> None:
    parser = argparse.ArgumentParser(description="repeatability of the outcome measures")
    parser.add_argument("--write", action="store_true", help=f"write {OUT}")
    asked = parser.parse_args()
    cv2.setNumThreads(1)
    tables = [report("face", measured(faces())), report("close_up", measured(close_ups()))]
    if asked.write:
        OUT.write_text(_head() + "\n".join(tables) + "\n", encoding="utf-8")
        print(f"\n{OUT} written")


def _head() -> str:
    today = now().date()
    conditions = CONDITIONS.format(
        captures=CAPTURES,
        faces=len(FACES),
        sites=len(SITES),
        face_px_per_mm=FACE_CAMERA.focal_px / 1100,
        skin_px_per_mm=SKIN_PX_PER_MM,
    )
    wheels = {name: version(name) for name in ("numpy", "opencv-python-headless")}
    software = "\n".join(f'"{name}" = "{number}"' for name, number in wheels.items())
    return (
        f'# Written by `python -m bench.repeatability --write`.\nversion = "rendered-{today}"\n'
        f'measured_on = {today}\nsource = "rendered"\nconditions = """\n{conditions}"""\n\n'
        f"[software]\n{software}\n"
    )


def _exposed(rng: np.random.Generator) -> dict[str, object]:
    balance = np.exp(0.02 * rng.normal(0, 1, 3))
    return {"exposure_ev": -0.35 + 0.1 * rng.normal(), "white_balance": tuple(float(v) for v in balance)}


def _kept(jpeg: bytes) -> Frame:
    """The frame of a JPEG that this very run made: nobody else's bytes are decoded here."""
    flat = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR)  # noqa: TID251 - our own bytes
    return Frame.from_pixels(np.ascontiguousarray(np.asarray(flat, np.uint8)[..., ::-1]))


def _of_face(landmarks_px: np.ndarray) -> dict[str, tuple[Region, Region]]:
    """The right cheek against the skin below the temple, the forehead against its upper side."""
    size = 0.07 * float(math.dist(landmarks_px[33], landmarks_px[263]))
    spots = {"cheek": (50, 205), "forehead": (151, 67)}
    return {
        name: (
            Region.ellipse((float(landmarks_px[at][0]), float(landmarks_px[at][1])), 2 * size, 2 * size),
            Region.ellipse((float(landmarks_px[near][0]), float(landmarks_px[near][1])), size, size),
        )
        for name, (at, near) in spots.items()
    }


def _reference(chart: Chart) -> ColourReference:
    return ColourReference(corrected=chart.correction, residual_delta_e=chart.delta_e_left_out)


def _note(found: Found, subject: str, told: tuple[Outcome, ...]) -> None:
    for outcome in told:
        if outcome.value is not None:
            found[outcome.name][subject].append(outcome)
        else:
            print(f"  {subject}: {outcome.name} unknown, {outcome.reason}")


def _values(group: list[Outcome]) -> list[float]:
    return [outcome.value for outcome in group if outcome.value is not None]


if __name__ == "__main__":
    main()
