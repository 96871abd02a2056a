"""Why an action, or the way to it, was not taken.

    ActionError
    ├── NotAllowedError               this role does not do that
    ├── SignInError
    │   ├── NotSignedInError          no session, or one that has ended
    │   ├── WrongCredentialsError     unknown name or wrong password: the same answer
    │   └── TooManyAttemptsError      wait
    ├── ForgeryError                  a write without the token or from another origin
    ├── ConflictError
    │   ├── ChangedMeanwhileError     If-Match names an older version
    │   ├── NotAlignedError           the pair stands apart and cannot be laid over each other
    │   ├── NotComparableError        graded too low, or not known, for this way to look
    │   └── PhotoNotReadyError        kept, not yet measured
    ├── BadTileRequestError           no part of a picture in the grammar of the IIIF Image API
    ├── InvalidInputError             a value that does not fit
    │   ├── ClockInFutureError        taken later than now
    │   └── WrongSideError            the face shows the other side than the view says
    └── RefusedError                  the gate said no, with its refusals

A reason is part of the interface: programs branch on it; `mend` tells a person what to do.
What the record refuses by itself (unknown ids, duplicates) it raises: `api.record.errors`.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID


class ActionError(Exception):
    """Something was not done, for a reason that the caller can act on."""

    reason: ClassVar[str] = "not_done"
    title: ClassVar[str] = "That was not done"
    mend: str | None = None

    @property
    def facts(self) -> Mapping[str, Any]:
        """What a program needs beside the code; never identity."""
        return {}

    @property
    def retry_after_s(self) -> int | None:
        """Seconds after which to try again, when that helps."""
        return None


class NotAllowedError(ActionError):
    """The role of the caller does not include this."""

    reason = "not_allowed"
    title = "Your role does not include this"

    def __init__(self, *, role: str, capability: str) -> None:
        super().__init__(f"`{role}` may not `{capability}`")
        self.mend = "ask an administrator who may"
        self.role = role
        self.capability = capability


class NotTreatingError(NotAllowedError):
    """Only who looks after the patient may do this, whatever the role."""

    title = "You do not look after this patient"

    def __init__(self, *, role: str, capability: str) -> None:
        super().__init__(role=role, capability=capability)
        self.mend = "ask someone who looks after the patient to add you first"


class SignInError(ActionError):
    """The caller is not known."""


class NotSignedInError(SignInError):
    """No session, no token, or one that has ended."""

    reason = "not_signed_in"
    title = "Sign in first"

    def __init__(self) -> None:
        super().__init__("there is no valid session or token")
        self.mend = "sign in, or send a valid token"


class WrongCredentialsError(SignInError):
    """The name is unknown or the password is wrong; which of the two is not said."""

    reason = "wrong_credentials"
    title = "Name or password is wrong"

    def __init__(self) -> None:
        super().__init__("the name or the password is wrong")
        self.mend = "try again; an administrator can set a new password"


class TooManyAttemptsError(SignInError):
    """Too many failed sign-ins for this account or from this net."""

    reason = "too_many_attempts"
    title = "Too many attempts"

    def __init__(self, *, wait_s: int) -> None:
        super().__init__(f"too many failed attempts, wait {wait_s} s")
        self.mend = f"wait {wait_s} seconds"
        self.wait_s = wait_s

    @property
    def retry_after_s(self) -> int:
        """Seconds until the next attempt counts."""
        return self.wait_s


class ForgeryError(ActionError):
    """A write that the page of this service did not send."""

    reason = "forged"
    title = "This request did not come from the page"

    def __init__(self, problem: str) -> None:
        super().__init__(problem)
        self.mend = "reload the page and try again"


class ConflictError(ActionError):
    """It does not fit what is already there."""

    reason = "conflict"
    title = "That does not fit what is already there"


class ChangedMeanwhileError(ConflictError):
    """Someone else changed it since it was read."""

    reason = "changed_meanwhile"
    title = "Someone changed this meanwhile"

    def __init__(self) -> None:
        super().__init__("the version in If-Match is not the current one")
        self.mend = "read it again and repeat your change"


class PhotoNotReadyError(ConflictError):
    """The photo is kept, but cannot be shown or compared."""

    reason = "photo_not_ready"
    title = "This photo cannot be shown yet"

    def __init__(self, *, photo_id: UUID, state: str) -> None:
        super().__init__(f"expected a photo that is `ready`, got `{state}`")
        self.mend = (
            "wait until it has been measured" if state == "stored" else "its original is safe; ask for help"
        )
        self.photo_id = photo_id
        self.state = state

    @property
    def facts(self) -> Mapping[str, Any]:
        """Which photo, and where it stands."""
        return {"photo_id": str(self.photo_id), "state": self.state}

    @property
    def retry_after_s(self) -> int | None:
        """Measuring takes about a second."""
        return 1 if self.state == "stored" else None


class NotAlignedError(ConflictError):
    """The two stand apart: laying one over the other would show what is not there."""

    reason = "not_aligned"
    title = "These two cannot be laid over each other"

    def __init__(self, why: str) -> None:
        super().__init__(f"the pair was not aligned: {why}")
        self.mend = "look at them apart, or take the later photo again"


class NotComparableError(ConflictError):
    """A difference of photos that are not alike would show the camera, and be read as the patient."""

    reason = "not_comparable"
    title = "This pair has no difference to show"

    def __init__(self, *, overall: str) -> None:
        super().__init__(f"a difference is drawn of a green or amber pair only, and this one is {overall}")
        self.mend = "look at the two side by side; the grade says what to take again or to measure"
        self.overall = overall

    @property
    def facts(self) -> Mapping[str, Any]:
        """What the pair was graded."""
        return {"overall": self.overall}


class BadTileRequestError(ActionError):
    """A part of a picture that there is not, or not so."""

    reason = "bad_tile_request"
    title = "There is no such part of this picture"

    def __init__(self, *, where: str, problem: str) -> None:
        super().__init__(f"`{where}` {problem}")
        self.mend = "read info.json of this picture: it says what can be asked"
        self.where = where


class InvalidInputError(ActionError):
    """A value that cannot be used; `where` names it, the value itself is not repeated."""

    reason = "invalid_input"
    title = "Something in the request does not fit"

    def __init__(self, *, where: str, problem: str, mend: str | None = None) -> None:
        super().__init__(f"`{where}` {problem}")
        self.where = where
        self.problem = problem
        self.mend = mend

    @property
    def facts(self) -> Mapping[str, Any]:
        """Which value, and what is wrong with it."""
        return {"errors": [{"where": self.where, "what": self.problem}]}


class ClockInFutureError(InvalidInputError):
    """The photo says that it was taken later than now."""

    reason = "clock_in_future"
    title = "This photo says it was taken in the future"

    def __init__(self, *, where: str, taken_at: datetime, now: datetime) -> None:
        super().__init__(
            where=where,
            problem=f"is {taken_at.isoformat()}, later than now ({now.isoformat(timespec='seconds')})",
            mend="set the clock of the camera, and send the photo with the time when it was taken",
        )
        self.taken_at = taken_at


class WrongSideError(InvalidInputError):
    """The face clearly shows the other side than the view says."""

    reason = "wrong_side"
    title = "This is the other side"

    def __init__(self, *, view: str, shown: str, yaw_deg: float) -> None:
        super().__init__(
            where="view",
            problem=f"says `{view}`, the face is turned {yaw_deg:+.0f} degrees and shows `{shown}`",
            mend=f"send it as `{shown}`, or once more with accept=wrong_side and a reason",
        )
        self.view = view
        self.shown = shown
        self.yaw_deg = yaw_deg

    @property
    def facts(self) -> Mapping[str, Any]:
        """What was said, what was seen."""
        return {"declared_view": self.view, "shown_view": self.shown, "yaw_deg": round(self.yaw_deg, 1)}


class RefusedError(ActionError):
    """The gate refused; each refusal has a code, a sentence and a way to mend it."""

    reason = "refused"
    title = "This use is not permitted"

    def __init__(self, refusals: Sequence[Mapping[str, Any]]) -> None:
        super().__init__("; ".join(str(refusal["sentence"]) for refusal in refusals))
        self.refusals = list(refusals)
        self.mend = next((str(refusal["mend"]) for refusal in refusals if refusal.get("mend")), None)

    @property
    def facts(self) -> Mapping[str, Any]:
        """Every refusal, worst first."""
        return {"refusals": self.refusals}
