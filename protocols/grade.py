"""How far two photos of a patient can be compared: seven criteria, the worst decides.

Rule of the whole: red if any criterion is red or the pair could not be aligned;
else amber if any is amber; else unknown if any is unknown; else green. So an
unknown never makes green, and never hides an amber or a red.
"""

from dataclasses import dataclass

from protocols.criteria import colour, distance, expression, light, pose, sharpness, timing
from protocols.criterion import CRITERIA, Criterion, Facts, Level, Part, Window, worst_of
from protocols.sepia import Case, Sepia, sepia_of

HEADLINES = {
    Level.GREEN: "Comparable.",
    Level.AMBER: "Comparable, with a note.",
    Level.RED: "Not a result, for anyone.",
    Level.UNKNOWN: "Comparable as far as is known.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Grade:
    """The seven criteria in their order; `overall` follows from them and cannot be set."""

    criteria: tuple[Criterion, ...]
    refusal: str | None  # why the pair could not be aligned, in plain words; None when it was
    sepia: Sepia | None = None  # the nine items beside the seven; they change nothing in `overall`

    def __post_init__(self) -> None:
        names = tuple(criterion.name for criterion in self.criteria)
        if names != CRITERIA:
            raise ValueError(f"expected the criteria {CRITERIA}, got {names}")

    @property
    def overall(self) -> Level:
        """The worst decides; see the rule at the top of this file."""
        if self.refusal is not None:
            return Level.RED
        return worst_of(criterion.level for criterion in self.criteria)

    @property
    def parts(self) -> tuple[Part, ...]:
        """One finding for each line of the domain paper's table 3.4, in the order of the criteria."""
        return tuple(part for criterion in self.criteria for part in criterion.parts)

    @property
    def sentence(self) -> str:
        """The verdict in words, with what decided it."""
        if self.refusal is not None:
            return f"These two cannot be compared: {self.refusal}."
        overall = self.overall
        deciding = [c.sentence for c in self.criteria if c.level is overall and overall is not Level.GREEN]
        return " ".join([HEADLINES[overall], *deciding])


def grade_pair(
    before: Facts,
    after: Facts,
    pair: Facts,
    *,
    refusal: str | None = None,
    interval_days: float | None = None,
    window_days: Window | None = None,
    case: Case | None = None,
) -> Grade:
    """The grade of a pair.

    Parameters
    ----------
    before, after : mapping
        Facts of each photo by name, in the unit of the name: `yaw_deg`, `pitch_deg`, `roll_deg`,
        `frame_diagonal_px`, `focal_length_35mm`, `clipped_skin_percent`, `mouth_open_share`, ...; None or
        missing is unknown.
    pair : mapping
        Facts of the two together: `scale`, `scale_left_percent`, `landmarks_left_percent`,
        `light_change_deg`, `frown_lines_ratio`, `colour_delta_e`, `colour_reference`,
        `sharpness_change_percent`. Where `subject` is `skin`, a close-up without a face: `tilt_percent`,
        `moved_percent`, `shading_change_percent` instead of landmarks, expression and direction of light.
        `styling` is what a person said of make-up, glasses, jewellery and hair: `same` or `differs`.
    refusal : str, optional
        Why the pair could not be aligned.
    interval_days : float, optional
        From before to after; None when a date is not known.
    window_days : (first, last), optional
        Days after before at which the protocol wants the after photo; None when no protocol says.
    case : Case, optional
        What is known beyond the two photos; it counts for SEPIA alone.
    """
    criteria = (
        pose(before, after, pair),
        distance(before, after, pair),
        light(before, after, pair),
        colour(pair),
        sharpness(pair),
        expression(before, after, pair),
        timing(interval_days, window_days),
    )
    sepia = sepia_of(criteria, before, after, pair, case=case or Case())
    return Grade(criteria=criteria, refusal=refusal, sepia=sepia)


__all__ = ["CRITERIA", "HEADLINES", "Case", "Criterion", "Facts", "Grade", "Level", "Window", "grade_pair"]
