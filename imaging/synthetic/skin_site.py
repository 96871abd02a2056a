"""A patch of skin seen close: what it is, and what a visit changes in it.

Millimetres; the origin is the middle of the patch, x to the right and y down. Everything that is not in
`SkinVisit` is seeded by the site, so two visits differ by the wanted truth (and by the drift of living
skin) alone.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class SkinSite:
    """What stays the same. Counts are for a patch of 60 x 45 mm and scale with its area.

    `roughness` 1.2 is pretty, 3.5-4 gives as many matchable points as real skin.
    """

    seed: int
    ita_deg: float = 38.0
    haemoglobin: float = 0.07
    size_mm: tuple[float, float] = (60.0, 45.0)
    roughness: float = 1.2
    hairs: int = 60
    moles: int = 9
    freckles: int = 45
    vessels: int = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesion:
    """A pigmented lesion: middle (x, y) and mean radius in mm, and its pigments."""

    centre_mm: tuple[float, float] = (6.0, -3.0)
    radius_mm: float = 4.0
    melanin: float = 0.35
    haemoglobin: float = 0.10


@dataclass(frozen=True, slots=True, kw_only=True)
class Erythema:
    """A reddened area: middle (x, y) and radius in mm, and the rise of a* (CIELAB) in its middle."""

    centre_mm: tuple[float, float] = (-10.0, 4.0)
    radius_mm: float = 8.0
    delta_a: float = 8.0


@dataclass(frozen=True, slots=True, kw_only=True)
class SkinVisit:
    """What one visit shows.

    `lines` scales the depth of the fine lines (1 = the site's own); `drift` (0-1) is the share of the fine
    texture that is new at visit `number`, with a smooth movement of the tissue of about 0.45 mm at 1.
    """

    lesion: Lesion | None = None
    erythema: Erythema | None = None
    lines: float = 1.0
    drift: float = 0.0
    number: int = 0


# The three sites of the demo and the tests: fair, olive and dark skin.
SITES: tuple[SkinSite, ...] = (
    SkinSite(seed=11, ita_deg=50, haemoglobin=0.065),
    SkinSite(seed=12, ita_deg=24, haemoglobin=0.075, roughness=1.3),
    SkinSite(seed=13, ita_deg=-25, haemoglobin=0.09, roughness=1.3, hairs=30),
)
