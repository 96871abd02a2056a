"""The two answers of an alignment keep their own rules."""

import pytest

from imaging.align import REASONS, Alignment, AlignmentRefusal
from imaging.geometry import Similarity


def answer(**changes: float) -> Alignment:
    facts: dict[str, float] = {"error_px": 1.5, "confidence": 0.9, **changes}
    return Alignment(
        similarity=Similarity(2.0, 30.0, (5.0, 7.0)),
        method="local_features",
        inliers=20,
        spread=0.6,
        agreement=None,
        overlap=0.8,
        **facts,
    )


def test_scale_rotation_and_shift_are_those_of_the_similarity() -> None:
    found = answer()

    assert (found.scale, found.rotation_deg, found.shift_px) == (2.0, 30.0, (7.0, 5.0))


@pytest.mark.parametrize("changes", [{"error_px": float("nan")}, {"error_px": -1.0}, {"confidence": 1.2}])
def test_a_number_that_means_nothing_does_not_travel(changes: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="out of range"):
        answer(**changes)


def test_a_refusal_has_one_of_the_written_reasons() -> None:
    with pytest.raises(ValueError, match="unknown reason"):
        AlignmentRefusal(reason="because", detail="")


def test_every_reason_is_a_code() -> None:
    assert all(reason == reason.lower() and " " not in reason for reason in REASONS)
