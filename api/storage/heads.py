"""The audit heads outside the database: a file of lines that is only ever added to.

    CLINIC SEQUENCE HASH TIME

Whoever can rewrite the database's chain must not be able to rewrite this file: keep it, or a copy of
it, on another machine, or give it the append-only attribute. A line that cannot be read is an error,
never skipped: it may be the one that tells. Only the end of a line that a power cut tore off, and that
nobody was told of, is passed over: the next line closes it with the word `torn`.
"""

import os
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from api.storage.errors import HeadFileError
from consent_gate.chain import Head

TORN = " torn"
_LINE = re.compile(
    r"(?P<clinic>[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}) (?P<sequence>[1-9]\d{0,18}) "
    r"(?P<digest>[0-9a-f]{64}) \S+"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptHead:
    """The head of one clinic's chain at one time."""

    clinic_id: UUID
    head: Head
    at: datetime


def heads_path(home: Path) -> Path:
    """Where the heads of a home lie."""
    return home / "audit" / "heads"


class HeadFile:
    """One such file; made at the first line."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def add(self, heads: Iterable[KeptHead]) -> None:
        """Add those heads and see them on the disk.

        Raises
        ------
        HeadFileError
            They could not be written.
        """
        lines = "".join(
            f"{kept.clinic_id} {kept.head.sequence} {kept.head.digest.hex()} {kept.at.isoformat()}\n"
            for kept in heads
        )
        if not lines:
            return
        try:
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            handle = os.open(self.path, os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
            try:
                os.write(handle, (_closing(handle) + lines).encode("ascii"))
                os.fsync(handle)
            finally:
                os.close(handle)
            folder = os.open(self.path.parent, os.O_RDONLY | os.O_CLOEXEC)
            try:
                os.fsync(folder)
            finally:
                os.close(folder)
        except OSError as error:
            raise HeadFileError(
                f"the audit heads cannot be kept in `{self.path}`: {error.strerror}"
            ) from error

    def read(self) -> Mapping[UUID, tuple[Head, ...]]:
        """The heads of each clinic, oldest first; none when there is no file yet.

        Raises
        ------
        HeadFileError
            The file cannot be read, or a line of it is no head.
        """
        try:
            text = self.path.read_text(encoding="ascii")
        except FileNotFoundError:
            return {}
        except (OSError, UnicodeDecodeError) as error:
            raise HeadFileError(f"the audit heads in `{self.path}` cannot be read") from error
        found: defaultdict[UUID, list[Head]] = defaultdict(list)
        whole = text[: text.rfind("\n") + 1]
        for number, line in enumerate(whole.splitlines(), start=1):
            if line.endswith(TORN):
                continue
            clinic_id, head = self._head(line, number)
            found[clinic_id].append(head)
        return {clinic_id: tuple(heads) for clinic_id, heads in found.items()}

    def _head(self, line: str, number: int) -> tuple[UUID, Head]:
        parts = _LINE.fullmatch(line)
        if parts is None:
            raise HeadFileError(f"line {number} of `{self.path}` is no audit head")
        return UUID(parts["clinic"]), Head(int(parts["sequence"]), bytes.fromhex(parts["digest"]))


def _closing(handle: int) -> str:
    """What ends a line that was torn off; nothing when the file ends with a whole one."""
    length = os.fstat(handle).st_size
    return "" if length == 0 or os.pread(handle, 1, length - 1) == b"\n" else f"{TORN}\n"
