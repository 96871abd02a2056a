"""Grading scales, grades that people gave, how grades moved, and how far raters agree."""

from typing import Annotated, Self
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field
from starlette.responses import Response

from api.actions.catalogue import scales
from api.actions.compare_ratings import (
    AgreementTold,
    GradeChange,
    PairOfRaters,
    find_grade_changes,
    tell_agreement,
)
from api.actions.rate_photos import ToRate, list_to_rate, rate_photo, read_ratings
from api.actions.release_photo import refused
from api.record.ratings import Rating
from api.routes.door.capabilities import Capability
from api.routes.door.documents import behind_the_door
from api.routes.door.edge import Edge, may
from api.routes.door.once import OnceOnly
from api.routes.door.paging import USUAL, After, Limit
from api.routes.door.shapes import Code, Listed, Sent, YesNo
from api.storage.work import Work
from consent_gate import Decision
from protocols.scales import Direction, Scale

router = APIRouter(tags=["ratings"])

Reads = Annotated[Edge, Depends(may(Capability.READ_OUTCOMES))]
Rates = Annotated[Edge, Depends(may(Capability.RATE_PHOTOS))]
ScaleAsked = Annotated[Code, Query(description="id of a scale")]


class ScaleLevelShape(BaseModel):
    """One grade of a scale, in our own words."""

    model_config = ConfigDict(title="ScaleLevel")
    code: str
    value: float
    name: str
    wording: str


class ScaleShape(BaseModel):
    """One version of a grading scale; without `levels` a grade is a whole share from 0 to 100."""

    model_config = ConfigDict(title="Scale")
    id: str
    version: str
    title: str
    what: str
    shows: Annotated[str, Field(description="photo, or pair: a photo beside its baseline")]
    worse: Annotated[str, Field(description="higher or lower: which end is the worse one")]
    regions: list[str]
    levels: list[ScaleLevelShape]
    no_change: str | None
    meaningful_change: Annotated[float | None, Field(description="null: nobody showed one")]
    meaningful_source: str | None
    reliability: str
    source: str
    licence: str

    @classmethod
    def of(cls, scale: Scale) -> Self:
        """The shape of a scale."""
        levels = [
            ScaleLevelShape(code=level.code, value=level.value, name=level.name, wording=level.wording)
            for level in scale.levels
        ]
        plain = {name: getattr(scale, name) for name in cls.model_fields if name not in {"levels", "regions"}}
        return cls(**plain, levels=levels, regions=list(scale.regions))


class SentRating(Sent):
    """A grade."""

    model_config = ConfigDict(json_schema_extra={"example": {"scale": "wsrs", "grade": "3", "blinded": True}})
    scale: Code
    grade: Annotated[str, Field(min_length=1, max_length=20, description="code of a grade of the scale")]
    baseline_photo_id: Annotated[UUID | None, Field(description="for a scale of pairs, and there only")] = (
        None
    )
    blinded: Annotated[YesNo, Field(description="true: graded from a list that told no date")] = False


class RatingShape(BaseModel):
    """One person's grade of one photo, as it stands; `revision` over 1 has been graded again."""

    model_config = ConfigDict(title="Rating")
    id: UUID
    photo_id: UUID
    baseline_photo_id: UUID | None
    rater_id: UUID
    scale: str
    scale_version: str
    grade: str
    value: float
    blinded: bool
    rated_at: AwareDatetime
    revision: int

    @classmethod
    def of(cls, rating: Rating) -> Self:
        """The shape of a rating."""
        return cls(**{name: getattr(rating, name) for name in cls.model_fields})


class PastGrade(BaseModel):
    """What stood there until then."""

    grade: str
    scale_version: str
    blinded: bool
    until: AwareDatetime


class RatingWithHistory(RatingShape):
    """A grade with those that it replaced, oldest first."""

    model_config = ConfigDict(title="RatingWithHistory")
    history: list[PastGrade]


class ToRateShape(BaseModel):
    """One photo to be graded; blinded, nothing here tells when it was taken."""

    model_config = ConfigDict(title="PhotoToRate")
    label: str
    photo_id: UUID
    baseline_photo_id: UUID | None
    image_url: str
    baseline_image_url: str | None
    taken_at: Annotated[AwareDatetime | None, Field(description="null: blinded")]
    my_grade: str | None

    @classmethod
    def of(cls, each: ToRate, *, blinded: bool) -> Self:
        """The shape of one photo to be graded."""
        baseline = each.baseline
        return cls(
            label=each.label,
            photo_id=each.photo.id,
            baseline_photo_id=None if baseline is None else baseline.id,
            image_url=_image(each.photo.id),
            baseline_image_url=None if baseline is None else _image(baseline.id),
            taken_at=None if blinded else each.photo.taken_at,
            my_grade=None if each.mine is None else each.mine.grade,
        )


class GradeChangeShape(BaseModel):
    """A grade, what it is held against, and what lies between."""

    model_config = ConfigDict(title="GradeChange")
    patient_id: UUID
    rating: RatingShape
    first_photo_id: Annotated[UUID | None, Field(description="the rater's first; null: a scale of pairs")]
    first_grade: str | None
    steps: Annotated[float, Field(description="later less earlier; for a pair, from no change")]
    direction: Annotated[str, Field(description="better, same or worse")]
    meaningful: Annotated[bool | None, Field(description="null: no source says what would be")]

    @classmethod
    def of(cls, each: GradeChange) -> Self:
        """The shape of a change of grade."""
        return cls(
            patient_id=each.photo.patient_id,
            rating=RatingShape.of(each.rating),
            first_photo_id=None if each.first is None else each.first.photo_id,
            first_grade=None if each.first is None else each.first.grade,
            steps=each.change.steps,
            direction=str(each.change.direction),
            meaningful=each.change.meaningful,
        )


class PairOfRatersShape(BaseModel):
    """Two raters over what both graded; null where their grades do not vary."""

    model_config = ConfigDict(title="PairOfRaters")
    rater_ids: tuple[UUID, UUID]
    photos: int
    kappa_quadratic: float | None
    kappa_linear: float | None

    @classmethod
    def of(cls, pair: PairOfRaters) -> Self:
        """The shape of a pair of raters."""
        return cls(
            rater_ids=pair.raters,
            photos=pair.photos,
            kappa_quadratic=pair.kappa_quadratic,
            kappa_linear=pair.kappa_linear,
        )


class AgreementShape(BaseModel):
    """Agreement on a scale; a public claim needs two raters or more."""

    model_config = ConfigDict(title="Agreement")
    scale: str
    scale_version: str
    photos: Annotated[int, Field(description="that every rater graded")]
    raters: int
    kappa_quadratic: Annotated[float | None, Field(description="weighted; mean over pairs of raters")]
    kappa_linear: float | None
    icc: Annotated[float | None, Field(description="ICC(2,1): single grades, absolute agreement")]
    pairs: list[PairOfRatersShape]

    @classmethod
    def of(cls, told: AgreementTold) -> Self:
        """The shape of an agreement."""
        whole = told.whole
        return cls(
            scale=told.scale.id,
            scale_version=told.scale.version,
            photos=0 if whole is None else whole.subjects,
            raters=0 if whole is None else whole.raters,
            kappa_quadratic=None if whole is None else whole.kappa_quadratic,
            kappa_linear=None if whole is None else whole.kappa_linear,
            icc=None if whole is None else whole.icc,
            pairs=[PairOfRatersShape.of(pair) for pair in told.pairs],
        )


@router.get("/scales", name="list_scales", summary="The grading scales", responses=behind_the_door())
def list_scales(_edge: Reads) -> Listed[ScaleShape]:
    """Every scale of the catalogue in its current version."""
    return Listed(items=[ScaleShape.of(scale) for scale in scales().values()])


@router.get(
    "/patients/{patient_id}/photos-to-rate",
    name="list_to_rate",
    summary="Photos to be graded",
    responses=behind_the_door(404, 422),
)
def to_rate(
    *,
    patient_id: UUID,
    edge: Rates,
    scale: ScaleAsked,
    view: Annotated[Code | None, Query(description="photos of this view only")] = None,
    blinded: Annotated[bool, Query(description="tell no date, in an order that follows from none")] = False,
) -> Listed[ToRateShape]:
    """The photos that the scale is made for, with the caller's own grades; nobody else's is told."""
    with edge.work() as work:
        found = list_to_rate(work, patient_id, scale_id=scale, view=view, blinded=blinded)
        return Listed(items=[ToRateShape.of(each, blinded=blinded) for each in found])


@router.post(
    "/photos/{photo_id}/ratings",
    name="rate_photo",
    summary="Grade a photo",
    status_code=201,
    response_model=RatingShape,
    responses=behind_the_door(404, 409, 422),
)
def rate(photo_id: UUID, body: SentRating, edge: Rates, once: OnceOnly) -> Response:
    """Give the caller's grade, or change it: one grade a rater, photo and scale."""

    def give(work: Work) -> RatingShape | Decision:
        made = rate_photo(
            work,
            photo_id,
            scale_id=body.scale,
            grade=body.grade,
            baseline_photo_id=body.baseline_photo_id,
            blinded=body.blinded,
        )
        return made if isinstance(made, Decision) else RatingShape.of(made)

    return once.answer(edge, give)


@router.get(
    "/photos/{photo_id}/ratings",
    name="list_ratings",
    summary="Grades of a photo",
    responses=behind_the_door(404),
)
def list_ratings(photo_id: UUID, edge: Reads) -> Listed[RatingWithHistory]:
    """Every rater's grade of the photo, with what it replaced."""
    with edge.work() as work:
        found = read_ratings(work, photo_id)
        shapes: list[RatingWithHistory] | Decision = (
            found
            if isinstance(found, Decision)
            else [
                RatingWithHistory(
                    **RatingShape.of(rating).model_dump(),
                    history=[PastGrade(**past) for past in history],
                )
                for rating, history in found
            ]
        )
    if isinstance(shapes, Decision):
        raise refused(shapes)
    return Listed(items=shapes)


@router.get(
    "/grade-changes",
    name="find_grade_changes",
    summary="Find by how grades moved",
    responses=behind_the_door(422),
)
def find(
    edge: Reads,
    scale: ScaleAsked,
    direction: Annotated[Direction, Query(description="which way the grade moved")],
    steps: Annotated[float, Query(gt=0, le=100, allow_inf_nan=False, description="by at least")] = 1.0,
    limit: Limit = USUAL,
    after: After = None,
) -> Listed[GradeChangeShape]:
    """Grades that moved so, newest first, of patients whom the caller looks after."""
    with edge.work() as work:
        found, onward = find_grade_changes(
            work, scale_id=scale, direction=direction, steps=steps, limit=limit, after=after
        )
        return Listed(items=[GradeChangeShape.of(each) for each in found], next=onward)


@router.get(
    "/agreement",
    name="get_agreement",
    summary="How far raters agree",
    responses=behind_the_door(422),
)
def get_agreement(edge: Reads, scale: ScaleAsked) -> AgreementShape:
    """Weighted kappa and ICC(2,1) over the grades of patients whom the caller looks after."""
    with edge.work() as work:
        return AgreementShape.of(tell_agreement(work, scale_id=scale))


def _image(photo_id: UUID) -> str:
    return f"/api/v1/photos/{photo_id}/image?purpose=care&channel=clinic_screen"
