"""How far a set of photos can be compared: each with the one baseline of its view, and the worst decides.

A set holds together only through its baselines: two later photos are as comparable as the worse of them is
with the baseline. A set without a pair is unknown, never green.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from protocols.criterion import Level, worst_of
from protocols.grade import HEADLINES, Grade
from protocols.sepia import Sepia


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """One later photo held against the baseline of its view; `key` is the caller's own word for it."""

    key: str
    view: str
    time_point: str
    grade: Grade


@dataclass(frozen=True, slots=True, kw_only=True)
class SetGrade:
    """The grades of a set; `overall` follows from them and cannot be set."""

    members: tuple[Compared, ...]

    def __post_init__(self) -> None:
        keys = [member.key for member in self.members]
        if len(set(keys)) < len(keys):
            raise ValueError(f"each photo is in a set once, got {keys}")

    @property
    def overall(self) -> Level:
        """The worst decides; nothing at all is unknown."""
        return worst_of(member.grade.overall for member in self.members)

    @property
    def deciding(self) -> tuple[Compared, ...]:
        """The members that made it what it is; none when it is green."""
        if self.overall is Level.GREEN:
            return ()
        return tuple(member for member in self.members if member.grade.overall is self.overall)

    @property
    def sentence(self) -> str:
        """The verdict in words, with what decided it, photo by photo."""
        if not self.members:
            return "There is nothing to compare."
        said = [f"{member.key}: {member.grade.sentence}" for member in self.deciding]
        return " ".join([HEADLINES[self.overall], *said])

    def matched_views(self, time_point: str) -> int:
        """Views of this time point that can be compared with their baseline: not refused, not red."""
        usable = {
            member.view
            for member in self.members
            if member.time_point == time_point and member.grade.overall is not Level.RED
        }
        return len(usable)

    def sepia(self, key: str) -> Sepia | None:
        """SEPIA of one member, its views counted over the set."""
        member = next(member for member in self.members if member.key == key)
        told = member.grade.sepia
        return None if told is None else told.with_views(self.matched_views(member.time_point))


def grade_set(members: Sequence[Compared]) -> SetGrade:
    """The grade of a set of photos, each already graded against the baseline of its view."""
    return SetGrade(members=tuple(members))
