"""What the record can refuse.

RecordError
    NotFoundError           nothing of that id in this clinic (or in any: the answer is the same)
        ClinicUnknownError  PatientUnknownError  PhotoUnknownError  TreatmentUnknownError  ...
    DuplicatePhotoError     the same bytes are already there for this patient
    CaptureIdReusedError    one capture id, two different files
    IdentifierTakenError    another patient of the clinic has this outside identifier
    CursorError             a page marker that no list gave out
    KeyReusedError          one idempotency key, two different requests
"""

from __future__ import annotations

from uuid import UUID


class RecordError(Exception):
    """Anything that the record refuses."""

    reason: str = "record"


class NotFoundError(RecordError):
    """Nothing of that id is to be seen from here."""

    reason = "not_found"
    noun = "row"

    def __init__(self, wanted: UUID | str) -> None:
        super().__init__(f"no {self.noun} `{wanted}`")
        self.wanted = wanted


class ClinicUnknownError(NotFoundError):
    """No such clinic."""

    noun = "clinic"


class SiteUnknownError(NotFoundError):
    """No such site."""

    noun = "site"


class UserUnknownError(NotFoundError):
    """No such user."""

    noun = "user"


class TokenUnknownError(NotFoundError):
    """No such token."""

    noun = "token"


class PatientUnknownError(NotFoundError):
    """No such patient."""

    noun = "patient"


class IdentifierUnknownError(NotFoundError):
    """The patient has no such identifier."""

    noun = "identifier"


class AlertUnknownError(NotFoundError):
    """The patient has no such alert."""

    noun = "alert"


class CourseUnknownError(NotFoundError):
    """No such course."""

    noun = "course"


class TreatmentUnknownError(NotFoundError):
    """No such treatment."""

    noun = "treatment"


class ProductUnknownError(NotFoundError):
    """No such product."""

    noun = "product"


class BatchUnknownError(NotFoundError):
    """No such batch."""

    noun = "batch"


class CaptureSessionUnknownError(NotFoundError):
    """No such capture session."""

    noun = "capture session"


class PhotoUnknownError(NotFoundError):
    """No such photo."""

    noun = "photo"


class RenditionUnknownError(NotFoundError):
    """The photo has no such rendition (yet)."""

    noun = "rendition"


class LookUnknownError(NotFoundError):
    """No such look or series, or none of this person's, or its time is over."""

    noun = "look"


class ComparisonUnknownError(NotFoundError):
    """No such comparison."""

    noun = "comparison"


class ConsentDocumentUnknownError(NotFoundError):
    """No such consent document."""

    noun = "consent document"


class GrantUnknownError(NotFoundError):
    """No such grant."""

    noun = "grant"


class DuplicatePhotoError(RecordError):
    """The same bytes are already there for this patient."""

    reason = "duplicate"

    def __init__(self, *, photo_id: UUID) -> None:
        super().__init__(f"the patient already has this photo: `{photo_id}`")
        self.photo_id = photo_id


class CaptureIdReusedError(RecordError):
    """One capture id was sent with two different files, or for two patients."""

    reason = "capture_id_reused"

    def __init__(self, *, capture_id: str, photo_id: UUID) -> None:
        super().__init__(f"capture `{capture_id}` is already photo `{photo_id}`, with other content")
        self.capture_id = capture_id
        self.photo_id = photo_id


class IdentifierTakenError(RecordError):
    """Another patient of the clinic has this outside identifier."""

    reason = "identifier_taken"


class UsernameTakenError(RecordError):
    """The user name is in use."""

    reason = "username_taken"


class CursorError(RecordError):
    """A page marker that no list gave out."""

    reason = "bad_cursor"


class KeyReusedError(RecordError):
    """One idempotency key was sent with two different requests."""

    reason = "idempotency_key_reused"
