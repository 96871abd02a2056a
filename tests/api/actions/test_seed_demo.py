from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from api.actions.demo_clinic.clinic import STORY
from api.actions.demo_clinic.pictures import Picture, Wanted, render_visit, with_exif
from api.actions.demo_clinic.rows import CLINIC_ID, patient_id
from api.actions.demo_clinic.story import ZONE, Story
from api.actions.passwords import matches
from api.actions.photo_words import VIEWS, is_region
from api.actions.seed_demo import SignIn, hand_out, seed_demo
from api.actions.services import Services, system
from api.app import open_services
from api.jobs.worker import Workers
from api.record.audit import AuditEntry
from api.record.capture_sessions import CaptureSession
from api.record.consents import ConsentGrant, ConsentWithdrawal
from api.record.patients import Patient
from api.record.permissions import Permission
from api.record.photos import Photo
from api.record.treatments import Treatment
from api.record.users import User
from api.settings import Settings
from imaging.exif import read_metadata
from tests.clinic import NoFaces, picture

LESION = next(patient for patient in STORY.patients if patient.key == "okondell")
LIPS = next(patient for patient in STORY.patients if patient.key == "lanqvist")
SMALL = replace(
    STORY,
    patients=(
        replace(LESION, visits=LESION.visits[:2]),
        replace(LIPS, visits=tuple(replace(visit, views=("front",)) for visit in LIPS.visits)),
    ),
)
SMALL_MOMENT = datetime(2026, 5, 4, 9, 20, tzinfo=ZONE)
COUNTED = (Patient, CaptureSession, Treatment, Photo, ConsentGrant, ConsentWithdrawal, User)


def drawn(jobs: list[Wanted]) -> Iterator[tuple[Wanted, list[Picture]]]:
    """Any pictures, quickly: other bytes for every view of every visit."""
    for job in jobs:
        names = [f"{job.patient.key}{job.visit.key}{view}" for view in job.views]
        files = [
            with_exif(picture(sum(name.encode())), taken_at=at)
            for name, at in zip(names, job.taken_at, strict=True)
        ]
        yield (
            job,
            [
                Picture(view=view, taken_at=at, data=data)
                for view, at, data in zip(job.views, job.taken_at, files, strict=True)
            ],
        )


@pytest.fixture
def services(tmp_path: Path) -> Iterator[Services]:
    """An empty home."""
    with open_services(Settings(home=tmp_path / "home"), role="serve", finder=NoFaces()) as opened:
        yield opened


@pytest.fixture(scope="module")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    """A home after its first start; only looked at."""
    home = tmp_path_factory.mktemp("seeded") / "home"
    with open_services(Settings(home=home), role="serve", finder=NoFaces()) as opened:
        seed(opened)
        yield opened


def seed(services: Services, render: object = drawn, story: Story = SMALL) -> None:
    seed_demo(
        services,
        settle=lambda then: Workers(then, threads=0).drain(),
        progress=lambda _progress: None,
        story=story,
        render=render,  # type: ignore[arg-type]
    )


def counts(services: Services) -> dict[str, int]:
    with services.work(system(CLINIC_ID), write=False) as work:
        return {
            kind.__name__: work.session.scalar(select(func.count(kind.id))) or 0  # type: ignore[attr-defined]
            for kind in COUNTED
        }


def test_a_first_start_makes_everything_that_the_story_tells(seeded: Services) -> None:
    assert counts(seeded) == {
        "Patient": 2,
        "CaptureSession": 4,
        "Treatment": 3,
        "Photo": 5,
        "ConsentGrant": 3,
        "ConsentWithdrawal": 1,
        "User": 5,
    }


def test_a_second_start_changes_nothing(seeded: Services) -> None:
    before = counts(seeded)

    seed(seeded, render=lambda jobs: pytest.fail(f"{len(jobs)} visits were rendered again"))

    assert counts(seeded) == before


def test_a_start_that_was_killed_goes_on_where_it_stood(services: Services) -> None:
    def killed_after_one_visit(jobs: list[Wanted]) -> Iterator[tuple[Wanted, list[Picture]]]:
        yield next(drawn(jobs))
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        seed(services, render=killed_after_one_visit)
    left = counts(services)["Photo"]
    seed(services)

    assert left == 2
    assert counts(services)["Photo"] == 5


def test_photos_are_measured_and_carry_the_time_of_the_camera(seeded: Services) -> None:
    with seeded.work(system(CLINIC_ID), write=False) as work:
        photos = work.session.scalars(select(Photo)).all()
    assert {photo.state for photo in photos} == {"ready"}
    assert {photo.taken_at_source for photo in photos} == {"exif"}
    assert all(timedelta(0) < photo.received_at - photo.taken_at < timedelta(minutes=5) for photo in photos)
    assert not any(photo.flags for photo in photos)


def test_the_audit_tells_the_days_in_their_order(seeded: Services) -> None:
    with seeded.work(system(CLINIC_ID), write=False) as work:
        moments = work.session.scalars(select(AuditEntry.at).order_by(AuditEntry.sequence)).all()
    assert list(moments) == sorted(moments)
    assert moments


def test_what_was_withdrawn_permits_nothing_and_a_region_permits_its_photos_only(seeded: Services) -> None:
    with seeded.work(system(CLINIC_ID), write=False) as work:
        rows = work.session.execute(select(Permission.patient_id, Permission.region)).all()
    assert {tuple(row) for row in rows} == {(patient_id(LESION), "forearm_left")}


def test_nobody_can_sign_in_before_passwords_are_told_and_told_once(services: Services) -> None:
    seed(services, story=replace(STORY, patients=()))
    told: list[SignIn] = []

    with services.work(system(CLINIC_ID), write=False) as work:
        locked = work.session.scalars(select(User.is_active)).all()
    hand_out(services, tell=told.extend)
    hand_out(services, tell=lambda _staff: pytest.fail("the passwords were told twice"))

    with services.work(system(CLINIC_ID), write=False) as work:
        hashes = {user.username: user.password_hash for user in work.session.scalars(select(User))}
    assert not any(locked)
    assert {person.role for person in told} == {
        "clinician",
        "photographer",
        "marketer",
        "administrator",
        "auditor",
    }
    assert all(matches(person.password, kept=hashes[person.username]) for person in told)


def test_new_passwords_end_the_old_ones(services: Services) -> None:
    seed(services, story=replace(STORY, patients=()))
    told: list[SignIn] = []

    hand_out(services, tell=told.extend)
    hand_out(services, tell=told.extend, again=True)

    with services.work(system(CLINIC_ID), write=False) as work:
        kept = next(
            user.password_hash for user in work.session.scalars(select(User)) if user.role == "auditor"
        )
    old, new = [person.password for person in told if person.role == "auditor"]
    assert not matches(old, kept=kept)
    assert matches(new, kept=kept)


def test_the_story_contradicts_itself_nowhere() -> None:
    products = {product.key for product in STORY.products}

    for patient in STORY.patients:
        days = [visit.days_ago for visit in patient.visits]
        given = [g.product for v in patient.visits if v.treatment for g in v.treatment.given]
        signed_for = {key for signed in patient.signed for key in signed.visits}
        assert days == sorted(days, reverse=True)
        assert set(given) <= products
        assert signed_for <= {visit.key for visit in patient.visits}
        assert is_region(patient.area)
        assert {view for visit in patient.visits for view in visit.views} <= set(VIEWS)


def test_a_rendered_file_says_when_and_with_what_it_was_taken() -> None:
    visit = LESION.visits[1]
    at = (SMALL_MOMENT,)
    wanted = Wanted(patient=LESION, visit=visit, views=visit.views, taken_at=at)

    file = render_visit(wanted)[0]

    seen = read_metadata(file.data)
    assert seen.taken_at == SMALL_MOMENT
    assert seen.zone == "+02:00"
    assert seen.camera_make == "Likeness"
    assert seen.gps is None
    assert render_visit(wanted)[0].data == file.data
