"""The printed target: drawn at true size, found in a photo, with millimetres and a field for a grey card."""

from imaging.target.draw import target_pdf, target_png
from imaging.target.find import GreyCard, Target, TargetRefusal, find_target

__all__ = ["GreyCard", "Target", "TargetRefusal", "find_target", "target_pdf", "target_png"]
