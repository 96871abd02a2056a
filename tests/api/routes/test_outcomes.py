"""What changed is measured on an aligned pair, told above the noise only, found again by who may see it."""

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import Any

import pytest

from api.storage.sandbox import Sandbox
from imaging.encode import encode_jpeg
from imaging.synthetic import (
    Camera,
    Card,
    Erythema,
    SkinLight,
    SkinSite,
    SkinView,
    SkinVisit,
    grow_skin,
    skin_shot,
)
from tests.api.routes.test_looking import entries
from tests.clinic import MARA, Running, picture, run_clinics

SITE = SkinSite(seed=31, ita_deg=45, roughness=3.5)
CAMERA = Camera(width_px=900, height_px=675, shoulder=False)
CARD = Card(width_px=260, centre_px=(520.0, 730.0))
RED = SkinVisit(erythema=Erythema(centre_mm=(-6.0, -6.0), radius_mm=11.0, delta_a=9.0))
REGION = {
    "label": "forearm",
    "region": [[300, 180], [420, 180], [420, 300], [300, 300]],
    "adjacent": [[650, 120], [800, 120], [800, 300], [650, 300]],
}


@cache
def shot(visit: SkinVisit, camera: Camera, *, card: bool, turn_deg: float = 0.0, seed: int = 1) -> bytes:
    patch = grow_skin(SITE, visit=visit, mm_per_texel=0.08)
    view = SkinView(px_per_mm=12.0, turn_deg=turn_deg)
    light = SkinLight(gloss=0.3)
    made = skin_shot(patch, view=view, camera=camera, light=light, card=CARD if card else None, seed=seed)
    return encode_jpeg(made.pixels, quality=93)


def upload(running: Running, data: bytes, month: int) -> str:
    sent = running.as_("clinician").post(
        f"/patients/{MARA}/photos",
        params={"region": "forearm_left", "view": "close_up", "taken_at": f"2026-0{month}-03T10:00:00Z"},
        content=data,
    )
    assert sent.status_code == 201, sent.text
    return str(sent.json()["photo"]["id"])


def compared(running: Running, before: bytes, after: bytes, *, month: int) -> dict[str, Any]:
    ids = [upload(running, data, month + later) for later, data in enumerate((before, after))]
    running.work_off()
    body = {"before_photo_id": ids[0], "after_photo_id": ids[1]}
    return dict(running.as_("clinician").post("/comparisons", json=body).json())


def measure(running: Running, comparison: dict[str, Any], *, who: str = "clinician", **other: Any) -> Any:
    return running.as_(who).post(f"/comparisons/{comparison['id']}/outcomes", json={**REGION, **other})


def by_name(answer: Any) -> dict[str, dict[str, Any]]:
    assert answer.status_code == 201, answer.text
    return {each["measure"]: each for each in answer.json()["items"]}


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, sandbox: Sandbox) -> Iterator[Running]:
    with run_clinics(tmp_path_factory.mktemp("outcomes"), reader=sandbox) as running:
        yield running


@pytest.fixture(scope="module")
def faded(house: Running) -> dict[str, Any]:
    """Redness that went away, a chart in both photos."""
    before = shot(RED, CAMERA, card=True)
    return compared(house, before, shot(SkinVisit(), CAMERA, card=True, turn_deg=3.0, seed=2), month=1)


@pytest.fixture(scope="module")
def only_light(house: Running) -> dict[str, Any]:
    """The same skin, the camera set otherwise, no reference in the picture."""
    warmer = replace(CAMERA, exposure_ev=-0.5, white_balance=(1.15, 1.0, 0.9))
    before = shot(RED, CAMERA, card=False, seed=3)
    return compared(house, before, shot(RED, warmer, card=False, seed=4), month=4)


def test_redness_that_went_is_told_as_a_change_above_the_limit(house: Running, faded: dict[str, Any]) -> None:
    found = by_name(measure(house, faded))

    redness = found["erythema_a"]
    assert (redness["told"], redness["meaning"], redness["unit"]) == ("changed", "less red", "a*")
    assert redness["change"] == pytest.approx(-8, abs=2)
    assert redness["limit"] < 5
    assert "repeatability_rendered" in redness["doubts"]
    assert found["erythema_contrast"]["told"] == "changed"


def test_light_and_exposure_alone_are_no_outcome(house: Running, only_light: dict[str, Any]) -> None:
    found = by_name(measure(house, only_light))

    assert {found[name]["reason"] for name in ("erythema_a", "erythema_index", "pigment_ita")} == {
        "no_colour_reference"
    }
    assert found["erythema_contrast"]["told"] == "within_noise"
    assert "changed" not in {each["told"] for each in found.values()}


def test_texture_without_a_known_scale_is_unknown(house: Running, faded: dict[str, Any]) -> None:
    found = by_name(measure(house, faded))

    assert (found["lines"]["told"], found["lines"]["reason"]) == ("unknown", "scale_unknown")


def test_texture_under_light_that_nobody_knows_has_values_and_no_verdict(
    house: Running, faded: dict[str, Any]
) -> None:
    lines = by_name(measure(house, faded, px_per_mm=12.0, label="scaled"))["lines"]

    assert lines["before"]["value"] > 0
    assert (lines["told"], lines["reason"]) == ("unknown", "light_unknown")


def test_the_same_region_again_gives_the_same_rows(house: Running, faded: dict[str, Any]) -> None:
    first, second = (measure(house, faded).json()["items"] for _ in range(2))

    assert [each["id"] for each in first] == [each["id"] for each in second]


def test_every_measure_is_kept_also_when_it_is_unknown(house: Running, faded: dict[str, Any]) -> None:
    told = house.as_("clinician").get("/measures").json()

    found = by_name(measure(house, faded, label="off", region=[[5, 5], [9, 5], [9, 9], [5, 9]]))

    assert list(found) == [each["name"] for each in told["items"]]
    assert {each["told"] for each in found.values()} == {"unknown"}
    assert found["erythema_a"]["before"] == {"value": None, "uncertainty": None, "reason": "too_small"}


@pytest.mark.parametrize(
    "other",
    [
        {"region": [[0, 0], [1, 1]]},
        {"region": [[0, 0], [10, 10], [20, 20]]},
        {"region": [[0, 0, 0], [1, 1, 1], [0, 5, 1]]},
        {"region": [[0, 0], [1e9, 0], [0, 5]]},
        {"region": "everything"},
        {"label": "Left Cheek!"},
        {"px_per_mm": 0},
        {"clinic_id": "x"},
    ],
    ids=str,
)
def test_a_region_that_makes_no_sense_is_refused(
    house: Running, faded: dict[str, Any], other: dict[str, Any]
) -> None:
    answer = measure(house, faded, **other)

    assert answer.status_code == 422
    assert answer.json()["code"] in {"invalid_input", "invalid_region"}


def test_a_pair_that_was_not_aligned_carries_no_region(house: Running) -> None:
    apart = compared(house, picture(71), picture(72), month=3)

    answer = measure(house, apart)

    assert (answer.status_code, answer.json()["code"]) == (409, "not_aligned")


def test_measuring_is_decided_by_the_gate_and_stands_in_the_audit(
    house: Running, faded: dict[str, Any]
) -> None:
    allowed, refused = (measure(house, faded, who=who) for who in ("clinician", "colleague"))

    decisions = [entry.outcome for entry in entries(house) if entry.action == "measure_outcome"]
    assert (allowed.status_code, refused.status_code) == (201, 403)
    assert refused.json()["code"] == "refused"
    assert {"allowed", "refused"} <= set(decisions)


def test_a_patients_outcomes_are_told_to_who_may_see_the_photos(
    house: Running, faded: dict[str, Any]
) -> None:
    rows = measure(house, faded).json()["items"]

    told, refused = (house.as_(who).get(f"/patients/{MARA}/outcomes") for who in ("clinician", "colleague"))

    assert {each["id"] for each in rows} <= {each["id"] for each in told.json()["measured"]}
    assert refused.json()["code"] == "refused"


@pytest.mark.parametrize(
    ("who", "way", "at_least", "found_times"),
    [
        ("clinician", "down", 3.0, 1),
        ("clinician", "up", 0.0, 0),
        ("clinician", "down", 40.0, 0),
        ("colleague", "down", 3.0, 0),
        ("stranger", "down", 3.0, 0),
    ],
)
def test_what_changed_is_found_by_who_may_see_it(
    house: Running, faded: dict[str, Any], who: str, way: str, at_least: float, found_times: int
) -> None:
    measure(house, faded)
    asked = {"measure": "erythema_a", "way": way, "at_least": at_least, "label": REGION["label"]}

    found = house.as_(who).get("/outcomes", params=asked).json()["items"]

    assert [each["comparison_id"] for each in found].count(faded["id"]) == found_times


def test_noise_and_the_unknown_are_never_found_as_a_change(
    house: Running, only_light: dict[str, Any]
) -> None:
    names = list(by_name(measure(house, only_light)))

    found = [
        each["comparison_id"]
        for name in names
        for way in ("up", "down")
        for each in house.as_("clinician")
        .get("/outcomes", params={"measure": name, "way": way})
        .json()["items"]
    ]

    assert only_light["id"] not in found


def test_a_measure_that_nobody_knows_cannot_be_asked_for(house: Running) -> None:
    answer = house.as_("clinician").get("/outcomes", params={"measure": "beauty", "way": "up"})

    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_input")


def test_how_the_limits_were_measured_is_told_with_them(house: Running) -> None:
    told = house.as_("clinician").get("/measures").json()

    assert (told["source"], bool(told["conditions"]), bool(told["software"])) == ("rendered", True, True)
    redness = next(each for each in told["items"] if each["name"] == "erythema_a")
    assert 0 < redness["smallest_detectable_change"]["close_up"] < 5


def test_a_photo_that_goes_to_its_right_patient_takes_its_outcomes_out_of_every_list(house: Running) -> None:
    pair = compared(
        house,
        shot(RED, CAMERA, card=True, seed=7),
        shot(SkinVisit(), CAMERA, card=True, turn_deg=2.0, seed=8),
        month=3,
    )
    mine = {each["id"] for each in measure(house, pair, label="moved").json()["items"]}
    other = house.as_("clinician").post("/patients", json={"family_name": "Twin"}).json()["id"]
    asked = {"measure": "erythema_a", "way": "down", "label": "moved"}
    before = house.as_("clinician").get("/outcomes", params=asked).json()["items"]

    moved = house.as_("clinician").post(
        f"/photos/{pair['after']['photo_id']}/reassignment", json={"patient_id": other}
    )

    told = house.as_("clinician").get(f"/patients/{MARA}/outcomes").json()["measured"]
    found = house.as_("clinician").get("/outcomes", params=asked).json()["items"]
    assert moved.status_code == 200, moved.text
    assert {each["comparison_id"] for each in before} == {pair["id"]}
    assert mine & {each["id"] for each in told} == set()
    assert found == []
