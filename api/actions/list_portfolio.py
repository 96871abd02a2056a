"""The photos that may be used for a purpose through a channel now, and how many there are: nothing else.

Read from the permission table alone, so that a list or a count tells nothing about photos without
permission (C7). Each picture of it is asked for again when it is shown.
"""

from dataclasses import dataclass

from api.actions.errors import NotAllowedError
from api.actions.record_audit import record_act
from api.record import permissions
from api.record.paging import Page
from api.record.permission_keeping import rules_of
from api.record.permissions import Counts, Permission
from api.storage.work import Work
from consent_gate import Channel, Purpose, Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Portfolio:
    """One page, with the counts for the same filters."""

    page: Page[Permission]
    counts: Counts


def list_portfolio(
    work: Work,
    *,
    purpose: Purpose,
    channel: Channel,
    region: str | None = None,
    view: str | None = None,
    limit: int = 50,
    after: str | None = None,
) -> Portfolio:
    """One page of what the caller may use so; the look is written to the audit.

    Raises
    ------
    NotAllowedError
        The caller's role never uses photos for that purpose, or the purpose rests on no consent.
    CursorError
        `after` is no marker of this list.
    """
    is_staff = work.actor.role not in {Role.PATIENT, Role.SYSTEM}
    may_ask = rules_of(work.clinic_id).may_ask(work.actor.role, purpose)
    if not is_staff or not may_ask or purpose is Purpose.CARE:
        raise NotAllowedError(role=work.actor.role, capability=f"use photos for {purpose}")
    found = permissions.visible(
        work.session,
        purpose=purpose,
        channel=channel,
        now=work.now,
        region=region,
        view=view,
        limit=limit,
        after=after,
    )
    counts = permissions.count(
        work.session, purpose=purpose, channel=channel, now=work.now, region=region, view=view
    )
    shown = [row.photo_id for row in found.items]
    record_act(work, "list_portfolio", photo_ids=shown, purpose=purpose, channel=channel)
    return Portfolio(page=found, counts=counts)
