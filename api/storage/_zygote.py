"""The process that decodes: a small one, started fresh, that forks one child for each photo.

It holds no key, no database and none of the service's memory, because it was executed and not forked from
the service. It never calls libvips itself: threads do not survive a fork. One child always stands ready,
confined and warm. On request the service gets the other end of its socket, the child answers there once,
and dies. This process kills a child at its deadline, and tells on the same socket how a child ended that
gave no answer.

    python -P -m api.storage._zygote DESCRIPTOR SECONDS
"""

import codecs
import contextlib
import gc
import io
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
from PIL import Image, ImageCms

from api.storage import _confine, _wire
from api.storage._seccomp import Filter
from imaging.decode import decode
from imaging.errors import DecodeMemoryError, DecoderCrashedError, ImagingError
from imaging.exif import read_metadata
from imaging.frame import Frame
from imaging.header import Limits

# An operation's description is looked up once per process: once here is once for all children.
_OPERATIONS = ("thumbnail_image", "icc_transform", "colourspace", "extract_band", "cast", "copy", "flatten")
_CODECS = ("ascii", "latin-1", "utf-8", "utf-16-be")
_EXIF_DIRECTORY, _TAKEN_AT = 0x8769, 0x9003


class _Child:
    """A child and the two ends of its socket; `deadline` counts from when a photo was given to it."""

    def __init__(self, pid: int, theirs: socket.socket, own: socket.socket) -> None:
        self.pid = pid
        self.theirs = theirs
        self.own = own
        self.deadline = float("inf")
        self.is_late = False


def main() -> None:
    """Serve until the service closes its end."""
    control, wall_s = socket.socket(fileno=int(sys.argv[1])), float(sys.argv[2])
    sample = _prepare()
    gained = _confine.drop_root()
    system_calls = _confine.make_filter()
    control.sendall(_wire.pack({"gained": gained}))
    _silence()
    gc.collect()
    gc.freeze()
    wake = _wake_on_child()
    children: dict[int, _Child] = {}
    ready = _fork(sample, system_calls)
    while True:
        readable, _, _ = select.select([control.fileno(), wake], [], [], _patience(children))
        if wake in readable:
            os.read(wake, 4096)
        if control.fileno() in readable:
            if not control.recv(1):
                return
            ready.deadline = time.monotonic() + wall_s
            socket.send_fds(control, [b"\0"], [ready.theirs.fileno()])
            ready.theirs.close()
            children[ready.pid] = ready
            ready = _fork(sample, system_calls)
        _reap(children)
        _kill_late(children)


def _prepare() -> bytes:
    """Everything that Python and libvips load lazily, loaded; a small JPEG to warm a child with."""
    pi_heif.options.THUMBNAILS = pi_heif.options.DEPTH_IMAGES = pi_heif.options.AUX_IMAGES = False
    pi_heif.options.DECODE_THREADS = os.cpu_count() or 1
    for name in _OPERATIONS:
        pyvips.Introspect.get(name)
    for name in _CODECS:
        codecs.lookup(name)
    sample = _sample()
    if read_metadata(sample).taken_at is None:
        raise RuntimeError("metadata cannot be read here")
    return sample


def _sample() -> bytes:
    exif = Image.Exif()
    exif.get_ifd(_EXIF_DIRECTORY)[_TAKEN_AT] = "2026:03:01 09:30:00"
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    target = io.BytesIO()
    Image.new("RGB", (64, 64)).save(target, "JPEG", exif=exif, icc_profile=profile)
    return target.getvalue()


def _wake_on_child() -> int:
    """A descriptor that becomes readable when a child ends."""
    wake, woken = os.pipe()
    os.set_blocking(woken, False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(woken)
    return wake


def _fork(sample: bytes, system_calls: Filter | None) -> _Child:
    theirs, own = socket.socketpair()
    pid = os.fork()
    if pid == 0:
        _serve(own, sample, system_calls)
    return _Child(pid, theirs, own)


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


def _reap(children: dict[int, _Child]) -> None:
    for pid in list(children):
        done, status = os.waitpid(pid, os.WNOHANG)
        if done == 0:
            continue
        child = children.pop(pid)
        code = os.waitstatus_to_exitcode(status)
        with child.own, contextlib.suppress(OSError):
            # Without waiting: a full socket means that the answer is there and this is not needed.
            child.own.send(_wire.pack({"ended": code, "late": child.is_late}), socket.MSG_DONTWAIT)


def _kill_late(children: dict[int, _Child]) -> None:
    for pid, child in children.items():
        if time.monotonic() >= child.deadline:
            child.is_late = True
            child.deadline += 1.0  # it is dying; look again, without spinning
            os.kill(pid, signal.SIGKILL)


def _serve(own: socket.socket, sample: bytes, system_calls: Filter | None) -> None:
    """In the child: one request, one answer, and out."""
    code = 1
    try:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        held = _confine.confine(system_calls, keep=own.fileno())
        decode(sample, max_side_px=32)
        _, descriptors, _, _ = socket.recv_fds(own, 1, 1)
        head = _wire.unpack(
            _read(own.fileno(), int.from_bytes(_read(own.fileno(), _wire.LENGTH_BYTES), "big"))
        )
        data = _read((descriptors or [own.fileno()])[0], int(head["bytes"]))
        _write(own.fileno(), _answer(head, data, held))
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
    pieces = []
    while count:
        piece = os.read(descriptor, count)
        if not piece:
            raise EOFError
        pieces.append(piece)
        count -= len(piece)
    return b"".join(pieces)


def _write(descriptor: int, parts: list[bytes | memoryview]) -> None:
    for part in parts:
        left = memoryview(part)
        while left:
            left = left[os.write(descriptor, left) :]


if __name__ == "__main__":
    main()
