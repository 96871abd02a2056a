"""One of everything in the north clinic, and a valid request for every route."""

from dataclasses import dataclass
from functools import cache
from itertools import count
from typing import Any
from uuid import UUID, uuid4

import cv2
import numpy as np

from imaging.encode import encode_jpeg
from imaging.synthetic import Camera, SkinSite, SkinView, grow_skin, skin_shot
from tests.clinic import MARA, PASSWORD, Running, fixed_id, picture

AREA = {"region": "cheek_left", "view": "close_up"}
REGION = {"label": "forearm", "region": [[160, 120], [320, 120], [320, 240], [160, 240]]}
_numbers = count(1)


@dataclass
class World:
    """The ids of what is there."""

    running: Running
    patient: str
    other_patient: str
    photo: str
    later_photo: str
    comparison: str
    aligned: str
    course: str
    treatment: str
    product: str
    batch: str
    document: str
    grant: str
    user: str
    token_secret: str

    def fresh_token(self) -> str:
        """A token that may be revoked."""
        made = self.running.as_("administrator").post("/tokens", json={"name": "till", "role": "auditor"})
        return str(made.json()["id"])

    def fresh_identifier(self) -> str:
        """An outside identifier that may be removed."""
        made = self.running.as_("clinician").post(
            f"/patients/{self.patient}/identifiers", json={"system": "pacs", "value": f"V{next(_numbers)}"}
        )
        return str(made.json()["id"])

    def fresh_alert(self) -> str:
        """An alert that may be ended."""
        made = self.running.as_("clinician").post(
            f"/patients/{self.patient}/alerts", json={"kind": "note", "text": "ask about the sun"}
        )
        return str(made.json()["id"])

    def fresh_photo(self) -> str:
        """A photo that may be moved."""
        clinician = self.running.as_("clinician")
        sent = clinician.post(
            f"/patients/{self.patient}/photos", params=AREA, content=picture(5000 + next(_numbers))
        )
        return str(sent.json()["photo"]["id"])

    def fresh_look(self) -> str:
        """A photo that the clinician has open for deep zoom."""
        made = self.running.as_("clinician").post(f"/photos/{self.photo}/looks", json={})
        return str(made.json()["items"][0]["info_url"].split("/")[-2])

    def fresh_series(self) -> str:
        """Two photos of one place, as the clinician has them open."""
        clinician = self.running.as_("clinician")
        sent = [
            clinician.post(f"/patients/{self.patient}/photos", params=AREA, content=placed(left)).json()
            for left in (0, 24)
        ]
        self.running.work_off()
        ids = [each["photo"]["id"] if "photo" in each else each["photo_id"] for each in sent]
        return str(clinician.post("/series", json={"photo_ids": ids}).json()["id"])

    def fresh_grant(self) -> str:
        """A grant that may be withdrawn."""
        made = self.running.as_("clinician").post(
            f"/patients/{self.patient}/grants", json=grant(self.document)
        )
        return str(made.json()["id"])


def placed(left_px: int) -> bytes:
    """A photo of one made-up place, from a little more to the right."""
    noise = np.random.default_rng(77).normal(size=(420, 460, 3))
    scene = np.clip(128 + 500 * cv2.GaussianBlur(noise, (0, 0), 3), 5, 250).astype(np.uint8)
    return encode_jpeg(np.ascontiguousarray(scene[20:400, left_px : left_px + 400]), quality=92)


def grant(document: str, **other: Any) -> dict[str, Any]:
    """A body that grants marketing on the website."""
    return {
        "purposes": ["marketing"],
        "channels": ["website"],
        "identifiability": "full_face",
        "document_id": document,
        "signature": {"name_typed": "Mara Velez"},
        **other,
    }


def build(running: Running) -> World:
    """Fill the north clinic."""
    clinician, administrator = running.as_("clinician"), running.as_("administrator")
    patient = str(MARA)
    photos = []
    for number in range(2):
        sent = clinician.post(
            f"/patients/{patient}/photos",
            params={
                "region": "cheek_left",
                "view": "close_up",
                "taken_at": f"2026-0{number + 1}-01T10:00:00Z",
            },
            content=picture(next(_numbers)),
        )
        photos.append(sent.json()["photo"]["id"])
    running.work_off()

    def made(path: str, body: dict[str, Any], by: Any = clinician) -> Any:
        answer = by.post(path, json=body)
        assert answer.status_code == 201, answer.text
        return answer.json()

    other = made("/patients", {"family_name": "Twin"})
    course = made(f"/patients/{patient}/courses", {"title": "IPL", "started_on": "2026-01-01"})
    treatment = made(f"/patients/{patient}/treatments", treatment_body())
    product = made("/products", {"name": "Toxin", "kind": "toxin", "unit": "U"})
    batch = made(f"/products/{product['id']}/batches", {"lot": "A1", "expires_on": "2027-01-01"})
    documents = clinician.get("/consent-documents").json()["items"]
    document = next(each["id"] for each in documents if each["language"] == "en")
    made(f"/patients/{patient}/carers", {"user_id": str(fixed_id("photographer"))})
    granted = made(f"/patients/{patient}/grants", grant(document))
    compared = made("/comparisons", {"before_photo_id": photos[0], "after_photo_id": photos[1]})
    aligned = made("/comparisons", _skin_pair(running, patient))
    made(f"/comparisons/{aligned['id']}/outcomes", REGION)
    made(f"/photos/{photos[0]}/ratings", {"scale": "wsrs", "grade": "4"})
    program = {"name": "gate keeper", "role": "clinician", "user_id": str(fixed_id("colleague"))}
    token = made("/tokens", program, administrator)
    return World(
        running=running,
        patient=patient,
        other_patient=other["id"],
        photo=photos[0],
        later_photo=photos[1],
        comparison=compared["id"],
        aligned=aligned["id"],
        course=course["id"],
        treatment=treatment["id"],
        product=product["id"],
        batch=batch["id"],
        document=document,
        grant=granted["id"],
        user=str(fixed_id("colleague")),
        token_secret=token["secret"],
    )


def _skin_pair(running: Running, patient: str) -> dict[str, str]:
    """Two photos of one forearm, which align."""
    sent = [
        running.as_("clinician").post(
            f"/patients/{patient}/photos",
            params={"region": "forearm_left", "view": "close_up", "taken_at": f"2026-0{month}-01T10:00:00Z"},
            content=skin(number),
        )
        for number, month in enumerate((1, 3))
    ]
    running.work_off()
    before, after = (answer.json()["photo"]["id"] for answer in sent)
    return {"before_photo_id": before, "after_photo_id": after}


@cache
def skin(number: int) -> bytes:
    """A JPEG of one patch of skin, each time from a little elsewhere."""
    patch = grow_skin(SkinSite(seed=3, roughness=3.5), mm_per_texel=0.1)
    view = SkinView(px_per_mm=9.0, turn_deg=2.0 * number, shift_mm=(0.5 * number, 0.3))
    camera = Camera(width_px=480, height_px=360)
    return encode_jpeg(skin_shot(patch, camera=camera, view=view, seed=number).pixels, quality=92)


def treatment_body() -> dict[str, Any]:
    """A treatment that anybody could have done."""
    return {"title": "IPL", "area": "face", "performed_at": "2026-01-15T10:00:00Z"}


def request_for(name: str, world: World) -> dict[str, Any]:
    """Path parameters, query, body: what makes a valid request of the operation."""
    fresh = next(_numbers)
    requests: dict[str, dict[str, Any]] = {
        "sign_in": {"json": {"username": "auditor", "password": PASSWORD}},
        "add_patient": {"json": {"family_name": f"Nova{fresh}", "given_name": "Ada"}},
        "change_patient": {"json": {"sex": "female"}},
        "add_identifier": {"json": {"system": "urn:oid:1.2.3", "value": "X-77"}},
        "remove_identifier": {"path": {"identifier_id": world.fresh_identifier}},
        "add_alert": {"json": {"kind": "allergy", "text": "lidocaine"}},
        "end_alert": {"path": {"alert_id": world.fresh_alert}},
        "add_carer": {"json": {"user_id": str(fixed_id("photographer"))}},
        "end_care": {"path": {"user_id": str(fixed_id("colleague"))}},
        "upload_photo": {
            "params": {"region": "face", "view": "front", "capture_id": str(uuid4())},
            "content": picture(1000 + fresh),
        },
        "reassign_photo": {
            "path": {"photo_id": world.fresh_photo},
            "json": {"patient_id": world.other_patient},
        },
        "change_photo": {"json": {"region": "cheek_left"}},
        "compare_photos": {"json": {"before_photo_id": world.photo, "after_photo_id": world.later_photo}},
        "get_comparison_image": {"path": {"which": "side_by_side"}},
        "compare_series": {"json": {"photo_ids": [world.photo, world.later_photo]}},
        "get_series_image": {"path": {"series": world.fresh_series, "number": "1"}},
        "get_series_film": {"path": {"series": world.fresh_series}},
        "look_at_photo": {"json": {}},
        "look_at_comparison": {"json": {}},
        "get_look": {"path": {"look": world.fresh_look}},
        "get_look_information": {"path": {"look": world.fresh_look}},
        "get_tile": {
            "path": {
                "look": world.fresh_look,
                "region": "0,0,64,64",
                "size": "max",
                "rotation": "0",
                "quality": "default",
                "suffix": "jpg",
            }
        },
        "measure_outcome": {"path": {"comparison_id": world.aligned}, "json": REGION},
        "find_outcomes": {"params": {"measure": "erythema_contrast", "way": "down"}},
        "list_to_rate": {"params": {"scale": "wsrs", "blinded": True}},
        "rate_photo": {"json": {"scale": "wsrs", "grade": "3"}},
        "find_grade_changes": {"params": {"scale": "wsrs", "direction": "better"}},
        "get_agreement": {"params": {"scale": "wsrs"}},
        "add_course": {"json": {"title": "IPL", "started_on": "2026-01-01"}},
        "add_treatment": {"json": {**treatment_body(), "practitioner_id": str(fixed_id("clinician"))}},
        "change_treatment": {"json": {"title": "IPL"}},
        "add_product_use": {"json": {"product_id": world.product, "batch_id": world.batch, "amount": 12}},
        "add_capture_session": {"json": {"label": "Visit"}},
        "add_product": {"json": {"name": "Peel", "kind": "peel", "unit": "ml"}},
        "add_batch": {"json": {"lot": f"lot {fresh}"}},
        "grant_consent": {"json": grant(world.document)},
        "withdraw_grant": {"path": {"grant_id": world.fresh_grant}, "json": {}},
        "withdraw_all": {"json": {"purposes": ["research"]}},
        "add_user": {
            "json": {"username": f"new{fresh}", "name": "New", "role": "auditor", "password": "x" * 12}
        },
        "change_user": {"json": {"name": "Colleague"}},
        "add_site": {"json": {"name": "Annex"}},
        "add_token": {"json": {"name": "till", "role": "auditor"}},
        "revoke_token": {"path": {"token_id": world.fresh_token}},
    }
    said = requests.get(name, {})
    path = {
        "patient_id": world.patient,
        "photo_id": world.photo,
        "comparison_id": world.comparison,
        "treatment_id": world.treatment,
        "product_id": world.product,
        "grant_id": world.grant,
        "user_id": world.user,
        **said.pop("path", {}),
    }
    return {**said, "path": {key: value() if callable(value) else value for key, value in path.items()}}


def unknown(path: dict[str, str]) -> dict[str, str]:
    """The same path, with ids of nothing."""
    return {key: value if key in {"which", "number"} else str(UUID(int=99)) for key, value in path.items()}
