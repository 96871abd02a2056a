"""The people, places and programs of the clinic."""

from typing import Annotated, Literal, Self
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field
from starlette.responses import Response

from api.actions import edit_staff
from api.actions.edit_staff import NewUser
from api.actions.errors import InvalidInputError
from api.record import sites, users
from api.record.sites import Site
from api.record.tokens import Token
from api.record.users import User
from api.routes.door.capabilities import Capability, includes
from api.routes.door.documents import behind_the_door
from api.routes.door.edge import Edge, may
from api.routes.door.once import OnceOnly
from api.routes.door.shapes import Line, Listed, Name, Sent, Text, YesNo
from api.routes.door.versions import IfMatch, check_match, versioned
from api.storage.work import Work

router = APIRouter(tags=["staff"])

Reads = Annotated[Edge, Depends(may(Capability.READ_STAFF))]
Edits = Annotated[Edge, Depends(may(Capability.EDIT_STAFF))]
Role = Literal["clinician", "photographer", "marketer", "administrator", "auditor"]
Password = Annotated[str, Field(min_length=12, max_length=256)]


class UserShape(BaseModel):
    """A person who works here."""

    model_config = ConfigDict(title="User")
    id: UUID
    username: str
    name: str
    role: str
    is_active: bool

    @classmethod
    def of(cls, user: User) -> Self:
        """The shape of a person."""
        return cls(
            id=user.id, username=user.username, name=user.name, role=user.role, is_active=user.is_active
        )


class SentUser(Sent):
    """A new person."""

    username: Annotated[Line, Field(min_length=1, max_length=100)]
    name: Name
    role: Role
    password: Password
    site_id: UUID | None = None


class UserChange(Sent):
    """What changes; what is left out stays."""

    name: Name | None = None
    role: Role | None = None
    is_active: YesNo | None = None
    password: Password | None = None


class SiteShape(BaseModel):
    """A place where the clinic works."""

    model_config = ConfigDict(title="Site")
    id: UUID
    name: str
    address: str | None

    @classmethod
    def of(cls, site: Site) -> Self:
        """The shape of a place."""
        return cls(id=site.id, name=site.name, address=site.address)


class SentSite(Sent):
    """A new place."""

    name: Name
    address: Annotated[Text | None, Field(max_length=500)] = None


class TokenShape(BaseModel):
    """A program's key, without its secret."""

    model_config = ConfigDict(title="Token")
    id: UUID
    name: str
    role: str
    created_at: AwareDatetime
    expires_at: AwareDatetime | None
    used_at: AwareDatetime | None

    @classmethod
    def of(cls, token: Token) -> Self:
        """The shape of a token."""
        return cls(
            id=token.id,
            name=token.name,
            role=token.role,
            created_at=token.created_at,
            expires_at=token.expires_at,
            used_at=token.used_at,
        )


class NewTokenShape(TokenShape):
    """A fresh token; `secret` is told once."""

    model_config = ConfigDict(title="NewToken")
    secret: Annotated[str, Field(description="send it as `Authorization: Bearer`; it is not kept here")]


class SentToken(Sent):
    """Which program, in which role, until when."""

    name: Name
    role: Annotated[Role, Field(description="one that may no more than the person who answers for it")]
    user_id: Annotated[UUID | None, Field(description="who answers for it; null: the caller")] = None
    expires_at: AwareDatetime | None = None


@router.get("/users", name="list_users", summary="The people of the clinic", responses=behind_the_door())
def list_users(edge: Reads) -> Listed[UserShape]:
    """Everybody by name."""
    with edge.look() as work:
        return Listed(items=[UserShape.of(user) for user in users.of_clinic(work.session)])


@router.post(
    "/users",
    name="add_user",
    summary="Add a person",
    status_code=201,
    response_model=UserShape,
    responses=behind_the_door(409, 422),
)
def add_user(body: SentUser, edge: Edits, once: OnceOnly) -> Response:
    """Add a person, who can sign in at once."""
    with edge.look() as work:
        replayed = once.earlier(edge, work) is not None
    if not replayed:
        edit_staff.check_username_is_free(edge.services.database, body.username, now=edge.services.clock())
    new = NewUser(
        username=body.username,
        name=body.name,
        role=body.role,
        password_hash="" if replayed else edit_staff.hashed(body.password),
        site_id=body.site_id,
    )

    def add(work: Work) -> UserShape:
        return UserShape.of(edit_staff.add_user(work, new))

    return once.answer(edge, add)


@router.get(
    "/users/{user_id}",
    name="get_user",
    summary="Read a person",
    response_model=UserShape,
    responses=behind_the_door(404),
)
def get_user(user_id: UUID, edge: Reads, request: Request) -> Response:
    """One person, with an ETag for changes."""
    with edge.look() as work:
        user = users.get(work.session, user_id)
        return versioned(request, UserShape.of(user), revision=user.revision)


@router.patch(
    "/users/{user_id}",
    name="change_user",
    summary="Change a person",
    response_model=UserShape,
    responses=behind_the_door(404, 412, 422),
)
def change_user(
    user_id: UUID, body: UserChange, edge: Edits, request: Request, if_match: IfMatch = None
) -> Response:
    """Change name, role, standing or password; a change of the latter three ends open sessions."""
    password_hash = edit_staff.hashed(body.password) if body.password else None
    with edge.work() as work:
        user = users.get(work.session, user_id)
        check_match(if_match, revision=user.revision)
        edit_staff.change_user(
            work,
            user,
            name=body.name,
            role=body.role,
            is_active=body.is_active,
            password_hash=password_hash,
        )
        return versioned(request, UserShape.of(user), revision=user.revision)


@router.get("/sites", name="list_sites", summary="The places of the clinic", responses=behind_the_door())
def list_sites(edge: Reads) -> Listed[SiteShape]:
    """Every place by name."""
    with edge.look() as work:
        return Listed(items=[SiteShape.of(site) for site in sites.of_clinic(work.session)])


@router.post(
    "/sites",
    name="add_site",
    summary="Add a place",
    status_code=201,
    response_model=SiteShape,
    responses=behind_the_door(422),
)
def add_site(body: SentSite, edge: Edits, once: OnceOnly) -> Response:
    """Add a place."""

    def add(work: Work) -> SiteShape:
        return SiteShape.of(edit_staff.add_site(work, name=body.name, address=body.address))

    return once.answer(edge, add)


@router.get("/tokens", name="list_tokens", summary="The tokens that work", responses=behind_the_door())
def list_tokens(edge: Edits) -> Listed[TokenShape]:
    """Which programs may sign in."""
    with edge.look() as work:
        return Listed(items=[TokenShape.of(token) for token in edit_staff.open_tokens(work)])


@router.post(
    "/tokens",
    name="add_token",
    summary="Let a program in",
    status_code=201,
    response_model=NewTokenShape,
    responses=behind_the_door(404, 422),
)
def add_token(body: SentToken, edge: Edits, once: OnceOnly) -> Response:
    """Make a token; its secret is in this answer only."""

    def add(work: Work) -> NewTokenShape:
        owner = users.get(work.session, body.user_id or work.actor.user_id)
        if not includes(owner.role, body.role):
            raise InvalidInputError(
                where="role",
                problem=f"may more than `{owner.role}`, who would answer for the token",
                mend="name as `user_id` a person whose role includes it",
            )
        token, secret = edit_staff.add_token(
            work, owner, name=body.name, role=body.role, expires_at=body.expires_at
        )
        return NewTokenShape(**TokenShape.of(token).model_dump(), secret=secret)

    return once.answer(edge, add)


@router.delete(
    "/tokens/{token_id}",
    name="revoke_token",
    summary="Shut a program out",
    status_code=204,
    responses=behind_the_door(404),
)
def revoke_token(token_id: UUID, edge: Edits) -> None:
    """The token is dead at once."""
    with edge.work() as work:
        edit_staff.revoke_token(work, token_id)
