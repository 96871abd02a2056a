"""Good pairs spoiled on purpose, from pixels to grade; `python -m bench.grade_spoil` runs them all."""

import pytest

from api.storage.weights import load_face_finder
from bench.grade_spoil import Studio
from bench.spoil_cases import Case, good_cases, spoiled_cases
from imaging.synthetic import PEOPLE, Mesh
from protocols.grade import Level

SPOILED = {case.name: case for case in spoiled_cases()}
CHOSEN = (
    "yaw +6.0",
    "distance 1.06, lens to match",
    "lens unknown",
    "key light +25.0",
    "-0.4 EV",
    "blur 1.3",
    "0.3 days",
)


@pytest.fixture(scope="module")
def studio(mesh: Mesh) -> Studio:
    return Studio(mesh, PEOPLE[4], load_face_finder())


@pytest.mark.parametrize("case", tuple(good_cases(2, seed=4)), ids=lambda case: case.name)
def test_a_careful_pair_is_green(studio: Studio, case: Case) -> None:
    assert studio.judge(case, seed=7).level is Level.GREEN


@pytest.mark.parametrize("name", CHOSEN)
def test_a_spoiled_pair_is_not_green_and_says_where(studio: Studio, name: str) -> None:
    judged = studio.judge(SPOILED[name], seed=7)

    assert judged.level is not Level.GREEN
    assert judged.is_seen_where_spoiled


def test_there_are_enough_spoiled_pairs_for_the_goal() -> None:
    assert len(SPOILED) * len(PEOPLE) >= 200
    assert {case.criterion for case in SPOILED.values()} == {
        "pose",
        "distance",
        "light",
        "colour",
        "sharpness",
        "expression",
        "timing",
    }
