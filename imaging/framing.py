"""How the face sits in the frame: how large, how far from the middle, and whether an edge cuts it."""

from dataclasses import dataclass
from typing import Final

from imaging.fact import Fact, Word
from imaging.landmarks import Face

SIDES: Final = ("none", "top", "right", "bottom", "left", "several")
_TOUCH_SHARE: Final = 0.01  # of the side of the frame: a box so near the edge goes on beyond it
_CROWN_SHARE: Final = 0.22  # of the height of a face box: hair and crown above it


@dataclass(frozen=True, slots=True, kw_only=True)
class Framing:
    """Shares are of the frame; offsets are of its half side, to the right and downwards."""

    face_height: Fact
    face_width: Fact
    off_right: Fact
    off_down: Fact
    crown_room: Fact  # between the crown and the upper edge; below 0 the crown is cut
    cut_by: Word  # the edge that the face itself touches


def framing(face: Face | None, *, height_px: int, width_px: int) -> Framing:
    """The framing of a face found in a picture of that size; all unknown without one."""
    if face is None:
        nothing = Fact(value=None, unit="share of frame", low=0, high=1)
        offset = Fact(value=None, unit="share of half frame")
        return Framing(
            face_height=nothing,
            face_width=nothing,
            off_right=offset,
            off_down=offset,
            crown_room=Fact(value=None, unit="share of frame"),
            cut_by=Word(value=None, options=SIDES, why_unknown="no face was found"),
        )
    x0, y0, x1, y1 = face.box_px
    crown = y0 - _CROWN_SHARE * (y1 - y0)
    return Framing(
        face_height=Fact(value=(y1 - y0) / height_px, unit="share of frame", low=0, high=1, error=0.02),
        face_width=Fact(value=(x1 - x0) / width_px, unit="share of frame", low=0, high=1, error=0.02),
        off_right=Fact(value=(x0 + x1) / width_px - 1, unit="share of half frame", error=0.02),
        off_down=Fact(value=(y0 + y1) / height_px - 1, unit="share of half frame", error=0.02),
        crown_room=Fact(value=crown / height_px, unit="share of frame", error=0.03),
        cut_by=Word(value=_cut_by(face, height_px=height_px, width_px=width_px), options=SIDES),
    )


def _cut_by(face: Face, *, height_px: int, width_px: int) -> str:
    x0, y0, x1, y1 = face.box_px
    down, across = _TOUCH_SHARE * height_px, _TOUCH_SHARE * width_px
    touched = [
        side
        for side, is_touched in (
            ("top", y0 < down),
            ("right", x1 > width_px - 1 - across),
            ("bottom", y1 > height_px - 1 - down),
            ("left", x0 < across),
        )
        if is_touched
    ]
    return "none" if not touched else touched[0] if len(touched) == 1 else "several"
