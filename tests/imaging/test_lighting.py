"""From where the light comes, on heads whose lamps are known."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from imaging.landmarks import Face
from imaging.lighting import Lighting, lighting
from imaging.synthetic import CLINIC, Camera, Head, Light, head_shot

CAMERA = Camera(width_px=480, height_px=640)
FaceOf = Callable[..., Face]


@pytest.fixture(scope="module")
def lit(fair_head: Head, true_face: FaceOf) -> Callable[[Light], Lighting]:
    """The light that is read under a lamp."""

    def read(light: Light, camera: Camera = CAMERA) -> Lighting:
        shot = head_shot(fair_head, camera=camera, light=light, seed=4)
        return lighting(shot.pixels, true_face(shot.truth))

    return read


@pytest.mark.parametrize("side", [-1.0, 1.0])
def test_a_lamp_from_one_side_is_read_on_that_side(lit: Callable[[Light], Lighting], side: float) -> None:
    read = lit(replace(CLINIC, azimuth_deg=side * 60, fill=0.1))

    assert read.direction_deg.value is not None
    assert 40 < side * read.direction_deg.value < 110
    assert read.left_right_ratio.value is not None
    assert (read.left_right_ratio.value > 1.5) == (side < 0)


def test_a_raised_lamp_brightens_the_forehead(lit: Callable[[Light], Lighting]) -> None:
    low, high = (lit(replace(CLINIC, elevation_deg=angle)) for angle in (0.0, 60.0))

    assert (high.top_bottom_ratio.value or 0) > (low.top_bottom_ratio.value or 0) + 0.1


def test_burnt_skin_is_counted_in_per_cent_of_the_skin(fair_head: Head, true_face: FaceOf) -> None:
    camera = replace(CAMERA, exposure_ev=1.0, shoulder=False)
    burnt = head_shot(fair_head, camera=camera, seed=4)
    kept = head_shot(fair_head, camera=CAMERA, seed=4)

    first, second = (lighting(shot.pixels, true_face(shot.truth)).clipped.value for shot in (burnt, kept))

    assert first is not None
    assert first > 20
    assert second is not None
    assert second < 0.5


def test_a_picture_without_skin_has_no_light_on_skin() -> None:
    read = lighting(np.full((120, 160, 3), (40, 90, 160), np.uint8), None)

    assert read.clipped.value is None
    assert read.left_right_ratio.value is None
    assert read.direction_deg.value is None
