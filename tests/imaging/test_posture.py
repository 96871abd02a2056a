"""How a patch of skin lies: tilt of the camera, tissue that moved, on skin of which both are known."""

from dataclasses import replace

import cv2
import numpy as np
import pytest

from imaging.frame import Pixels
from imaging.posture import posture
from imaging.synthetic import SITES, Camera, SkinLight, SkinView, SkinVisit, grow_skin, skin_shot

CAMERA = Camera(width_px=480, height_px=360)


def shot(*, drift: float = 0.0, perspective: float = 0.0, ev: float = 0.0, number: int = 1) -> Pixels:
    """A patch of 60 x 45 mm at a visit."""
    site = replace(SITES[0], roughness=3.0)
    patch = grow_skin(site, visit=SkinVisit(drift=drift, number=number), mm_per_texel=0.12)
    view = SkinView(px_per_mm=7.5, perspective=(perspective, 0.0))
    camera = replace(CAMERA, exposure_ev=ev)
    return skin_shot(patch, view=view, camera=camera, light=SkinLight(), seed=number).pixels


@pytest.fixture(scope="module")
def first() -> Pixels:
    return shot()


def test_the_same_skin_from_the_same_side_lies_alike(first: Pixels) -> None:
    lies = posture(first, shot(ev=-0.3, number=2))

    assert lies is not None
    assert lies.tilt_percent < 0.2
    assert lies.moved_percent < 0.2


def test_a_tilted_camera_is_tilt_and_not_movement(first: Pixels) -> None:
    slight, strong = (posture(first, shot(perspective=share, number=2)) for share in (0.001, 0.003))

    assert slight is not None
    assert strong is not None
    assert 0.3 < slight.tilt_percent < strong.tilt_percent
    assert strong.tilt_percent > 1.0
    assert strong.moved_percent < 0.3


def test_pulled_skin_is_movement(first: Pixels) -> None:
    rows, cols = np.mgrid[:360, :480].astype(np.float32)
    pulled = cv2.remap(first, cols + 9 * np.sin(rows / 40), rows + 9 * np.sin(cols / 40), cv2.INTER_LINEAR)

    lies = posture(first, np.asarray(pulled, np.uint8))

    assert lies is not None
    assert lies.moved_percent > 0.75


def test_where_nothing_is_found_again_all_is_unknown(first: Pixels) -> None:
    blank = np.full_like(first, 140)

    assert posture(first[:24, :24], first[:24, :24]) is None
    assert posture(first, np.random.default_rng(1).integers(0, 255, blank.shape).astype(np.uint8)) is None
