"""Two patients treated by needle: lines that soften and come back, lips with more volume."""

from datetime import date

from api.actions.demo_clinic.story import Given, Signed, StoryPatient, StoryTreatment, StoryVisit
from imaging.synthetic import Lines, Visit

_STANDARD = ("front", "oblique_left", "oblique_right")


LINES = StoryPatient(
    key="ketterin",
    family_name="Ketterin",
    given_name="Jonas",
    born_on=date(1977, 11, 2),
    sex="male",
    person="tan",
    course="Upper face lines",
    area="face",
    sessions=2,
    visits=(
        StoryVisit(
            key="v1", days_ago=104, label="Before treatment", time_point="baseline", views=_STANDARD,
            face=Visit(lines=Lines(forehead=1.5, glabella=1.3, crow=1.1, nasolabial=0.6)),
            treatment=StoryTreatment(
                title="Forehead, glabella and crow's feet", area="face", number=1,
                settings={"dilution": "2.5 ml", "points": "17"},
                given=(
                    Given(product="toxin", amount=20, area="glabella"),
                    Given(product="toxin", amount=12, area="forehead"),
                    Given(product="toxin", amount=16, area="crow's feet"),
                ),
            ),
        ),
        StoryVisit(
            key="v2", days_ago=90, label="Two weeks after", time_point="2_weeks", views=_STANDARD,
            face=Visit(lines=Lines(forehead=0.35, glabella=0.2, crow=0.3, nasolabial=0.6)),
        ),
        StoryVisit(
            key="v3", days_ago=6, label="Three months after", time_point="3_months", views=_STANDARD,
            face=Visit(lines=Lines(forehead=0.8, glabella=0.6, crow=0.6, nasolabial=0.6)),
        ),
    ),
    signed=(
        Signed(
            key="some", days_ago=90, purposes=("marketing",), channels=("website",), scope="session",
            visits=("v1", "v2"), identifiability="eyes_concealed",
        ),
    ),
)  # fmt: skip

LIPS = StoryPatient(
    key="lanqvist",
    family_name="Lanqvist",
    given_name="Mei",
    born_on=date(1995, 1, 11),
    sex="female",
    person="amber",
    course="Lip volume",
    area="lips",
    sessions=1,
    visits=(
        StoryVisit(
            key="v1", days_ago=62, label="Before treatment", time_point="baseline", views=_STANDARD,
            face=Visit(lip_volume=-0.7),
            treatment=StoryTreatment(
                title="Lip volume", area="lips", number=1, settings={"technique": "cannula, 25 G"},
                given=(Given(product="filler", amount=0.8, area="lips"),),
            ),
        ),
        StoryVisit(
            key="v2", days_ago=34, label="Four weeks after", time_point="4_weeks",
            views=(*_STANDARD, "lateral_left"), face=Visit(lip_volume=0.55),
        ),
    ),
    signed=(
        Signed(
            key="withdrawn", days_ago=34, purposes=("marketing",),
            channels=("website", "social:instagram", "print"),
            identifiability="full_face", withdrawn_days_ago=9,
        ),
    ),
)  # fmt: skip
