"""The 24-patch colour chart in a photo: found, verified, measured, and the correction that it gives."""

from imaging.chart.checks import Reason
from imaging.chart.correction import Correction, Fitted
from imaging.chart.find import Chart, ChartRefusal, find_chart
from imaging.chart.values import LAB, SOURCES, Reference, to_lab_d50, to_linear_rgb

__all__ = [
    "LAB",
    "SOURCES",
    "Chart",
    "ChartRefusal",
    "Correction",
    "Fitted",
    "Reason",
    "Reference",
    "find_chart",
    "to_lab_d50",
    "to_linear_rgb",
]
