"""Who stands before the camera: six people who do not exist, and what a visit can change about them.

Shape numbers run from about -1.5 to 1.5, 0 is the canonical face. Depths of lines run from 0 (none) to
about 1.5.
"""

from dataclasses import dataclass, field
from typing import TypeAlias

Colour: TypeAlias = tuple[float, float, float]  # linear RGB, 0-1


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """The form of one face."""

    width: float = 0.0
    jaw: float = 0.0
    cheek: float = 0.0
    length: float = 0.0
    chin: float = 0.0
    nose_depth: float = 0.0
    nose_width: float = 0.0
    nose_length: float = 0.0
    lips: float = 0.0
    brow_ridge: float = 0.0
    brow_thickness: float = 0.0
    eye_opening: float = 0.0
    hairline: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines:
    """Depth of the lines of the face, 0 to about 1.5."""

    forehead: float = 0.0
    glabella: float = 0.0
    crow: float = 0.0
    nasolabial: float = 0.35


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A mole or lesion: at a mesh point plus an offset (right, up), with its radius."""

    landmark: int
    offset_cm: tuple[float, float] = (0.0, 0.0)
    radius_cm: float = 0.2
    melanin: float = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """What stays the same from visit to visit."""

    code: str
    seed: int
    ita_deg: float
    haemoglobin: float
    hair: Colour
    iris: Colour
    bun: bool = True
    brow: Colour | None = None
    beard: float = 0.0
    freckles: float = 0.0
    lip_colour: float = 1.0
    cloth: Colour = (0.045, 0.13, 0.14)
    shape: Shape = field(default_factory=Shape)
    lines: Lines = field(default_factory=Lines)


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """What the visit shows: the truth of the treatment. `lines` of None are the person's own.

    `redness` is the rise of a* in the middle of the cheeks (CIELAB, 0-14); `pigment` the depth of brown
    patches (0-1); `papules` the number of inflamed spots; `lip_volume` is added to the shape's own.
    """

    redness: float = 0.0
    pigment: float = 0.0
    papules: int = 0
    lip_volume: float = 0.0
    lines: Lines | None = None
    spots: tuple[Spot, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Expression:
    """Muscles at work, each 0-1."""

    smile: float = 0.0
    brow_raise: float = 0.0
    frown: float = 0.0
    eyes_closed: float = 0.0


AT_REST = Expression()

PEOPLE: tuple[Person, ...] = (
    Person(
        code="fair",
        seed=1,
        ita_deg=60,
        haemoglobin=0.055,
        freckles=0.45,
        hair=(0.19, 0.10, 0.045),
        brow=(0.10, 0.055, 0.03),
        iris=(0.09, 0.17, 0.20),
        shape=Shape(
            jaw=-1.1,
            width=-0.5,
            eye_opening=1.0,
            lips=0.45,
            nose_width=-0.7,
            nose_depth=-0.5,
            nose_length=-0.5,
            brow_ridge=-0.8,
            chin=-0.2,
            brow_thickness=-0.7,
        ),
    ),
    Person(
        code="olive",
        seed=2,
        ita_deg=42,
        haemoglobin=0.065,
        freckles=0.1,
        hair=(0.050, 0.026, 0.014),
        iris=(0.07, 0.045, 0.022),
        shape=Shape(
            jaw=-0.5,
            width=0.25,
            eye_opening=0.8,
            lips=0.6,
            nose_depth=0.3,
            nose_width=-0.3,
            brow_ridge=-0.7,
            cheek=0.9,
            brow_thickness=-0.3,
            length=0.6,
        ),
        lines=Lines(forehead=0.25),
    ),
    Person(
        code="tan",
        seed=3,
        ita_deg=32,
        haemoglobin=0.075,
        hair=(0.03, 0.022, 0.016),
        iris=(0.10, 0.09, 0.05),
        bun=False,
        beard=0.6,
        lip_colour=0.7,
        shape=Shape(
            jaw=0.9,
            width=0.2,
            brow_ridge=0.9,
            nose_depth=0.5,
            nose_length=0.4,
            chin=0.7,
            brow_thickness=0.7,
            hairline=0.6,
            length=0.5,
            lips=-0.3,
            eye_opening=-0.1,
        ),
        lines=Lines(forehead=0.5, glabella=0.4, crow=0.4),
    ),
    Person(
        code="amber",
        seed=4,
        ita_deg=12,
        haemoglobin=0.075,
        hair=(0.012, 0.009, 0.007),
        iris=(0.045, 0.026, 0.014),
        lip_colour=0.9,
        shape=Shape(
            jaw=-1.0,
            width=0.35,
            eye_opening=0.6,
            lips=0.7,
            nose_width=0.5,
            nose_depth=-0.7,
            brow_ridge=-0.8,
            cheek=0.8,
            brow_thickness=-0.4,
            length=-0.6,
            nose_length=-0.4,
        ),
    ),
    Person(
        code="brown",
        seed=5,
        ita_deg=-18,
        haemoglobin=0.085,
        hair=(0.009, 0.007, 0.006),
        iris=(0.03, 0.018, 0.011),
        bun=False,
        beard=0.45,
        lip_colour=0.75,
        shape=Shape(
            jaw=0.5,
            width=0.1,
            brow_ridge=0.6,
            lips=0.9,
            nose_width=1.0,
            nose_depth=-0.1,
            chin=0.3,
            brow_thickness=0.4,
            eye_opening=0.2,
            length=0.2,
        ),
        lines=Lines(forehead=0.4, crow=0.3),
    ),
    Person(
        code="deep",
        seed=6,
        ita_deg=-42,
        haemoglobin=0.09,
        hair=(0.007, 0.006, 0.005),
        iris=(0.028, 0.017, 0.010),
        lip_colour=0.85,
        shape=Shape(
            jaw=-0.9,
            width=-0.4,
            eye_opening=0.9,
            lips=1.1,
            nose_width=0.8,
            cheek=0.7,
            brow_ridge=-0.5,
            nose_depth=-0.4,
            brow_thickness=-0.5,
            chin=-0.1,
        ),
    ),
)
