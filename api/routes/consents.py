"""What patients permit: documents read and signed, grants, withdrawals."""

from typing import Annotated, Self
from uuid import UUID

from fastapi import APIRouter, Depends
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, model_validator
from starlette.responses import Response

from api.actions.grant_consent import MAX_MARK, Mark, grant_consent
from api.actions.read_consents import Cell, ConsentEvent, Consents, GrantState, read_consents
from api.actions.record_audit import record_act
from api.actions.withdraw_consent import withdraw_all, withdraw_grant
from api.record import consent_documents, consents, patients
from api.record.consent_documents import ConsentDocument
from api.record.consents import ConsentGrant
from api.routes.door.capabilities import Capability
from api.routes.door.documents import behind_the_door
from api.routes.door.edge import Edge, may
from api.routes.door.once import OnceOnly
from api.routes.door.shapes import Code, Listed, Sent, Text
from api.storage.work import Work
from consent_gate import Channel, Identifiability, Purpose, Scope, ScopeKind

router = APIRouter(tags=["consents"])

Reads = Annotated[Edge, Depends(may(Capability.READ_CONSENTS))]
Takes = Annotated[Edge, Depends(may(Capability.TAKE_CONSENTS))]
ChannelWord = Annotated[str, Field(max_length=60, description="such as `website`, `social:instagram`")]
Purposes = Annotated[list[Purpose], Field(min_length=1, max_length=len(Purpose))]
Channels = Annotated[list[ChannelWord], Field(min_length=1, max_length=40)]


class ConsentDocumentShape(BaseModel):
    """One version of one text; `sha256` is what a signature names."""

    model_config = ConfigDict(title="ConsentDocument")
    id: UUID
    key: str
    title: str
    version: int
    language: str
    text: Annotated[str, Field(description="as read by the patient; an empty line parts paragraphs")]
    sha256: str
    fingerprint: str
    published_at: AwareDatetime

    @classmethod
    def of(cls, document: ConsentDocument) -> Self:
        """The shape of a document."""
        return cls(
            id=document.id,
            key=document.key,
            title=document.title,
            version=document.version,
            language=document.language,
            text=document.body,
            sha256=document.sha256.hex(),
            fingerprint=document.fingerprint,
            published_at=document.published_at,
        )


class ScopeShape(Sent):
    """Which photos: all of the patient's, or those of sessions, regions, or single ones."""

    kind: ScopeKind = ScopeKind.PATIENT
    ids: Annotated[list[UUID], Field(max_length=1000)] = Field(default_factory=list)
    regions: Annotated[list[Code], Field(max_length=40)] = Field(default_factory=list)

    def scope(self) -> Scope:
        """The scope as the gate knows it; raises InvalidGrantError."""
        return Scope(kind=self.kind, ids=frozenset(self.ids), regions=frozenset(self.regions))


class SignatureShape(Sent):
    """The name typed, or the strokes drawn."""

    name_typed: Annotated[Text | None, Field(max_length=300)] = None
    drawing: Annotated[str | None, Field(max_length=MAX_MARK)] = None
    signer: Annotated[str, Field(pattern="^(patient|representative)$")] = "patient"

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if bool(self.name_typed) == bool(self.drawing):
            raise ValueError("either a typed name or a drawing")
        return self

    def mark(self) -> Mark:
        """The mark as it is kept; raises InvalidInputError."""
        method = "typed" if self.name_typed else "drawn"
        return Mark(method=method, content=self.name_typed or self.drawing or "", signer=self.signer)


class NewGrant(Sent):
    """What the signature permits."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "purposes": ["marketing"],
                "channels": ["website"],
                "scope": {"kind": "region", "regions": ["face"]},
                "identifiability": "eyes_concealed",
                "expires_at": "2028-05-04T00:00:00Z",
                "document_id": "1b671a64-40d5-491e-99b0-da01ff1f3341",
                "signature": {"name_typed": "Mara Velez"},
            }
        }
    )
    purposes: Purposes
    channels: Channels
    scope: ScopeShape = Field(default_factory=ScopeShape)
    identifiability: Identifiability
    expires_at: Annotated[AwareDatetime | None, Field(description="null: in 24 months")] = None
    not_before: AwareDatetime | None = None
    document_id: UUID
    signature: SignatureShape


class DocumentNamed(BaseModel):
    """Which text was signed."""

    title: str
    version: int


class GrantShape(BaseModel):
    """A grant, and what has become of it."""

    model_config = ConfigDict(title="Grant")
    id: UUID
    purposes: list[str]
    channels: list[str]
    scope: ScopeShape
    identifiability: str
    granted_at: AwareDatetime
    expires_at: AwareDatetime
    state: Annotated[str, Field(description="active, not_yet, expired, withdrawn, withdrawn_in_part")]
    withdrawn_at: AwareDatetime | None
    signed_by: Annotated[str, Field(description="patient or representative")]
    document: DocumentNamed

    @classmethod
    def of(cls, told: GrantState) -> Self:
        """The shape of a grant with its state."""
        row = told.row
        return cls(
            id=row.id,
            purposes=row.purposes,
            channels=row.channels,
            scope=_scope_shape(row),
            identifiability=row.identifiability,
            granted_at=row.granted_at,
            expires_at=row.expires_at,
            state=told.state,
            withdrawn_at=told.withdrawn_at,
            signed_by=told.signature.signer,
            document=DocumentNamed(title=told.document.title, version=told.document.version),
        )


class PermissionShape(BaseModel):
    """One line of the form: whether some of the photos may be used so."""

    model_config = ConfigDict(title="ConsentLine")
    purpose: str
    channel: str
    label: str
    state: Annotated[str, Field(description="yes, no or ended")]
    until: AwareDatetime | None

    @classmethod
    def of(cls, cell: Cell) -> Self:
        """The shape of a line."""
        return cls(
            purpose=str(cell.purpose),
            channel=str(cell.channel),
            label=cell.label,
            state=cell.state,
            until=cell.until,
        )


class EventShape(BaseModel):
    """One thing that was said, at its time."""

    model_config = ConfigDict(title="ConsentEvent")
    at: AwareDatetime
    kind: Annotated[str, Field(description="grant or withdrawal")]
    id: UUID
    grant_id: UUID | None
    purposes: Annotated[list[str] | None, Field(description="null: all")]
    channels: Annotated[list[str] | None, Field(description="null: all")]

    @classmethod
    def of(cls, event: ConsentEvent) -> Self:
        """The shape of an event."""
        row = event.row
        grant_id = row.id if isinstance(row, ConsentGrant) else row.grant_id
        return cls(
            at=event.at,
            kind=event.kind,
            id=event.id,
            grant_id=grant_id,
            purposes=row.purposes,
            channels=row.channels,
        )


class ConsentsShape(BaseModel):
    """All that a patient has said about her photos."""

    model_config = ConfigDict(title="Consents")
    documents: list[ConsentDocumentShape]
    grants: list[GrantShape]
    matrix: list[PermissionShape]
    events: Annotated[list[EventShape], Field(description="newest first")]

    @classmethod
    def of(cls, told: Consents) -> Self:
        """The shape of it."""
        return cls(
            documents=[ConsentDocumentShape.of(document) for document in told.documents],
            grants=[GrantShape.of(grant) for grant in told.grants],
            matrix=[PermissionShape.of(cell) for cell in told.matrix],
            events=[EventShape.of(event) for event in told.events],
        )


class SentWithdrawal(Sent):
    """What is taken back; nothing said means all of it."""

    purposes: Purposes | None = None
    channels: Channels | None = None
    scope: Annotated[ScopeShape | None, Field(description="null: every photo")] = None
    reason: Annotated[Text, Field(max_length=1000)] = ""


class WithdrawalShape(BaseModel):
    """The end of a grant, in force since `withdrawn_at`."""

    model_config = ConfigDict(title="Withdrawal")
    id: UUID
    grant_id: UUID | None
    withdrawn_at: AwareDatetime


@router.get(
    "/consent-documents",
    name="list_consent_documents",
    summary="The texts that may be signed",
    responses=behind_the_door(),
)
def list_consent_documents(edge: Reads) -> Listed[ConsentDocumentShape]:
    """The newest version of each text in each language."""
    with edge.look() as work:
        return Listed(
            items=[ConsentDocumentShape.of(each) for each in consent_documents.current(work.session)]
        )


@router.get(
    "/patients/{patient_id}/consents",
    name="get_consents",
    summary="What a patient permits",
    responses=behind_the_door(404),
)
def get_consents(patient_id: UUID, edge: Reads) -> ConsentsShape:
    """Grants with their state, the matrix of uses, and every event."""
    with edge.work() as work:
        told = read_consents(work, patient_id=patient_id)
        record_act(work, "read_consents", patient_id=patient_id)
        return ConsentsShape.of(told)


@router.post(
    "/patients/{patient_id}/grants",
    name="grant_consent",
    summary="Record that a patient permits something",
    status_code=201,
    response_model=GrantShape,
    responses=behind_the_door(404, 409, 422),
)
def grant(patient_id: UUID, body: NewGrant, edge: Takes, once: OnceOnly) -> Response:
    """Keep the signature and what it permits; permissions follow in the same transaction."""
    channels = [Channel.parse(word) for word in body.channels]
    scope, mark = body.scope.scope(), body.signature.mark()

    def do(work: Work) -> GrantShape:
        row = grant_consent(
            work,
            patient_id=patient_id,
            purposes=body.purposes,
            channels=channels,
            scope=scope,
            identifiability=body.identifiability,
            document_id=body.document_id,
            mark=mark,
            expires_at=body.expires_at,
            not_before=body.not_before,
        )
        told = read_consents(work, patient_id=patient_id)
        return next(GrantShape.of(each) for each in told.grants if each.row.id == row.id)

    return once.answer(edge, do)


@router.post(
    "/grants/{grant_id}/withdrawal",
    name="withdraw_grant",
    summary="Take a grant back",
    response_model=WithdrawalShape,
    responses=behind_the_door(404, 422),
)
def withdraw(grant_id: UUID, edge: Takes, once: OnceOnly, body: SentWithdrawal | None = None) -> Response:
    """From the answer on, nothing is shown or counted under what was taken back."""
    said = body or SentWithdrawal()
    channels = None if said.channels is None else [Channel.parse(word) for word in said.channels]
    scope = None if said.scope is None else said.scope.scope()

    def do(work: Work) -> WithdrawalShape:
        row = withdraw_grant(
            work,
            grant_id=grant_id,
            purposes=said.purposes,
            channels=channels,
            scope=scope,
            reason=said.reason,
        )
        return WithdrawalShape(id=row.id, grant_id=row.grant_id, withdrawn_at=row.withdrawn_at)

    return once.answer(edge, do, status=200)


@router.post(
    "/patients/{patient_id}/withdrawals",
    name="withdraw_all",
    summary="Take back everything, or say no",
    status_code=201,
    response_model=WithdrawalShape,
    responses=behind_the_door(404, 422),
)
def withdraw_everything(
    patient_id: UUID, edge: Takes, once: OnceOnly, body: SentWithdrawal | None = None
) -> Response:
    """End every grant given by now, or those uses of it."""
    said = body or SentWithdrawal()
    channels = None if said.channels is None else [Channel.parse(word) for word in said.channels]
    scope = None if said.scope is None else said.scope.scope()

    def do(work: Work) -> WithdrawalShape:
        patients.get(work.session, patient_id)
        row = withdraw_all(
            work,
            patient_id=patient_id,
            purposes=said.purposes,
            channels=channels,
            scope=scope,
            reason=said.reason,
        )
        return WithdrawalShape(id=row.id, grant_id=row.grant_id, withdrawn_at=row.withdrawn_at)

    return once.answer(edge, do)


def _scope_shape(row: ConsentGrant) -> ScopeShape:
    scope = consents.scope_of(row.scope)
    return ScopeShape(kind=scope.kind, ids=sorted(scope.ids), regions=sorted(scope.regions))
