"""What two faces say once they are laid over each other: alike, and not the mirror image of each other."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from imaging.align.flow import agreement
from imaging.align.mirror import advantage, block_scores, detail
from imaging.align.patch import Patch
from imaging.geometry import Similarity


@dataclass(frozen=True, slots=True)
class Look:
    """Three measures of the same two patches; None is unknown."""

    agreement: float | None  # -1 to 1: correlation of the shades, light divided out
    found_again: float | None  # -1 to 1: mean score of small blocks of detail, each looked for near its place
    mirror_advantage: float | None  # standard errors by which the photo agrees better than its mirror image


def look_at(
    moving: NDArray[np.uint8],
    reference: NDArray[np.uint8],
    patch: Patch,
    similarity: Similarity,
    *,
    mirrored: Similarity | None,
) -> Look:
    """The faces as `similarity` lays them; `mirrored` is the fit of the mirror image of MOVING."""
    one, other = patch.of(moving, similarity), patch.of(reference, Similarity.identity())
    seen = patch.seen(moving.shape, similarity) & patch.seen(reference.shape, Similarity.identity())
    there = detail(other)
    plain = block_scores(detail(one), there, seen)
    better = None
    if mirrored is not None:
        flipped = patch.of(np.ascontiguousarray(moving[:, ::-1]), mirrored)
        both = seen & patch.seen(moving.shape, mirrored)
        better = advantage(block_scores(detail(one), there, both), block_scores(detail(flipped), there, both))
    found = float(plain.mean()) if len(plain) else None
    return Look(agreement(one, other, seen), found, better)
