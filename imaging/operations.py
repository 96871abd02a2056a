"""The operations that a recipe may hold: each a frozen value, checked where it is made."""

from dataclasses import dataclass, fields
from typing import Any, ClassVar, Literal, get_args

import numpy as np

from imaging.geometry import Similarity

Photo = Literal["before", "after"]
Mode = Literal["before", "after", "side_by_side", "slider", "overlay", "difference"]
MODES: tuple[Mode, ...] = get_args(Mode)
LAID_ON: tuple[Mode, ...] = ("slider", "overlay", "difference")  # only for an aligned pair
ColourReference = Literal["chart", "grey card", "background", "proposal"]
Matrix = tuple[tuple[float, float, float], tuple[float, float, float], tuple[float, float, float]]
Box = tuple[float, float, float, float]  # x, y, width, height

# sRGB of the 18 % grey card: R = G = B, so that no hue stands beside a photo (ISO 3664).
SURROUND = 118


@dataclass(frozen=True, slots=True, kw_only=True)
class Orient:
    """The original was turned upright, exactly once; its size then."""

    op: ClassVar[str] = "orient"
    photo: Photo
    orientation: int  # EXIF 1-8, as found; 1 when the container had turned it already
    size_px: tuple[int, int]  # (width, height), upright, full size

    def __post_init__(self) -> None:
        if not 1 <= self.orientation <= 8 or min(self.size_px) < 1:
            raise ValueError(f"no orientation or size: {self.orientation}, {self.size_px}")

    @property
    def centre(self) -> tuple[float, float]:
        """`(row, col)` of the middle of the frame."""
        width, height = self.size_px
        return (height - 1) / 2, (width - 1) / 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Align:
    """The after photo is laid onto the before photo by a similarity."""

    op: ClassVar[str] = "align"
    matrix: Matrix  # (x, y) of after to those of before

    def __post_init__(self) -> None:
        self.similarity  # noqa: B018 - raises when the matrix is no similarity (law 4)

    @property
    def similarity(self) -> Similarity:
        """The matrix as a similarity."""
        return Similarity.from_matrix_xy(np.array(self.matrix, dtype=np.float64))

    @classmethod
    def of(cls, similarity: Similarity) -> "Align":
        """The operation that applies `similarity`."""
        a, b, c = similarity.matrix_xy.tolist()
        return cls(matrix=((a[0], a[1], a[2]), (b[0], b[1], b[2]), (c[0], c[1], c[2])))


@dataclass(frozen=True, slots=True, kw_only=True)
class Crop:
    """Both photos are cut to the field that both show."""

    op: ClassVar[str] = "crop"
    box_px: tuple[int, int, int, int]  # x, y, width, height in pixels of before

    def __post_init__(self) -> None:
        if min(self.box_px[2:]) < 1 or min(self.box_px[:2]) < 0:
            raise ValueError(f"no field: {self.box_px}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """The size of each picture on the screen; both are resampled once, in the same way."""

    op: ClassVar[str] = "scale"
    size_px: tuple[int, int]  # (width, height)

    def __post_init__(self) -> None:
        if min(self.size_px) < 1:
            raise ValueError(f"no size: {self.size_px}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Colour:
    """One gain a channel over the whole frame, in linear light, from a reference in the picture."""

    op: ClassVar[str] = "colour"
    photo: Photo
    gains: tuple[float, float, float]  # red, green, blue
    reference: ColourReference
    clipped_share: float = 0.0  # 0-1, of the photo: pixels that the gains pushed beyond white

    def __post_init__(self) -> None:
        if not (all(0.1 <= gain <= 10 for gain in self.gains) and 0 <= self.clipped_share <= 1):
            raise ValueError(f"gains outside 0.1-10 or a share outside 0-1: {self.gains}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibrate:
    """`light ** exponent @ matrix + offset` over the whole frame, in linear light, from a chart in it."""

    op: ClassVar[str] = "calibrate"
    photo: Photo
    exponent: float
    matrix: Matrix  # acts on rows of red, green, blue
    offset: tuple[float, float, float]
    reference: str  # the chart, and the list of published values it was held against
    delta_e_before: float  # median CIEDE2000 of the patches
    delta_e_after: float
    clipped_share: float  # 0-1, of the photo: pixels that fell outside sRGB

    def __post_init__(self) -> None:
        numbers = [self.exponent, *np.ravel(self.matrix), *self.offset]
        if not np.isfinite(numbers).all() or np.shape(self.matrix) != (3, 3) or len(self.offset) != 3:
            raise ValueError(f"no colour model: {self.exponent}, {self.matrix}, {self.offset}")
        if not (0.1 <= self.exponent <= 10 and 0 <= self.clipped_share <= 1):
            raise ValueError(f"exponent {self.exponent} or clipped share {self.clipped_share} out of range")


@dataclass(frozen=True, slots=True, kw_only=True)
class Conceal:
    """Areas are covered with the surround; covering is visible, so it is no retouching."""

    op: ClassVar[str] = "conceal"
    boxes_px: tuple[Box, ...]  # in pixels of before, on both photos
    what: str  # "eyes", "face"


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """How the two stand together, on which grey."""

    op: ClassVar[str] = "layout"
    mode: Mode
    gap_px: int = 24
    surround: int = SURROUND
    split: float = 0.5  # where the slider stands, share of the width

    def __post_init__(self) -> None:
        if self.mode not in MODES:
            raise ValueError(f"`{self.mode}` is no mode, expected one of {', '.join(MODES)}")
        if not (0 <= self.surround <= 255 and self.gap_px >= 0 and 0 <= self.split <= 1):
            raise ValueError(
                f"surround {self.surround}, gap {self.gap_px} or split {self.split} out of range"
            )


Operation = Orient | Align | Crop | Scale | Colour | Calibrate | Conceal | Layout
ORDER: tuple[type[Operation], ...] = (Orient, Align, Crop, Scale, Colour, Calibrate, Conceal, Layout)
_BY_NAME: dict[str, type[Operation]] = {kind.op: kind for kind in ORDER}


def operation_values(operation: Operation) -> dict[str, Any]:
    """The operation as plain JSON values, its name under `op`."""
    values = {field.name: getattr(operation, field.name) for field in fields(operation)}
    return {"op": operation.op, **values}


def operation_from_values(values: dict[str, Any]) -> Operation:
    """The operation that `operation_values` wrote, also after a way through JSON.

    Raises
    ------
    ValueError
        The name is unknown, a field is missing or too many, or a value does not fit.
    """
    rest = dict(values)
    kind = _BY_NAME.get(str(rest.pop("op", None)))
    if kind is None:
        raise ValueError(f"`{values.get('op')}` is no operation")
    try:
        return kind(**{name: _frozen(value) for name, value in rest.items()})
    except TypeError as error:
        raise ValueError(f"`{kind.op}` does not fit: {error}") from error


def _frozen(value: Any) -> Any:
    return tuple(_frozen(item) for item in value) if isinstance(value, list | tuple) else value
