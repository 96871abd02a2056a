"""What a made-up clinic is told in: staff, products, patients with their visits, and what each one signed.

Days count backwards from the day of the first start, so the story always ends yesterday. Ids follow from the
names in the story: a start that was killed finds what it made and goes on.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from imaging.synthetic import Expression, Pose, SkinVisit, Visit
from protocols.views import target_yaw_deg

_NAMESPACE = UUID("6f0d5bb4-4a0e-5f4c-9a55-8f3c0f6f1d2e")
ZONE = ZoneInfo("Europe/Berlin")


def demo_id(*names: str) -> UUID:
    """The id of a thing of the story, always the same."""
    return uuid5(_NAMESPACE, "/".join(names))


@dataclass(frozen=True, slots=True, kw_only=True)
class Staff:
    """A person who works here and signs in as `username`."""

    username: str
    name: str
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryProduct:
    """A product with the one batch that the story uses; `good_days` from the first start to its expiry."""

    key: str
    name: str
    maker: str
    kind: str
    unit: str
    lot: str
    good_days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """How much of which product, and where."""

    product: str
    amount: float
    area: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryTreatment:
    """One session of the patient's course, done after the photos of its visit."""

    title: str
    area: str
    number: int
    device: str | None = None
    settings: dict[str, str] = field(default_factory=dict)
    given: tuple[Given, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Lapse:
    """How a visit was photographed against the rules: front view turned, other light, other face."""

    front_turn_deg: float = 0.0
    chin_deg: float = 0.0
    lamp_azimuth_deg: float = -38.0
    exposure_ev: float = 0.0
    warmth: float = 0.0
    expression: Expression = field(default_factory=Expression)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryVisit:
    """A visit: `days_ago`, what the face or the skin looks like, which views were taken, what was done."""

    key: str
    days_ago: int
    label: str
    time_point: str
    views: tuple[str, ...]
    face: Visit | None = None
    skin: SkinVisit | None = None
    lapse: Lapse | None = None
    treatment: StoryTreatment | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """What a signature permits; scope `patient`, `region` (with regions) or `session` (with visit keys)."""

    key: str
    days_ago: int
    purposes: tuple[str, ...]
    channels: tuple[str, ...]
    identifiability: str
    scope: str = "patient"
    regions: tuple[str, ...] = ()
    visits: tuple[str, ...] = ()
    withdrawn_days_ago: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryPatient:
    """A patient who does not exist. `person` names who of `PEOPLE` stands for them; `site` which skin."""

    key: str
    family_name: str
    given_name: str
    born_on: date
    sex: str
    person: str
    course: str
    area: str
    sessions: int
    visits: tuple[StoryVisit, ...]
    skin_site: int | None = None
    signed: tuple[Signed, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """The whole clinic."""

    clinic: str
    site: str
    staff: tuple[Staff, ...]
    products: tuple[StoryProduct, ...]
    patients: tuple[StoryPatient, ...]

    def product(self, key: str) -> StoryProduct:
        """The product of that key."""
        return next(product for product in self.products if product.key == key)


def region_of(patient: StoryPatient, view: str) -> str:
    """Close-ups show the treated area, every other view the face."""
    return patient.area if view == "close_up" else "face"


def side_of(region: str, view: str) -> str:
    """Which side of the person a photo shows."""
    return next((side for side in ("left", "right") if f"{region}/{view}".endswith(side)), "none")


def pose_of(view: str, lapse: Lapse | None) -> Pose:
    """How the head is turned for a view, a lapse included."""
    turned = lapse or Lapse()
    turn_deg = turned.front_turn_deg if view == "front" else 0.0
    return Pose((target_yaw_deg(view) or 0.0) + turn_deg, turned.chin_deg)


def moment(first_day: date, days_ago: int, *, at: time) -> datetime:
    """A moment of the story, UTC: local clock time of the clinic, days before the day of the first start."""
    local = datetime.combine(first_day - timedelta(days=days_ago), at, tzinfo=ZONE)
    return local.astimezone(UTC)
