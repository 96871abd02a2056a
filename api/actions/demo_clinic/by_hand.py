"""Two patients treated by hand: acne peeled away, a keratosis frozen off a forearm."""

from datetime import date

from api.actions.demo_clinic.story import Given, Lapse, Signed, StoryPatient, StoryTreatment, StoryVisit
from imaging.synthetic import Erythema, Lesion, SkinVisit, Visit

ACNE = StoryPatient(
    key="asandre",
    family_name="Asandre",
    given_name="Kofi",
    born_on=date(1998, 6, 23),
    sex="male",
    person="brown",
    course="Peels for acne",
    area="face",
    sessions=3,
    visits=(
        StoryVisit(
            key="v1", days_ago=98, label="Before the first peel", time_point="baseline",
            views=("front", "oblique_left"), face=Visit(papules=30),
            treatment=StoryTreatment(
                title="Salicylic peel", area="face", number=1, settings={"contact": "3 min"},
                given=(Given(product="peel", amount=3, area="face"),),
            ),
        ),
        StoryVisit(
            key="v2", days_ago=70, label="Before the second peel", time_point="4_weeks",
            views=("front", "oblique_left"), face=Visit(papules=17),
            # The photo that no comparison may use as a result: head turned, lamp moved, warm and dark.
            lapse=Lapse(front_turn_deg=40, chin_deg=4, lamp_azimuth_deg=52, exposure_ev=-0.7, warmth=0.14),
            treatment=StoryTreatment(
                title="Salicylic peel", area="face", number=2, settings={"contact": "4 min"},
                given=(Given(product="peel", amount=3, area="face"),),
            ),
        ),
        StoryVisit(
            key="v3", days_ago=28, label="After three peels", time_point="10_weeks",
            views=("front", "oblique_left"), face=Visit(papules=5),
        ),
    ),
    signed=(
        Signed(
            key="teaching", days_ago=28, purposes=("teaching",), channels=("congress",),
            identifiability="de_identified",
        ),
    ),
)  # fmt: skip


def _forearm(radius_mm: float, redness: float, number: int) -> SkinVisit:
    return SkinVisit(
        lesion=Lesion(radius_mm=radius_mm, melanin=0.4),
        erythema=None if redness == 0 else Erythema(centre_mm=(6.0, -3.0), radius_mm=7.0, delta_a=redness),
        drift=0.1,
        number=number,
    )


LESION = StoryPatient(
    key="okondell",
    family_name="Okondell",
    given_name="Amara",
    born_on=date(1971, 3, 8),
    sex="female",
    person="deep",
    course="Keratosis on the forearm",
    area="forearm_left",
    sessions=2,
    skin_site=2,
    visits=(
        StoryVisit(
            key="v1", days_ago=84, label="Before treatment", time_point="baseline",
            views=("close_up", "front"), face=Visit(), skin=_forearm(4.6, 0.0, 1),
            treatment=StoryTreatment(
                title="Cryotherapy", area="forearm_left", number=1, device="Liquid nitrogen spray",
                settings={"freeze": "12 s", "thaw": "40 s", "cycles": "2"},
            ),
        ),
        StoryVisit(
            key="v2", days_ago=56, label="Four weeks after", time_point="4_weeks", views=("close_up",),
            skin=_forearm(3.4, 6.0, 2),
            treatment=StoryTreatment(
                title="Cryotherapy", area="forearm_left", number=2, device="Liquid nitrogen spray",
                settings={"freeze": "10 s", "thaw": "35 s", "cycles": "1"},
            ),
        ),
        StoryVisit(
            key="v3", days_ago=28, label="Eight weeks after", time_point="8_weeks", views=("close_up",),
            skin=_forearm(2.2, 3.0, 3),
        ),
        StoryVisit(
            key="v4", days_ago=3, label="Three months after", time_point="3_months",
            views=("close_up", "front"), face=Visit(), skin=_forearm(1.1, 0.0, 4),
        ),
    ),
    signed=(
        Signed(
            key="marketing",
            days_ago=28,
            purposes=("marketing",),
            channels=("website",),
            scope="region",
            regions=("forearm_left",),
            identifiability="body_only",
        ),
        Signed(
            key="publication",
            days_ago=28,
            purposes=("publication",),
            channels=("journal",),
            scope="region",
            regions=("forearm_left",),
            identifiability="body_only",
        ),
    ),
)  # fmt: skip
