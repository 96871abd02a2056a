"""Files on this machine, read for a command: bytes, sandbox, face; nothing is kept.

A file that cannot be read is a refusal with a code, not the end of the run.
"""

from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from api.storage.reading import Reading
from api.storage.sandbox import Sandbox
from api.storage.weights import load_face_finder
from imaging.errors import ImagingError, TruncatedImageError
from imaging.header import DEFAULT_LIMITS
from imaging.landmarks import Face, FaceFinder

FACTS_PX = 4096  # longer side on which facts are measured; most phones' photos stay whole
ALIGN_PX = 2048  # longer side on which pairs are aligned and drawn


@dataclass(frozen=True, slots=True)
class FileRefusal:
    """Why a file was not read: a code for programs, words for people."""

    reason: str
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Seen:
    """What aligning needs of a photo; `face` is in `reading.frame.pixels`."""

    reading: Reading
    face: Face | None


class FileReader:
    """Reads photos in sandboxed processes; use it as a context manager.

    The face finder is loaded when the first photo needs it.
    """

    def __init__(self) -> None:
        self._sandbox = Sandbox()
        self._finder: FaceFinder | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._sandbox.close()

    def look(self, path: Path, *, max_side_px: int = ALIGN_PX) -> Seen | FileRefusal:
        """Pixels and face of the photo in `path` at up to `max_side_px`, or why not."""
        data = _bytes_of(path)
        if isinstance(data, FileRefusal):
            return data
        try:
            reading = self._sandbox.read(data, max_side_px=max_side_px)
        except ImagingError as error:
            return FileRefusal(error.reason, str(error))
        if reading.frame.truncated:
            return FileRefusal(TruncatedImageError.reason, str(TruncatedImageError()))
        return Seen(reading=reading, face=self._faces.find(reading.frame.pixels))

    @property
    def _faces(self) -> FaceFinder:
        if self._finder is None:
            self._finder = load_face_finder()
        return self._finder


def _bytes_of(path: Path) -> bytes | FileRefusal:
    """The bytes of a regular file within the limit: no device, pipe or folder is opened."""
    try:
        if not path.is_file():
            reason = "not_a_file" if path.exists() else "no_such_file"
            return FileRefusal(reason, "this is not a file" if path.exists() else "there is no such file")
        if path.stat().st_size > DEFAULT_LIMITS.max_file_bytes:
            return FileRefusal("file_too_large", f"the limit is {DEFAULT_LIMITS.max_file_bytes} bytes")
        return path.read_bytes()
    except OSError as error:
        return FileRefusal("unreadable_file", f"the file cannot be read: {error.strerror}")
