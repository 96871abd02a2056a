"""Decoding where it can do no harm: in a process of its own, one for each photo.

The service starts one small process (`_zygote`), which forks a confined child for each request. A child
that crashes, hangs or asks for too much memory becomes a typed error here, and the next request does not
notice. The answer is trusted with pixels only: size, format and orientation come from our own header
parser, in this process.

Decision (2026-11): the process is executed, not forked from the service. A fork would carry the service's
keys and threads into the place where hostile bytes are read; the price is 0.2 s at the start, beside other
work.
"""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from dataclasses import asdict
from types import TracebackType
from typing import Any, Self

import numpy as np

from api.storage import _wire
from api.storage.reading import Reading
from imaging.errors import DecodeMemoryError, DecoderCrashedError, DecodeTimeoutError, ImagingError
from imaging.exif import Metadata
from imaging.frame import Frame, Pixels
from imaging.header import DEFAULT_LIMITS, Header, Limits, read_header

MAX_SIDE_PX = 4096
WALL_S = 10.0
START_S = 20.0
QUEUE_S = 60.0

_GRACE_S = 1.0  # by which the other process must have said that a child was late
_PASSED_ON = ("PATH", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "SYSTEMROOT")
_SETTINGS = {
    "VIPS_CONCURRENCY": "1",  # a photo is a core: two photos at once beat two threads on one
    "OPENBLAS_NUM_THREADS": "1",  # its threads would not survive the fork
    "OMP_NUM_THREADS": "1",
    "MALLOC_ARENA_MAX": "2",  # arenas are address space, which is limited
    "PYTHONDONTWRITEBYTECODE": "1",
}


class _ProcessLostError(Exception):
    """The decoding process, not its child, is gone."""


class Sandbox:
    """Reads photos in confined processes; safe to call from any thread.

    Parameters
    ----------
    limits
        What a file may claim before it is refused without being decoded.
    slots
        Photos decoded at once; by default one for each core. Each may use 1.5 GB.
    wall_s
        How long one photo may take, from when its decoding starts; the decoding process keeps this time.
    """

    def __init__(
        self, *, limits: Limits = DEFAULT_LIMITS, slots: int | None = None, wall_s: float = WALL_S
    ) -> None:
        self._limits = limits
        self._wall_s = wall_s
        self._slots = threading.BoundedSemaphore(slots or os.cpu_count() or 1)
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None
        self._is_greeted = False
        self._is_closed = False
        self._gained: frozenset[str] = frozenset()
        self._protections: frozenset[str] = frozenset()
        with self._lock:
            self._start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def protections(self) -> frozenset[str]:
        """Names of what confined the last child; empty before the first reading."""
        return self._protections

    def read(self, data: bytes, *, max_side_px: int | None = MAX_SIDE_PX) -> Reading:
        """The primary picture, upright and in sRGB, with its header and metadata.

        Raises
        ------
        ImagingError
            The file is refused, or its decoder failed, was late or asked for too much memory.
        """
        header = read_header(data, limits=self._limits)
        frame, metadata = self._ask(data, header, max_side_px=max_side_px, with_metadata=True)
        return Reading(frame=frame, header=header, metadata=metadata)

    def thumbnail(self, data: bytes, side_px: int) -> Frame:
        """The primary picture within a square of `side_px`; raises what `read` raises."""
        header = read_header(data, limits=self._limits)
        return self._ask(data, header, max_side_px=side_px, with_metadata=False)[0]

    def close(self) -> None:
        """End the decoding process, and with it any child."""
        with self._lock:
            self._is_closed = True
            self._stop()

    def _ask(
        self, data: bytes, header: Header, *, max_side_px: int | None, with_metadata: bool
    ) -> tuple[Frame, Metadata]:
        if not self._slots.acquire(timeout=QUEUE_S):
            raise DecodeTimeoutError(detail="no decoder was free")
        try:
            for attempt in (1, 2):
                try:
                    return self._exchange(data, header, max_side_px=max_side_px, with_metadata=with_metadata)
                except _ProcessLostError as error:
                    # Whoever ended it, the photo is not to blame: it gets a second process, but no third.
                    if attempt == 2:
                        raise DecoderCrashedError(detail="the decoding process is lost") from error
            raise AssertionError("unreachable")
        finally:
            self._slots.release()

    def _exchange(
        self, data: bytes, header: Header, *, max_side_px: int | None, with_metadata: bool
    ) -> tuple[Frame, Metadata]:
        request = {
            "bytes": len(data),
            "limits": asdict(self._limits),
            "max_side_px": max_side_px,
            "with_metadata": with_metadata,
        }
        ours, process = self._open_request()
        with ours:
            deadline = time.monotonic() + self._wall_s + _GRACE_S
            try:
                _send(ours, _wire.pack(request), data, deadline=deadline)
                head = _wire.unpack(_receive_head(ours, deadline=deadline))
                if "width_px" not in head:
                    raise self._failure(head)
                pixels = _receive_pixels(
                    ours, head, most_side_px=max_side_px, header=header, deadline=deadline
                )
                return self._understand(head, pixels, header)
            except TimeoutError as error:
                # The process that should have killed the child is stuck itself.
                self._abandon(process)
                raise DecodeTimeoutError from error
            except EOFError as error:
                if time.monotonic() >= deadline - _GRACE_S:
                    raise DecodeTimeoutError from error
                if process.poll() is not None or self._is_lost(process):
                    raise _ProcessLostError from error
                raise DecoderCrashedError from error
            except (ValueError, TypeError, KeyError) as error:
                raise DecoderCrashedError(detail="its answer makes no sense") from error

    def _understand(self, head: dict[str, Any], pixels: Pixels, header: Header) -> tuple[Frame, Metadata]:
        profile = head["profile"]
        self._protections = self._gained | {str(name) for name in head["held"]}
        frame = Frame(
            pixels=pixels,
            full_width_px=header.width_px,
            full_height_px=header.height_px,
            format=header.format,
            bits=header.bits,
            profile=None if profile is None else str(profile)[: _wire.MAX_TEXT],
            wide_gamut=bool(head["wide_gamut"]),
            orientation=header.orientation,
            frames=header.frames,
            truncated=bool(head["truncated"]),
        )
        metadata = Metadata() if head["metadata"] is None else _wire.to_metadata(head["metadata"])
        return frame, metadata

    @staticmethod
    def _failure(head: dict[str, Any]) -> ImagingError:
        if "ended" not in head:
            return _wire.to_error(head)
        if head.get("late") or head["ended"] == -signal.SIGXCPU:
            return DecodeTimeoutError()
        if head["ended"] == -signal.SIGKILL:
            return DecodeMemoryError(detail="the machine ran out of memory")
        return DecoderCrashedError(detail=f"it ended with {int(head['ended'])}")

    def _open_request(self) -> tuple[socket.socket, "subprocess.Popen[bytes]"]:
        """The socket of a child that stands ready, and the process that it belongs to."""
        with self._lock:
            for attempt in (1, 2):
                if self._is_closed:
                    raise RuntimeError("the sandbox is closed")
                try:
                    control, process = self._greeted()
                    return _next_child(control), process
                except OSError as error:
                    self._stop()
                    if attempt == 2:
                        raise DecoderCrashedError(detail="the decoding process does not start") from error
        raise AssertionError("unreachable")

    def _greeted(self) -> tuple[socket.socket, "subprocess.Popen[bytes]"]:
        """The process, started and ready; called under the lock."""
        if self._process is None or self._control is None or self._process.poll() is not None:
            self._stop()
            self._start()
        if self._process is None or self._control is None:
            raise OSError("no process")
        if not self._is_greeted:
            try:
                head = _wire.unpack(_receive_head(self._control, deadline=time.monotonic() + START_S))
            except (EOFError, ValueError) as error:
                raise OSError("the decoding process ended at its start") from error
            self._gained = frozenset(head["gained"])
            self._is_greeted = True
        return self._control, self._process

    def _start(self) -> None:
        ours, theirs = socket.socketpair()
        environment = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
        environment |= _SETTINGS | {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603 - our own module, by our own interpreter
                [sys.executable, "-P", "-m", "api.storage._zygote", str(theirs.fileno()), str(self._wall_s)],
                env=environment,
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
                start_new_session=True,  # an interrupt at the terminal is for the service, which ends it
            )
        self._control, self._is_greeted = ours, False

    def _stop(self) -> None:
        if self._control is not None:
            self._control.close()
        if self._process is not None:
            self._process.kill()
            self._process.wait()
        self._process = self._control = None

    def _abandon(self, process: "subprocess.Popen[bytes]") -> None:
        with self._lock:
            if self._process is process:
                self._stop()

    def _is_lost(self, process: "subprocess.Popen[bytes]") -> bool:
        """Whether the process is ending: its sockets close before its parent can know."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=0.2)
        return process.poll() is not None


def _next_child(control: socket.socket) -> socket.socket:
    """Ask for a child; raises OSError when the decoding process is gone or stuck."""
    control.settimeout(START_S)
    control.sendall(b"\0")
    _, descriptors, _, _ = socket.recv_fds(control, 1, 1)
    if not descriptors:
        raise OSError("the decoding process has ended")
    return socket.socket(fileno=descriptors[0])


def _send(ours: socket.socket, head: bytes, data: bytes, *, deadline: float) -> None:
    """Both, unless the other side has closed: then its answer, or its end, is what counts."""
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):
        ours.settimeout(_left(deadline))
        if not hasattr(os, "memfd_create"):
            ours.sendall(b"\0" + head + data)
            return
        # Memory without a name, handed over: a photo through a socket takes four times as long.
        with open(os.memfd_create("photo"), "wb", buffering=0) as memory:  # noqa: PTH123 - it has no path
            left = memoryview(data)
            while left:
                left = left[memory.write(left) :]
            memory.seek(0)
            socket.send_fds(ours, [b"\0"], [memory.fileno()])
        ours.sendall(head)


def _receive_head(ours: socket.socket, *, deadline: float) -> bytes:
    prefix = bytearray(_wire.LENGTH_BYTES)
    _fill(ours, memoryview(prefix), deadline=deadline)
    length = int.from_bytes(prefix, "big")
    if length > _wire.MAX_HEAD_BYTES:
        raise ValueError("its answer is too long")
    body = bytearray(length)
    _fill(ours, memoryview(body), deadline=deadline)
    return bytes(body)


def _receive_pixels(
    ours: socket.socket,
    head: dict[str, Any],
    *,
    most_side_px: int | None,
    header: Header,
    deadline: float,
) -> Pixels:
    width, height = int(head["width_px"]), int(head["height_px"])
    most = max(header.width_px, header.height_px) + 1
    if not 1 <= min(width, height) <= max(width, height) <= min(most, most_side_px or most):
        raise ValueError("its picture is larger than asked for")
    if width * height > (header.width_px + 1) * (header.height_px + 1):
        raise ValueError("its picture is larger than the file's")
    pixels = np.empty((height, width, 3), np.uint8)
    _fill(ours, pixels.data.cast("B"), deadline=deadline)
    pixels.flags.writeable = False
    return pixels


def _fill(ours: socket.socket, target: memoryview, *, deadline: float) -> None:
    while target:
        ours.settimeout(_left(deadline))
        count = _receive_into(ours, target)
        if count == 0:
            raise EOFError
        target = target[count:]


def _receive_into(ours: socket.socket, target: memoryview) -> int:
    try:
        return ours.recv_into(target)
    except ConnectionResetError:
        return 0


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left
