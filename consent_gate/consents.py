"""What a patient has said: grants and withdrawals, as events that never change.

A grant covers purposes x channels x photos, from a moment to a moment; every grant ends (H2). A
withdrawal ends one grant or all, whole or in part; a recorded no to a question is a withdrawal
without a grant. The order in which events are listed means nothing, only their times do.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import TypeAlias
from uuid import UUID

from consent_gate.errors import InvalidGrantError
from consent_gate.model import Subject, check_aware
from consent_gate.terms import Channel, Identifiability, Purpose


class ScopeKind(StrEnum):
    """How the photos of a grant are named."""

    PATIENT = "patient"  # all of hers
    SESSION = "session"
    REGION = "region"
    PHOTO = "photo"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Which photos of the patient: all, or those named; both dates count as inside."""

    kind: ScopeKind = ScopeKind.PATIENT
    ids: frozenset[UUID] = field(default=frozenset())
    regions: frozenset[str] = field(default=frozenset())
    taken_from: date | None = None
    taken_to: date | None = None

    def __post_init__(self) -> None:
        """Raise InvalidGrantError unless exactly what the kind needs is named."""
        wants_ids = self.kind in {ScopeKind.SESSION, ScopeKind.PHOTO}
        if wants_ids != bool(self.ids) or (self.kind is ScopeKind.REGION) != bool(self.regions):
            raise InvalidGrantError(f"a scope of kind `{self.kind}` names something else, or nothing")
        if self.taken_from and self.taken_to and self.taken_to < self.taken_from:
            raise InvalidGrantError("the dates of a scope are the wrong way round")

    @property
    def is_whole(self) -> bool:
        """Whether no photo of the patient is left out."""
        return self.kind is ScopeKind.PATIENT and self.taken_from is None and self.taken_to is None

    def covers(self, photo: Subject) -> bool:
        """Whether that photo is one of these."""
        match self.kind:
            case ScopeKind.PATIENT:
                named = True
            case ScopeKind.SESSION:
                named = photo.session_id in self.ids
            case ScopeKind.REGION:
                named = photo.region in self.regions
            case ScopeKind.PHOTO:
                named = photo.photo_id in self.ids
        return (
            named
            and (self.taken_from is None or self.taken_from <= photo.taken_on)
            and (self.taken_to is None or photo.taken_on <= self.taken_to)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """What one signature permits, while `starts_at <= now < expires_at`."""

    grant_id: UUID
    clinic_id: UUID
    patient_id: UUID
    purposes: frozenset[Purpose]
    channels: frozenset[Channel]
    scope: Scope
    identifiability: Identifiability
    granted_at: datetime
    expires_at: datetime
    signature_id: UUID
    not_before: datetime | None = None  # an embargo: agreed now, usable later

    def __post_init__(self) -> None:
        """Raise InvalidGrantError for a grant of nothing, for care, or one that ends before it is given."""
        check_aware(self.granted_at, name="granted_at")
        check_aware(self.expires_at, name="expires_at")
        if self.not_before is not None:
            check_aware(self.not_before, name="not_before")
        if not self.purposes or not self.channels:
            raise InvalidGrantError("a grant names at least one purpose and one channel")
        if Purpose.CARE in self.purposes:
            raise InvalidGrantError("care never rests on consent (G1)")
        if self.expires_at <= self.granted_at:
            raise InvalidGrantError("a grant ends after it is given")

    @property
    def starts_at(self) -> datetime:
        """The first moment at which it may be used."""
        return self.granted_at if self.not_before is None else max(self.granted_at, self.not_before)

    def runs_at(self, now: datetime) -> bool:
        """Whether `now` lies inside; at the very moment of expiry it is over."""
        return self.starts_at <= now < self.expires_at


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawal:
    """The end of one grant (`grant_id`) or of all; `purposes`, `channels` None for all of them."""

    withdrawal_id: UUID
    clinic_id: UUID
    patient_id: UUID
    withdrawn_at: datetime
    grant_id: UUID | None = None
    purposes: frozenset[Purpose] | None = None
    channels: frozenset[Channel] | None = None
    scope: Scope = field(default_factory=Scope)

    def __post_init__(self) -> None:
        """Raise InvalidGrantError for a withdrawal of nothing."""
        check_aware(self.withdrawn_at, name="withdrawn_at")
        if self.purposes == frozenset() or self.channels == frozenset():
            raise InvalidGrantError("a withdrawal of nothing has no effect")

    def concerns(self, purpose: Purpose, channel: Channel) -> bool:
        """Whether it is about that use."""
        return (self.purposes is None or purpose in self.purposes) and (
            self.channels is None or channel in self.channels
        )

    def aims_at(self, grant: Grant) -> bool:
        """Whether it ends that grant for the uses that it concerns, whatever the clock says now."""
        if self.patient_id != grant.patient_id or self.clinic_id != grant.clinic_id:
            return False
        # As in `standing`: named grants end whenever they are dated, others when given by then.
        if self.grant_id is not None:
            return grant.grant_id == self.grant_id
        return grant.granted_at <= self.withdrawn_at


Event: TypeAlias = Grant | Withdrawal
