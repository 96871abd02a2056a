"""A photo comes in: kept before it is acknowledged; bad input gets its own error, and nothing has changed."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from PIL import Image
from sqlalchemy import func, select

from api.actions.upload_photo import Upload, upload_photo
from api.record.audit import AuditEntry
from api.record.errors import DuplicatePhotoError
from api.record.jobs import Job
from api.record.photos import Photo
from api.storage.sandbox import Sandbox
from consent_gate import Actor, Role
from tests.clinic import MARA, NOON, NORTH, SOUTHERN, Running, TurnedFace, fixed_id, picture, run_clinics
from tests.data import real_files

AREA = {"region": "cheek_left", "view": "close_up"}
FRONT = {"region": "face", "view": "front"}


def send(running: Running, data: bytes, *, who: str = "clinician", patient: Any = MARA, **about: Any) -> Any:
    headers = about.pop("headers", {})
    asked = {**AREA, **about}
    return running.as_(who).post(f"/patients/{patient}/photos", params=asked, content=data, headers=headers)


def kept(running: Running) -> tuple[int, int, int, int]:
    """Photos, jobs, audit entries about photos, blobs: what an upload leaves behind."""
    with running.services.database.across_clinics(now=NOON, write=False) as session:
        rows = session.scalar(select(func.count()).select_from(Photo)) or 0
        jobs = session.scalar(select(func.count()).select_from(Job)) or 0
        wanted = select(func.count()).select_from(AuditEntry).where(AuditEntry.action == "upload_photo")
        entries = session.scalar(wanted) or 0
    blobs = sum(1 for path in (running.services.settings.home / "photos").rglob("*") if path.is_file())
    return rows, jobs, entries, blobs


@contextmanager
def nothing_kept(running: Running) -> Iterator[None]:
    before = kept(running)
    yield
    assert kept(running) == before


def with_exif(data: bytes, **tags: str) -> bytes:
    exif = Image.Exif()
    details = exif.get_ifd(0x8769)
    for name, value in tags.items():
        details[{"taken": 0x9003, "zone": 0x9011}[name]] = value
    out = BytesIO()
    Image.open(BytesIO(data)).save(out, "JPEG", exif=exif, quality=92)
    return out.getvalue()


def test_a_photo_is_kept_acknowledged_and_then_measured(running: Running) -> None:
    answer = send(running, picture(1), headers={"X-File-Name": "IMG_0001%20Mara.jpg"})

    assert answer.status_code == 201
    receipt = answer.json()["photo"]
    assert (receipt["state"], receipt["side"]) == ("stored", "left")
    assert running.work_off() == 1
    told = running.as_("clinician").get(f"/photos/{receipt['id']}").json()
    assert told["state"] == "ready"
    assert (told["facts"]["width_px"], told["facts"]["height_px"]) == (240, 320)


def test_the_location_of_the_receipt_is_the_photo(running: Running) -> None:
    answer = send(running, picture(1))

    assert answer.headers["Location"] == f"/api/v1/photos/{answer.json()['photo']['id']}"


def test_understanding_a_photo_twice_changes_nothing(running: Running) -> None:
    photo_id = send(running, picture(1)).json()["photo"]["id"]
    running.work_off()
    first = running.as_("clinician").get(f"/photos/{photo_id}").json()
    blobs = kept(running)[3]

    running.as_("clinician").patch(f"/photos/{photo_id}", json={"region": "cheek_right"})
    running.work_off()

    again = running.as_("clinician").get(f"/photos/{photo_id}").json()
    assert again["facts"] == first["facts"]
    assert kept(running)[3] == blobs


@pytest.mark.parametrize(
    ("data", "status", "code"),
    [
        (b"", 415, "unsupported_format"),
        (b"no picture at all", 415, "unsupported_format"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", 415, "unsupported_format"),
        (b"%PDF-1.7 ...", 415, "unsupported_format"),
        (picture(1)[:4000], 422, "truncated"),
        (picture(1, width_px=32, height_px=40), 422, "too_small"),
    ],
    ids=["empty", "text", "svg", "pdf", "cut short", "too small"],
)
def test_a_file_that_is_no_whole_usable_photo_is_refused(
    running: Running, data: bytes, status: int, code: str
) -> None:
    with nothing_kept(running):
        answer = send(running, data)

    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.json()["mend"]


@pytest.mark.data
def test_a_bomb_is_refused_by_its_header(running: Running) -> None:
    bombs = real_files("hostile/bombs")

    with nothing_kept(running):
        answers = [send(running, path.read_bytes()) for path in bombs if path.stat().st_size < 2_000_000]

    assert answers
    assert all(answer.status_code in {413, 415, 422} for answer in answers)


def test_the_same_photo_again_is_a_duplicate_that_names_the_first(running: Running) -> None:
    first = send(running, picture(1)).json()["photo"]["id"]

    with nothing_kept(running):
        answer = send(running, picture(1), **FRONT)

    assert (answer.status_code, answer.json()["code"]) == (409, "duplicate")
    assert answer.json()["photo_id"] == first


def test_the_same_capture_again_is_the_same_photo(running: Running) -> None:
    capture = str(uuid4())
    first = send(running, picture(1), capture_id=capture)

    again = send(running, picture(1), capture_id=capture)

    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json()["photo"]["id"] == first.json()["photo"]["id"]


def test_one_capture_id_cannot_be_two_photos(running: Running) -> None:
    capture = str(uuid4())
    send(running, picture(1), capture_id=capture)

    with nothing_kept(running):
        answer = send(running, picture(2), capture_id=capture)

    assert (answer.status_code, answer.json()["code"]) == (409, "capture_id_reused")


def test_the_same_bytes_of_another_patient_are_a_photo_of_its_own(running: Running) -> None:
    other = running.as_("clinician").post("/patients", json={"family_name": "Twin"}).json()["id"]
    send(running, picture(1))

    answer = send(running, picture(1), patient=other)

    assert answer.status_code == 201


@pytest.mark.parametrize("patient", [SOUTHERN, uuid4()], ids=["of another clinic", "of nobody"])
def test_a_patient_who_is_not_here_takes_no_photo(running: Running, patient: Any) -> None:
    with nothing_kept(running):
        answer = send(running, picture(1), patient=patient)

    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_a_time_in_the_future_is_refused(running: Running) -> None:
    with nothing_kept(running):
        answer = send(running, picture(1), taken_at="2026-06-01T12:06:00Z")

    assert (answer.status_code, answer.json()["code"]) == (422, "clock_in_future")


def test_a_camera_ahead_of_time_is_refused_unless_someone_says_when_it_was(running: Running) -> None:
    ahead = with_exif(picture(1), taken="2027:01:01 10:00:00", zone="+01:00")

    with nothing_kept(running):
        refused = send(running, ahead)
    corrected = send(running, ahead, taken_at="2026-05-31T10:00:00Z")

    assert (refused.status_code, refused.json()["code"]) == (422, "clock_in_future")
    photo = corrected.json()["photo"]
    assert (photo["taken_at"], photo["taken_at_source"]) == ("2026-05-31T10:00:00Z", "device")
    assert [flag["code"] for flag in photo["flags"]] == ["clock_in_future"]


def test_a_camera_ahead_of_time_can_be_accepted_with_a_reason_and_the_server_time_counts(
    running: Running,
) -> None:
    ahead = with_exif(picture(1), taken="2027:01:01 10:00:00", zone="+01:00")

    answer = send(running, ahead, accept="clock_in_future", reason="its battery was empty")

    photo = answer.json()["photo"]
    assert (photo["taken_at"], photo["taken_at_source"]) == ("2026-06-01T12:00:00Z", "received")


def test_a_camera_without_a_zone_shows_the_time_of_the_clinic(running: Running) -> None:
    answer = send(running, with_exif(picture(1), taken="2026:05:04 09:30:00"))

    photo = answer.json()["photo"]
    assert (photo["taken_at"], photo["taken_at_source"]) == ("2026-05-04T07:30:00Z", "exif")
    assert [flag["code"] for flag in photo["flags"]] == ["zone_unknown"]


@pytest.mark.parametrize(
    ("about", "where"),
    [
        ({"region": "soul"}, "region"),
        ({"region": "face", "view": "from_above"}, "view"),
        ({"side": "right"}, "side"),
        ({"accept": "everything", "reason": "why not"}, "accept"),
        ({"accept": "wrong_side"}, "reason"),
        ({"taken_at": "2026-01-01T10:00:00"}, "taken_at"),
        ({"session_id": "no id"}, "session_id"),
    ],
)
def test_what_cannot_be_filed_is_refused_by_its_name(
    running: Running, about: dict[str, str], where: str
) -> None:
    with nothing_kept(running):
        answer = send(running, picture(1), **about)

    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_input")
    assert answer.json()["errors"][0]["where"] == where


def test_a_visit_or_treatment_of_another_patient_is_refused(running: Running) -> None:
    clinician = running.as_("clinician")
    other = clinician.post("/patients", json={"family_name": "Twin"}).json()["id"]
    visit = clinician.post(f"/patients/{other}/capture-sessions", json={"label": "Visit"}).json()["id"]

    with nothing_kept(running):
        answer = send(running, picture(1), session_id=visit)

    assert answer.json()["errors"][0]["where"] == "session_id"


@pytest.mark.parametrize(
    ("view", "yaw_deg", "is_taken"),
    [
        ("oblique_left", -44.0, True),
        ("oblique_left", 44.0, False),
        ("lateral_right", -80.0, False),
        ("oblique_right", -8.0, True),  # too little turned to say
        ("front", 40.0, True),  # not a matter of sides
    ],
)
def test_the_wrong_side_is_refused_when_the_face_clearly_shows_it(
    tmp_path: Path, sandbox: Sandbox, view: str, yaw_deg: float, *, is_taken: bool
) -> None:
    with run_clinics(tmp_path, reader=sandbox, finder=TurnedFace(yaw_deg)) as running:
        before = kept(running)
        answer = send(running, picture(1), region="face", view=view)

        assert (answer.status_code == 201) is is_taken
        assert (kept(running) == before) is not is_taken
        assert is_taken or answer.json()["code"] == "wrong_side"


def test_the_wrong_side_is_kept_when_a_person_says_why(tmp_path: Path, sandbox: Sandbox) -> None:
    with run_clinics(tmp_path, reader=sandbox, finder=TurnedFace(44.0)) as running:
        answer = send(
            running,
            picture(1),
            region="face",
            view="oblique_left",
            accept="wrong_side",
            reason="mirrored camera",
        )

        assert answer.status_code == 201
        assert [flag["code"] for flag in answer.json()["photo"]["flags"]] == ["wrong_side_accepted"]
        assert b"mirrored camera" not in (running.services.settings.home / "likeness.db").read_bytes()


def test_a_body_larger_than_the_limit_is_cut_off(tmp_path: Path, sandbox: Sandbox) -> None:
    with run_clinics(tmp_path, reader=sandbox, max_upload_bytes=2048) as running, nothing_kept(running):
        declared = send(running, b"x" * 4096)
        lying = running.as_("clinician").post(
            f"/patients/{MARA}/photos",
            params=AREA,
            content=(b"x" * 512 for _ in range(8)),
        )

        assert (declared.status_code, declared.json()["code"]) == (413, "body_too_large")
        assert (lying.status_code, lying.json()["code"]) == (413, "body_too_large")


def test_the_file_name_is_kept_out_of_reach(running: Running) -> None:
    send(running, picture(1), headers={"X-File-Name": "Mara%20Velez%20before.jpg"})

    raw = (running.services.settings.home / "likeness.db").read_bytes()

    assert b"Mara Velez before" not in raw
    assert b"Velez" not in raw


def test_one_idempotency_key_is_one_photo(running: Running) -> None:
    headers = {"Idempotency-Key": "abc"}
    first = send(running, picture(1), headers=headers)

    again = send(running, picture(1), headers=headers)
    other = send(running, picture(2), headers=headers)

    assert (again.status_code, again.json()) == (201, first.json())
    assert again.headers["Idempotent-Replayed"] == "true"
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")


def test_the_same_bytes_side_by_side_become_one_photo(running: Running) -> None:
    actor = Actor(user_id=fixed_id("clinician"), role=Role.CLINICIAN, clinic_id=NORTH)
    upload = Upload(patient_id=MARA, data=picture(1), **AREA)

    def once(_: int) -> str:
        try:
            upload_photo(running.services, actor, upload)
        except DuplicatePhotoError:
            return "duplicate"
        return "kept"

    with ThreadPoolExecutor(8) as pool:
        answers = sorted(pool.map(once, range(8)))

    assert answers == ["duplicate"] * 7 + ["kept"]
    assert kept(running)[0] == 1
