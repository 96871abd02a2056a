"""A single photo can be taken back, of one grant or of all that was granted."""

import pytest

from tests.api.routes.test_looking import MARKETING, permit, ready
from tests.clinic import MARA, Running, picture


@pytest.mark.parametrize("taken_from", ["grants", "patients"])
def test_one_photo_is_taken_back_and_the_others_stay(running: Running, taken_from: str) -> None:
    first, second = ready(running, picture(1)), ready(running, picture(2))
    grant_id = permit(running)
    path = f"/grants/{grant_id}/withdrawal" if taken_from == "grants" else f"/patients/{MARA}/withdrawals"

    said = running.as_("clinician").post(path, json={"scope": {"kind": "photo", "ids": [first]}})

    marketer = running.as_("marketer")
    shown = [
        marketer.get(f"/photos/{each}/thumbnail", params=MARKETING).status_code for each in (first, second)
    ]
    assert said.is_success, said.text
    assert shown == [403, 200]


def test_a_scope_that_is_none_takes_nothing_back(running: Running) -> None:
    photo_id = ready(running)
    grant_id = permit(running)

    said = running.as_("clinician").post(f"/grants/{grant_id}/withdrawal", json={"scope": {"kind": "photo"}})

    shown = running.as_("marketer").get(f"/photos/{photo_id}/thumbnail", params=MARKETING)
    assert (said.status_code, shown.status_code) == (422, 200)
