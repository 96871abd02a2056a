"""The made-up clinic itself: its people, its products, its six patients.

Every name is invented; nobody real is meant, pictured or described. Products and devices are kinds, not
brands.
"""

from api.actions.demo_clinic.by_hand import ACNE, LESION
from api.actions.demo_clinic.by_light import PIGMENT, ROSACEA
from api.actions.demo_clinic.by_needle import LINES, LIPS
from api.actions.demo_clinic.story import Staff, Story, StoryProduct

STAFF = (
    Staff(username="clinician", name="Dr. Henrike Solvang", role="clinician"),
    Staff(username="photographer", name="Bastian Orlowe", role="photographer"),
    Staff(username="marketer", name="Petra Lindquast", role="marketer"),
    Staff(username="administrator", name="Ruben Castellane", role="administrator"),
    Staff(username="auditor", name="Vera Holmgard", role="auditor"),
)

PRODUCTS = (
    StoryProduct(
        key="toxin",
        name="Botulinum toxin A, 100 U (demo)",
        maker="Demo Pharma",
        kind="toxin",
        unit="U",
        lot="DX-4471",
        good_days=420,
    ),
    StoryProduct(
        key="filler",
        name="Hyaluronic filler for lips, 1 ml (demo)",
        maker="Demo Dermal",
        kind="filler",
        unit="ml",
        lot="HL-2093",
        good_days=310,
    ),
    StoryProduct(
        key="peel",
        name="Salicylic peel 20 % (demo)",
        maker="Demo Dermal",
        kind="peel",
        unit="ml",
        lot="SP-0118",
        good_days=200,
    ),
)

STORY = Story(
    clinic="Solvang Skin Clinic (demo)",
    site="Harbour Street",
    staff=STAFF,
    products=PRODUCTS,
    patients=(ROSACEA, LINES, PIGMENT, LIPS, ACNE, LESION),
)
