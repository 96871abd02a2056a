"""Which evidence leads: landmarks on faces, local features on skin.

`align` works on the pixels of two frames and answers in full-size pixels.
"""

from imaging.align.result import Alignment, AlignmentRefusal
from imaging.frame import Frame
from imaging.landmarks import Face


def align(
    moving: Frame,
    reference: Frame,
    *,
    moving_face: Face | None,
    reference_face: Face | None,
) -> Alignment | AlignmentRefusal:
    """The similarity that carries MOVING onto REFERENCE, with its evidence, or the refusal.

    Parameters
    ----------
    moving, reference : Frame
        Upright sRGB photos.
    moving_face, reference_face : Face, optional
        As found in `frame.pixels` of each; None when no face was found.

    Returns
    -------
    Alignment in full-size pixels of both photos, or an AlignmentRefusal
    """
    if (moving_face is None) != (reference_face is None):
        return AlignmentRefusal(reason="face_in_one_only", detail="a face is seen in one photo only")
    _ = (moving, reference)
    return AlignmentRefusal(
        reason="too_few_matches", detail="too little of one photo is found again in the other"
    )
