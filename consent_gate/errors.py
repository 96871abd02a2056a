"""What the gate raises: bad input and misuse. A refusal is never raised, it is a `Decision`.

ConsentGateError
├── PermitError           a permit was wanted for a refused decision
├── InvalidChannelError   a channel that is not written as one
├── InvalidGrantError     a grant that could not mean anything
├── InvalidRelationError  a care relation without the limits that its kind needs
└── ChainError            an audit body that has no canonical form
"""


class ConsentGateError(Exception):
    """Any error of this package; `reason` is the stable code for problems and logs."""

    reason: str = "consent_gate"


class PermitError(ConsentGateError):
    """A permit was wanted, and the decision is no; `codes` are its refusals, sorted."""

    reason = "refused"

    def __init__(self, *, codes: tuple[str, ...]) -> None:
        super().__init__(f"refused: {', '.join(codes)}")
        self.codes = codes


class InvalidChannelError(ConsentGateError):
    """A channel that is not one of the clinic's words, or a social one without its network."""

    reason = "invalid_channel"

    def __init__(self, *, text: str) -> None:
        super().__init__(f"expected a channel such as `website` or `social:instagram`, got `{text}`")
        self.text = text


class InvalidGrantError(ConsentGateError):
    """A grant or withdrawal that could not mean anything, such as one for no purpose or for care."""

    reason = "invalid_grant"


class InvalidRelationError(ConsentGateError):
    """A care relation without the limits that its kind needs, such as an emergency without an end."""

    reason = "invalid_relation"


class ChainError(ConsentGateError):
    """An audit body holds a value that has no single canonical form."""

    reason = "invalid_audit_body"
