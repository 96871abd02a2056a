"""A small clinic on a folder of its own, served on a port: run as a program, by the browser tests.

    python -m tests.browser.small_clinic HOME PORT

Seeds one patient with three visits (the last one photographed badly), writes two files for uploading beside
the home, prints one line of JSON with the passwords, and serves until it is told to stop.
"""

import json
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from api.actions.demo_clinic.by_light import ROSACEA
from api.actions.demo_clinic.clinic import STORY as DEMO
from api.actions.demo_clinic.pictures import Wanted, render_visit
from api.actions.seed_demo import SignIn, hand_out, seed_demo
from api.app import open_services
from api.commands.logs import configure_logs
from api.commands.serve import run_service
from api.jobs.worker import Workers
from api.settings import Settings

VIEWS = ("front", "oblique_left")
_FIRST, _LAST = ROSACEA.visits[0], ROSACEA.visits[-1]
_BADLY = next(visit.lapse for person in DEMO.patients for visit in person.visits if visit.lapse is not None)
PATIENT = replace(
    ROSACEA,
    key="browser",
    family_name="Quillane",
    given_name="Sunniva",
    visits=(
        replace(_FIRST, key="v1", days_ago=120, time_point="baseline", views=VIEWS),
        replace(_LAST, key="v2", days_ago=20, time_point="3_months", views=VIEWS, treatment=None),
        replace(
            _LAST,
            key="v3",
            days_ago=6,
            time_point="4_months",
            views=("front",),
            treatment=None,
            lapse=_BADLY,
        ),
    ),
    signed=(),
)
STORY = replace(DEMO, clinic="Fjordgate Clinic (test)", patients=(PATIENT,))


def write_uploads(folder: Path) -> None:
    """`front.jpg`, a new photo of the patient taken this morning, and `short.jpg`, the same cut in half."""
    morning = datetime.now(UTC).replace(hour=0, minute=1, second=0, microsecond=0)  # noqa: TID251 - a program
    wanted = Wanted(patient=PATIENT, visit=PATIENT.visits[1], views=("front",), taken_at=(morning,))
    (picture,) = render_visit(wanted)
    (folder / "front.jpg").write_bytes(picture.data)
    (folder / "short.jpg").write_bytes(picture.data[: len(picture.data) // 2])


def main(home: Path, port: int) -> None:
    """Seed, tell, serve."""
    configure_logs()
    write_uploads(home.parent)
    settings = Settings.from_env({}, home=home, host="127.0.0.1", port=port)
    told: dict[str, str] = {}

    def note(staff: list[SignIn]) -> None:
        told.update({person.username: person.password for person in staff})

    with open_services(settings, role="serve") as services:
        seed_demo(
            services,
            settle=lambda then: Workers(then, threads=0).drain(),
            progress=lambda _done: None,
            story=STORY,
        )
        hand_out(services, tell=note)
    sys.stdout.write(json.dumps(told) + "\n")
    sys.stdout.flush()
    run_service(settings)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
