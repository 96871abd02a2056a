"""Which error becomes which status: one table, looked up along the MRO.

Every error that a core or a lower layer can raise has its line, or its parent
has; a test walks all packages and asks. The code and the words come from the
error itself, so a new error needs no change here unless its status differs.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from api.actions import errors as actions
from api.settings import SettingError
from api.storage import errors as storage
from imaging import errors as imaging

STATUS: dict[type[Exception], int] = {
    actions.ActionError: 400,
    actions.NotFoundError: 404,
    actions.NotAllowedError: 403,
    actions.SignInError: 401,
    actions.TooManyAttemptsError: 429,
    actions.ForgeryError: 403,
    actions.ConflictError: 409,
    actions.ChangedMeanwhileError: 412,
    actions.IdempotencyReusedError: 422,
    actions.InvalidInputError: 422,
    actions.RefusedError: 403,
    imaging.ImagingError: 422,
    imaging.UnsupportedFormatError: 415,
    imaging.FileTooLargeError: 413,
    imaging.DecoderFailedError: 422,
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
    SettingError: 500,
    # The vault asked for a permit that is not for this photo: our fault, and still no pixel.
    PermissionError: 403,
}

TITLES = {
    "unsupported_format": "This is not a picture that can be taken here",
    "undecodable": "This file is damaged",
    "truncated": "This file is cut short",
    "too_small": "This picture is too small",
    "too_many_pixels": "This picture is too large",
    "decode_timeout": "This picture takes too long to read",
    "decode_memory": "This picture needs too much memory",
    "decoder_crashed": "This picture cannot be read",
    "database_busy": "Too much at once",
    "storage_full": "There is no room left",
    "database_full": "There is no room left",
    "damaged": "The kept bytes are damaged",
    "erased": "This was erased",
    "not_permitted": "This use is not permitted",
}
MENDS = {
    "unsupported_format": "send a JPEG, PNG, WebP, TIFF, HEIC or AVIF photo as the camera made it",
    "undecodable": "copy the file from the camera again",
    "truncated": "copy the file from the camera again: this copy ends too early",
    "too_small": "send the original, not a preview",
    "too_many_pixels": "take the photo with fewer megapixels",
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

    A photo that cannot be decoded tells its numbers; storage tells only its code.
    """
    status = status_of(type(error)) or 500
    if isinstance(error, actions.ActionError):
        return KnownProblem(
            status=status,
            code=error.code,
            title=error.title,
            detail=str(error),
            mend=error.mend,
            facts=error.facts,
            retry_after_s=error.retry_after_s,
        )
    code = str(getattr(error, "reason", "not_permitted" if status == 403 else "internal"))
    is_imaging = isinstance(error, imaging.ImagingError)
    return KnownProblem(
        status=status,
        code=code,
        title=TITLES.get(code, "This file was not taken" if is_imaging else "That was not done"),
        detail=str(error) if is_imaging else TITLES.get(code, "That was not done"),
        mend=MENDS.get(code),
        facts=error.facts() if isinstance(error, imaging.ImagingError) else {},
        retry_after_s=5 if status == 503 else None,
    )
