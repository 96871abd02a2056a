import numpy as np

from imaging.synthetic.mesh import Mesh, subdivide


def test_the_mesh_is_the_face_of_468_points(mesh: Mesh) -> None:
    assert mesh.points_cm.shape == (468, 3)
    assert mesh.triangles.shape == (898, 3)
    assert 0 <= mesh.triangles.min() < mesh.triangles.max() == 467


def test_the_mirror_of_the_mirror_is_the_point_itself(mesh: Mesh) -> None:
    np.testing.assert_array_equal(mesh.mirror[mesh.mirror], np.arange(468))


def test_each_refinement_makes_four_triangles_of_one_and_keeps_the_indices(mesh: Mesh) -> None:
    points, triangles = subdivide(mesh.points_cm, mesh.triangles, times=2)

    moved = np.linalg.norm(points[:468] - mesh.points_cm, axis=1)

    assert len(triangles) == 898 * 16
    assert triangles.max() == len(points) - 1
    assert moved.max() < 0.5


def test_a_flat_sheet_stays_flat_and_inside_its_rim() -> None:
    points = np.array([[0.0, 0, 0], [1, 0, 0], [1, 1, 0], [0, 1, 0], [0.5, 0.5, 0]])
    triangles = np.array([[0, 1, 4], [1, 2, 4], [2, 3, 4], [3, 0, 4]])

    finer, _ = subdivide(points, triangles, times=3)

    np.testing.assert_array_equal(finer[:, 2], 0)
    assert 0 <= finer[:, :2].min() <= finer[:, :2].max() <= 1
