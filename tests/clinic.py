"""Two small clinics on a temporary home, for tests that go through the whole application.

North has people of every role and patients; South has a clinician and a patient
of its own, whom North must never learn of. Everybody's password is `PASSWORD`.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from uuid import UUID, uuid5

import numpy as np
from numpy.typing import NDArray
from starlette.testclient import TestClient

from api.actions.passwords import hashed
from api.actions.services import Services
from api.app import create_app, open_services
from api.jobs.worker import Workers
from api.record import patients
from api.record.carers import Carer
from api.record.clinics import Clinic
from api.record.patients import Identity
from api.record.users import User
from api.settings import Settings
from api.storage.reading import Reader, Reading
from imaging.encode import encode_jpeg
from imaging.landmarks import Face, FaceFinder

PASSWORD = "correct horse battery"
ROLES = ("clinician", "photographer", "marketer", "administrator", "auditor")
NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
_IDS = UUID(int=20260601)


def fixed_id(name: str) -> UUID:
    """The same id in every run, for a name."""
    return uuid5(_IDS, name)


NORTH, SOUTH = fixed_id("north"), fixed_id("south")
MARA, SOUTHERN = fixed_id("mara"), fixed_id("southern")


class NoReader:
    """For a home that is only made: nothing is read there."""

    def read(self, data: bytes, *, max_side_px: int | None = None) -> Reading:
        raise AssertionError("nothing is read here")


class NoFaces:
    """A finder that never finds one: most tests need no face, and loading the nets takes seconds."""

    def find(self, pixels: NDArray[np.uint8]) -> Face | None:
        return None


class TurnedFace:
    """A finder that sees one head in every photo, turned by this much."""

    def __init__(self, yaw_deg: float) -> None:
        self.yaw_deg = yaw_deg

    def find(self, pixels: NDArray[np.uint8]) -> Face | None:
        height, width = pixels.shape[:2]
        points = np.array([[0.4, 0.4], [0.4, 0.6], [0.5, 0.5], [0.65, 0.42], [0.65, 0.58]]) * (height, width)
        return Face(
            box_px=(width * 0.3, height * 0.2, width * 0.7, height * 0.8),
            landmarks=points,
            anchors=points,
            yaw_deg=self.yaw_deg,
            pitch_deg=0.0,
            roll_deg=0.0,
            eye_distance_px=width * 0.2,
            detector="centerface",
            score=0.9,
        )


def picture(seed: int = 0, *, width_px: int = 240, height_px: int = 320) -> bytes:
    """A JPEG of something: no face, no metadata, different for each seed."""
    rng = np.random.default_rng(seed)
    coarse = rng.integers(0, 255, (height_px // 8, width_px // 8, 3), dtype=np.uint8)
    return encode_jpeg(np.repeat(np.repeat(coarse, 8, axis=0), 8, axis=1), quality=90)


@dataclass
class Watch:
    """A clock that stands still until it is moved."""

    time: datetime = NOON

    def __call__(self) -> datetime:
        return self.time

    def wait(self, **much: float) -> None:
        self.time += timedelta(**much)


@dataclass
class Running:
    """The running application, and the clock that it reads."""

    services: Services
    watch: Watch
    client: TestClient
    clients: dict[str, "Browser"] = field(default_factory=dict)

    def work_off(self) -> int:
        """Do every job that is due; how many there were."""
        return Workers(self.services, threads=0).drain()

    def fresh_client(self) -> TestClient:
        """A client without a cookie."""
        return TestClient(self.client.app, base_url="http://localhost")

    def as_(self, username: str) -> "Browser":
        """A browser in which this person is signed in, kept for the whole test."""
        if username not in self.clients:
            self.clients[username] = Browser(self.fresh_client())
            self.clients[username].sign_in(username)
        return self.clients[username]


class Browser:
    """A client that keeps its cookie and repeats the CSRF token as our page does."""

    def __init__(self, client: TestClient) -> None:
        self.client = client
        self.csrf = ""

    def sign_in(self, username: str, password: str = PASSWORD):  # noqa: ANN201 - the client's own type
        answer = self.client.post("/api/v1/sign-in", json={"username": username, "password": password})
        self.csrf = answer.json().get("csrf_token") or ""
        return answer

    def request(self, method: str, path: str, **rest):  # noqa: ANN003, ANN201 - the client's own types
        headers = {"X-CSRF-Token": self.csrf, **rest.pop("headers", {})}
        address = path if path.startswith("/healthz") else f"/api/v1{path}"
        return self.client.request(method, address, headers=headers, **rest)

    def get(self, path: str, **rest):  # noqa: ANN003, ANN201
        return self.request("GET", path, **rest)

    def post(self, path: str, **rest):  # noqa: ANN003, ANN201
        return self.request("POST", path, **rest)

    def patch(self, path: str, **rest):  # noqa: ANN003, ANN201
        return self.request("PATCH", path, **rest)

    def delete(self, path: str, **rest):  # noqa: ANN003, ANN201
        return self.request("DELETE", path, **rest)


@contextmanager
def run_clinics(
    folder: Path, *, reader: Reader | None = None, finder: FaceFinder | None = None, **choices: object
) -> Iterator[Running]:
    """The application on a copy of the two clinics."""
    home = folder / "home"
    shutil.copytree(_template(), home)
    watch = Watch()
    settings = Settings(home=home, workers=0, **choices)  # type: ignore[arg-type]
    with open_services(
        settings, role="serve", clock=watch, reader=reader or NoReader(), finder=finder or NoFaces()
    ) as services:
        app = create_app(services, pages=folder / "no pages")
        with TestClient(app, base_url="http://localhost") as client:
            yield Running(services=services, watch=watch, client=client)


@cache
def _template() -> Path:
    home = Path(mkdtemp(prefix="likeness-test-")) / "home"
    settings = Settings(home=home, workers=0)
    long_ago = NOON - timedelta(days=400)
    with open_services(settings, role="tool", clock=lambda: long_ago, reader=NoReader()) as services:
        _people(services)
    return home


def _people(services: Services) -> None:
    then = services.clock()
    password_hash = hashed(PASSWORD)
    with services.database.across_clinics(now=then) as session:
        session.add(Clinic(id=NORTH, name="North Clinic", created_at=then))
        session.add(Clinic(id=SOUTH, name="South Clinic", created_at=then))
        session.flush()
        for clinic_id, username, role in (
            *((NORTH, role, role) for role in ROLES),
            (NORTH, "colleague", "clinician"),
            (SOUTH, "stranger", "clinician"),
            (SOUTH, "south_administrator", "administrator"),
        ):
            session.add(
                User(
                    clinic_id=clinic_id,
                    id=fixed_id(username),
                    username=username,
                    name=username.replace("_", " ").title(),
                    role=role,
                    password_hash=password_hash,
                    created_at=then,
                )
            )
    for clinic_id, patient_id, family, given, carer in (
        (NORTH, MARA, "Velez", "Mara", "clinician"),
        (SOUTH, SOUTHERN, "Okafor", "Ada", "stranger"),
    ):
        with services.database.transaction(clinic_id=clinic_id, now=then) as session:
            patients.register(
                session,
                services.ring,
                clinic_id=clinic_id,
                identity=Identity(family_name=family, given_name=given, birth_date=date(1980, 4, 2)),
                now=then,
                sex="female",
                patient_id=patient_id,
            )
            session.add(
                Carer(clinic_id=clinic_id, patient_id=patient_id, user_id=fixed_id(carer), since=then)
            )
