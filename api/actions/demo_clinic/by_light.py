"""Two patients treated by light: rosacea fades over four sessions, brown patches over three."""

from datetime import date

from api.actions.demo_clinic.story import Signed, StoryPatient, StoryTreatment, StoryVisit
from imaging.synthetic import Visit

_STANDARD = ("front", "oblique_left", "oblique_right")


def _ipl(number: int, energy: str) -> StoryTreatment:
    return StoryTreatment(
        title="IPL for rosacea",
        area="face",
        number=number,
        device="Pulsed light, 560 nm filter",
        settings={"fluence": f"{energy} J/cm2", "pulse": "3.5 + 3.5 ms", "spot": "15 x 35 mm", "passes": "2"},
    )


ROSACEA = StoryPatient(
    key="varnholt",
    family_name="Varnholt",
    given_name="Linnea",
    born_on=date(1989, 4, 17),
    sex="female",
    person="fair",
    course="IPL for rosacea",
    area="face",
    sessions=4,
    visits=(
        StoryVisit(
            key="v1", days_ago=141, label="Before the first session", time_point="baseline", views=_STANDARD,
            face=Visit(redness=11.5), treatment=_ipl(1, "13"),
        ),
        StoryVisit(
            key="v2", days_ago=113, label="Before the second session", time_point="4_weeks", views=_STANDARD,
            face=Visit(redness=8.0), treatment=_ipl(2, "14"),
        ),
        StoryVisit(
            key="v3", days_ago=85, label="Before the third session", time_point="8_weeks", views=_STANDARD,
            face=Visit(redness=5.0), treatment=_ipl(3, "15"),
        ),
        StoryVisit(
            key="v4", days_ago=22, label="Three months on", time_point="4_months", views=_STANDARD,
            face=Visit(redness=1.5),
        ),
    ),
    signed=(
        Signed(
            key="marketing",
            days_ago=22,
            purposes=("marketing",),
            channels=("website", "social:instagram", "print"),
            identifiability="full_face",
        ),
        Signed(
            key="other_patients",
            days_ago=22,
            purposes=("other_patients",),
            channels=("chairside", "clinic_screen"),
            identifiability="full_face",
        ),
        Signed(
            key="teaching",
            days_ago=22,
            purposes=("teaching",),
            channels=("clinic_screen", "congress"),
            identifiability="full_face",
        ),
    ),
)  # fmt: skip

PIGMENT = StoryPatient(
    key="tavendra",
    family_name="Tavendra",
    given_name="Marisol",
    born_on=date(1982, 8, 29),
    sex="female",
    person="olive",
    course="Laser for pigment",
    area="face",
    sessions=3,
    visits=(
        StoryVisit(
            key="v1", days_ago=120, label="Before the first session", time_point="baseline", views=_STANDARD,
            face=Visit(pigment=1.0),
            treatment=StoryTreatment(
                title="Laser for pigment", area="face", number=1, device="Q-switched laser, 1064 nm",
                settings={"fluence": "1.6 J/cm2", "spot": "8 mm", "rate": "10 Hz"},
            ),
        ),
        StoryVisit(
            key="v2", days_ago=78, label="Before the second session", time_point="6_weeks", views=_STANDARD,
            face=Visit(pigment=0.6),
            treatment=StoryTreatment(
                title="Laser for pigment", area="face", number=2, device="Q-switched laser, 1064 nm",
                settings={"fluence": "1.8 J/cm2", "spot": "8 mm", "rate": "10 Hz"},
            ),
        ),
        StoryVisit(
            key="v3", days_ago=15, label="Two months on", time_point="3_months", views=_STANDARD,
            face=Visit(pigment=0.2),
        ),
    ),
)  # fmt: skip
