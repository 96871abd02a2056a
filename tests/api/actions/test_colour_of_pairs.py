"""Colour of a pair: corrected from what both photos show, kept where skin changed, else only proposed."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from api.actions.chart_facts import chart_facts
from api.actions.compare_files import Photo, compare_photos, corrected_values
from api.actions.target_facts import target_facts
from imaging.align import Alignment, AlignmentRefusal, align
from imaging.colour import backdrop, to_lab
from imaging.compare import picture
from imaging.frame import Frame
from imaging.operations import Calibrate, Colour
from imaging.synthetic import Camera, Card, Head, HeadTruth, Mesh, Shot, Visit, head_shot, sculpt
from imaging.synthetic.people import PEOPLE
from protocols.grade import Level

LENS = Camera(width_px=480, height_px=640, shoulder=False)
CARD = Card(width_px=200.0, centre_px=(565.0, 240.0), turn_deg=4.0)
COOL = replace(LENS, white_balance=(0.82, 0.95, 1.1), exposure_ev=-0.2)


def read(shot: Shot[HeadTruth]) -> Photo:
    """A shot with the facts that colour needs."""
    frame = Frame.from_pixels(shot.pixels)
    wall = backdrop(frame.pixels)
    facts: dict[str, Any] = {
        "width_px": frame.width_px,
        "height_px": frame.height_px,
        "backdrop_lab": None if wall is None else list(wall.lab),
        **chart_facts(frame),
        **target_facts(frame),
    }
    return Photo(frame=frame, face=None, facts=facts)


def laid(before: Photo, after: Photo) -> Alignment:
    answer = align(after.frame, before.frame, moving_face=None, reference_face=None)
    assert not isinstance(answer, AlignmentRefusal)
    return answer


@pytest.fixture(scope="module")
def red_cheeks(fair_head: Head) -> Photo:
    """The first person with red cheeks, and a chart."""
    return read(head_shot(fair_head, camera=LENS, card=CARD, seed=1))


@pytest.fixture(scope="module")
def red_cheeks_in_another_cast(fair_head: Head) -> Photo:
    return read(head_shot(fair_head, camera=COOL, card=CARD, seed=2))


@pytest.fixture(scope="module")
def pale_cheeks_in_another_cast(mesh: Mesh) -> Photo:
    """She again, after treatment."""
    head = sculpt(mesh, PEOPLE[0], visit=Visit(redness=0.0), texture_px=768)
    return read(head_shot(head, camera=COOL, card=CARD, seed=3))


def faces(before: Photo, after: Photo, **options: Any) -> tuple[np.ndarray, np.ndarray]:
    """CIELAB of the left cheek of both, as shown."""
    made = compare_photos(before, after, laid(before, after), side_px=640, **options)
    first = picture(made.recipe, before.frame, "before")
    second = picture(made.recipe, after.frame, "after")
    height, width = first.shape[:2]
    cheek = np.s_[round(0.53 * height) : round(0.57 * height), round(0.36 * width) : round(0.41 * width)]
    labs = [to_lab(shown[cheek]).reshape(-1, 3).mean(axis=0).astype(float) for shown in (first, second)]
    return labs[0], labs[1]


def test_charts_make_the_same_skin_look_the_same(
    red_cheeks: Photo, red_cheeks_in_another_cast: Photo
) -> None:
    taken = [
        replace(photo, facts={**photo.facts, "chart": None})
        for photo in (red_cheeks, red_cheeks_in_another_cast)
    ]

    corrected = faces(red_cheeks, red_cheeks_in_another_cast)
    as_taken = faces(taken[0], taken[1])

    assert np.linalg.norm(as_taken[1] - as_taken[0]) > 6
    assert np.linalg.norm(corrected[1] - corrected[0]) < 1.5


def test_redness_that_treatment_took_stays_taken(
    red_cheeks: Photo, red_cheeks_in_another_cast: Photo, pale_cheeks_in_another_cast: Photo
) -> None:
    red, pale = faces(red_cheeks_in_another_cast, pale_cheeks_in_another_cast)

    before, after = faces(red_cheeks, pale_cheeks_in_another_cast)

    assert pale[1] < red[1] - 1.5
    assert after[1] - before[1] == pytest.approx(pale[1] - red[1], abs=1.0)


def test_the_recipe_the_sentence_and_the_grade_say_that_a_chart_was_used(
    red_cheeks: Photo, red_cheeks_in_another_cast: Photo
) -> None:
    answer = laid(red_cheeks, red_cheeks_in_another_cast)
    made = compare_photos(red_cheeks, red_cheeks_in_another_cast, answer)

    colour = next(criterion for criterion in made.grade.criteria if criterion.name == "colour")
    told = corrected_values(made.recipe, answer)
    assert sum(isinstance(operation, Calibrate) for operation in made.recipe.operations) == 2
    assert "by the chart in the photo (before ΔE" in told["sentence"]
    assert told["colour"].startswith("24-patch chart, values ")
    assert colour.level is Level.GREEN
    assert "on the chart, after correction" in colour.sentence
    assert made.proposal is None


def test_without_a_reference_nothing_is_changed_unless_the_proposal_is_asked_for(fair_head: Head) -> None:
    before = read(head_shot(fair_head, camera=LENS, seed=1))
    after = read(head_shot(fair_head, camera=COOL, seed=2))

    left = compare_photos(before, after, laid(before, after))
    asked = compare_photos(before, after, laid(before, after), propose_colour=True)

    assert left.proposal is not None
    assert not any(isinstance(operation, Colour | Calibrate) for operation in left.recipe.operations)
    assert asked.recipe.colour("after") == left.proposal
    assert "proposed balance" in asked.recipe.sentence()
    # Off the wall itself nothing vouches for it, so the grade stays that of the photos as taken.
    assert [one.level for one in asked.grade.criteria] == [one.level for one in left.grade.criteria]
