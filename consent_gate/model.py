"""What is asked and what is answered: actor, subject, relation, ask; ground, refusal, decision, permit.

Every value is checked where it is made. `allowed` follows from grounds and refusals and cannot be
set; a decision without grounds must say why. Only `decide` makes decisions (a test reads the sources).
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from consent_gate.errors import InvalidRelationError, PermitError
from consent_gate.terms import Channel, Obligation, Purpose, Role


def check_aware(moment: datetime, *, name: str) -> None:
    """Raise ValueError unless `moment` carries a zone: two clocks must never be compared by accident."""
    if moment.tzinfo is None or moment.utcoffset() is None:
        raise ValueError(f"`{name}` has no time zone")


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who asks, in which role, at which clinic; `patient_id` only for a patient in her own portal."""

    user_id: UUID
    role: Role
    clinic_id: UUID
    patient_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """The photo asked about, with all that a rule may look at; `born_on` None when not recorded."""

    photo_id: UUID
    patient_id: UUID
    clinic_id: UUID
    session_id: UUID | None
    region: str
    taken_on: date
    patient_confirmed: bool
    born_on: date | None = None


class Relationship(StrEnum):
    """Why someone may see a photo without the patient's consent."""

    TREATING = "treating"  # G1: this person treats this patient
    PROCESSING = "processing"  # a worker measures the photo; nobody sees it
    OWN = "own"  # the patient herself (G6)
    EMERGENCY = "emergency"  # break-glass: with a reason, and an end


@dataclass(frozen=True, slots=True, kw_only=True)
class CareRelation:
    """One person's relation to one patient, while `since <= now < until`; `until` None while it lasts."""

    relation_id: UUID
    kind: Relationship
    user_id: UUID
    patient_id: UUID
    clinic_id: UUID
    since: datetime
    until: datetime | None = None
    reason: str = ""

    def __post_init__(self) -> None:
        """Raise InvalidRelationError for an emergency without reason or end, ValueError for a naive time."""
        check_aware(self.since, name="since")
        if self.until is not None:
            check_aware(self.until, name="until")
        if self.kind is Relationship.EMERGENCY and (self.until is None or not self.reason.strip()):
            raise InvalidRelationError("an emergency needs a reason and an end")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """A request to use one photo; `grade` only when it is asked as part of a graded comparison."""

    actor: Actor
    photo: Subject
    purpose: Purpose
    channel: Channel
    relation: CareRelation | None = None
    grade: str | None = None  # green, amber, red, unknown


class GroundKind(StrEnum):
    """What an allowed decision stands on."""

    GRANT = "grant"
    TREATING = "treating"
    PROCESSING = "processing"
    OWN = "own"
    EMERGENCY = "emergency"


@dataclass(frozen=True, slots=True, order=True)
class Ground:
    """One grant, or one relation, that stands."""

    kind: GroundKind
    id: UUID


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Refusal:
    """One reason why not, in plain words, with the way to mend it; a rule that says no is named."""

    code: str
    sentence: str
    mend: str
    rule: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """The answer for one photo, or for all photos of a comparison; `allowed` is derived and cannot be set.

    `until` is the first moment at which this answer may no longer hold as it stands (None: no known end).
    """

    asks: tuple[Ask, ...]
    decided_at: datetime
    grounds: frozenset[Ground]
    refusals: frozenset[Refusal]  # empty when allowed
    obligations: frozenset[Obligation] = field(default=frozenset())
    until: datetime | None = None
    fault: str = ""  # the type of the error that made the gate refuse; never its text, which may name people

    def __post_init__(self) -> None:
        """Raise ValueError for an answer that neither stands on something nor says why not."""
        if not self.grounds and not self.refusals:
            raise ValueError("a decision without grounds must say why")

    @property
    def allowed(self) -> bool:
        """Whether every photo asked about may be used, under the obligations."""
        return bool(self.asks) and bool(self.grounds) and not self.refusals

    @property
    def photo_ids(self) -> tuple[UUID, ...]:
        """The photos asked about, in the order asked."""
        return tuple(ask.photo.photo_id for ask in self.asks)

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of the refusals, sorted, each once."""
        return tuple(sorted({refusal.code for refusal in self.refusals}))


@dataclass(frozen=True, slots=True)
class Permit:
    """Proof that a decision allowed an ask; the vault wants one before it opens a photo."""

    decision: Decision

    def __post_init__(self) -> None:
        """Raise PermitError unless the decision is a yes."""
        if not self.decision.allowed:
            raise PermitError(codes=self.decision.codes)

    def covers(self, photo_id: UUID, *, now: datetime) -> bool:
        """Whether this permit is for that photo and its decision still holds."""
        until = self.decision.until
        return photo_id in self.decision.photo_ids and (until is None or now < until)
