"""The list of mesh points against the mesh itself."""

import numpy as np

from imaging import mesh_points
from imaging.synthetic.mesh import Mesh


def test_mirroring_twice_gives_every_point_back() -> None:
    twice = mesh_points.MIRROR[mesh_points.MIRROR]

    assert twice.tolist() == list(range(mesh_points.COUNT))


def test_the_mirror_of_a_point_stands_on_the_other_side_of_the_canonical_face(mesh: Mesh) -> None:
    flipped = mesh.points_cm * (-1.0, 1.0, 1.0)

    np.testing.assert_allclose(mesh.points_cm[mesh_points.MIRROR], flipped, atol=1e-5)


def test_the_rigid_points_are_those_of_the_canonical_face(mesh: Mesh) -> None:
    points = [row[0] for row in mesh_points.RIGID]

    np.testing.assert_allclose(mesh.points_cm[points], [row[2:] for row in mesh_points.RIGID], atol=1e-3)


def test_the_rim_goes_round_the_face_once() -> None:
    assert len(set(mesh_points.OVAL)) == len(mesh_points.OVAL)
