import numpy as np
import pytest

from imaging.synthetic import (
    SITES,
    Camera,
    Erythema,
    Lesion,
    Shot,
    SkinLight,
    SkinSite,
    SkinTruth,
    SkinView,
    SkinVisit,
    grow_skin,
    skin_shot,
)
from imaging.synthetic.skin_colour import linear_to_lab
from imaging.synthetic.skins import carried

SMALL = Camera(width_px=400, height_px=300, noise=0.0, vignette=0.0, shoulder=False)
COARSE_MM = 0.15


def shot_of(visit: SkinVisit, view: SkinView | None = None, site: SkinSite = SITES[0]) -> Shot[SkinTruth]:
    patch = grow_skin(site, visit=visit, mm_per_texel=COARSE_MM)
    return skin_shot(patch, view=view or SkinView(px_per_mm=7.0), camera=SMALL, light=SkinLight(gloss=0.0))


def test_without_perspective_two_shots_differ_by_an_exact_similarity() -> None:
    moving = shot_of(SkinVisit(), SkinView(px_per_mm=7.0, turn_deg=-4.0, shift_mm=(1.0, -2.0)))
    reference = shot_of(SkinVisit(), SkinView(px_per_mm=7.7, turn_deg=2.0))

    fit = moving.truth.onto(reference.truth)

    assert fit.scale == pytest.approx(1.1)
    assert fit.rotation_deg == pytest.approx(6.0)
    assert fit.residual_px < 1e-9


def test_perspective_leaves_a_residual_that_no_similarity_takes_away() -> None:
    straight = shot_of(SkinVisit())
    tilted = shot_of(SkinVisit(), SkinView(px_per_mm=7.0, perspective=(0.002, 0.0)))

    fit = tilted.truth.onto(straight.truth)

    assert fit.residual_px > 1


def test_the_homography_carries_the_moles_of_one_shot_onto_those_of_another() -> None:
    one = shot_of(SkinVisit(), SkinView(px_per_mm=7.0, turn_deg=5.0, perspective=(0.001, -0.001)))
    other = shot_of(SkinVisit(), SkinView(px_per_mm=6.5, shift_mm=(2.0, 1.0)))

    moved = carried(one.truth.homography_onto(other.truth), one.truth.moles_px)

    np.testing.assert_allclose(moved, other.truth.moles_px, atol=1e-6)


@pytest.mark.parametrize("asked", [2.0, 5.0, 8.0])
@pytest.mark.parametrize("site", SITES, ids=["fair", "olive", "dark"])
def test_redness_is_as_deep_as_asked(site: SkinSite, asked: float) -> None:
    plain = grow_skin(site, mm_per_texel=COARSE_MM)
    visit = SkinVisit(erythema=Erythema(radius_mm=10.0, delta_a=asked))
    red = grow_skin(site, visit=visit, mm_per_texel=COARSE_MM)
    inside = red.redness > 0.99

    rise = linear_to_lab(red.albedo)[inside, 1] - linear_to_lab(plain.albedo)[inside, 1]

    assert np.median(rise) == pytest.approx(asked, rel=0.1)


def test_a_lesion_of_half_the_radius_covers_a_quarter_of_the_area() -> None:
    large = shot_of(SkinVisit(lesion=Lesion(radius_mm=6.0))).truth.lesion_area_mm2
    small = shot_of(SkinVisit(lesion=Lesion(radius_mm=3.0))).truth.lesion_area_mm2

    assert small == pytest.approx(large / 4, rel=0.05)


def test_without_drift_two_visits_differ_by_the_truth_alone() -> None:
    first = grow_skin(SITES[0], visit=SkinVisit(number=1), mm_per_texel=COARSE_MM)
    second = grow_skin(SITES[0], visit=SkinVisit(number=2), mm_per_texel=COARSE_MM)

    np.testing.assert_array_equal(first.albedo, second.albedo)


def test_with_drift_the_fine_texture_is_new_at_each_visit() -> None:
    first = grow_skin(SITES[0], visit=SkinVisit(number=1, drift=0.5), mm_per_texel=COARSE_MM)
    second = grow_skin(SITES[0], visit=SkinVisit(number=2, drift=0.5), mm_per_texel=COARSE_MM)

    assert np.abs(first.albedo - second.albedo).mean() > 0.002


def test_two_different_sites_have_no_true_alignment() -> None:
    one, other = shot_of(SkinVisit()), shot_of(SkinVisit(), site=SITES[1])

    with pytest.raises(ValueError, match="two different sites"):
        one.truth.onto(other.truth)
