"""Which view a photo should show, whether it does, which photos pair, how far a pair can be compared."""

from protocols.criterion import CRITERIA, Criterion, Facts, Level, Window
from protocols.evaluate import evaluate, verdict_of
from protocols.grade import Grade, grade_pair
from protocols.model import Finding, Limit, Measured, Verdict
from protocols.pairing import Shot, baseline
from protocols.views import View, is_view, shown_view, target_yaw_deg

__all__ = [
    "CRITERIA",
    "Criterion",
    "Facts",
    "Finding",
    "Grade",
    "Level",
    "Limit",
    "Measured",
    "Shot",
    "Verdict",
    "View",
    "Window",
    "baseline",
    "evaluate",
    "grade_pair",
    "is_view",
    "shown_view",
    "target_yaw_deg",
    "verdict_of",
]
