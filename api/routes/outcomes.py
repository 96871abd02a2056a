"""Outcomes: what was measured on a pair, what may be said of it, and finding patients by what changed."""

from datetime import date
from typing import Annotated, Literal, Self
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field
from starlette.responses import Response

from api.actions.catalogue import repeatability
from api.actions.find_outcomes import find_outcomes, read_outcomes
from api.actions.measure_outcome import Drawn, measure_comparison
from api.actions.release_photo import refused
from api.record.outcomes import Outcome
from api.routes.door.capabilities import Capability
from api.routes.door.documents import behind_the_door
from api.routes.door.edge import Edge, may
from api.routes.door.once import OnceOnly
from api.routes.door.paging import USUAL, After, Limit
from api.routes.door.shapes import Code, Listed, Sent
from api.routes.ratings import GradeChangeShape, RatingShape
from api.storage.work import Work
from consent_gate import Decision
from imaging.outcome import UNITS
from imaging.region import MAX_POINTS
from protocols.change import MEANS, NEEDS

router = APIRouter(tags=["outcomes"])

Reads = Annotated[Edge, Depends(may(Capability.READ_OUTCOMES))]
Finite = Annotated[float, Field(allow_inf_nan=False, ge=-1e6, le=1e6)]
Outline = Annotated[
    list[tuple[Finite, Finite]],
    Field(min_length=3, max_length=MAX_POINTS, description="corners [x, y], full-size px of before"),
]


class SentRegion(Sent):
    """A patch of skin on the before photo, and untreated skin beside it."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {"label": "cheek_left", "region": [[900, 1200], [1300, 1200], [1300, 1600]]}
        }
    )
    label: Code
    region: Outline
    adjacent: Annotated[
        Outline | None, Field(description="for the contrasts, which need no colour reference")
    ] = None
    px_per_mm: Annotated[
        float | None,
        Field(
            gt=0.1,
            lt=1000,
            allow_inf_nan=False,
            description="of before, read off a scale in it; null: as its facts say",
        ),
    ] = None


class ReadingShape(BaseModel):
    """One value, or the code of why there is none."""

    model_config = ConfigDict(title="OutcomeReading")
    value: float | None
    uncertainty: Annotated[float | None, Field(description="one standard deviation")]
    reason: Annotated[str | None, Field(description="such as no_colour_reference; null: measured")]


class OutcomeShape(BaseModel):
    """One measure of one region on two photos; a change below `limit` is `within_noise`."""

    model_config = ConfigDict(title="Outcome")
    id: UUID
    comparison_id: UUID
    before_photo_id: UUID
    after_photo_id: UUID
    label: str
    measure: str
    unit: str
    before: ReadingShape
    after: ReadingShape
    change: Annotated[float | None, Field(description="after less before")]
    limit: Annotated[float | None, Field(description="a smaller change is noise; null: not known")]
    told: Annotated[str, Field(description="changed, within_noise or unknown")]
    reason: Annotated[str | None, Field(description="why unknown: pair_is_red, light_unknown, ...")]
    doubts: Annotated[list[str], Field(description="what is not known, and does not forbid the answer")]
    meaning: Annotated[str | None, Field(description="`redder`, for a change only; null otherwise")]
    region: Annotated[list[tuple[float, float]], Field(description="corners [x, y], px of before")]
    adjacent: list[tuple[float, float]] | None
    px_per_mm: Annotated[float | None, Field(description="of before; null: no scale known, no texture")]
    version: Annotated[str, Field(description="of the method / of its repeatability")]
    measured_at: AwareDatetime

    @classmethod
    def of(cls, row: Outcome) -> Self:
        """The shape of one kept outcome."""
        return cls(
            id=row.id,
            comparison_id=row.comparison_id,
            before_photo_id=row.before_photo_id,
            after_photo_id=row.after_photo_id,
            label=row.label,
            measure=row.measure,
            unit=row.unit,
            before=ReadingShape(
                value=row.before_value, uncertainty=row.before_uncertainty, reason=row.before_reason
            ),
            after=ReadingShape(
                value=row.after_value, uncertainty=row.after_uncertainty, reason=row.after_reason
            ),
            change=row.change,
            limit=row.change_limit,
            told=row.told,
            reason=row.reason,
            doubts=row.doubts,
            meaning=_meaning(row),
            region=row.region,
            adjacent=row.adjacent,
            px_per_mm=row.px_per_mm,
            version=row.version,
            measured_at=row.measured_at,
        )


class OutcomesShape(BaseModel):
    """How a patient changed, as far as it is known."""

    model_config = ConfigDict(title="Outcomes")
    measured: list[OutcomeShape]
    graded: Annotated[list[GradeChangeShape], Field(description="each rater against his own first grade")]
    grades: Annotated[list[RatingShape], Field(description="every grade that stands")]


class MeasureShape(BaseModel):
    """One measure: its unit, what it needs, and the smallest change that can be told."""

    model_config = ConfigDict(title="Measure")
    name: str
    unit: str
    lower_means: str
    higher_means: str
    needs: Annotated[list[str], Field(description="criteria of the pair's grade that must be green")]
    smallest_detectable_change: Annotated[
        dict[str, float], Field(description="by kind of photo; a kind that is missing was not measured")
    ]


class MeasuresShape(BaseModel):
    """Every measure, and how its repeatability was measured."""

    model_config = ConfigDict(title="Measures")
    items: list[MeasureShape]
    repeatability_version: str
    measured_on: date
    source: Annotated[str, Field(description="rendered: on pictures made by code; patients: in a clinic")]
    conditions: str
    software: dict[str, str]


@router.get("/measures", name="list_measures", summary="What can be measured", responses=behind_the_door())
def list_measures(_edge: Reads) -> MeasuresShape:
    """Every measure with its unit and smallest detectable change, and the conditions that this holds for."""
    known = repeatability()
    return MeasuresShape(
        items=[
            MeasureShape(
                name=name,
                unit=unit,
                lower_means=MEANS[name][0],
                higher_means=MEANS[name][1],
                needs=list(NEEDS[name]),
                smallest_detectable_change={
                    kind: measures[name].smallest_detectable_change
                    for kind, measures in known.kinds.items()
                    if name in measures
                },
            )
            for name, unit in UNITS.items()
        ],
        repeatability_version=known.version,
        measured_on=known.measured_on,
        source=known.source,
        conditions=known.conditions,
        software=dict(known.software),
    )


@router.post(
    "/comparisons/{comparison_id}/outcomes",
    name="measure_outcome",
    summary="Measure a region",
    status_code=201,
    response_model=Listed[OutcomeShape],
    responses=behind_the_door(404, 409, 410, 422),
)
def measure(comparison_id: UUID, body: SentRegion, edge: Reads, once: OnceOnly) -> Response:
    """Measure a region on both photos of a comparison; the same region again gives the same rows."""
    rows = measure_comparison(
        edge.services,
        edge.actor,
        comparison_id,
        Drawn(label=body.label, region=body.region, adjacent=body.adjacent, px_per_mm=body.px_per_mm),
    )
    shapes = [OutcomeShape.of(row) for row in sorted(rows, key=lambda row: list(UNITS).index(row.measure))]

    def tell(_work: Work) -> Listed[OutcomeShape]:
        return Listed(items=shapes)

    return once.answer(edge, tell)


@router.get(
    "/patients/{patient_id}/outcomes",
    name="get_outcomes",
    summary="How a patient changed",
    responses=behind_the_door(404),
)
def get_outcomes(patient_id: UUID, edge: Reads) -> OutcomesShape:
    """Measured and graded changes of one patient; the gate is asked for every photo that they rest on."""
    with edge.work() as work:
        told = read_outcomes(work, patient_id)
        answer = (
            told
            if isinstance(told, Decision)
            else OutcomesShape(
                measured=[OutcomeShape.of(row) for row in told.measured],
                graded=[GradeChangeShape.of(each) for each in told.graded],
                grades=[RatingShape.of(rating) for rating in told.grades],
            )
        )
    if isinstance(answer, Decision):
        raise refused(answer)
    return answer


@router.get(
    "/outcomes",
    name="find_outcomes",
    summary="Find by what changed",
    responses=behind_the_door(422),
)
def find(
    edge: Reads,
    measure: Annotated[Code, Query(description="one of `list_measures`")],
    way: Annotated[Literal["up", "down"], Query(description="which way it changed")],
    at_least: Annotated[float, Query(ge=0, le=1e6, allow_inf_nan=False, description="in its unit")] = 0.0,
    label: Annotated[Code | None, Query(description="regions of this name only")] = None,
    limit: Limit = USUAL,
    after: After = None,
) -> Listed[OutcomeShape]:
    """Changes above the noise, newest first, of patients whom the caller looks after."""
    with edge.work() as work:
        page = find_outcomes(
            work, measure=measure, way=way, at_least=at_least, label=label, limit=limit, after=after
        )
        return Listed(items=[OutcomeShape.of(row) for row in page.items], next=page.next)


def _meaning(row: Outcome) -> str | None:
    if row.told != "changed" or row.change is None:
        return None
    lower, higher = MEANS[row.measure]
    return higher if row.change > 0 else lower
