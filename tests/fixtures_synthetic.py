"""Pictures made by code, small and quick, made once for a whole run, with their exact truth."""

from collections.abc import Callable
from importlib import resources

import cv2
import numpy as np
import pytest

from imaging.landmarks import Face
from imaging.pose import mesh_anchors
from imaging.synthetic.camera import Camera
from imaging.synthetic.heads import HeadTruth, head_shot
from imaging.synthetic.mesh import Mesh
from imaging.synthetic.people import PEOPLE, Visit
from imaging.synthetic.pose import VIEWS
from imaging.synthetic.sculpt import Head, sculpt
from imaging.synthetic.shot import Shot

SMALL = Camera(width_px=480, height_px=640)


@pytest.fixture(scope="session")
def mesh() -> Mesh:
    """The canonical face."""
    cv2.setNumThreads(1)
    return Mesh.from_bytes(resources.files("imaging.synthetic").joinpath("mesh.npz").read_bytes())


@pytest.fixture(scope="session")
def fair_head(mesh: Mesh) -> Head:
    """The first person at rest, with red cheeks; sculpt once, photograph often."""
    return sculpt(mesh, PEOPLE[0], visit=Visit(redness=8.0), texture_px=768)


@pytest.fixture(scope="session")
def brown_head(mesh: Mesh) -> Head:
    """The fifth person at rest."""
    return sculpt(mesh, PEOPLE[4], texture_px=768)


@pytest.fixture(scope="session")
def front_shot(fair_head: Head) -> Shot[HeadTruth]:
    """480 x 640, front, the clinic's light."""
    return head_shot(fair_head, camera=SMALL, seed=1)


@pytest.fixture(scope="session")
def front_shot_again(fair_head: Head) -> Shot[HeadTruth]:
    """The same face, the camera rolled by 3 degrees, shifted, a little longer and a little darker."""
    camera = Camera(
        width_px=480, height_px=640, roll_deg=3.0, shift_px=(9.0, -14.0), focal_35mm=104.0, exposure_ev=-0.2
    )
    return head_shot(fair_head, camera=camera, seed=2)


@pytest.fixture(scope="session")
def oblique_shot(fair_head: Head) -> Shot[HeadTruth]:
    """Her left side at 45 degrees."""
    return head_shot(fair_head, pose=VIEWS["oblique_left"], camera=SMALL, seed=3)


@pytest.fixture(scope="session")
def lateral_shot(fair_head: Head) -> Shot[HeadTruth]:
    """Her left profile."""
    return head_shot(fair_head, pose=VIEWS["lateral_left"], camera=SMALL, seed=4)


@pytest.fixture(scope="session")
def stranger_shot(brown_head: Head) -> Shot[HeadTruth]:
    """Another person, front."""
    return head_shot(brown_head, camera=SMALL, seed=5)


@pytest.fixture(scope="session")
def true_face() -> Callable[..., Face]:
    """The face that a perfect finder would give for a shot, `shift` px (down, right) further on."""

    def made(truth: HeadTruth, *, shift: tuple[float, float] = (0.0, 0.0)) -> Face:
        points = truth.landmarks_px + np.array(shift)
        anchors = mesh_anchors(points)
        top, left = points.min(axis=0)
        bottom, right = points.max(axis=0)
        return Face(
            box_px=(float(left), float(top), float(right), float(bottom)),
            landmarks=points,
            anchors=anchors,
            yaw_deg=truth.pose.yaw_deg,
            pitch_deg=truth.pose.pitch_deg,
            roll_deg=truth.pose.roll_deg,
            eye_distance_px=float(np.linalg.norm(anchors[0] - anchors[1])),
            detector="face_mesh",
            score=0.9,
        )

    return made
