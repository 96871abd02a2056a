"""The published lists: apart, and in the right colour space."""

import numpy as np
import pytest

from imaging.chart.values import LAB, REFERENCES, SOURCES, to_lab_d50, to_linear_rgb
from imaging.colour import delta_e_2000
from tests.data import real_data

# The maker's own 8-bit sRGB codes of both lists, in the test data.
PUBLISHED = {"since_2014_11": "xrite_post-2014.csv"}
CYAN = 17  # outside sRGB: its codes were clipped


@pytest.mark.parametrize("name", REFERENCES)
def test_lab_goes_to_linear_rgb_and_back(name: str) -> None:
    lab = LAB[name]

    np.testing.assert_allclose(to_lab_d50(to_linear_rgb(lab)), lab, atol=1e-6)


def test_the_two_lists_are_near_each_other_and_not_the_same() -> None:
    apart = delta_e_2000(LAB["before_2014_11"], LAB["since_2014_11"])

    assert apart.max() < 2.5
    assert apart[18] > 1.5  # white is where they differ most


def test_cyan_lies_outside_srgb_and_is_not_clipped() -> None:
    red = [to_linear_rgb(LAB[name])[CYAN, 0] for name in REFERENCES]

    assert max(red) < 0


def test_each_list_names_its_source() -> None:
    assert {*SOURCES} == {*REFERENCES} == {*LAB}
    assert all("November 2014" in source for source in SOURCES.values())


@pytest.mark.data
@pytest.mark.parametrize(("name", "file"), PUBLISHED.items())
def test_the_list_agrees_with_the_published_codes_to_their_rounding(name: str, file: str) -> None:
    codes = np.loadtxt(real_data("colour") / "reference-values" / file, delimiter=",")

    linear = np.clip(to_linear_rgb(LAB[name]), 0, 1)
    ours = np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055) * 255

    assert np.abs(ours - codes).max() < 0.6


@pytest.mark.data
def test_the_list_before_2014_is_the_published_one() -> None:
    published = np.loadtxt(
        real_data("colour") / "reference-values" / "real_lab_xrite.csv", delimiter=",", encoding="utf-8-sig"
    )

    np.testing.assert_array_equal(LAB["before_2014_11"], published)
