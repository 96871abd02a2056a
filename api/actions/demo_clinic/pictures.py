"""The photos of one visit, as files from a camera: rendered, compressed, with the time and lens in EXIF.

A visit is one job for one worker process: the head is sculpted once and serves all its views. Everything is
seeded by the story's names, so the same visit gives the same bytes, and a repeated upload is a repetition.
"""

from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from importlib import resources
from multiprocessing import get_context
from os import environ
from zlib import crc32

import cv2
import numpy as np
from PIL import Image

from api.actions.demo_clinic.story import Lapse, StoryPatient, StoryVisit, pose_of
from imaging.synthetic import (
    PEOPLE,
    SITES,
    Camera,
    Light,
    Mesh,
    Pose,
    SkinLight,
    SkinView,
    grow_skin,
    head_shot,
    sculpt,
    skin_shot,
)

WORKERS = 2
_LENS_MM = 115.0
_EXIF_IFD = 0x8769
_QUALITY = 92


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """One job: the photos of a visit, the first of them taken at this moment (with its zone)."""

    patient: StoryPatient
    visit: StoryVisit
    views: tuple[str, ...]
    taken_at: tuple[datetime, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A file as it came from the camera."""

    view: str
    taken_at: datetime
    data: bytes


def rendered(jobs: list[Wanted], *, workers: int = WORKERS) -> Iterator[tuple[Wanted, list[Picture]]]:
    """The pictures of each job, in the order of the jobs, made by processes of their own."""
    # Each process gets one core: threads of the matrix library inside it would only fight over the two.
    environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=_one_thread) as pool:
        yield from zip(jobs, pool.map(render_visit, jobs), strict=True)


def _one_thread() -> None:
    cv2.setNumThreads(1)


def render_visit(wanted: Wanted) -> list[Picture]:
    """The pictures of one visit, in the order of its views."""
    faces = [view for view in wanted.views if view != "close_up"]
    shots = _faces(wanted, faces) if faces else {}
    if "close_up" in wanted.views:
        shots["close_up"] = _close_up(wanted)
    return [
        Picture(view=view, taken_at=at, data=with_exif(shots[view], taken_at=at))
        for view, at in zip(wanted.views, wanted.taken_at, strict=True)
    ]


def _faces(wanted: Wanted, views: list[str]) -> dict[str, bytes]:
    person = next(person for person in PEOPLE if person.code == wanted.patient.person)
    lapse = wanted.visit.lapse or Lapse()
    head = sculpt(face_mesh(), person, visit=wanted.visit.face, expression=lapse.expression)
    shots = {}
    for view in views:
        rng = _generator(wanted, view)
        pose = pose_of(view, wanted.visit.lapse)
        held = Pose(*(np.array([pose.yaw_deg, pose.pitch_deg, 0.0]) + rng.normal(0, (1.0, 1.0, 0.8))))
        camera = Camera(
            focal_35mm=_LENS_MM,
            distance_cm=112 + rng.normal(0, 1.2),
            aim_cm=(0.06 * pose.yaw_deg / 2 + rng.normal(0, 0.5), -1.6 + rng.normal(0, 0.5)),
            roll_deg=rng.normal(0, 0.9),
            exposure_ev=lapse.exposure_ev + rng.normal(0, 0.05),
            white_balance=_balance(rng, lapse.warmth),
        )
        light = Light(azimuth_deg=lapse.lamp_azimuth_deg + rng.normal(0, 2.0))
        shots[view] = head_shot(head, pose=held, camera=camera, light=light, seed=_seed(wanted, view)).jpeg(
            quality=_QUALITY
        )
    return shots


def _close_up(wanted: Wanted) -> bytes:
    rng = _generator(wanted, "close_up")
    patch = grow_skin(SITES[wanted.patient.skin_site or 0], visit=wanted.visit.skin)
    view = SkinView(
        px_per_mm=21 + rng.normal(0, 0.4),
        turn_deg=rng.normal(0, 2.5),
        shift_mm=(rng.normal(0, 1.0), rng.normal(0, 1.0)),
    )
    camera = Camera(
        width_px=1200, height_px=900, exposure_ev=0.25 + rng.normal(0, 0.06), white_balance=_balance(rng, 0.0)
    )
    light = SkinLight(azimuth_deg=-40 + rng.normal(0, 4), gloss=0.6)
    return skin_shot(patch, view=view, camera=camera, light=light, seed=_seed(wanted, "close_up")).jpeg(
        quality=_QUALITY
    )


def face_mesh() -> Mesh:
    """The canonical face, as it lies beside the generator."""
    return Mesh.from_bytes(resources.files("imaging.synthetic").joinpath("mesh.npz").read_bytes())


def _balance(rng: np.random.Generator, warmth: float) -> tuple[float, float, float]:
    red, blue = 1 + warmth + rng.normal(0, 0.012), 1 - warmth + rng.normal(0, 0.012)
    return float(red), 1.0, float(blue)


def _seed(wanted: Wanted, view: str) -> int:
    return crc32(f"{wanted.patient.key}/{wanted.visit.key}/{view}".encode())


def _generator(wanted: Wanted, view: str) -> np.random.Generator:
    return np.random.default_rng([_seed(wanted, view), 1])


def with_exif(jpeg: bytes, *, taken_at: datetime) -> bytes:
    """The file with what a camera writes: time with zone, make, lens, exposure. The pixels stay."""
    exif = Image.Exif()
    exif[0x010F], exif[0x0110], exif[0x0131] = "Likeness", "Rendered camera", "Likeness demo"
    exif[0x0112] = 1
    said = taken_at.strftime("%Y:%m:%d %H:%M:%S")
    zone = taken_at.strftime("%z")
    exif[0x0132] = said
    inner = exif.get_ifd(_EXIF_IFD)
    inner[0x9003] = inner[0x9004] = said
    inner[0x9010] = inner[0x9011] = inner[0x9012] = f"{zone[:3]}:{zone[3:]}"
    inner[0x829A], inner[0x829D], inner[0x8827] = 1 / 125, 8.0, 200
    inner[0x920A], inner[0xA405] = _LENS_MM, round(_LENS_MM)
    inner[0xA434] = f"Rendered {_LENS_MM:.0f} mm"
    block = exif.tobytes()
    body = block if block.startswith(b"Exif\0\0") else b"Exif\0\0" + block
    segment = b"\xff\xe1" + (len(body) + 2).to_bytes(2, "big") + body
    return jpeg[:2] + segment + jpeg[2:]
