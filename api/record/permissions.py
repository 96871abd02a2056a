"""The permission table: which photo may be used for which purpose and channel, from when to when.

It is the gate's outlook, written down, so that lists and counts need no decision for each photo. It is
kept in the transaction of whatever changes it (`permission_keeping.py`), and rows carry their end, so
that an expiry needs no job. Bytes are decided again when they leave: this table opens nothing.
One ordered tree holds all that a page or a count needs (no row ids, no second look-up).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy import (
    ColumnElement,
    Index,
    PrimaryKeyConstraint,
    String,
    delete,
    func,
    insert,
    select,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from api.record import consents, subjects
from api.record.paging import Page, page
from api.record.photos import Photo
from api.storage.database import Base, ClinicScoped, own
from api.storage.keys import KeyRing
from consent_gate import Channel, ConsentGateError, Event, Obligation, Purpose, Rules
from consent_gate.outlook import may_open, outlook

log = structlog.get_logger(__name__)


class Permission(ClinicScoped, Base):
    """One use of one photo, allowed while `since <= now < until`."""

    __tablename__ = "permissions"
    __table_args__ = (
        PrimaryKeyConstraint("clinic_id", "purpose", "channel", "region", "view", "photo_id", "since"),
        own("photos", "photo_id", ondelete="CASCADE"),
        Index(None, "clinic_id", "patient_id"),
        Index(None, "clinic_id", "photo_id"),
        {"sqlite_with_rowid": False},
    )

    purpose: Mapped[str] = mapped_column(String(16), comment="purpose code")
    channel: Mapped[str] = mapped_column(String(60), comment="channel such as website, social:instagram")
    region: Mapped[str] = mapped_column(String(40), comment="of the photo")
    view: Mapped[str] = mapped_column(String(40), comment="of the photo")
    photo_id: Mapped[UUID] = mapped_column(comment="which photo")
    since: Mapped[datetime] = mapped_column(comment="UTC; allowed from this moment")
    until: Mapped[datetime] = mapped_column(comment="UTC; no longer allowed at this moment")
    obligations: Mapped[str] = mapped_column(String(400), comment="sorted, parted by spaces; empty: none")
    weeks_since_first: Mapped[int] = mapped_column(
        comment="full weeks after the patient's first photo of the region"
    )
    is_ready: Mapped[bool] = mapped_column(comment="false: not measured yet, or unreadable")
    patient_id: Mapped[UUID] = mapped_column(comment="whose rows are rewritten together; never listed")


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How many photos may be used, in all and by region and view; nothing else is counted."""

    total: int
    by_region: Mapping[str, int]
    by_view: Mapping[str, int]


def rewrite(session: Session, ring: KeyRing, patient_id: UUID, *, rules: Rules) -> int:
    """Write the patient's rows anew, from all that was said and all photos; how many there are now."""
    session.execute(delete(Permission).where(Permission.patient_id == patient_id))
    said = _readable(session, patient_id)
    if not may_open(said):
        return 0
    photos = _shown_facts(session, patient_id)
    rows = [
        {
            **photos[span.photo_id],
            "purpose": str(span.purpose),
            "channel": str(span.channel),
            "since": span.since,
            "until": span.until,
            "obligations": write_obligations(span.obligations),
        }
        for span in outlook(subjects.of_patient(session, ring, patient_id), said, rules=rules)
    ]
    if rows:
        session.execute(insert(Permission), rows)
    return len(rows)


def _readable(session: Session, patient_id: UUID) -> tuple[Event, ...]:
    """What the patient has said; nothing at all when a row of it cannot be understood.

    The gate refuses everything then, so the table holds nothing: and a withdrawal still goes through.
    """
    try:
        return tuple(consents.history(session, patient_id))
    except (ValueError, KeyError, TypeError, ConsentGateError) as error:
        log.exception("consent cannot be understood", patient_id=str(patient_id), fault=type(error).__name__)
        return ()


def visible(
    session: Session,
    *,
    purpose: Purpose,
    channel: Channel,
    now: datetime,
    region: str | None = None,
    view: str | None = None,
    limit: int = 50,
    after: str | None = None,
) -> Page[Permission]:
    """One page of the photos that may be used so, by region, view and id."""
    wanted = select(Permission).where(*_allowed(purpose, channel, now, region=region, view=view))
    by = (Permission.region, Permission.view, Permission.photo_id)
    return page(session, wanted, by=by, limit=limit, after=after)


def count(
    session: Session,
    *,
    purpose: Purpose,
    channel: Channel,
    now: datetime,
    region: str | None = None,
    view: str | None = None,
) -> Counts:
    """How many photos may be used so; each facet counts as if its own filter were not set."""
    groups = (
        select(Permission.region, Permission.view, func.count())
        .where(*_allowed(purpose, channel, now))
        .group_by(Permission.region, Permission.view)
    )
    by_region, by_view, total = Counter[str](), Counter[str](), 0
    for found_region, found_view, number in session.execute(groups):
        if view in {None, found_view}:
            by_region[found_region] += number
        if region in {None, found_region}:
            by_view[found_view] += number
        if view in {None, found_view} and region in {None, found_region}:
            total += number
    return Counts(total=total, by_region=dict(by_region), by_view=dict(by_view))


def write_obligations(obligations: frozenset[Obligation]) -> str:
    """Obligations as one text, the same for the same set."""
    return " ".join(sorted(map(str, obligations)))


def read_obligations(text: str) -> frozenset[Obligation]:
    """The obligations of such a text."""
    return frozenset(map(Obligation.parse, text.split()))


def _allowed(
    purpose: Purpose, channel: Channel, now: datetime, *, region: str | None = None, view: str | None = None
) -> list[ColumnElement[bool]]:
    conditions = [
        Permission.purpose == str(purpose),
        Permission.channel == str(channel),
        Permission.since <= now,
        Permission.until > now,
        Permission.is_ready.is_(True),
    ]
    if region is not None:
        conditions.append(Permission.region == region)
    if view is not None:
        conditions.append(Permission.view == view)
    return conditions


def _shown_facts(session: Session, patient_id: UUID) -> dict[UUID, dict[str, Any]]:
    """What a list shows of each photo of the patient beside the permission."""
    first: dict[str, datetime] = {}
    facts: dict[UUID, dict[str, Any]] = {}
    wanted = select(Photo.id, Photo.clinic_id, Photo.region, Photo.view, Photo.taken_at, Photo.state).where(
        Photo.patient_id == patient_id
    )
    for photo in session.execute(wanted.order_by(Photo.taken_at, Photo.id)):
        start = first.setdefault(photo.region, photo.taken_at)
        facts[photo.id] = {
            "clinic_id": photo.clinic_id,
            "photo_id": photo.id,
            "patient_id": patient_id,
            "region": photo.region,
            "view": photo.view,
            "weeks_since_first": (photo.taken_at - start).days // 7,
            "is_ready": photo.state == "ready",
        }
    return facts
