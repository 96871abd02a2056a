"""Which role may knock at which door: the written table.

A capability opens a route, never a photo: what may be seen is the gate's to
decide for each photo, for every role alike. What is not in the table is refused.
"""

from enum import StrEnum


class Capability(StrEnum):
    """One kind of thing that a person or a program may ask for."""

    READ_PATIENTS = "read_patients"
    EDIT_PATIENTS = "edit_patients"
    READ_PHOTOS = "read_photos"
    ADD_PHOTOS = "add_photos"
    EDIT_PHOTOS = "edit_photos"
    ASK_FOR_PIXELS = "ask_for_pixels"
    COMPARE = "compare"
    READ_OUTCOMES = "read_outcomes"
    RATE_PHOTOS = "rate_photos"
    READ_TREATMENTS = "read_treatments"
    EDIT_TREATMENTS = "edit_treatments"
    READ_CONSENTS = "read_consents"
    TAKE_CONSENTS = "take_consents"
    READ_PORTFOLIO = "read_portfolio"
    READ_STAFF = "read_staff"
    EDIT_STAFF = "edit_staff"
    READ_AUDIT = "read_audit"
    READ_CHANGES = "read_changes"


_C = Capability

ROLES: dict[str, frozenset[Capability]] = {
    "clinician": frozenset(_C) - {_C.EDIT_STAFF, _C.READ_AUDIT},
    # Takes the pictures and the consent that goes with them; plans no treatment.
    "photographer": frozenset(
        {
            _C.READ_PATIENTS,
            _C.EDIT_PATIENTS,
            _C.READ_PHOTOS,
            _C.ADD_PHOTOS,
            _C.EDIT_PHOTOS,
            _C.ASK_FOR_PIXELS,
            _C.COMPARE,
            _C.READ_OUTCOMES,
            _C.READ_TREATMENTS,
            _C.READ_CONSENTS,
            _C.TAKE_CONSENTS,
            _C.READ_STAFF,
            _C.READ_CHANGES,
        }
    ),
    # Sees no name: consented photos only, found through the portfolio.
    "marketer": frozenset({_C.READ_PORTFOLIO, _C.ASK_FOR_PIXELS, _C.COMPARE}),
    # Runs the house. Asking for pixels is open, the gate decides as for anyone.
    # Who reads no patients gets changes without their values: who altered what, and when.
    "administrator": frozenset(
        {
            _C.READ_STAFF,
            _C.EDIT_STAFF,
            _C.READ_AUDIT,
            _C.READ_CHANGES,
            _C.READ_PORTFOLIO,
            _C.ASK_FOR_PIXELS,
        }
    ),
    "auditor": frozenset({_C.READ_AUDIT, _C.READ_CHANGES}),
}


def capabilities_of(role: str) -> frozenset[Capability]:
    """What the role may; an unknown role may nothing."""
    return ROLES.get(role, frozenset())


def includes(role: str, other: str) -> bool:
    """Whether the role may do all that the other may."""
    return capabilities_of(other) <= capabilities_of(role)
