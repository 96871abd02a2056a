"""Pairs that are good, and the same ones spoiled on purpose, one criterion at a time, beyond its green limit.

A case says how the second photo is taken; the first one is always the same. Unspoiled cases differ as two
careful visits do: seed, treatment, half a degree, half a per cent.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import numpy as np

from imaging.synthetic import AT_REST, CLINIC, Camera, Expression, Light, Lines, Pose, Visit

CAMERA = Camera(width_px=600, height_px=800, focal_35mm=99.0)
TREATED = Visit(redness=3.0, lines=Lines(forehead=0.1, glabella=0.1, crow=0.1, nasolabial=0.2))
BEFORE = Visit(redness=6.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """How the second photo of a head is taken; `criterion` is what was spoiled, None for a good pair."""

    name: str
    criterion: str | None
    turn: Pose = field(default_factory=Pose)  # added to the pose of the first photo
    camera: Camera = CAMERA
    light: Light = CLINIC
    expression: Expression = AT_REST
    visit: Visit = TREATED
    lens_known: bool = True
    apart_days: float | None = 84.0


def good_cases(count: int, *, seed: int) -> Iterator[Case]:
    """Two careful visits: everything within what a person with a ghost picture can hold."""
    rng = np.random.default_rng(seed)
    for index in range(count):
        yaw, pitch, roll = (float(value) for value in np.clip(rng.normal(0, 0.6, 3), -1.2, 1.2))
        camera = replace(
            CAMERA,
            distance_cm=110 * float(1 + np.clip(rng.normal(0, 0.004), -0.008, 0.008)),
            roll_deg=float(np.clip(rng.normal(0, 1), -2, 2)),
            shift_px=(float(rng.normal(0, 6)), float(rng.normal(0, 6))),
            exposure_ev=float(np.clip(rng.normal(0, 0.02), -0.04, 0.04)),
        )
        light = replace(CLINIC, azimuth_deg=CLINIC.azimuth_deg + float(np.clip(rng.normal(0, 2), -4, 4)))
        yield Case(
            name=f"good {index}",
            criterion=None,
            turn=Pose(yaw, pitch, roll),
            camera=camera,
            light=light,
            visit=BEFORE if index % 3 == 0 else TREATED,
            apart_days=84.0 + float(rng.integers(-10, 11)),
        )


def spoiled_cases() -> Iterator[Case]:
    """Each criterion beyond its green limit by what its measurement cannot miss, and far beyond."""
    yield from _turned()
    yield from _elsewhere()
    yield from _lit_otherwise()
    yield from _exposed_otherwise()
    yield from _moved_muscles()
    for days in (0.0, 0.3, 40.0, 150.0, None):
        yield Case(name=f"{days} days", criterion="timing", apart_days=days)


def _turned() -> Iterator[Case]:
    for degrees in (6.0, -6.0, 9.0, -12.0):
        yield Case(name=f"yaw {degrees:+}", criterion="pose", turn=Pose(degrees, 0, 0))
    for degrees in (6.0, -6.0, 10.0, -10.0):
        yield Case(name=f"pitch {degrees:+}", criterion="pose", turn=Pose(0, degrees, 0))
    for degrees in (10.0, -13.0):
        yield Case(name=f"roll {degrees:+}", criterion="pose", turn=Pose(0, 0, degrees))


def _elsewhere() -> Iterator[Case]:
    for share in (0.88, 0.94, 1.06, 1.12):
        camera = replace(CAMERA, distance_cm=110 * share)
        yield Case(name=f"distance {share}", criterion="distance", camera=camera)
        longer = replace(camera, focal_35mm=99 * share)
        yield Case(name=f"distance {share}, lens to match", criterion="distance", camera=longer)
    yield Case(name="lens unknown", criterion="distance", lens_known=False)


def _lit_otherwise() -> Iterator[Case]:
    for degrees in (25.0, -30.0, 40.0, 60.0):
        light = replace(CLINIC, azimuth_deg=CLINIC.azimuth_deg + degrees)
        yield Case(name=f"key light {degrees:+}", criterion="light", light=light)
    for degrees in (35.0, -45.0):
        light = replace(CLINIC, elevation_deg=CLINIC.elevation_deg + degrees)
        yield Case(name=f"key light {degrees:+} up", criterion="light", light=light)
    yield Case(name="fill light out", criterion="light", light=replace(CLINIC, fill=0.0))


def _exposed_otherwise() -> Iterator[Case]:
    for stops in (-0.4, 0.3):
        yield Case(name=f"{stops:+} EV", criterion="colour", camera=replace(CAMERA, exposure_ev=stops))
    for balance in ((1.12, 1.0, 0.9), (0.9, 1.0, 1.12), (1.0, 0.92, 1.0)):
        yield Case(
            name=f"balance {balance}", criterion="colour", camera=replace(CAMERA, white_balance=balance)
        )
    for blur in (0.9, 1.3, 2.0, 3.0):
        yield Case(name=f"blur {blur}", criterion="sharpness", camera=replace(CAMERA, blur_px=blur))


def _moved_muscles() -> Iterator[Case]:
    for name, mimic in (
        ("smile", Expression(smile=1.0)),
        ("faint smile", Expression(smile=0.6)),
        ("raised brow", Expression(brow_raise=1.0)),
        ("closed eyes", Expression(eyes_closed=1.0)),
        ("frown", Expression(frown=1.0)),
    ):
        yield Case(name=name, criterion="expression", expression=mimic)
