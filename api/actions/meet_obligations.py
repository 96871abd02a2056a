"""What must be done to a picture before it is shown, and whether it can be done here.

An obligation that cannot be met is a refusal, never a shrug: a face that was not
found cannot be covered, and a picture of the whole face cannot be cropped to a
cheek. Covering is visible, in the grey of the surround, so it is no retouching.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from api.actions.errors import RefusedError
from api.actions.photo_words import without_side
from api.record.photos import Photo
from consent_gate import DEFAULT_RULES, Duty, Obligation
from imaging import mesh_points

Box = tuple[float, float, float, float]
"""x, y, width, height in full-size pixels of the upright photo"""

UNMET = "obligation_unmet"
# Shares of the distance between the eyes, around each eye: up over the brow, down to the cheek bone, and
# past the outer corner. Smaller would show the eyes of a face that was found a little off.
_EYE_UP, _EYE_DOWN, _EYE_REACH = 0.45, 0.32, 0.60
# A turned head brings the eyes together; the height of the face box still tells its size.
_LEAST_EYE_DISTANCE = 0.30
_FACE_MARGIN = 0.20
_FIVE = 5
"""points of the detector without a mesh: right eye, left eye, nose, mouth corners"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Duties:
    """What is to be done to one picture: boxes to cover, words to add."""

    covers: tuple[Box, ...] = ()
    what: str = ""
    notices: tuple[str, ...] = ()


def duties_on_photo(obligations: Iterable[Obligation], photo: Photo) -> Duties:
    """What is to be done to a single photo.

    Raises
    ------
    RefusedError
        Something cannot be done to this photo.
    """
    owed = frozenset(obligations)
    if any(obligation.duty is Duty.COMPOSITE_ONLY for obligation in owed):
        raise unmet("This use shows a pair, never a single photo.", "Compare two photos and use the pair.")
    return duties(owed, photo)


def duties(obligations: frozenset[Obligation], photo: Photo) -> Duties:
    """What is to be done to a picture that shows this photo, alone or in a pair; raises RefusedError."""
    owed = {obligation.duty for obligation in obligations}
    notices = tuple(sorted(o.value for o in obligations if o.duty is Duty.ADD_NOTICE))
    if Duty.CROP_TO_REGION in owed and not shows_only_its_region(photo):
        raise unmet(
            "Only the treated area may be shown, and this photo shows more.",
            "Use a close-up of the area, or ask the patient for more.",
        )
    if owed & {Duty.CONCEAL_FACE, Duty.CONCEAL_EYES}:
        _refuse_more_faces(photo)
    if Duty.CONCEAL_FACE in owed:
        covers = tuple(face_boxes(photo))
        return Duties(covers=covers, what="face" if covers else "", notices=notices)
    if Duty.CONCEAL_EYES in owed:
        covers = tuple(eye_boxes(photo))
        return Duties(covers=covers, what="eyes" if covers else "", notices=notices)
    return Duties(notices=notices)


def shows_only_its_region(photo: Photo) -> bool:
    """Whether the photo is a close-up of a part that does not tell who it is."""
    part = without_side(photo.region)
    is_part = part in DEFAULT_RULES.face_parts or part in DEFAULT_RULES.body_parts
    return is_part and photo.view == "close_up" and _face(photo) is None


def eye_boxes(photo: Photo) -> list[Box]:
    """What to cover so that both eyes are hidden; raises RefusedError when they were not found."""
    face = _face(photo)
    if face is None:
        return _none_if_no_face(photo, "eyes")
    points = face["landmarks_px"]
    if len(points) == _FIVE:
        eyes = [points[0], points[1]]
    else:
        corners = (mesh_points.RIGHT_EYE_CORNERS, mesh_points.LEFT_EYE_CORNERS)
        eyes = [[sum(points[i][axis] for i in pair) / len(pair) for axis in (0, 1)] for pair in corners]
    _, y0, _, y1 = face["box_px"]
    apart = max(math.dist(*eyes), _LEAST_EYE_DISTANCE * (y1 - y0))
    left, right = (pick(eye[0] for eye in eyes) for pick in (min, max))
    top, bottom = (pick(eye[1] for eye in eyes) for pick in (min, max))
    wide, up, down = _EYE_REACH * apart, _EYE_UP * apart, _EYE_DOWN * apart
    return [(left - wide, top - up, right - left + 2 * wide, bottom - top + up + down)]


def face_boxes(photo: Photo) -> list[Box]:
    """What to cover so that the face is hidden; raises RefusedError when it was not found."""
    face = _face(photo)
    if face is None:
        return _none_if_no_face(photo, "face")
    x0, y0, x1, y1 = face["box_px"]
    xs = [x0, x1, *(point[0] for point in face["landmarks_px"])]
    ys = [y0, y1, *(point[1] for point in face["landmarks_px"])]
    margin = _FACE_MARGIN * max(x1 - x0, y1 - y0)
    return [
        (
            min(xs) - margin,
            min(ys) - margin,
            max(xs) - min(xs) + 2 * margin,
            max(ys) - min(ys) + 2 * margin,
        )
    ]


def unmet(sentence: str, mend: str) -> RefusedError:
    """The refusal of a use whose obligation cannot be met here."""
    return RefusedError([{"code": UNMET, "sentence": sentence, "mend": mend}])


def _face(photo: Photo) -> Mapping[str, Any] | None:
    face = (photo.facts or {}).get("face")
    return face if isinstance(face, Mapping) else None


def _refuse_more_faces(photo: Photo) -> None:
    """One face is covered: a second one in the picture would stay in sight."""
    if (_face(photo) or {}).get("others"):
        raise unmet(
            "Faces must be hidden, and more than one was seen on this photo.",
            "Use a photo that shows the patient alone, or a close-up of the area.",
        )


def _none_if_no_face(photo: Photo, what: str) -> list[Box]:
    """A close-up of skin has no face to hide; on any other photo an unseen face may still be there."""
    if shows_only_its_region(photo):
        return []
    raise unmet(
        f"The {what} must be hidden, and no face was found to hide.",
        "Use a photo on which the face is found, or a close-up of the area.",
    )
