"""Why a consent was not recorded."""

from api.actions.errors import ConflictError


class OutdatedDocumentError(ConflictError):
    """A newer version of the text is in force: what was read is not what would be signed."""

    reason = "outdated_document"
    title = "There is a newer text"

    def __init__(self) -> None:
        super().__init__("the document signed is not the one in force")
        self.mend = "read the newer text and sign that"
