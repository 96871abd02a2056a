"""The two answers of an alignment: a similarity with its evidence, or why there is none."""

import math
from dataclasses import dataclass
from typing import Literal

from imaging.geometry import Similarity

Method = Literal["face_landmarks", "face_landmarks+image", "local_features"]

REASONS = (
    "too_small",  # a photo has too few pixels to say anything
    "no_texture",  # nothing on the patient that could be found again
    "face_in_one_only",  # a face in one photo, none in the other
    "views_differ",  # the head is turned another way, or the photo is mirrored
    "too_few_matches",  # too little of the one is found again in the other
    "evidence_thin",  # matches stand too close together, or are few for their spread
    "not_on_the_patient",  # what matches is padding, a border or the background
    "not_a_similarity",  # shift, turn and scale do not explain what is seen
    "scale_out_of_range",  # one photo was taken from much closer than the other
    "overlap_too_small",  # the two photos share too little
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Alignment:
    """A similarity from MOVING to REFERENCE, both in full-size upright pixels."""

    similarity: Similarity
    error_px: float  # expected at REFERENCE size: root mean square over the patient
    confidence: float  # 0-1: the chance that the error is within what a clinician would accept
    method: Method
    inliers: int  # points that agree with the similarity
    spread: float  # 0-1: how far over the common field those points reach
    agreement: float | None  # -1..1: local correlation of the two after alignment; None is unknown
    overlap: float  # 0-1: share of the REFERENCE that MOVING covers

    def __post_init__(self) -> None:
        if not (math.isfinite(self.error_px) and self.error_px >= 0 and 0 <= self.confidence <= 1):
            raise ValueError(f"error {self.error_px} or confidence {self.confidence} is out of range")

    @property
    def scale(self) -> float:
        """Size of REFERENCE over size of MOVING."""
        return self.similarity.scale

    @property
    def rotation_deg(self) -> float:
        """Turn of MOVING onto REFERENCE, clockwise on screen."""
        return self.similarity.rotation_deg

    @property
    def shift_px(self) -> tuple[float, float]:
        """`(x, y)` part of the matrix, full-size pixels of REFERENCE."""
        row, col = self.similarity.shift
        return col, row


@dataclass(frozen=True, slots=True, kw_only=True)
class AlignmentRefusal:
    """The two photos are not comparable: a code of `REASONS`, and a sentence for people."""

    reason: str
    detail: str

    def __post_init__(self) -> None:
        if self.reason not in REASONS:
            raise ValueError(f"unknown reason `{self.reason}`")
