"""Which error becomes which status: one table, looked up along the MRO.

Every error that a core or a lower layer can raise has its line, or its parent
has; a test walks all packages and asks. The code and the words come from the
error itself, so a new error needs no change here unless its status differs.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from api.actions import errors as actions
from api.record import errors as record
from api.settings import SettingError
from api.storage import errors as storage
from consent_gate import errors as gate
from imaging import errors as imaging
from protocols import errors as protocols

STATUS: dict[type[Exception], int] = {
    actions.ActionError: 400,
    actions.NotAllowedError: 403,
    actions.SignInError: 401,
    actions.TooManyAttemptsError: 429,
    actions.ForgeryError: 403,
    actions.ConflictError: 409,
    actions.ChangedMeanwhileError: 412,
    actions.InvalidInputError: 422,
    actions.RefusedError: 403,
    record.RecordError: 409,
    record.NotFoundError: 404,
    record.KeyReusedError: 422,
    record.CursorError: 422,
    imaging.ImagingError: 422,
    imaging.UnsupportedFormatError: 415,
    imaging.FileTooLargeError: 413,
    imaging.DecoderFailedError: 422,
    imaging.FilmSupportMissingError: 501,
    protocols.ProtocolsError: 422,
    protocols.CatalogueError: 500,  # a file of ours
    storage.StorageError: 500,
    storage.ConflictError: 409,
    storage.DatabaseBusyError: 503,
    storage.DatabaseFullError: 507,
    storage.BlobStoreFullError: 507,
    storage.BlobWriteError: 503,
    storage.BlobStoreFrozenError: 503,
    storage.BlobMissingError: 410,
    storage.BlobDamagedError: 409,
    storage.KeyShreddedError: 410,
    gate.ConsentGateError: 422,
    gate.PermitError: 403,
    gate.ChainError: 500,
    SettingError: 500,
    # The vault asked for a permit that is not for this photo: our fault, and still no pixel.
    PermissionError: 403,
}

TITLES = {
    "not_found": "Not found",
    "duplicate": "This photo is already here",
    "capture_id_reused": "This capture id belongs to another photo",
    "identifier_taken": "Another patient has this identifier",
    "username_taken": "This user name is in use",
    "bad_cursor": "This is not a page of this list",
    "idempotency_key_reused": "This idempotency key belongs to another request",
    "unsupported_format": "This is not a picture that can be taken here",
    "undecodable": "This file is damaged",
    "truncated": "This file is cut short",
    "too_small": "This picture is too small",
    "too_many_pixels": "This picture is too large",
    "decode_timeout": "This picture takes too long to read",
    "decode_memory": "This picture needs too much memory",
    "decoder_crashed": "This picture cannot be read",
    "film_support_missing": "This kind of film cannot be made here",
    "database_busy": "Too much at once",
    "storage_full": "There is no room left",
    "database_full": "There is no room left",
    "damaged": "The kept bytes are damaged",
    "erased": "This was erased",
    "not_permitted": "This use is not permitted",
    "refused": "This use is not permitted",
    "invalid_channel": "There is no such channel",
    "invalid_region": "This region cannot be used",
    "scale_unknown": "There is no such grading scale",
    "level_unknown": "This grade is not on the scale",
    "bad_scores": "These grades do not form a table",
    "invalid_grant": "This consent could not mean anything",
}
MENDS = {
    "duplicate": "nothing needs to be done: the photo is safe",
    "capture_id_reused": "give each shot a capture id of its own",
    "bad_cursor": "start again from the first page",
    "idempotency_key_reused": "use a new key for a new request",
    "unsupported_format": "send a JPEG, PNG, WebP, TIFF, HEIC or AVIF photo as the camera made it",
    "undecodable": "copy the file from the camera again",
    "truncated": "copy the file from the camera again: this copy ends too early",
    "too_small": "send the original, not a preview",
    "too_many_pixels": "take the photo with fewer megapixels",
    "film_support_missing": "ask for webp, or install the extra `video`",
    "database_busy": "try again in a few seconds",
    "storage_full": "free some room, then send it again: nothing was kept",
    "database_full": "free some room, then send it again: nothing was kept",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownProblem:
    """What the outside is told about an error."""

    status: int
    code: str
    title: str
    detail: str
    mend: str | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)
    retry_after_s: int | None = None


def status_of(kind: type[BaseException]) -> int | None:
    """The status of an error class: its own line, or its nearest parent's; None when it has none."""
    return next((STATUS[parent] for parent in kind.__mro__ if parent in STATUS), None)


def problem_of(error: Exception) -> KnownProblem:
    """What the outside is told; an error without a line is a 500 that says nothing.

    Words and numbers of an error go out when the caller can act on them; those of
    storage stay in the log. What is not there and what is another clinic's reads the same.
    """
    status = status_of(type(error)) or 500
    if isinstance(error, actions.ActionError):
        return KnownProblem(
            status=status,
            code=error.reason,
            title=error.title,
            detail=str(error),
            mend=error.mend,
            facts=error.facts,
            retry_after_s=error.retry_after_s,
        )
    code = str(getattr(error, "reason", "not_permitted" if status == 403 else "internal"))
    title = TITLES.get(code, "That was not done")
    return KnownProblem(
        status=status,
        code=code,
        title=title,
        detail=_told(error) or title,
        mend=MENDS.get(code),
        facts=_facts(error),
        retry_after_s=5 if status == 503 else None,
    )


def _told(error: Exception) -> str:
    if isinstance(error, record.NotFoundError):
        return f"there is no such {error.noun}"
    speaking = (imaging.ImagingError, gate.ConsentGateError, protocols.ProtocolsError)
    return str(error) if isinstance(error, speaking) else ""


def _facts(error: Exception) -> Mapping[str, Any]:
    match error:
        case imaging.ImagingError():
            return error.facts()
        case record.DuplicatePhotoError() | record.CaptureIdReusedError():
            return {"photo_id": str(error.photo_id)}
        case _:
            return {}
