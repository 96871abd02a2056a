"""A made-up clinic is put into an empty home: rows, photos, consent, passwords, in the order of its days.

Photos go the way of every photo: rendered as files, uploaded, judged, kept, measured, aligned. A start
that was killed goes on where it stood; one that had ended changes nothing. Nobody can sign in before
all of it is there.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeAlias

from api.actions.demo_clinic.clinic import STORY
from api.actions.demo_clinic.consents import events, record
from api.actions.demo_clinic.pictures import Picture, Wanted, rendered
from api.actions.demo_clinic.rows import (
    CLINIC_ID,
    Calendar,
    as_of,
    hand_out_passwords,
    make_clinic,
    make_house,
    patient_id,
    user_id,
    visit_id,
)
from api.actions.demo_clinic.story import Story, StoryPatient, StoryVisit, region_of
from api.actions.demo_clinic.visits import make_patient, make_visit, treatment_before
from api.actions.services import Services
from api.actions.upload_photo import Upload, upload_photo
from api.record import jobs, photos
from api.record.users import User
from consent_gate import Actor, Role

Render: TypeAlias = Callable[[list[Wanted]], Iterable[tuple[Wanted, list[Picture]]]]
_SENT_AFTER = timedelta(minutes=4)  # from the shutter to the server


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far the first start is: photos done of all."""

    done: int
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SignIn:
    """Who may sign in, and the password as it is told this one time."""

    username: str
    name: str
    role: str
    password: str


def seed_demo(
    services: Services,
    *,
    settle: Callable[[Services], object],
    progress: Callable[[Progress], None],
    story: Story = STORY,
    render: Render = rendered,
) -> None:
    """The made-up clinic, complete in this home.

    Parameters
    ----------
    settle
        Does the jobs that are due, on the day that these services live in: the worker of this process.
    progress
        Told after each visit.
    render
        Gives the pictures of each job, in the order of the jobs.
    """
    now = services.clock()
    with services.database.across_clinics(now=now) as session:
        calendar = Calendar.of(make_clinic(session, story, now=now))
        jobs.release_all(session, now=now)  # this process has the home: what a killed one held is free
    with services.work(_acting("administrator", Role.ADMINISTRATOR)) as work:
        make_house(work, story, calendar)
    days = _by_day(story)
    _make_patients(services, story, days, calendar)
    settle(services)
    said = events(story, calendar)
    for day in _take_photos(services, days, calendar, settle=settle, progress=progress, render=render):
        while said and said[0].at <= day:
            record(services, said.pop(0), calendar)
    for event in said:
        record(services, event, calendar)


def hand_out(services: Services, *, tell: Callable[[list[SignIn]], None], again: bool = False) -> None:
    """Give every member of the staff a password, tell it, and only then let them in.

    Once is enough: later starts tell nothing unless `again` asks for new ones. What was told before the
    process died is void, because the staff may sign in only from the commit on.
    """
    with services.work(_acting("administrator", Role.ADMINISTRATOR)) as work:
        staff = [work.session.get_one(User, user_id(person.username)) for person in STORY.staff]
        if all(person.is_active for person in staff) and not again:
            return
        passwords = hand_out_passwords(work, [person.username for person in staff])
        tell(
            [
                SignIn(username=p.username, name=p.name, role=p.role, password=passwords[p.username])
                for p in staff
            ]
        )


def _acting(username: str, role: Role) -> Actor:
    return Actor(user_id=user_id(username), role=role, clinic_id=CLINIC_ID)


def _by_day(story: Story) -> list[tuple[StoryPatient, StoryVisit]]:
    """Every visit of every patient, oldest first: the audit tells the days in their order."""
    visits = [(patient, visit) for patient in story.patients for visit in patient.visits]
    return sorted(visits, key=lambda pair: (-pair[1].days_ago, pair[0].key))


def _make_patients(
    services: Services, story: Story, days: list[tuple[StoryPatient, StoryVisit]], calendar: Calendar
) -> None:
    for patient, visit in days:
        then = as_of(services, calendar.treated(visit))
        with then.work(_acting("clinician", Role.CLINICIAN)) as work:
            make_patient(work, patient, calendar)
            make_visit(work, story, patient, visit, calendar)


def _take_photos(
    services: Services,
    days: list[tuple[StoryPatient, StoryVisit]],
    calendar: Calendar,
    *,
    settle: Callable[[Services], object],
    progress: Callable[[Progress], None],
    render: Render,
) -> Iterator[datetime]:
    """Render and send what is not here yet; measuring one visit runs beside rendering the next.

    Gives the moment at which each visit was over.
    """
    total = sum(len(visit.views) for _, visit in days)
    missing = list(_missing(services, days, calendar))
    done = total - sum(len(wanted.views) for wanted in missing)
    if missing:
        progress(Progress(done=done, total=total))
    for wanted, pictures in render(missing) if missing else ():
        for picture in pictures:
            _send(services, wanted, picture)
        over = pictures[-1].taken_at + 2 * _SENT_AFTER
        settle(as_of(services, over))
        yield over
        done += len(pictures)
        progress(Progress(done=done, total=total))


def _missing(
    services: Services, days: list[tuple[StoryPatient, StoryVisit]], calendar: Calendar
) -> Iterator[Wanted]:
    with services.work(_acting("photographer", Role.PHOTOGRAPHER), write=False) as work:
        for patient, visit in days:
            left = [
                (view, at)
                for view, at in zip(visit.views, calendar.shots(visit), strict=True)
                if photos.by_capture_id(work.session, _capture_id(patient, visit, view)) is None
            ]
            if left:
                views, moments = zip(*left, strict=True)
                yield Wanted(patient=patient, visit=visit, views=views, taken_at=moments)


def _send(services: Services, wanted: Wanted, picture: Picture) -> None:
    patient, visit = wanted.patient, wanted.visit
    upload = Upload(
        patient_id=patient_id(patient),
        data=picture.data,
        region=region_of(patient, picture.view),
        view=picture.view,
        session_id=visit_id(patient, visit),
        treatment_id=treatment_before(patient, visit),
        capture_id=_capture_id(patient, visit, picture.view),
        file_name=f"{picture.taken_at:%Y%m%d_%H%M%S}.jpg",
    )
    then = as_of(services, picture.taken_at + _SENT_AFTER)
    upload_photo(then, _acting("photographer", Role.PHOTOGRAPHER), upload)


def _capture_id(patient: StoryPatient, visit: StoryVisit, view: str) -> str:
    return f"demo-{patient.key}-{visit.key}-{view}"
