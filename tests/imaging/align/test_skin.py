"""Two photos of one body site, aligned on the patient; and what must not carry the fit."""

import cv2
import numpy as np
import pytest

from imaging.align import Alignment, AlignmentRefusal, align
from imaging.frame import Frame
from imaging.geometry import Similarity
from tests.limbs import SIZE, STILL, Limb, about_the_middle, misses_px, photo

ARM = Limb(seed=5)
MOVE = about_the_middle(1.08, 6.0, (9.0, -14.0))
# The patient came nearer and turned; the wall went the other way.
WALL_MOVE = about_the_middle(1.0, -4.0, (-25.0, 30.0))


def aligned(moving: np.ndarray, reference: np.ndarray) -> Alignment | AlignmentRefusal:
    return align(
        Frame.from_pixels(moving), Frame.from_pixels(reference), moving_face=None, reference_face=None
    )


def test_the_patient_is_followed_and_not_the_wall() -> None:
    found = aligned(photo(ARM), photo(ARM, MOVE, wall=WALL_MOVE, noise_seed=2))

    assert isinstance(found, Alignment)
    assert misses_px(found.similarity, MOVE) < 1.0
    assert misses_px(found.similarity, WALL_MOVE) > 20
    assert found.method == "local_features"


def test_a_wall_that_stands_still_does_not_hold_the_patient() -> None:
    found = aligned(photo(ARM), photo(ARM, MOVE, wall=STILL, noise_seed=2))

    assert isinstance(found, Alignment)
    assert misses_px(found.similarity, MOVE) < 1.0


@pytest.mark.parametrize("turn_deg", [30.0, 90.0, 135.0, 180.0, -90.0, -150.0])
def test_a_photo_turned_by_any_angle_is_turned_back(turn_deg: float) -> None:
    true = about_the_middle(0.75, turn_deg)

    found = aligned(photo(ARM), photo(ARM, true, noise_seed=2))

    assert isinstance(found, Alignment)
    assert misses_px(found.similarity, true) < 1.5


@pytest.mark.parametrize("scale", [0.4, 0.6, 1.6, 2.5])
def test_a_photo_from_nearer_or_farther_is_scaled(scale: float) -> None:
    true = about_the_middle(scale, 3.0)

    found = aligned(photo(ARM), photo(ARM, true, noise_seed=2))

    assert isinstance(found, Alignment)
    assert misses_px(found.similarity, true) < 2.0 * max(scale, 1)
    assert found.scale == pytest.approx(scale, rel=0.02)


def test_half_of_the_patient_is_enough() -> None:
    whole = photo(ARM, noise_seed=2)
    half = np.ascontiguousarray(photo(ARM)[:, : SIZE[1] // 2])

    found = aligned(half, whole)

    assert isinstance(found, Alignment)
    assert misses_px(found.similarity, STILL) < 1.5
    assert found.overlap == pytest.approx(0.5, abs=0.02)


def test_a_centre_third_that_changed_entirely_does_not_pull_the_fit() -> None:
    changed = Limb(seed=5, changed_middle=True)

    found = aligned(photo(ARM), photo(changed, MOVE, wall=WALL_MOVE, noise_seed=2))

    assert isinstance(found, Alignment)
    assert misses_px(found.similarity, MOVE) < 1.5


def test_a_date_burned_into_both_photos_does_not_hold_them() -> None:
    before, after = photo(ARM), photo(ARM, MOVE, wall=WALL_MOVE, noise_seed=2)
    for picture in (before, after):
        cv2.putText(picture, "2024-05-17 10:33", (190, 300), cv2.FONT_HERSHEY_SIMPLEX, 0.9, (255, 210, 60), 2)

    found = aligned(before, after)

    assert isinstance(found, Alignment)
    assert misses_px(found.similarity, MOVE) < 1.5


def test_black_bands_do_not_hold_the_photos() -> None:
    before = cv2.copyMakeBorder(photo(ARM), 0, 0, 0, 160, cv2.BORDER_CONSTANT)
    after = cv2.copyMakeBorder(photo(ARM, MOVE, noise_seed=2), 0, 0, 0, 160, cv2.BORDER_CONSTANT)

    found = aligned(before, after)

    assert isinstance(found, Alignment)
    assert misses_px(found.similarity, MOVE) < 1.0


def test_a_camera_that_never_moved_is_the_identity() -> None:
    found = aligned(photo(ARM), photo(ARM, noise_seed=2))

    assert isinstance(found, Alignment)
    assert misses_px(found.similarity, STILL) < 0.3


def test_another_light_moves_nothing() -> None:
    dim = photo(ARM, MOVE, noise_seed=2) / 255.0
    shade = np.linspace(0.5, 1.0, SIZE[1])[None, :, None]

    found = aligned(photo(ARM), np.clip(255 * dim**1.4 * shade, 0, 255).astype(np.uint8))

    assert isinstance(found, Alignment)
    assert misses_px(found.similarity, MOVE) < 1.5


def test_the_way_back_is_the_inverse() -> None:
    before, after = photo(ARM), photo(ARM, MOVE, noise_seed=2)

    there, back = aligned(before, after), aligned(after, before)

    assert isinstance(there, Alignment)
    assert isinstance(back, Alignment)
    assert misses_px(there.similarity.then(back.similarity), STILL) < 0.7


def test_the_same_pair_gives_the_same_answer_whatever_ran_before() -> None:
    before, after = photo(ARM), photo(ARM, MOVE, noise_seed=2)
    first = aligned(before, after)
    cv2.setRNGSeed(12345)
    cv2.randu(np.zeros(5), 0, 1)

    again = aligned(before, after)

    assert first == again


def test_more_megapixels_change_the_pixels_and_not_the_place() -> None:
    before, after = photo(ARM), photo(ARM, MOVE, noise_seed=2)
    large = np.asarray(cv2.resize(before, None, fx=3, fy=3, interpolation=cv2.INTER_CUBIC), np.uint8)

    found = aligned(large, after)

    assert isinstance(found, Alignment)
    assert misses_px(Similarity.resized(3.0).then(found.similarity), MOVE) < 1.0


@pytest.mark.parametrize(
    ("moving", "reasons"),
    [
        (photo(Limb(seed=91), wall=WALL_MOVE), {"too_few_matches"}),
        (np.ascontiguousarray(photo(ARM)[:, ::-1]), {"too_few_matches"}),
        (np.full((*SIZE, 3), (205, 150, 125), np.uint8), {"no_texture"}),
    ],
    ids=["another site before the same wall", "its mirror image", "no texture at all"],
)
def test_what_is_not_the_same_site_is_refused(moving: np.ndarray, reasons: set[str]) -> None:
    found = aligned(moving, photo(ARM, noise_seed=2))

    assert isinstance(found, AlignmentRefusal)
    assert found.reason in reasons
    assert found.detail


def test_a_photo_from_six_times_nearer_is_refused() -> None:
    found = aligned(photo(ARM), photo(ARM, about_the_middle(3.6, 0.0), noise_seed=2))

    assert isinstance(found, AlignmentRefusal)
    assert found.reason in {"scale_out_of_range", "too_few_matches"}


def test_a_photo_from_quite_another_direction_is_refused() -> None:
    height, width = SIZE
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    tilted = np.array([[0, 130], [width, 0], [width, height], [0, height - 130]], np.float32)
    seen = cv2.warpPerspective(
        photo(ARM, noise_seed=2), cv2.getPerspectiveTransform(corners, tilted), (width, height)
    )

    found = aligned(photo(ARM), np.asarray(seen, np.uint8))

    assert isinstance(found, AlignmentRefusal)
    assert found.reason in {"not_a_similarity", "too_few_matches"}
