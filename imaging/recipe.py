"""A recipe: the ordered operations that make a rendition from originals.

A recipe is a value. It says everything that was done, in the order in which it
was done, so that the same originals give the same picture again. Its canonical
JSON (sorted keys, no spaces, numbers that read back equal) has one hash.
Points are `(x, y)` full-size upright pixels, as the JSON interface writes them.
There is no operation that retouches, shears or warps, so none can be recorded.
"""

import hashlib
import json
from dataclasses import dataclass
from typing import Any, Literal, Self, get_args

import numpy as np

from imaging.operations import (
    LAID_ON,
    ORDER,
    Align,
    Calibrate,
    Colour,
    Conceal,
    Crop,
    Layout,
    Operation,
    Orient,
    Scale,
    operation_from_values,
    operation_values,
)

VERSION = 1

Side = Literal["before", "after"]


@dataclass(frozen=True, slots=True)
class Recipe:
    """Operations in the order of `ORDER`; an alignment comes with the field it was cropped to."""

    operations: tuple[Operation, ...]

    def __post_init__(self) -> None:
        ranks = [ORDER.index(type(operation)) for operation in self.operations]
        if ranks != sorted(ranks):
            raise ValueError(f"operations out of order: {[type(o).__name__ for o in self.operations]}")
        for kind in (Align, Crop, Scale, Layout):
            if sum(isinstance(operation, kind) for operation in self.operations) > 1:
                raise ValueError(f"more than one {kind.__name__}")
        self._check_colours()
        if (self.align is None) != (self.crop is None):
            raise ValueError("an aligned pair is cropped to its common field, one taken apart is not")
        for side in get_args(Side):
            self.orient(side)  # raises when the recipe does not say it
        if self.crop is None and any(o.mode in LAID_ON for o in self.operations if isinstance(o, Layout)):
            raise ValueError("photos that are not aligned are never laid onto each other")
        for kind in (Scale, Layout):
            if not any(isinstance(operation, kind) for operation in self.operations):
                raise ValueError(f"a recipe needs a {kind.__name__}")

    def _check_colours(self) -> None:
        charts = [o.photo for o in self.operations if isinstance(o, Calibrate)]
        if charts and self.crop is None:
            raise ValueError("photos that stand apart are shown as taken")
        if len(charts) != len({*charts}) or {*charts} & {
            o.photo for o in self.operations if isinstance(o, Colour)
        }:
            raise ValueError("a photo is given its colour once")

    def orient(self, side: Side) -> Orient:
        """How the original of this side was turned upright, and its size then."""
        for operation in self.operations:
            if isinstance(operation, Orient) and operation.photo == side:
                return operation
        raise ValueError(f"the recipe does not orient `{side}`")

    def colour(self, side: Side) -> Colour | None:
        """The whole-frame colour operation on this side, or None."""
        return next((o for o in self.operations if isinstance(o, Colour) and o.photo == side), None)

    def calibrate(self, side: Side) -> Calibrate | None:
        """The colour model from a chart, on this side, or None."""
        return next((o for o in self.operations if isinstance(o, Calibrate) and o.photo == side), None)

    @property
    def align(self) -> Align | None:
        """The similarity from after to before; None when the two stand apart."""
        return next((o for o in self.operations if isinstance(o, Align)), None)

    @property
    def crop(self) -> Crop | None:
        """The common field, in pixels of before."""
        return next((o for o in self.operations if isinstance(o, Crop)), None)

    @property
    def scale(self) -> Scale:
        """The size of each picture."""
        return next(o for o in self.operations if isinstance(o, Scale))

    @property
    def layout(self) -> Layout:
        """How the two stand together."""
        return next(o for o in self.operations if isinstance(o, Layout))

    @property
    def conceals(self) -> tuple[Conceal, ...]:
        """Areas that are covered."""
        return tuple(o for o in self.operations if isinstance(o, Conceal))

    @property
    def hash(self) -> str:
        """SHA-256 of the canonical JSON, hexadecimal."""
        return hashlib.sha256(self.to_json().encode()).hexdigest()

    def values(self) -> dict[str, Any]:
        """The recipe as plain JSON values."""
        return {"version": VERSION, "operations": [operation_values(o) for o in self.operations]}

    def to_json(self) -> str:
        """Canonical JSON: equal recipes give equal text."""
        return json.dumps(self.values(), sort_keys=True, separators=(",", ":"), allow_nan=False)

    @classmethod
    def from_values(cls, values: dict[str, Any]) -> Self:
        """The recipe that `values` wrote.

        Raises
        ------
        ValueError
            Another version, or something that is no recipe.
        """
        if values.get("version") != VERSION:
            raise ValueError(f"expected recipe version {VERSION}, got `{values.get('version')}`")
        return cls(tuple(operation_from_values(entry) for entry in values["operations"]))

    @classmethod
    def from_json(cls, text: str) -> Self:
        """The recipe that `to_json` wrote; raises ValueError as `from_values` does."""
        return cls.from_values(json.loads(text))

    @property
    def correction(self) -> "Correction | None":
        """What the alignment did to the after photo; None when the two stand apart."""
        if self.align is None:
            return None
        before, after = self.orient("before"), self.orient("after")
        row, col = self.align.similarity(np.array([after.centre]))[0] - np.array(before.centre)
        return Correction(
            shift_px=(float(col), float(row)),
            rotation_deg=self.align.similarity.rotation_deg,
            scale=self.align.similarity.scale * max(after.size_px) / max(before.size_px),
        )

    def sentence(self) -> str:
        """What was corrected, in one line for people."""
        done = self.correction
        if done is None:
            return "Shown apart and as taken. Nothing was aligned."
        return f"{done.sentence()}{self._colour_sentence()} Not retouched."

    def _colour_sentence(self) -> str:
        """What was done to colour, or nothing when nothing was."""
        charts = [o for side in get_args(Side) if (o := self.calibrate(side)) is not None]
        if charts:
            told = "; ".join(
                f"{o.photo} ΔE {o.delta_e_before:.1f} to {o.delta_e_after:.1f}"
                + (f", {100 * o.clipped_share:.1f} % of it clipped" if o.clipped_share >= 0.0005 else "")
                for o in charts
            )
            return f" Colour: whole frame, by the chart in the photo ({told})."
        gained = [one for side in get_args(Side) if (one := self.colour(side)) is not None]
        colours = {one.reference for one in gained}
        if "proposal" in colours:
            return " Colour: a proposed balance of the whole frame, with no reference in the picture."
        lost = "".join(
            f", {100 * one.clipped_share:.1f} % of {one.photo} clipped"
            for one in gained
            if one.clipped_share >= 0.0005
        )
        return f" Colour: whole frame, {' and '.join(sorted(colours))}{lost}." if colours else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """The alignment in words that a viewer can check: how far the after photo was moved.

    The two frames are first thought of as equally large, so that a camera with
    more pixels is not called a magnification.
    """

    shift_px: tuple[float, float]  # (x, y) of the centre of the frame, px of before
    rotation_deg: float  # positive clockwise on screen
    scale: float

    def sentence(self) -> str:
        """One line: "Shifted 3.1 px, turned 0.4°, scaled 1.2 %."."""
        shift = float(np.hypot(*self.shift_px))
        percent = 100 * abs(self.scale - 1)
        return f"Shifted {shift:.1f} px, turned {abs(self.rotation_deg):.1f}°, scaled {percent:.1f} %."
