"""What every table has in common: names of constraints, ids, times in UTC, its clinic, its versions.

A class that mixes in `ClinicScoped` belongs to one clinic; `Database.transaction` then filters every
statement on it. A class that mixes in `Versioned` leaves a row in `changes` at each flush.
Constructors take keywords only and are checked by mypy.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, ClassVar, dataclass_transform
from uuid import UUID

from sqlalchemy import (
    JSON,
    CheckConstraint,
    DateTime,
    Dialect,
    ForeignKey,
    ForeignKeyConstraint,
    LargeBinary,
    MetaData,
    TypeDecorator,
    UniqueConstraint,
    Uuid,
)
from sqlalchemy.orm import (
    DeclarativeBase,
    Mapped,
    MappedAsDataclass,
    MappedColumn,
    column_property,
    declared_attr,
    mapped_column,
    relationship,
)

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcDateTime(TypeDecorator[datetime]):
    """A moment: aware in, aware UTC out, kept as UTC; a naive time is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    @property
    def python_type(self) -> type[datetime]:
        """What comes out; `object` would be the default of a decorated type."""
        return datetime

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """The moment in UTC, naive where the database knows no zones."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without zone cannot be kept")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 -- the signature is SQLAlchemy's
        """The moment, aware, in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


@dataclass_transform(
    kw_only_default=True,
    eq_default=False,
    field_specifiers=(MappedColumn, mapped_column, relationship, column_property),
)
class Base(MappedAsDataclass, DeclarativeBase, kw_only=True, eq=False, repr=False):
    """The root of every table; printing a row never prints what is in it."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: UtcDateTime(),
        UUID: Uuid(),
        bytes: LargeBinary(),
        dict[str, Any]: JSON(none_as_null=True),
        list[Any]: JSON(none_as_null=True),
    }


class ClinicScoped(MappedAsDataclass, kw_only=True, eq=False, repr=False):
    """A row of one clinic, out of reach of every other."""

    clinic_id: Mapped[UUID] = mapped_column(
        ForeignKey("clinics.id", deferrable=True, initially="DEFERRED"),
        comment="the clinic that the row belongs to",
    )


class ClinicItself(MappedAsDataclass, kw_only=True, eq=False, repr=False):
    """Marks the table of clinics: a clinic sees its own row and learns of no other."""

    id: Mapped[UUID] = mapped_column(primary_key=True, comment="the clinic")


class Versioned(MappedAsDataclass, kw_only=True, eq=False, repr=False):
    """A row whose every change is kept in `changes`; `revision` counts them and is its ETag."""

    unversioned: ClassVar[frozenset[str]] = frozenset()  # columns whose change is told, but not its content

    revision: Mapped[int] = mapped_column(init=False, comment="1 at first, one more with each change")

    @declared_attr.directive
    @classmethod
    def __mapper_args__(cls) -> dict[str, Any]:
        return {"version_id_col": cls.revision}


def own(table: str, column: str, *, ondelete: str | None = None) -> ForeignKeyConstraint:
    """A foreign key that cannot point into another clinic."""
    return ForeignKeyConstraint(
        ["clinic_id", column],
        [f"{table}.clinic_id", f"{table}.id"],
        ondelete=ondelete,
        deferrable=True,
        initially="DEFERRED",  # checked at the commit: rows of one act may be added in any order
    )


def referable() -> UniqueConstraint:
    """What lets other tables point here with `own`."""
    return UniqueConstraint("clinic_id", "id")


def one_of(column: str, *values: str) -> CheckConstraint:
    """The column holds one of these words (or null)."""
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=f"{column}_known")
