"""Which photos of a patient are held against each other: same region, same view, in order of time."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

Key = TypeVar("Key")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shot(Generic[Key]):
    """What pairing needs of a photo; `key` is the caller's own."""

    key: Key
    region: str
    view: str
    taken_at: datetime

    def __post_init__(self) -> None:
        if self.taken_at.tzinfo is None:
            raise ValueError("a time without a zone cannot be put in order")

    def pairs_with(self, other: "Shot[Key]") -> bool:
        """Whether the two show the same part from the same side."""
        return (self.region, self.view) == (other.region, other.view) and self.key != other.key


def baseline(shot: Shot[Key], others: Iterable[Shot[Key]]) -> Shot[Key] | None:
    """The earliest photo of the same view that was taken before this one; None for a baseline itself."""
    earlier = [other for other in others if other.pairs_with(shot) and other.taken_at < shot.taken_at]
    return min(earlier, key=lambda other: other.taken_at, default=None)
