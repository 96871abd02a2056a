"""Close-ups of skin with a chart in view: what stands for pose, expression and light there."""

from dataclasses import replace

import pytest

from api.actions.compare_files import Comparison, Photo, compare_photos
from api.actions.photo_words import shows_skin
from bench.grade_spoil import read
from imaging.align import align
from imaging.synthetic import (
    SITES,
    Camera,
    Card,
    Erythema,
    SkinLight,
    SkinPatch,
    SkinView,
    SkinVisit,
    grow_skin,
    skin_shot,
)
from protocols.grade import Level

CAMERA = Camera(width_px=1000, height_px=750)
CARD = Card(width_px=260, centre_px=(620, 180))
SITE = replace(SITES[0], roughness=3.0, size_mm=(80.0, 60.0))


def grown(visit: SkinVisit) -> SkinPatch:
    return grow_skin(SITE, visit=visit, mm_per_texel=0.1)


def photo(
    patch: SkinPatch, *, view: SkinView, light: SkinLight | None = None, lens: float | None = 50.0
) -> Photo:
    shot = skin_shot(patch, view=view, camera=CAMERA, light=light, card=CARD, seed=patch.visit.number)
    return read(shot.pixels, None, focal_length_35mm=lens)


@pytest.fixture(scope="module")
def before() -> Photo:
    return photo(grown(SkinVisit(drift=0.3, number=1)), view=SkinView(px_per_mm=13))


@pytest.fixture(scope="module")
def treated() -> SkinPatch:
    return grown(SkinVisit(drift=0.3, number=2, erythema=Erythema(delta_a=-3)))


def graded(before: Photo, after: Photo) -> Comparison:
    answer = align(after.frame, before.frame, moving_face=None, reference_face=None)
    return compare_photos(before, after, answer, apart_days=84.0, window_days=(70.0, 98.0), subject="skin")


def levels(done: Comparison) -> dict[str, Level]:
    return {criterion.name: criterion.level for criterion in done.grade.criteria}


def test_a_careful_pair_of_close_ups_is_green(before: Photo, treated: SkinPatch) -> None:
    after = photo(treated, view=SkinView(px_per_mm=13.05, turn_deg=1.5, shift_mm=(1, -1)))

    assert graded(before, after).grade.overall is Level.GREEN


def test_a_tilted_camera_is_not_green_in_pose(before: Photo, treated: SkinPatch) -> None:
    after = photo(treated, view=SkinView(px_per_mm=13, perspective=(0.0025, 0.0)))

    assert levels(graded(before, after))["pose"] is not Level.GREEN


def test_a_turned_lamp_is_not_green_in_light(before: Photo, treated: SkinPatch) -> None:
    after = photo(treated, view=SkinView(px_per_mm=13), light=SkinLight(azimuth_deg=-5.0))

    assert levels(graded(before, after))["light"] is not Level.GREEN


def test_without_a_lens_a_close_up_is_not_green(before: Photo, treated: SkinPatch) -> None:
    after = photo(treated, view=SkinView(px_per_mm=13), lens=None)

    assert levels(graded(before, after))["distance"] is Level.UNKNOWN


@pytest.mark.parametrize(
    ("region", "view", "is_skin"),
    [
        ("forearm_left", "close_up", True),
        ("forearm_left", "front", False),
        ("cheek_left", "close_up", False),
        ("face", "close_up", False),
        ("lesion", "close_up", False),
    ],
)
def test_only_close_ups_off_the_face_are_asked_no_expression(region: str, view: str, is_skin: bool) -> None:  # noqa: FBT001
    assert shows_skin(region=region, view=view) is is_skin
