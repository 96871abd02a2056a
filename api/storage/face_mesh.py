"""The dense face mesh: 468 points with depth, where its package is installed.

The package talks to standard error on its own from native code, so its start and its first look are made
with that descriptor turned away; it is imported only when the first face is looked at, for it takes most of
a second.
"""

import importlib.util
import os
import sys
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from imaging.mesh_points import COUNT

_PACKAGE: Final = "mediapipe"
_LEAST_CONFIDENCE: Final = 0.3  # a box was found already: the mesh only has to agree
_quiet_lock = threading.Lock()


def face_mesh_is_installed() -> bool:
    """The package can be imported here."""
    return importlib.util.find_spec(_PACKAGE) is not None


class FaceMesh:
    """The mesh model, started at the first look; one look at a time."""

    def __init__(self) -> None:
        self._model: Any = None
        self._has_seen_a_face = False
        self._one_at_a_time = threading.Lock()

    def points(self, pixels: NDArray[np.uint8]) -> NDArray[np.float64] | None:
        """`(468, 3)` row, col, depth in px of a roughly upright `(H, W, 3)` RGB crop, or None."""
        with self._one_at_a_time:
            found = self._look(np.ascontiguousarray(pixels))
        if found is None:
            return None
        height, width = pixels.shape[:2]
        share = np.array([[mark.y, mark.x, mark.z] for mark in found[:COUNT]])
        return share * (height, width, width) - (0.5, 0.5, 0.0)

    def _look(self, pixels: NDArray[np.uint8]) -> Any | None:
        """The landmarks of the one face. Native code has its say at the start and at the first face."""
        if self._has_seen_a_face:
            found = self._model.process(pixels).multi_face_landmarks
        else:
            with _quiet_lock, _standard_error_turned_away():
                self._model = self._model or _start()
                found = self._model.process(pixels).multi_face_landmarks
        self._has_seen_a_face |= bool(found)
        return found[0].landmark if found else None


def _start() -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from mediapipe.python.solutions.face_mesh import FaceMesh as Model  # noqa: PLC0415 - slow, optional

        return Model(
            static_image_mode=True,
            max_num_faces=1,
            refine_landmarks=True,  # eyes and lips by attention: corner error down by a fifth on real faces
            min_detection_confidence=_LEAST_CONFIDENCE,
        )


@contextmanager
def _standard_error_turned_away() -> Iterator[None]:
    """What native code writes to descriptor 2 goes nowhere; Python's own errors still raise."""
    sys.stderr.flush()
    try:
        kept = os.dup(2)
    except OSError:  # closed: nobody listens anyway
        yield
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 2)
        yield
    finally:
        sys.stderr.flush()
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)
