"""How alignments, grades and findings are written as JSON: the interface that other programs read.

The names stand in the design paper, section 7; a field that is not known is null, never left out.
"""

from typing import Any

from imaging.align import Alignment, AlignmentRefusal
from protocols.criterion import Part
from protocols.grade import Grade
from protocols.model import Finding
from protocols.sepia import Sepia

Json = dict[str, Any]


def finding_values(finding: Finding) -> Json:
    """A finding as JSON."""
    return {
        "check": finding.check,
        "verdict": finding.verdict.value,
        "measured": _rounded(finding.measured),
        "limit": _plain(finding.limit),
        "unit": finding.unit,
        "advice": finding.advice,
    }


def grade_values(grade: Grade) -> Json:
    """A grade as JSON: the whole, the seven in their order with what each rests on, and SEPIA beside them."""
    return {
        "overall": grade.overall.value,
        "sentence": grade.sentence,
        "criteria": [
            {
                "name": criterion.name,
                "level": criterion.level.value,
                "verdict": criterion.verdict.value,
                "measured": _rounded(criterion.measured),
                "limit": _plain(criterion.limit),
                "outer_limit": _plain(criterion.outer_limit),
                "unit": criterion.unit,
                "sentence": criterion.sentence,
                "parts": [_part_values(part) for part in criterion.parts],
            }
            for criterion in grade.criteria
        ],
        "sepia": None if grade.sepia is None else sepia_values(grade.sepia),
    }


def sepia_values(sepia: Sepia) -> Json:
    """The nine items of SEPIA as JSON, with their points."""
    return {
        "points": sepia.points,
        "unknown": sepia.unknown,
        "of": len(sepia.items),
        "quality": sepia.quality,
        "items": [
            {
                "name": item.name,
                "verdict": item.verdict.value,
                "measured": _rounded(item.measured),
                "limit": _plain(item.limit),
                "unit": item.unit,
                "sentence": item.sentence,
                "asks_a_person": item.asks_a_person,
            }
            for item in sepia.items
        ],
    }


def _part_values(part: Part) -> Json:
    return {
        "name": part.name,
        "level": part.level.value,
        "verdict": part.verdict.value,
        "measured": _rounded(part.measured),
        "limit": _plain(part.limit),
        "outer_limit": _plain(part.outer_limit),
        "unit": part.unit,
        "sentence": part.sentence,
    }


def alignment_values(answer: Alignment | AlignmentRefusal) -> Json:
    """An alignment or its refusal as JSON; the fields of an alignment are null in a refusal."""
    if isinstance(answer, AlignmentRefusal):
        return refusal_values(answer.reason, answer.detail)
    return {
        "status": "aligned",
        "reason": None,
        "detail": None,
        "matrix": answer.similarity.matrix_xy.tolist(),
        "scale": answer.scale,
        "rotation_deg": answer.rotation_deg,
        "shift_px": list(answer.shift_px),
        "error_px": answer.error_px,
        "confidence": answer.confidence,
        "method": answer.method,
        "inliers": answer.inliers,
        "overlap": answer.overlap,
    }


def refusal_values(reason: str, detail: str) -> Json:
    """The JSON of a pair that was not aligned."""
    names = ("matrix", "scale", "rotation_deg", "shift_px", "error_px", "confidence", "method")
    nothing = dict.fromkeys((*names, "inliers", "overlap"))
    return {"status": "refused", "reason": reason, "detail": detail, **nothing}


def _rounded(value: Any) -> Any:
    return round(value, 3) if isinstance(value, float) else value


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value
