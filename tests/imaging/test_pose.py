"""How a head is turned, on a mesh of known pose: both ways of reading, and how far off they may be."""

import math

import numpy as np
import pytest
from numpy.typing import NDArray

from imaging.mesh_points import RIGID
from imaging.pose import mesh_anchors, pose_error, pose_from_anchors, pose_from_mesh
from imaging.synthetic import HeadTruth, Mesh, Pose, Shot


def seen(mesh: Mesh, pose: Pose) -> NDArray[np.float64]:
    """`(468, 3)` row, col, depth of the canonical face in that pose, far away."""
    turned = mesh.points_cm[:468] @ pose.rotation.T
    return np.column_stack([400 - 20 * turned[:, 1], 300 + 20 * turned[:, 0], -20 * turned[:, 2]])


@pytest.mark.parametrize("pose", [Pose(), Pose(12, -8, 5), Pose(-25, 10, -9), Pose(33, 0, 4)])
def test_the_mesh_gives_the_pose_that_the_head_has(mesh: Mesh, pose: Pose) -> None:
    read = pose_from_mesh(seen(mesh, pose))

    assert read.yaw_deg == pytest.approx(pose.yaw_deg, abs=1)
    assert read.pitch_deg == pytest.approx(pose.pitch_deg, abs=1)
    assert read.roll_deg == pytest.approx(pose.roll_deg, abs=1)


@pytest.mark.parametrize("yaw", [-85.0, 75.0])
def test_five_anchors_tell_a_profile_from_an_oblique(mesh: Mesh, yaw: float) -> None:
    profile = mesh_anchors(seen(mesh, Pose(yaw))[:, :2])
    oblique = mesh_anchors(seen(mesh, Pose(math.copysign(45, yaw)))[:, :2])

    turned = [pose_from_anchors(anchors, height_px=800, width_px=600) for anchors in (profile, oblique)]

    assert turned[0] is not None
    assert turned[1] is not None
    assert abs(turned[0].yaw_deg) > 62 > abs(turned[1].yaw_deg)
    assert math.copysign(1, turned[0].yaw_deg) == math.copysign(1, yaw)


def test_five_anchors_say_nothing_of_the_nod(mesh: Mesh) -> None:
    read = pose_from_anchors(mesh_anchors(seen(mesh, Pose(0, 15))[:, :2]), height_px=800, width_px=600)

    assert read is not None
    assert read.pitch_deg is None


def test_the_farther_a_head_is_turned_the_less_sure_its_pose_is() -> None:
    errors = [pose_error(yaw, has_mesh=True).yaw_deg for yaw in (0.0, 30.0, -50.0, 80.0)]

    assert errors == sorted(errors)


def test_anchors_are_less_sure_than_the_mesh_and_have_no_nod() -> None:
    mesh, anchors = pose_error(10.0, has_mesh=True), pose_error(10.0, has_mesh=False)

    assert anchors.yaw_deg > mesh.yaw_deg
    assert anchors.pitch_deg is None


def test_the_rigid_points_are_points_of_the_mesh(front_shot: Shot[HeadTruth]) -> None:
    assert max(row[0] for row in RIGID) < len(front_shot.truth.landmarks_px)
