"""How far a measure repeats on unchanged skin: a versioned file, read and checked before it is believed.

A file says when, with which versions, on whom and under which conditions it was measured; numbers without
that are no repeatability. `api/actions/catalogue.py` reads the file, this module only looks at what it says.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from protocols.change import NEEDS, SDC_FACTOR
from protocols.errors import CatalogueError

SOURCES = ("rendered", "patients")


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeat:
    """What repeated captures say of one measure on one kind of photo."""

    within_subject_sd: float
    worst_subject_sd: float
    subjects: int
    captures: int
    unit: str

    @property
    def smallest_detectable_change(self) -> float:
        """1.96 * sqrt(2) * SD, of the subject who repeats worst.

        With the deviation pooled over all, 4-12 % of unchanged pairs of a person who was not among them were
        told as changed, because people differ in how well they repeat; with the worst one's, 0-7 %.
        """
        return SDC_FACTOR * self.worst_subject_sd


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeatability:
    """One version of the file; `kinds` leads from `face` or `close_up` to its measures."""

    version: str
    measured_on: date
    source: str
    conditions: str
    software: Mapping[str, str]
    kinds: Mapping[str, Mapping[str, Repeat]]

    def of(self, kind: str, measure: str) -> Repeat | None:
        """What is known of a measure on that kind of photo; None when it was not measured there."""
        return self.kinds.get(kind, {}).get(measure)


def parse_repeatability(said: Mapping[str, Any]) -> Repeatability:
    """The file's content; raises CatalogueError for anything that is missing, unknown or out of range."""
    wanted = {"version", "measured_on", "source", "conditions", "software", "kinds"}
    if set(said) != wanted:
        raise CatalogueError(where="repeatability", problem=f"has other keys than {sorted(wanted)}")
    if said["source"] not in SOURCES:
        raise CatalogueError(where="source", problem=f"is none of {SOURCES}")
    if not isinstance(said["measured_on"], date) or not said["conditions"]:
        raise CatalogueError(where="measured_on", problem="is no date, or the conditions are not said")
    return Repeatability(
        version=str(said["version"]),
        measured_on=said["measured_on"],
        source=said["source"],
        conditions=" ".join(str(said["conditions"]).split()),
        software={str(name): str(value) for name, value in said["software"].items()},
        kinds={
            kind: {measure: _repeat(f"{kind}.{measure}", measure, one) for measure, one in measures.items()}
            for kind, measures in said["kinds"].items()
        },
    )


def _repeat(where: str, measure: str, said: Mapping[str, Any]) -> Repeat:
    if measure not in NEEDS:
        raise CatalogueError(where=where, problem="is no measure")
    try:
        found = Repeat(
            within_subject_sd=float(said["within_subject_sd"]),
            worst_subject_sd=float(said["worst_subject_sd"]),
            subjects=int(said["subjects"]),
            captures=int(said["captures"]),
            unit=str(said["unit"]),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise CatalogueError(where=where, problem="lacks a number, or it is none") from error
    numbers = (found.within_subject_sd, found.worst_subject_sd)
    if not all(math.isfinite(number) and number > 0 for number in numbers):
        raise CatalogueError(where=where, problem="has a deviation that is not above 0")
    if found.subjects < 2 or found.captures < 2 * found.subjects:
        raise CatalogueError(where=where, problem="rests on fewer than two subjects taken twice each")
    return found
