"""Grades that moved: the query of the clinic finds what the story of each series tells, and nothing else."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import product
from random import Random
from uuid import UUID, uuid4

import pytest

from api.actions.catalogue import repeatability, scale_of, scales
from api.actions.compare_ratings import changes_of, find_grade_changes
from api.record import photos, ratings
from api.record.photos import Photo
from api.record.ratings import Rating
from api.storage.sandbox import Sandbox
from api.storage.work import Work
from consent_gate import Actor, Role
from imaging.outcome import UNITS
from protocols.scales import Direction
from tests.clinic import MARA, NORTH, Running, fixed_id, run_clinics

RATERS = ("clinician", "colleague", "photographer")
VIEWS = (("cheek_left", "close_up"), ("cheek_left", "front"), ("face", "front"))
CLINICIAN = Actor(user_id=fixed_id("clinician"), role=Role.CLINICIAN, clinic_id=NORTH)


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory, sandbox: Sandbox) -> Iterator[Running]:
    """Sixty photos in three views, some taken at the very same moment, graded by three people at random."""
    chance = Random(5)  # noqa: S311 - a spread of cases
    with run_clinics(tmp_path_factory.mktemp("moved"), reader=sandbox) as running:
        with running.services.work(CLINICIAN) as work:
            shown = [
                kept(work, number, view=VIEWS[number % 3], day=chance.randrange(20)) for number in range(60)
            ]
            for photo, rater in product(shown, RATERS):
                if chance.random() < 0.7:
                    grade(work, photo, rater, str(chance.randint(1, 5)), minute=chance.randrange(999))
        yield running


def kept(work: Work, number: int, *, view: tuple[str, str], day: int) -> Photo:
    photo = Photo(
        clinic_id=NORTH,
        id=uuid4(),
        patient_id=MARA,
        region=view[0],
        view=view[1],
        taken_at=datetime(2026, 1, 1 + day, tzinfo=UTC),
        taken_at_source="device",
        received_at=work.now,
        sha256=number.to_bytes(32, "big"),
        bytes_=1,
        format="jpeg",
        blob=f"none-{number}",
        width_px=240,
        height_px=320,
        state="ready",
    )
    return photos.add(work.session, photo)


def grade(work: Work, photo: Photo, rater: str, code: str, *, minute: int) -> None:
    work.session.add(
        Rating(
            clinic_id=NORTH,
            photo_id=photo.id,
            rater_id=fixed_id(rater),
            scale="wsrs",
            scale_version=scale_of("wsrs").version,
            grade=code,
            value=scale_of("wsrs").value_of(code),
            blinded=False,
            rated_at=work.now + timedelta(minutes=minute),
        )
    )


@pytest.mark.parametrize(
    ("direction", "steps"),
    [(Direction.BETTER, 1), (Direction.BETTER, 3), (Direction.WORSE, 2), (Direction.SAME, 1)],
)
def test_the_query_finds_what_the_series_tell(graded: Running, direction: Direction, steps: float) -> None:
    with graded.services.work(CLINICIAN) as work:
        told = {
            each.rating.id
            for each in changes_of(ratings.of_patients(work.session, [MARA]))
            if each.change.direction is direction
            and (steps <= abs(each.change.steps) or not each.change.steps)
        }

        found: list[UUID] = []
        after: str | None = None
        while True:
            page, after = find_grade_changes(
                work, scale_id="wsrs", direction=direction, steps=steps, limit=7, after=after
            )
            found += [each.rating.id for each in page]
            if after is None:
                break

    assert told
    assert len(found) == len(set(found))
    assert set(found) == told


def test_a_grade_of_a_version_that_is_gone_is_compared_with_nothing(graded: Running) -> None:
    with graded.services.work(CLINICIAN) as work:
        old = [
            (rating, photo)
            for rating, photo in ratings.of_patients(work.session, [MARA])
            if rating.rater_id == fixed_id("clinician")
        ]
        for rating, _ in old:
            rating.scale_version = "0"

        told = changes_of(old)

        work.session.rollback()
    assert old
    assert told == []


def test_the_catalogue_is_whole() -> None:
    assert list(scales()) == sorted(scales())
    assert len(scales()) >= 15


def test_every_measure_has_a_repeatability_on_faces_and_on_close_ups() -> None:
    known = repeatability()

    assert set(known.kinds) == {"face", "close_up"}
    for measures in known.kinds.values():
        assert set(measures) == set(UNITS)
        assert all(repeat.unit == UNITS[name] for name, repeat in measures.items())
