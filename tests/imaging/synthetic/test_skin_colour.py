import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from imaging.synthetic.skin_colour import (
    haemoglobin_for_redness,
    ita_deg,
    linear_to_lab,
    melanin_for_ita,
    reflectance,
)


@given(st.floats(-42, 62), st.floats(0.05, 0.1))
def test_the_melanin_found_gives_the_tone_that_was_asked(target_deg: float, haemoglobin: float) -> None:
    melanin = melanin_for_ita(target_deg, haemoglobin)

    tone = float(ita_deg(linear_to_lab(reflectance(melanin, haemoglobin))))

    assert tone == pytest.approx(target_deg, abs=0.05)


@given(st.floats(0, 1), st.floats(0.5, 12))
def test_the_haemoglobin_found_gives_the_redness_that_was_asked(melanin: float, delta_a: float) -> None:
    added = haemoglobin_for_redness(melanin, 0.07, delta_a)

    before, after = (linear_to_lab(reflectance(melanin, 0.07 + h))[1] for h in (0.0, added))

    assert after - before == pytest.approx(delta_a, abs=0.01)


def test_white_is_white() -> None:
    np.testing.assert_allclose(linear_to_lab(np.ones(3)), [100, 0, 0], atol=0.02)
