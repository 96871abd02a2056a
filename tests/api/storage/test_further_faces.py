"""The installed finder counts the faces beside the one that it describes, on rendered heads."""

import numpy as np
import pytest

from api.storage.weights import load_face_finder
from imaging.synthetic.heads import HeadTruth
from imaging.synthetic.shot import Shot


@pytest.mark.parametrize("heads", [1, 2])
def test_the_faces_beside_the_first_are_counted(front_shot: Shot[HeadTruth], heads: int) -> None:
    photo = np.hstack([front_shot.pixels] * heads)

    face = load_face_finder().find(photo)

    assert face is not None
    assert face.others == heads - 1
