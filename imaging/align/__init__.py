"""Bring one photo onto another by a similarity, or say why that cannot be done."""

from imaging.align.core import align
from imaging.align.result import REASONS, Alignment, AlignmentRefusal

__all__ = ["REASONS", "Alignment", "AlignmentRefusal", "align"]
