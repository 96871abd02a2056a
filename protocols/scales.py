"""A grading scale: its grades in order, what they are given to, and what a difference means.

A scale is data (`catalogue/scales/*.toml`): read by `api`, checked here, never changed once published; a
correction is a new version beside the old. A grade is named by its `code`; its `value` orders the grades and
is what differences are counted in. Grades of two versions, or of two scales, are never compared.
"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Literal

from protocols.errors import CatalogueError, LevelUnknownError

Shows = Literal["photo", "pair"]
Worse = Literal["higher", "lower"]

_ID = re.compile(r"[a-z][a-z0-9_]{0,39}")
_PERCENT = re.compile(r"(100|[1-9]?[0-9])")
_KEYS = {
    "id",
    "version",
    "title",
    "what",
    "shows",
    "worse",
    "kind",
    "regions",
    "reliability",
    "source",
    "licence",
}
_OPTIONAL = {"levels", "no_change", "meaningful_change", "meaningful_source"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ScaleLevel:
    """One grade, in our own words."""

    code: str
    value: float
    name: str
    wording: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """One version of one scale.

    `shows` says what a rater looks at: one photo, or a photo beside its baseline. `worse` says which end is
    the worse one. `meaningful_change` is the least difference that its source calls clinically meaningful;
    None where nobody showed one. `levels` is empty for a share from 0 to 100 per cent. `no_change` is the
    grade of a pair that shows none; None for a scale of single photos.
    """

    id: str
    version: str
    title: str
    what: str
    shows: Shows
    worse: Worse
    regions: tuple[str, ...]
    levels: tuple[ScaleLevel, ...]
    no_change: str | None
    meaningful_change: float | None
    meaningful_source: str | None
    reliability: str
    source: str
    licence: str

    @property
    def is_percent(self) -> bool:
        """Whether a grade is a whole share from 0 to 100."""
        return not self.levels

    def value_of(self, code: str) -> float:
        """The value of a grade; raises LevelUnknownError."""
        if self.is_percent:
            if _PERCENT.fullmatch(code):
                return float(code)
            raise LevelUnknownError(scale=self.id, expected="a whole number from 0 to 100")
        for level in self.levels:
            if level.code == code:
                return level.value
        raise LevelUnknownError(scale=self.id, expected=", ".join(level.code for level in self.levels))

    def place_of(self, code: str) -> int:
        """The place of a grade among all, from 0; what kappa counts in."""
        value = self.value_of(code)
        return int(value) if self.is_percent else [level.value for level in self.levels].index(value)

    @property
    def places(self) -> int:
        """How many grades there are."""
        return 101 if self.is_percent else len(self.levels)


class Direction(StrEnum):
    """Which way a grade moved."""

    BETTER = "better"
    SAME = "same"
    WORSE = "worse"


@dataclass(frozen=True, slots=True, kw_only=True)
class ScaleChange:
    """From one grade to another: `steps` later minus earlier; `meaningful` None where no source says."""

    steps: float
    direction: Direction
    meaningful: bool | None


def compare(scale: Scale, before: str, after: str) -> ScaleChange:
    """What lies between two grades of a scale of single photos.

    Raises
    ------
    LevelUnknownError
        One of the two is no grade of the scale.
    ValueError
        The scale grades a pair: its grade is a change already.
    """
    if scale.shows == "pair":
        raise ValueError(f"a grade of `{scale.id}` is a change already")
    return _moved(scale, scale.value_of(after) - scale.value_of(before))


def change_of_pair(scale: Scale, grade: str) -> ScaleChange:
    """What the grade of a pair says, counted from `no_change`.

    Raises
    ------
    LevelUnknownError
        It is no grade of the scale.
    ValueError
        The scale grades single photos.
    """
    if scale.no_change is None:
        raise ValueError(f"a grade of `{scale.id}` is of one photo")
    return _moved(scale, scale.value_of(grade) - scale.value_of(scale.no_change))


def _moved(scale: Scale, steps: float) -> ScaleChange:
    is_worse = steps > 0 if scale.worse == "higher" else steps < 0
    direction = Direction.SAME if steps == 0 else Direction.WORSE if is_worse else Direction.BETTER
    least = scale.meaningful_change
    return ScaleChange(
        steps=steps, direction=direction, meaningful=None if least is None else abs(steps) >= least
    )


def parse_scale(said: Mapping[str, Any]) -> Scale:
    """The scale that a file describes; raises CatalogueError for what is missing, unknown or out of order."""
    name = str(said.get("id", "?"))
    missing, unknown = _KEYS - set(said), set(said) - _KEYS - _OPTIONAL
    if missing or unknown:
        raise CatalogueError(
            where=name, problem=f"lacks {sorted(missing)} or holds unknown {sorted(unknown)}"
        )
    if not _ID.fullmatch(name) or not all(_is_text(said[key]) for key in _KEYS - {"regions"}):
        raise CatalogueError(where=name, problem="has an empty text, or an id that is no code")
    if said["shows"] not in {"photo", "pair"} or said["worse"] not in {"higher", "lower"}:
        raise CatalogueError(where=name, problem="shows a photo or a pair, and is worse higher or lower")
    regions = said["regions"]
    if not isinstance(regions, list) or not regions or not all(_is_text(region) for region in regions):
        raise CatalogueError(where=f"{name}.regions", problem="is no list of regions")
    levels = _levels(name, said)
    return Scale(
        id=name,
        version=said["version"],
        title=said["title"],
        what=said["what"],
        shows=said["shows"],
        worse=said["worse"],
        regions=tuple(regions),
        levels=levels,
        no_change=_no_change(name, said, levels),
        meaningful_change=_meaningful(name, said),
        meaningful_source=said.get("meaningful_source"),
        reliability=_one_line(said["reliability"]),
        source=_one_line(said["source"]),
        licence=_one_line(said["licence"]),
    )


def _levels(name: str, said: Mapping[str, Any]) -> tuple[ScaleLevel, ...]:
    listed = said.get("levels", [])
    if said["kind"] == "percent" and not listed:
        return ()
    if said["kind"] != "grades" or not isinstance(listed, list) or len(listed) < 2:
        raise CatalogueError(where=f"{name}.levels", problem="is no list of two grades or more")
    levels = tuple(_level(f"{name}.levels", one) for one in listed)
    values, codes = [level.value for level in levels], [level.code for level in levels]
    if values != sorted(set(values)) or len(set(codes)) != len(codes):
        raise CatalogueError(where=f"{name}.levels", problem="is not in rising order, each grade once")
    return levels


def _level(where: str, said: Mapping[str, Any]) -> ScaleLevel:
    if not isinstance(said, Mapping) or set(said) != {"code", "value", "name", "wording"}:
        raise CatalogueError(
            where=where, problem="has a grade with other keys than code, value, name, wording"
        )
    if not all(_is_text(said[key]) for key in ("code", "name", "wording")) or len(said["code"]) > 20:
        raise CatalogueError(where=where, problem="has a grade with an empty text or a code over 20 letters")
    value = said["value"]
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise CatalogueError(where=where, problem="has a grade whose value is no number")
    return ScaleLevel(
        code=said["code"], value=float(value), name=said["name"], wording=_one_line(said["wording"])
    )


def _no_change(name: str, said: Mapping[str, Any], levels: tuple[ScaleLevel, ...]) -> str | None:
    code = said.get("no_change")
    is_pair = said["shows"] == "pair"
    if is_pair != (code is not None) or (is_pair and code not in {level.code for level in levels}):
        raise CatalogueError(
            where=f"{name}.no_change", problem="is the grade of a pair without change, there only"
        )
    return code


def _meaningful(name: str, said: Mapping[str, Any]) -> float | None:
    least = said.get("meaningful_change")
    if least is None:
        return None
    if isinstance(least, bool) or not isinstance(least, int | float) or not 0 < least < math.inf:
        raise CatalogueError(where=f"{name}.meaningful_change", problem="is no number above 0")
    if not _is_text(said.get("meaningful_source")):
        raise CatalogueError(where=f"{name}.meaningful_change", problem="names no source")
    return float(least)


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _one_line(text: str) -> str:
    return " ".join(text.split())
