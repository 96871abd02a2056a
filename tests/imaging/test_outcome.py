"""Outcome measures against skin of which the change is known: redness as a rise of a*, a lesion, lines."""

from collections.abc import Mapping
from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from imaging.frame import Frame
from imaging.geometry import Similarity
from imaging.outcome import COLOURS, CONTRASTS, TEXTURES, UNITS, ColourReference, Outcome, measure_outcome
from imaging.region import Region
from imaging.synthetic import (
    Camera,
    Erythema,
    Head,
    Lesion,
    Lines,
    Mesh,
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
from imaging.synthetic.people import PEOPLE
from imaging.synthetic.skin_patch import SkinPatch

CAMERA = Camera(width_px=600, height_px=450, vignette=0.0, shoulder=False)
VIEW = SkinView(px_per_mm=10.0)
MATT = SkinLight(gloss=0.0)
MIDDLE = Region.ellipse((225.0, 300.0), 70.0, 70.0)
BESIDE = Region.ellipse((225.0, 500.0), 90.0, 60.0)
RED = Erythema(centre_mm=(0.0, 0.0), radius_mm=14.0, delta_a=4.0)
GAIN = 0.75  # of the skin camera at exposure 0


def reference(gains: tuple[float, ...], residual_delta_e: float = 0.5) -> ColourReference:
    """The light and the camera's gains as a chart would give them, exactly."""
    return ColourReference(
        corrected=lambda linear: linear / np.array(gains), residual_delta_e=residual_delta_e
    )


def known(camera: Camera = CAMERA) -> ColourReference:
    red, green, blue = (GAIN * 2**camera.exposure_ev * balance for balance in camera.white_balance)
    return reference((red, green, blue))


@cache
def skin(visit: SkinVisit | None = None, ita_deg: float = 45.0) -> SkinPatch:
    site = SkinSite(seed=21, ita_deg=ita_deg, roughness=2.0)
    return grow_skin(site, visit=visit or SkinVisit(), mm_per_texel=0.1)


def frame(patch: SkinPatch, *, camera: Camera = CAMERA, view: SkinView = VIEW, seed: int = 1) -> Frame:
    return Frame.from_pixels(skin_shot(patch, camera=camera, view=view, light=MATT, seed=seed).pixels)


def measured(
    photo: Frame,
    *,
    against: ColourReference | None = None,
    carry: Similarity | None = None,
    region: Region = MIDDLE,
    adjacent: Region | None = BESIDE,
    placement_px: float = 0.0,
    px_per_mm: float | None = 10.0,
) -> Mapping[str, Outcome]:
    told = measure_outcome(
        photo,
        region,
        carry=carry or Similarity.identity(),
        placement_px=placement_px,
        adjacent=adjacent,
        reference=against,
        px_per_mm=px_per_mm,
    )
    return {outcome.name: outcome for outcome in told}


def values(found: Mapping[str, Outcome]) -> dict[str, float]:
    return {name: outcome.value for name, outcome in found.items() if outcome.value is not None}


@pytest.mark.parametrize("ita_deg", [45.0, 5.0, -30.0], ids=["fair", "olive", "dark"])
def test_a_known_rise_of_a_star_is_read_within_a_twelfth(ita_deg: float) -> None:
    before = values(measured(frame(skin(None, ita_deg)), against=known()))
    red = skin(SkinVisit(erythema=RED), ita_deg)

    after = values(measured(frame(red, seed=2), against=known()))

    assert after["erythema_a"] - before["erythema_a"] == pytest.approx(4.0, rel=1 / 12)
    assert after["erythema_index"] > before["erythema_index"] + 0.02
    assert after["erythema_contrast"] > before["erythema_contrast"] + 0.02


def test_a_lesion_is_darker_by_every_measure_of_pigment() -> None:
    before = values(measured(frame(skin()), against=known()))
    spotted = skin(SkinVisit(lesion=Lesion(centre_mm=(0.0, 0.0), radius_mm=7.0)))

    after = values(measured(frame(spotted), against=known()))

    assert after["pigment_ita"] < before["pigment_ita"] - 10
    assert after["melanin_index"] > before["melanin_index"] + 0.05
    assert after["melanin_contrast"] > before["melanin_contrast"] + 0.05


def test_without_a_colour_reference_absolute_colour_is_unknown() -> None:
    found = measured(frame(skin()))

    assert {found[name].reason for name in COLOURS} == {"no_colour_reference"}
    assert {found[name].value for name in COLOURS} == {None}


@pytest.mark.parametrize(
    "camera",
    [
        replace(CAMERA, exposure_ev=-0.8),
        replace(CAMERA, white_balance=(1.2, 1.0, 0.8)),
        replace(CAMERA, exposure_ev=-0.4, white_balance=(0.9, 1.0, 1.15), noise=0.012),
    ],
    ids=["darker", "warmer", "cooler, darker, noisier"],
)
def test_exposure_and_white_balance_alone_change_no_contrast_and_no_texture(camera: Camera) -> None:
    before = measured(frame(skin()))

    after = measured(frame(skin(), camera=camera, seed=2))

    assert after["erythema_contrast"].value == pytest.approx(before["erythema_contrast"].value, abs=0.002)
    assert after["melanin_contrast"].value == pytest.approx(before["melanin_contrast"].value, abs=0.003)
    assert after["roughness"].value == pytest.approx(before["roughness"].value, rel=0.03)
    assert {after[name].value for name in COLOURS} == {None}


def test_a_reference_takes_exposure_and_white_balance_out_of_absolute_colour() -> None:
    camera = replace(CAMERA, exposure_ev=-0.5, white_balance=(1.15, 1.0, 0.85))
    before = values(measured(frame(skin()), against=known()))

    after = values(measured(frame(skin(), camera=camera, seed=2), against=known(camera)))

    assert after["erythema_a"] == pytest.approx(before["erythema_a"], abs=0.1)
    assert after["pigment_ita"] == pytest.approx(before["pigment_ita"], abs=0.3)


def test_the_region_follows_the_skin_when_the_camera_moves() -> None:
    red = skin(SkinVisit(erythema=RED))
    there = SkinView(px_per_mm=12.0, turn_deg=25.0, shift_mm=(3.0, -2.0))
    shot = skin_shot(red, camera=CAMERA, view=there, light=MATT, seed=3)
    onto = shot.truth.onto(skin_shot(red, camera=CAMERA, view=VIEW, light=MATT).truth)
    carry = Similarity.from_matrix_xy(onto.matrix).inverse()

    at_home = values(measured(frame(red), against=known(), adjacent=None))
    moved = values(measured(Frame.from_pixels(shot.pixels), against=known(), carry=carry, adjacent=None))

    assert moved["erythema_a"] == pytest.approx(at_home["erythema_a"], abs=0.15)
    assert moved["roughness"] == pytest.approx(at_home["roughness"], rel=0.08)


def test_an_uncertain_place_is_an_uncertain_value() -> None:
    edge = Region.ellipse((225.0, 430.0), 60.0, 60.0)
    red = frame(skin(SkinVisit(erythema=RED)))

    sure, vague = (
        measured(red, against=known(), region=edge, placement_px=off)["erythema_a"].uncertainty
        for off in (0.0, 12.0)
    )

    assert sure is not None
    assert vague is not None
    assert vague > 1.2 * sure


def test_a_poor_reference_is_an_uncertain_colour() -> None:
    photo = frame(skin())

    good, poor = (
        measured(photo, against=reference((GAIN,) * 3, residual))["erythema_a"].uncertainty
        for residual in (0.5, 3.0)
    )

    assert good == pytest.approx(0.5 / 3**0.5, rel=0.02)
    assert poor == pytest.approx(3.0 / 3**0.5, rel=0.02)


def test_too_few_pixels_for_fine_lines_are_no_texture() -> None:
    found = measured(frame(skin()), px_per_mm=5.0)

    assert {found[name].reason for name in TEXTURES} == {"too_coarse"}


def test_a_photo_from_much_further_away_has_no_texture() -> None:
    far = frame(skin(), view=SkinView(px_per_mm=4.0))

    found = measured(far, carry=Similarity(0.4, 0.0, (135.0, 180.0)), adjacent=None)

    assert {found[name].reason for name in TEXTURES} == {"too_coarse"}


def test_nobody_having_drawn_the_skin_beside_it_there_is_no_contrast() -> None:
    found = measured(frame(skin()), adjacent=None)

    assert {found[name].reason for name in CONTRASTS} == {"no_adjacent_skin"}


def test_skin_beside_it_that_lies_off_the_photo_is_named_as_the_reason() -> None:
    found = measured(frame(skin()), adjacent=Region.ellipse((225.0, 900.0), 60.0, 60.0))

    assert {found[name].reason for name in CONTRASTS} == {"adjacent_outside"}


def test_a_clipped_region_has_no_measure_at_all() -> None:
    found = measured(frame(skin(), camera=replace(CAMERA, exposure_ev=2.5)), against=known())

    assert {found[name].reason for name in (*COLOURS, *CONTRASTS, *TEXTURES)} == {"clipped"}


def test_every_measure_is_told_always_and_in_one_order() -> None:
    told = measure_outcome(
        Frame.from_pixels(np.zeros((40, 40, 3), np.uint8)),
        MIDDLE,
        carry=Similarity.identity(),
        placement_px=0.0,
        adjacent=None,
        reference=None,
        px_per_mm=None,
    )

    assert [outcome.name for outcome in told] == list(UNITS)
    assert all(outcome.value is None and outcome.reason for outcome in told)


def test_without_a_known_scale_there_is_no_texture() -> None:
    found = measured(frame(skin()), px_per_mm=None)

    assert {found[name].reason for name in TEXTURES} == {"scale_unknown"}


def test_deeper_lines_of_the_forehead_read_as_more_lines(mesh: Mesh) -> None:
    camera = Camera(width_px=600, height_px=450, focal_35mm=430.0, aim_cm=(0.0, -6.5))

    def lined(depth: float) -> float:
        head: Head = sculpt(mesh, PEOPLE[0], visit=Visit(lines=Lines(forehead=depth)), texture_px=512)
        shot = head_shot(head, camera=camera, seed=int(10 * depth))
        found = measured(Frame.from_pixels(shot.pixels), adjacent=None, px_per_mm=6.5)
        return values(found)["lines"]

    smooth, deep = (lined(depth) for depth in (0.0, 1.0))

    assert deep > 1.5 * smooth


def test_an_outcome_without_value_names_its_reason() -> None:
    with pytest.raises(ValueError, match="a value with its uncertainty, or a reason"):
        Outcome(name="lines", value=None, uncertainty=None, unit="percent")


def test_a_number_that_is_none_never_travels() -> None:
    with pytest.raises(ValueError, match="finite"):
        Outcome(name="lines", value=float("nan"), uncertainty=0.1, unit="percent")
