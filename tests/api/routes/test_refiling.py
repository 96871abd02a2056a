"""A photo is filed elsewhere only by those who look after the patient: what it is filed as opens it."""

from tests.api.routes.test_looking import MARKETING, entries, permit, ready
from tests.clinic import Running


def test_a_colleague_who_does_not_treat_her_cannot_widen_her_consent_by_filing(running: Running) -> None:
    photo_id = ready(running)
    permit(running, scope={"kind": "region", "regions": ["neck"]})

    answer = running.as_("colleague").patch(f"/photos/{photo_id}", json={"region": "neck"})

    shown = running.as_("marketer").get(f"/photos/{photo_id}/thumbnail", params=MARKETING)
    told = [entry for entry in entries(running) if entry.action == "edit_photo"]
    assert (answer.status_code, answer.json()["code"]) == (403, "refused")
    assert shown.status_code == 403
    assert [(entry.outcome, entry.refusals) for entry in told] == [("refused", ["no_treating_relationship"])]


def test_filing_by_who_treats_her_stands_in_the_audit(running: Running) -> None:
    photo_id = ready(running)

    answer = running.as_("clinician").patch(f"/photos/{photo_id}", json={"region": "neck"})

    told = [entry for entry in entries(running) if entry.action == "edit_photo"]
    assert (answer.status_code, answer.json()["region"]) == (200, "neck")
    assert [entry.outcome for entry in told] == ["allowed", "done"]
