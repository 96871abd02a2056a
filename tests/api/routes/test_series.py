"""Several photos against one baseline: one field, each graded, drift told, what does not fit left out."""

from collections.abc import Iterator
from dataclasses import dataclass
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
from tests.api.routes.world import placed
from tests.clinic import Running, picture, run_clinics


@dataclass
class Series:
    """Three photos that align, one that does not, and what was told of them."""

    running: Running
    photos: list[str]
    told: dict[str, Any]

    @property
    def path(self) -> str:
        return f"/series/{self.told['id']}"


@pytest.fixture(scope="module")
def series(
    tmp_path_factory: pytest.TempPathFactory,
    sandbox: Sandbox,
    front_shot: Shot[HeadTruth],
    front_shot_again: Shot[HeadTruth],
    lateral_shot: Shot[HeadTruth],
) -> Iterator[Series]:
    with run_clinics(tmp_path_factory.mktemp("series"), reader=sandbox) as running:
        shots = (front_shot, front_shot_again, lateral_shot)
        ids = [
            ready(
                running,
                encode_jpeg(shot.pixels),
                region="face",
                view="front",
                taken_at=f"2026-0{month}-05T10:00:00Z",
            )
            for month, shot in enumerate(shots, 1)
        ]
        soft = encode_jpeg(front_shot_again.pixels[4:, 6:].copy(), quality=80)
        ids.append(ready(running, soft, region="face", view="front", taken_at="2026-05-05T10:00:00Z"))
        yield Series(running, ids, told=asked(running, ids[::-1]).json())


def asked(running: Running, photo_ids: list[str], *, who: str = "clinician", **rest: Any) -> Any:
    return running.as_(who).post("/series", json={"photo_ids": photo_ids, **rest})


def pixels(answer: Any) -> np.ndarray:
    return np.asarray(Image.open(BytesIO(answer.content)).convert("RGB"))


def test_the_earliest_is_the_baseline_and_the_order_is_that_of_time(series: Series) -> None:
    frames = series.told["frames"]

    assert [frame["photo_id"] for frame in frames] == series.photos
    assert series.told["baseline_photo_id"] == series.photos[0]
    assert [frame["status"] for frame in frames] == ["baseline", "aligned", "refused", "aligned"]


def test_what_cannot_be_laid_onto_the_baseline_has_its_reason_and_no_picture(series: Series) -> None:
    profile = series.told["frames"][2]

    assert profile["reason"]
    assert (profile["image_url"], profile["recipe"]) == (None, None)
    assert series.told["grade"]["overall"] == "red"


def test_every_frame_is_drawn_on_the_same_canvas(series: Series) -> None:
    clinician = series.running.as_("clinician")

    drawn = [pixels(clinician.get(f"{series.path}/images/{number}?size=300")) for number in (1, 2, 4)]

    assert len({each.shape for each in drawn}) == 1
    assert np.abs(drawn[1].astype(int) - drawn[2]).mean() < 6


def test_drift_is_told_for_every_photo_that_has_a_neighbour(series: Series) -> None:
    drifts = [frame["drift"] for frame in series.told["frames"]]

    assert [drift is not None for drift in drifts] == [False, False, False, True]
    assert drifts[3]["check"] == "drift"
    assert drifts[3]["verdict"] in {"PASS", "FAIL"}
    assert drifts[3]["measured"] < 10


def test_a_close_up_shows_the_same_place_of_every_photo_at_full_resolution(series: Series) -> None:
    x, y, width, height = series.told["field"]["box_px"]
    box = f"{x + width // 3},{y + height // 3},80,80"
    clinician = series.running.as_("clinician")

    parts = [pixels(clinician.get(f"{series.path}/images/{number}?box={box}")) for number in (1, 2, 4)]

    assert {part.shape for part in parts} == {(80, 80, 3)}
    assert np.abs(parts[1].astype(int) - parts[2]).mean() < 8


def test_a_film_holds_every_aligned_photo(series: Series) -> None:
    answer = series.running.as_("clinician").get(f"{series.path}/film?size=200&frame_ms=500")

    film = Image.open(BytesIO(answer.content))
    assert answer.headers["content-type"] == "image/webp"
    assert film.n_frames == 3


def test_every_look_at_a_series_is_one_entry_about_all_of_its_photos(series: Series) -> None:
    series.running.as_("clinician").get(f"{series.path}/images/1?size=128")

    last = entries(series.running)[-1]

    assert (last.action, last.outcome) == ("look", "allowed")
    assert sorted(last.photo_ids) == sorted(series.photos)


def test_a_photo_that_stands_apart_has_no_frame(series: Series) -> None:
    clinician = series.running.as_("clinician")

    codes = [clinician.get(f"{series.path}/images/{number}").status_code for number in (0, 3, 5)]

    assert codes == [422, 422, 422]


def test_another_baseline_can_be_chosen(series: Series) -> None:
    told = asked(series.running, series.photos[:2], baseline_photo_id=series.photos[1]).json()

    assert [frame["status"] for frame in told["frames"]] == ["aligned", "baseline"]
    assert told["frames"][0]["interval_days"] < 0


@pytest.mark.parametrize("wrong", ["one", "twice", "foreign baseline"])
def test_what_makes_no_series_is_told(series: Series, wrong: str) -> None:
    first, second = series.photos[:2]
    body: dict[str, Any] = {
        "one": {"photo_ids": [first]},
        "twice": {"photo_ids": [first, first]},
        "foreign baseline": {"photo_ids": [first, second], "baseline_photo_id": series.photos[2]},
    }[wrong]

    answer = series.running.as_("clinician").post("/series", json=body)

    assert answer.status_code == 422


def test_a_withdrawal_ends_a_series_that_was_open(running: Running) -> None:
    ids = [ready(running, placed(left)) for left in (0, 24)]
    use = {"purpose": "other_patients", "channel": "clinic_screen"}
    grant_id = permit(running, purposes=["other_patients"], channels=["clinic_screen"])
    told = asked(running, ids, who="marketer", **use).json()
    marketer, address = running.as_("marketer"), f"/series/{told['id']}/images/1?size=128"

    during = marketer.get(address).status_code
    running.as_("clinician").post(f"/grants/{grant_id}/withdrawal")
    after = marketer.get(address).status_code

    assert told["patient_id"] is None
    assert {frame["taken_at"] for frame in told["frames"]} == {None}
    assert (during, after) == (200, 403)


def test_a_series_of_photos_that_do_not_fit_has_no_field_and_no_film(running: Running) -> None:
    told = asked(running, [ready(running, picture(1)), ready(running, picture(2))]).json()

    assert (told["field"], told["film_url"]) == (None, None)
    assert told["frames"][1]["status"] == "refused"
