"""The portfolio: what may be shown for a purpose through a channel; nothing else is even counted."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, ConfigDict, Field

from api.actions.list_portfolio import list_portfolio
from api.actions.photo_words import region_label, view_label
from api.routes.door.capabilities import Capability
from api.routes.door.documents import behind_the_door
from api.routes.door.edge import Edge, may
from api.routes.door.paging import USUAL, After, Limit
from api.routes.door.pictures import ChannelAsked, PurposeAsked, channel_of
from consent_gate import Purpose

router = APIRouter(tags=["portfolio"])

Facet = Annotated[str | None, Query(max_length=40)]


class PortfolioPhoto(BaseModel):
    """One photo that may be used so; it names nobody."""

    photo_id: UUID
    thumbnail_url: str
    region: str
    view: str
    weeks_since_first: Annotated[int, Field(description="full weeks after the first photo of the region")]
    obligations: Annotated[list[str], Field(description="such as `conceal_eyes`, `minimum_grade:amber`")]


class FacetCount(BaseModel):
    """How many there are with this value."""

    value: str
    label: str
    count: int


class PortfolioShape(BaseModel):
    """One page, the total, and the counts by region and view."""

    model_config = ConfigDict(title="Portfolio")
    items: list[PortfolioPhoto]
    next: str | None
    total: int
    facets: dict[str, list[FacetCount]]


@router.get(
    "/portfolio",
    name="list_portfolio",
    summary="The photos that may be used for a purpose",
    responses=behind_the_door(422),
)
def get_portfolio(
    edge: Annotated[Edge, Depends(may(Capability.READ_PORTFOLIO))],
    purpose: PurposeAsked = Purpose.MARKETING,
    channel: ChannelAsked = "website",
    region: Facet = None,
    view: Facet = None,
    limit: Limit = USUAL,
    after: After = None,
) -> PortfolioShape:
    """Counts and items come from the permission table alone; each picture is decided again when shown."""
    with edge.work() as work:
        found = list_portfolio(
            work,
            purpose=purpose,
            channel=channel_of(channel),
            region=region,
            view=view,
            limit=limit,
            after=after,
        )
    asked = f"purpose={purpose}&channel={channel}"
    return PortfolioShape(
        items=[
            PortfolioPhoto(
                photo_id=row.photo_id,
                thumbnail_url=f"/api/v1/photos/{row.photo_id}/thumbnail?{asked}",
                region=row.region,
                view=row.view,
                weeks_since_first=row.weeks_since_first,
                obligations=row.obligations.split(),
            )
            for row in found.page.items
        ],
        next=found.page.next,
        total=found.counts.total,
        facets={
            "region": [
                FacetCount(value=value, label=region_label(value), count=count)
                for value, count in sorted(found.counts.by_region.items())
            ],
            "view": [
                FacetCount(value=value, label=view_label(value), count=count)
                for value, count in sorted(found.counts.by_view.items())
            ],
        },
    )
