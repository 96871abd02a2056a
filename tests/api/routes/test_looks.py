"""Deep zoom through the gate: opened once, decided at every part, closed at once by a withdrawal."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

import numpy as np
import pytest
from PIL import Image

from api.storage.sandbox import Sandbox
from imaging.encode import encode_jpeg
from imaging.synthetic.heads import HeadTruth
from imaging.synthetic.shot import Shot
from tests.api.routes.test_looking import entries, permit, ready
from tests.clinic import Running, picture, run_clinics

OTHERS = {"purpose": "other_patients", "channel": "clinic_screen"}


def pixels(answer: Any) -> np.ndarray:
    return np.asarray(Image.open(BytesIO(answer.content)).convert("RGB"))


def opened(running: Running, path: str, *, who: str = "clinician", **use: str) -> list[dict[str, Any]]:
    answer = running.as_(who).post(f"{path}/looks", json=use)
    assert answer.status_code == 201, answer.text
    return [
        {**look, "address": look["info_url"].removeprefix("/api/v1").removesuffix("/info.json")}
        for look in answer.json()["items"]
    ]


@pytest.fixture
def photo(running: Running) -> str:
    return ready(running, picture(1, width_px=1200, height_px=1600))


def test_a_part_of_a_photo_has_its_full_resolution(running: Running, photo: str) -> None:
    look = opened(running, f"/photos/{photo}")[0]
    clinician = running.as_("clinician")

    whole = pixels(clinician.get(f"{look['address']}/full/max/0/default.png"))
    part = pixels(clinician.get(f"{look['address']}/512,1024,512,512/512,/0/default.png"))

    assert (look["width_px"], look["height_px"]) == (1200, 1600)
    assert np.array_equal(part, whole[1024:1536, 512:1024])


def test_the_information_says_what_can_be_asked(running: Running, photo: str) -> None:
    look = opened(running, f"/photos/{photo}")[0]

    answer = running.as_("clinician").get(f"{look['address']}/info.json")

    told = answer.json()
    assert (told["type"], told["profile"]) == ("ImageService3", "level2")
    assert (told["width"], told["height"]) == (1200, 1600)
    assert told["tiles"] == [{"width": 512, "height": 512, "scaleFactors": [1, 2, 4]}]
    assert told["id"].endswith(look["address"])


def test_an_hour_of_zooming_is_one_line_in_the_audit(running: Running, photo: str) -> None:
    before = len(entries(running))
    look = opened(running, f"/photos/{photo}")[0]

    for x in range(0, 1024, 256):
        running.as_("clinician").get(f"{look['address']}/{x},0,256,256/256,/0/default.jpg")

    written = entries(running)[before:]
    assert [(entry.action, entry.outcome) for entry in written] == [("look_closely", "allowed")]
    assert written[0].photo_ids == [photo]


def test_a_withdrawal_closes_an_open_look_at_once_and_stands_in_the_audit(
    running: Running, photo: str
) -> None:
    grant_id = permit(running, purposes=["other_patients"], channels=["clinic_screen"])
    look = opened(running, f"/photos/{photo}", who="marketer", **OTHERS)[0]
    tile = f"{look['address']}/0,0,256,256/256,/0/default.jpg"
    marketer = running.as_("marketer")

    during = marketer.get(tile)
    running.as_("clinician").post(f"/grants/{grant_id}/withdrawal")
    after = marketer.get(tile)

    last = entries(running)[-1]
    assert during.status_code == 200
    assert (after.status_code, after.json()["code"]) == (403, "refused")
    assert marketer.get(f"{look['address']}/info.json").status_code == 403
    assert (last.action, last.outcome, last.photo_ids) == ("look_closely", "refused", [photo])


def test_a_look_is_its_openers_alone(running: Running, photo: str) -> None:
    look = opened(running, f"/photos/{photo}")[0]

    answer = running.as_("photographer").get(f"{look['address']}/full/64,/0/default.jpg")

    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_a_look_ends_by_itself(running: Running, photo: str) -> None:
    look = opened(running, f"/photos/{photo}")[0]
    running.watch.wait(minutes=31)

    answer = running.as_("clinician").get(f"{look['address']}/full/64,/0/default.jpg")

    assert answer.status_code == 404


@pytest.mark.parametrize("broken", ["AAAA", "!", "x" * 9000])
def test_what_is_no_ticket_reads_like_nothing(running: Running, broken: str) -> None:
    answer = running.as_("clinician").get(f"/iiif/{broken}/info.json")

    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


@pytest.mark.parametrize(
    "part",
    [
        "2000,0,10,10/max/0/default.jpg",
        "0,0,0,10/max/0/default.jpg",
        "full/2000,/0/default.jpg",
        "full/0,/0/default.jpg",
        "full/max/45/default.jpg",
        "full/max/!0/default.jpg",
        "full/max/0/sepia.jpg",
        "full/max/0/default.tif",
        "whole/max/0/default.jpg",
        "full/big/0/default.jpg",
        "full/,/0/default.jpg",
    ],
)
def test_a_part_that_there_is_not_is_told_so(running: Running, photo: str, part: str) -> None:
    look = opened(running, f"/photos/{photo}")[0]

    answer = running.as_("clinician").get(f"{look['address']}/{part}")

    assert (answer.status_code, answer.json()["code"]) == (400, "bad_tile_request")


@pytest.mark.parametrize(
    ("part", "shape"),
    [
        ("square/300,/0/default.jpg", (300, 300)),
        ("pct:25,25,50,50/pct:50/0/default.jpg", (400, 300)),
        ("full/,400/0/default.webp", (400, 300)),
        ("full/!300,300/90/default.png", (225, 300)),
        ("1100,1500,500,500/max/0/default.jpg", (100, 100)),
        ("full/100,100/0/default.jpg", (100, 100)),
    ],
)
def test_the_grammar_of_the_standard_is_understood(
    running: Running, photo: str, part: str, shape: tuple[int, int]
) -> None:
    look = opened(running, f"/photos/{photo}")[0]

    answer = running.as_("clinician").get(f"{look['address']}/{part}")

    assert pixels(answer).shape[:2] == shape


def test_bitonal_is_black_and_white(running: Running, photo: str) -> None:
    look = opened(running, f"/photos/{photo}")[0]

    drawn = pixels(running.as_("clinician").get(f"{look['address']}/full/200,/0/bitonal.png"))

    assert set(np.unique(drawn)) == {0, 255}


def test_grey_is_grey(running: Running, photo: str) -> None:
    look = opened(running, f"/photos/{photo}")[0]

    drawn = pixels(running.as_("clinician").get(f"{look['address']}/full/200,/0/gray.png"))

    assert (drawn == drawn[:, :, :1]).all()


@pytest.fixture(scope="module")
def pair(
    tmp_path_factory: pytest.TempPathFactory,
    sandbox: Sandbox,
    front_shot: Shot[HeadTruth],
    front_shot_again: Shot[HeadTruth],
) -> Iterator[tuple[Running, dict[str, Any]]]:
    with run_clinics(tmp_path_factory.mktemp("looks"), reader=sandbox) as running:
        before, after = (
            ready(
                running, encode_jpeg(shot.pixels, quality=95), region="face", view="front", taken_at=taken_at
            )
            for shot, taken_at in (
                (front_shot, "2026-01-05T10:00:00Z"),
                (front_shot_again, "2026-03-30T10:00:00Z"),
            )
        )
        body = {"before_photo_id": before, "after_photo_id": after}
        yield running, running.as_("clinician").post("/comparisons", json=body).json()


def test_both_photos_of_a_pair_open_on_their_common_field(pair: tuple[Running, dict[str, Any]]) -> None:
    running, told = pair

    looks = opened(running, f"/comparisons/{told['id']}")

    field = (told["field"]["width_px"], told["field"]["height_px"])
    assert [look["part"] for look in looks] == ["before", "after"]
    assert {(look["width_px"], look["height_px"]) for look in looks} == {field}


def test_a_part_of_a_pair_is_the_part_of_its_picture(pair: tuple[Running, dict[str, Any]]) -> None:
    running, told = pair
    clinician = running.as_("clinician")
    after = opened(running, f"/comparisons/{told['id']}")[1]

    whole = pixels(clinician.get(f"/comparisons/{told['id']}/images/after?size=2048"))
    part = pixels(clinician.get(f"{after['address']}/100,100,128,128/128,/0/default.png"))

    assert np.abs(part.astype(int) - whole[100:228, 100:228]).mean() < 3


def test_a_pair_is_not_distorted(pair: tuple[Running, dict[str, Any]]) -> None:
    running, told = pair
    look = opened(running, f"/comparisons/{told['id']}")[0]

    answer = running.as_("clinician").get(f"{look['address']}/full/100,100/0/default.jpg")

    assert (answer.status_code, answer.json()["code"]) == (400, "bad_tile_request")


def test_a_pair_that_stands_apart_opens_each_photo_as_taken(running: Running) -> None:
    before, after = ready(running, picture(1)), ready(running, picture(2))
    body = {"before_photo_id": before, "after_photo_id": after}
    comparison = running.as_("clinician").post("/comparisons", json=body).json()["id"]

    looks = opened(running, f"/comparisons/{comparison}")

    assert [(look["width_px"], look["height_px"]) for look in looks] == [(240, 320), (240, 320)]
    assert {
        running.as_("clinician").get(f"{each['address']}/full/max/0/default.jpg").status_code
        for each in looks
    } == {200}
