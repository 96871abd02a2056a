"""The clinic's products and their batches."""

from datetime import date
from typing import Annotated, Self
from uuid import UUID

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from api.actions import edit_treatments
from api.record import batches, products
from api.record.batches import Batch
from api.record.products import Product
from api.routes.door.capabilities import Capability
from api.routes.door.documents import behind_the_door
from api.routes.door.edge import Edge, may
from api.routes.door.once import OnceOnly
from api.routes.door.shapes import Line, Listed, Name, Sent
from api.storage.work import Work

router = APIRouter(tags=["products"])

Reads = Annotated[Edge, Depends(may(Capability.READ_TREATMENTS))]
Edits = Annotated[Edge, Depends(may(Capability.EDIT_TREATMENTS))]
Word = Annotated[Line, Field(min_length=1, max_length=40)]


class ProductShape(BaseModel):
    """What can be given to a patient."""

    model_config = ConfigDict(title="Product")
    id: UUID
    name: str
    maker: str | None
    kind: str
    unit: str
    gtin: str | None

    @classmethod
    def of(cls, product: Product) -> Self:
        """The shape of a product."""
        return cls(
            id=product.id,
            name=product.name,
            maker=product.maker,
            kind=product.kind,
            unit=product.unit,
            gtin=product.gtin,
        )


class SentProduct(Sent):
    """A product for the catalogue."""

    name: Name
    maker: Name | None = None
    kind: Annotated[Word, Field(description="such as toxin, filler, peel, consumable")]
    unit: Annotated[Line, Field(min_length=1, max_length=20, description="what amounts count in: U, ml, g")]
    gtin: Annotated[str | None, Field(pattern=r"^\d{8,14}$", description="GS1 number")] = None


class BatchShape(BaseModel):
    """One lot of a product."""

    model_config = ConfigDict(title="Batch")
    id: UUID
    product_id: UUID
    lot: str
    expires_on: date | None

    @classmethod
    def of(cls, batch: Batch) -> Self:
        """The shape of a batch."""
        return cls(id=batch.id, product_id=batch.product_id, lot=batch.lot, expires_on=batch.expires_on)


class SentBatch(Sent):
    """A lot as printed on the box."""

    lot: Annotated[Line, Field(min_length=1, max_length=60)]
    expires_on: date | None = None


@router.get("/products", name="list_products", summary="The clinic's products", responses=behind_the_door())
def list_products(edge: Reads) -> Listed[ProductShape]:
    """The catalogue by name."""
    with edge.look() as work:
        return Listed(items=[ProductShape.of(product) for product in products.of_clinic(work.session)])


@router.post(
    "/products",
    name="add_product",
    summary="Add a product",
    status_code=201,
    response_model=ProductShape,
    responses=behind_the_door(422),
)
def add_product(body: SentProduct, edge: Edits, once: OnceOnly) -> Response:
    """Add a product to the catalogue."""

    def add(work: Work) -> ProductShape:
        return ProductShape.of(edit_treatments.add_product(work, **body.model_dump()))

    return once.answer(edge, add)


@router.get(
    "/products/{product_id}/batches",
    name="list_batches",
    summary="A product's batches",
    responses=behind_the_door(404),
)
def list_batches(product_id: UUID, edge: Reads) -> Listed[BatchShape]:
    """The lots of a product."""
    with edge.look() as work:
        products.get(work.session, product_id)
        return Listed(items=[BatchShape.of(batch) for batch in batches.of_product(work.session, product_id)])


@router.post(
    "/products/{product_id}/batches",
    name="add_batch",
    summary="Add a batch",
    status_code=201,
    response_model=BatchShape,
    responses=behind_the_door(404, 422),
)
def add_batch(product_id: UUID, body: SentBatch, edge: Edits, once: OnceOnly) -> Response:
    """Add a lot of a product."""

    def add(work: Work) -> BatchShape:
        return BatchShape.of(edit_treatments.add_batch(work, product_id, **body.model_dump()))

    return once.answer(edge, add)
