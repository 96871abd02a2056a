"""The process that decodes: a small one, started fresh, that forks one child for each photo.

It holds no key, no database and none of the service's memory, because it was executed and not forked from
the service. It never calls libvips itself: threads do not survive a fork. For each request the service
hands it one end of a socket; the child answers on it, confined, and dies. This process kills a child at its
deadline and tells on the same socket how a child ended that gave no answer.

    python -P -m api.storage._zygote DESCRIPTOR
"""

import codecs
import contextlib
import gc
import os
import select
import signal
import socket
import sys
import time
from typing import Any

import numpy as np
import pi_heif
import pyvips

from api.storage import _confine, _wire
from imaging.decode import decode
from imaging.errors import DecodeMemoryError, DecoderCrashedError, ImagingError
from imaging.exif import read_metadata
from imaging.frame import Frame
from imaging.header import Limits

WALL_S = 10.0

_CHUNK = 1 << 20
# An operation's description is looked up once per process: once here is once for all children.
_OPERATIONS = ("thumbnail_buffer", "thumbnail_image", "icc_transform", "colourspace", "extract_band", "cast")
_CODECS = ("ascii", "latin-1", "utf-8", "utf-16-be")
# A JPEG that is all header: reading it loads whatever Python loads lazily, before files are out of reach.
_WARM_UP = bytes.fromhex(
    "ffd8 ffe10048 457869660000 4d4d002a00000008"
    "0001 8769 0004 00000001 0000001a 00000000"
    "0001 9003 0002 00000014 0000002c 00000000"
    + b"2026:03:01 09:30:00\0".hex()
    + "ffc0000b080001000101011100ffda"
)


class _Child:
    """A running child: its end of the request, and when it must be done."""

    def __init__(self, request: socket.socket, deadline: float) -> None:
        self.request = request
        self.deadline = deadline
        self.is_late = False


def main() -> None:
    """Serve until the service closes its end."""
    control = socket.socket(fileno=int(sys.argv[1]))
    _prepare()
    gained = _confine.drop_root()
    system_calls = _confine.make_filter()
    control.sendall(_wire.pack({"gained": gained, "filters": system_calls is not None}))
    _silence()
    gc.collect()
    gc.freeze()
    children: dict[int, _Child] = {}
    wake, woken = os.pipe()
    os.set_blocking(woken, False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(woken)
    while True:
        ready, _, _ = select.select([control.fileno(), wake], [], [], _patience(children))
        if wake in ready:
            os.read(wake, 4096)
        _reap(children)
        _kill_late(children)
        if control.fileno() in ready:
            request = _accept(control)
            if request is None:
                return
            pid = os.fork()
            if pid == 0:
                _serve(request, system_calls)
            children[pid] = _Child(request, time.monotonic() + WALL_S)


def _prepare() -> None:
    pi_heif.options.THUMBNAILS = pi_heif.options.DEPTH_IMAGES = pi_heif.options.AUX_IMAGES = False
    pi_heif.options.DECODE_THREADS = os.cpu_count() or 1
    for name in _OPERATIONS:
        pyvips.Introspect.get(name)
    if read_metadata(_WARM_UP).taken_at is None:
        raise RuntimeError("metadata cannot be read here")
    for name in _CODECS:
        codecs.lookup(name)


def _silence() -> None:
    """Decoders print warnings about files; nobody reads them, and they may quote the file."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in range(3):
        os.dup2(nowhere, descriptor)
    os.close(nowhere)


def _patience(children: dict[int, _Child]) -> float | None:
    if not children:
        return None
    return max(0.0, min(child.deadline for child in children.values()) - time.monotonic())


def _accept(control: socket.socket) -> socket.socket | None:
    _, descriptors, _, _ = socket.recv_fds(control, 1, 1)
    return socket.socket(fileno=descriptors[0]) if descriptors else None


def _reap(children: dict[int, _Child]) -> None:
    for pid in list(children):
        done, status = os.waitpid(pid, os.WNOHANG)
        if done == 0:
            continue
        child = children.pop(pid)
        code = os.waitstatus_to_exitcode(status)
        with child.request, contextlib.suppress(OSError):
            # Without waiting: a full socket means that the answer is there and this is not needed.
            child.request.send(_wire.pack({"ended": code, "late": child.is_late}), socket.MSG_DONTWAIT)


def _kill_late(children: dict[int, _Child]) -> None:
    for pid, child in children.items():
        if time.monotonic() >= child.deadline:
            child.is_late = True
            child.deadline += 1.0  # it is dying; look again, without spinning
            os.kill(pid, signal.SIGKILL)


def _serve(request: socket.socket, system_calls: Any) -> None:
    """In the child: one request, one answer, and out."""
    code = 1
    try:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        descriptor = request.fileno()
        held = _confine.confine(system_calls, keep=descriptor)
        head = _wire.unpack(_read(descriptor, int.from_bytes(_read(descriptor, _wire.LENGTH_BYTES), "big")))
        _write(descriptor, _answer(head, _read(descriptor, int(head["bytes"])), held))
        code = 0
    finally:
        os._exit(code)


def _answer(head: dict[str, Any], data: bytes, held: list[str]) -> list[bytes | memoryview]:
    try:
        limits = Limits(**head["limits"])
        frame = decode(data, limits=limits, max_side_px=head["max_side_px"])
        metadata = read_metadata(data, limits=limits) if head["with_metadata"] else None
        return _result(frame, None if metadata is None else _wire.from_metadata(metadata), held)
    except ImagingError as error:
        return [_wire.pack(_wire.from_error(error))]
    except MemoryError:
        return [_wire.pack(_wire.from_error(DecodeMemoryError()))]
    except Exception as error:  # noqa: BLE001 - whatever a decoder's binding raises is an answer, not a crash
        detail = f"the decoder raised {type(error).__name__}"
        return [_wire.pack(_wire.from_error(DecoderCrashedError(detail=detail)))]


def _result(frame: Frame, metadata: dict[str, Any] | None, held: list[str]) -> list[bytes | memoryview]:
    head = {
        "width_px": frame.width_px,
        "height_px": frame.height_px,
        "profile": frame.profile,
        "wide_gamut": frame.wide_gamut,
        "truncated": frame.truncated,
        "metadata": metadata,
        "held": held,
    }
    return [_wire.pack(head), np.ascontiguousarray(frame.pixels).data.cast("B")]


def _read(descriptor: int, count: int) -> bytes:
    pieces = bytearray()
    while len(pieces) < count:
        piece = os.read(descriptor, min(_CHUNK, count - len(pieces)))
        if not piece:
            raise EOFError
        pieces += piece
    return bytes(pieces)


def _write(descriptor: int, parts: list[bytes | memoryview]) -> None:
    for part in parts:
        left = memoryview(part)
        while left:
            left = left[os.write(descriptor, left[:_CHUNK]) :]


if __name__ == "__main__":
    main()
