import cv2
import numpy as np
import pytest

from imaging.frame import Frame, Pixels
from imaging.quality import edge_sharpness, measure


def squares(side_px: int = 1280, *, blur_px: float = 0.0, noise: float = 0.0, gain: float = 1.0) -> Pixels:
    rng = np.random.default_rng(7)
    picture = np.full((side_px, side_px, 3), 170.0)
    for _ in range(30):
        row, col = rng.integers(0, side_px, 2)
        size = int(rng.uniform(0.02, 0.12) * side_px)
        picture[row : row + size, col : col + size] = rng.uniform(40, 200, 3)
    if blur_px:
        picture = cv2.GaussianBlur(picture, (0, 0), blur_px)
    picture = picture * gain + rng.normal(0, noise, (side_px, side_px, 1))
    return np.clip(picture, 0, 255).astype(np.uint8)


def reduced(pixels: Pixels, side_px: int) -> Pixels:
    return np.asarray(cv2.resize(pixels, (side_px, side_px), interpolation=cv2.INTER_AREA), np.uint8)


def flat(value: int, side_px: int = 64) -> Frame:
    return Frame.from_pixels(np.full((side_px, side_px, 3), value, np.uint8))


def test_more_blur_is_less_sharpness() -> None:
    found = [edge_sharpness(squares(blur_px=blur)) for blur in (1.0, 2.0, 4.0, 8.0)]

    measured = [value for value in found if value is not None]
    assert len(measured) == 4
    assert measured == sorted(measured, reverse=True)
    assert measured[0] > 3 * measured[-1]


def test_a_photo_and_its_reduced_copy_are_equally_sharp() -> None:
    whole = squares(4096, blur_px=10.0)

    found = [
        edge_sharpness(whole),
        edge_sharpness(reduced(whole, 2048)),
        edge_sharpness(reduced(whole, 1024)),
    ]

    assert found == pytest.approx([found[0]] * 3, rel=0.03)


def test_light_does_not_change_sharpness() -> None:
    bright, dark = edge_sharpness(squares(blur_px=3.0)), edge_sharpness(squares(blur_px=3.0, gain=0.5))

    assert dark == pytest.approx(bright, rel=0.05)


def test_a_little_noise_does_not_change_sharpness() -> None:
    clean, noisy = edge_sharpness(squares(blur_px=3.0)), edge_sharpness(squares(blur_px=3.0, noise=4.0))

    assert noisy == pytest.approx(clean, rel=0.05)


def test_a_region_is_measured_at_the_scale_of_its_photo() -> None:
    whole = squares(2048, blur_px=5.0)

    region = edge_sharpness(np.ascontiguousarray(whole[:1024, :1024]), long_side_px=2048)

    assert region == pytest.approx(edge_sharpness(whole), rel=0.1)


def test_a_wall_has_no_sharpness() -> None:
    assert measure(flat(128)).sharpness.value is None


def test_a_photo_of_one_pixel_has_what_one_pixel_has() -> None:
    quality = measure(flat(128, 1))

    assert quality.lightness_median.value == pytest.approx(53.6, abs=0.1)
    assert quality.sharpness.value is None
    assert quality.noise.value is None


@pytest.mark.parametrize(("value", "lightness"), [(0, 0.0), (119, 50.0), (255, 100.0)])
def test_lightness_is_that_of_cielab(value: int, lightness: float) -> None:
    quality = measure(flat(value))

    assert quality.lightness_median.value == pytest.approx(lightness, abs=0.3)
    assert quality.lightness_mean.value == pytest.approx(lightness, abs=0.3)
    assert quality.lightness_median.unit == "L*"


def test_clipping_is_the_share_at_each_end() -> None:
    pixels = np.full((100, 100, 3), 128, np.uint8)
    pixels[:20, :, 0] = 255
    pixels[90:] = 0

    quality = measure(Frame.from_pixels(pixels))

    assert quality.clipped_high.value == pytest.approx(0.2)
    assert quality.clipped_low.value == pytest.approx(0.1)


def test_neutral_surfaces_in_warm_light_show_a_cast() -> None:
    warm = np.full((64, 64, 3), (190, 180, 165), np.uint8)

    quality = measure(Frame.from_pixels(warm))

    assert quality.cast_b.value is not None
    assert quality.cast_b.value > 5


def test_a_photo_of_skin_alone_says_nothing_about_the_light() -> None:
    skin = np.full((64, 64, 3), (220, 160, 130), np.uint8)

    quality = measure(Frame.from_pixels(skin))

    assert quality.cast_a.value is None
    assert quality.cast_b.value is None


@pytest.mark.parametrize("deviation", [2.0, 5.0, 10.0])
def test_noise_is_measured_in_levels(deviation: float) -> None:
    rng = np.random.default_rng(3)
    grain = np.clip(128 + rng.normal(0, deviation, (400, 400, 1)) * np.ones(3), 0, 255).astype(np.uint8)

    quality = measure(Frame.from_pixels(grain))

    assert quality.noise.value == pytest.approx(deviation, rel=0.15)


def test_every_fact_has_a_unit() -> None:
    facts = measure(flat(128)).facts()

    assert all(fact.unit for fact in facts.values())
    assert "sharpness" in facts
