"""What can be wrong with the bytes that came in.

    ImagingError
    |-- UnsupportedFormatError     not one of the six formats, or a variant that no decoder here reads
    |-- UndecodableImageError      says it is one of them and is not
    |-- TruncatedImageError        ends before its picture does
    |-- ImageTooSmallError         nothing can be measured on it
    |-- InvalidRegionError         an outline that encloses nothing
    |-- LimitExceededError         larger than the caller allows
    |   |-- TooManyPixelsError
    |   |-- SideTooLongError
    |   |-- TooManyFramesError
    |   |-- ProfileTooLargeError
    |   |-- MetadataTooLargeError
    |   `-- FileTooLargeError
    |-- FilmSupportMissingError    the optional part that writes this kind of film is not installed
    `-- DecoderFailedError         the process that decoded it did not come back with an answer
        |-- DecodeTimeoutError
        |-- DecodeMemoryError
        `-- DecoderCrashedError

Each class carries `reason`, the stable code that programs read; `facts()` gives the numbers beside it.
"""

from typing import ClassVar


class ImagingError(Exception):
    """Bytes that cannot become a picture; `reason` is the code that programs read."""

    reason: ClassVar[str] = "imaging"

    def facts(self) -> dict[str, int | str]:
        """The attributes that were set on this error, by name."""
        return dict(vars(self))


class UnsupportedFormatError(ImagingError):
    """The bytes are in a format that is not accepted here; `format` names it, or is `unknown`."""

    reason = "unsupported_format"

    def __init__(self, *, format: str, detail: str = "") -> None:  # noqa: A002 - the field's own word
        super().__init__(f"format `{format}` is not accepted{f': {detail}' if detail else ''}")
        self.format = format
        self.detail = detail


class UndecodableImageError(ImagingError):
    """The bytes claim a format and break its rules."""

    reason = "undecodable"

    def __init__(self, *, detail: str) -> None:
        super().__init__(f"image cannot be decoded: {detail}")
        self.detail = detail


class TruncatedImageError(ImagingError):
    """The file ends before its picture does."""

    reason = "truncated"

    def __init__(self, *, detail: str = "the file ends before its picture does") -> None:
        super().__init__(f"image is cut short: {detail}")
        self.detail = detail


class ImageTooSmallError(ImagingError):
    """The shorter side, in px, is below what the caller needs."""

    reason = "too_small"

    def __init__(self, *, side_px: int, limit: int) -> None:
        super().__init__(f"image needs a shorter side of at least {limit} px, got {side_px}")
        self.side_px = side_px
        self.limit = limit


class InvalidRegionError(ImagingError):
    """An outline drawn on a photo that encloses no pixels, or has no finite corners."""

    reason = "invalid_region"

    def __init__(self, *, detail: str) -> None:
        super().__init__(f"the region cannot be used: {detail}")
        self.detail = detail


class LimitExceededError(ImagingError):
    """Something about the file is larger than the limit that the caller set."""

    reason = "limit_exceeded"


class TooManyPixelsError(LimitExceededError):
    """The image is larger than the limit that the caller set."""

    reason = "too_many_pixels"

    def __init__(self, *, pixels: int, limit: int) -> None:
        super().__init__(f"image has {pixels} pixels, the limit is {limit}")
        self.pixels = pixels
        self.limit = limit


class SideTooLongError(LimitExceededError):
    """The longer side, in px, is above the limit that the caller set."""

    reason = "side_too_long"

    def __init__(self, *, side_px: int, limit: int) -> None:
        super().__init__(f"image has a side of {side_px} px, the limit is {limit}")
        self.side_px = side_px
        self.limit = limit


class TooManyFramesError(LimitExceededError):
    """The file holds more pictures than the limit; counting stopped at `frames`."""

    reason = "too_many_frames"

    def __init__(self, *, frames: int, limit: int) -> None:
        super().__init__(f"file holds {frames} frames or more, the limit is {limit}")
        self.frames = frames
        self.limit = limit


class ProfileTooLargeError(LimitExceededError):
    """The colour profile is larger than the limit."""

    reason = "profile_too_large"

    def __init__(self, *, profile_bytes: int, limit: int) -> None:
        super().__init__(f"colour profile has {profile_bytes} bytes, the limit is {limit}")
        self.profile_bytes = profile_bytes
        self.limit = limit


class MetadataTooLargeError(LimitExceededError):
    """Text, EXIF, XMP and comments together are larger than the limit."""

    reason = "metadata_too_large"

    def __init__(self, *, metadata_bytes: int, limit: int) -> None:
        super().__init__(f"metadata has {metadata_bytes} bytes, the limit is {limit}")
        self.metadata_bytes = metadata_bytes
        self.limit = limit


class FileTooLargeError(LimitExceededError):
    """The file itself is larger than the limit."""

    reason = "file_too_large"

    def __init__(self, *, file_bytes: int, limit: int) -> None:
        super().__init__(f"file has {file_bytes} bytes, the limit is {limit}")
        self.file_bytes = file_bytes
        self.limit = limit


class FilmSupportMissingError(ImagingError):
    """MP4 needs PyAV, which comes with the extra `video`."""

    reason = "film_support_missing"

    def __init__(self) -> None:
        super().__init__("MP4 needs the extra `video` (PyAV), which is not installed: use animated WebP")


class DecoderFailedError(ImagingError):
    """The decoding process gave no answer; the file is to blame until shown otherwise."""

    reason = "decoder_failed"

    def __init__(self, *, detail: str = "") -> None:
        super().__init__(f"decoder gave no picture{f': {detail}' if detail else ''}")
        self.detail = detail


class DecodeTimeoutError(DecoderFailedError):
    """Decoding took longer than it may."""

    reason = "decode_timeout"


class DecodeMemoryError(DecoderFailedError):
    """Decoding asked for more memory than it may have."""

    reason = "decode_memory"


class DecoderCrashedError(DecoderFailedError):
    """The decoding process died."""

    reason = "decoder_crashed"
