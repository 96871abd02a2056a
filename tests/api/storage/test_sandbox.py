import os
import signal
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
import pyvips

from api.storage.sandbox import Sandbox
from imaging.decode import decode
from imaging.errors import (
    DecoderCrashedError,
    DecodeTimeoutError,
    TooManyPixelsError,
    UndecodableImageError,
    UnsupportedFormatError,
)
from imaging.header import Limits
from tests.photos import box, encode, heif_of, png_of, scene


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(slots=2) as opened:
        yield opened


@pytest.fixture(scope="module")
def slow_photo() -> bytes:
    """A photo that takes a second or so: noise, in many scans."""
    noise = np.random.default_rng(1).integers(0, 255, (2000, 3000, 3), dtype=np.uint8)
    image = pyvips.Image.new_from_memory(noise.data, 3000, 2000, 3, "uchar")
    return bytes(image.jpegsave_buffer(interlace=True, Q=95))


def children_of(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def idle_child(sandbox: Sandbox) -> int:
    """The child that will get the next photo, once the last one has gone."""
    sandbox.thumbnail(encode(scene(), "png"), 32)
    deadline = time.monotonic() + 5
    while len(children_of(process_of(sandbox))) != 1 and time.monotonic() < deadline:
        time.sleep(0.02)
    (child,) = children_of(process_of(sandbox))
    return child


def process_of(sandbox: Sandbox) -> int:
    process = sandbox._process
    assert process is not None
    return process.pid


def resident_mb() -> float:
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGESIZE") / 1e6


def test_what_the_sandbox_reads_is_what_the_decoder_decodes(sandbox: Sandbox) -> None:
    data = encode(scene(300, 200), "jpeg", orientation=6)

    reading = sandbox.read(data)

    frame = decode(data)
    np.testing.assert_array_equal(reading.frame.pixels, frame.pixels)
    assert (reading.header.width_px, reading.header.height_px) == (200, 300)
    assert reading.frame.orientation == 6
    assert reading.metadata.state == "read"


@pytest.mark.parametrize("kind", ["jpeg", "png", "webp", "tiff", "avif"])
def test_every_format_decodes_without_opening_a_file(sandbox: Sandbox, kind: str) -> None:
    frame = sandbox.thumbnail(encode(scene(300, 200), kind), 100)

    assert frame.pixels.shape == (67, 100, 3)
    assert frame.full_width_px == 300


def test_pixels_from_the_sandbox_cannot_be_changed(sandbox: Sandbox) -> None:
    frame = sandbox.thumbnail(encode(scene(), "png"), 50)

    with pytest.raises(ValueError, match="read-only"):
        frame.pixels[0, 0] = 0


def test_i1_a_bomb_is_refused_in_no_time_and_no_memory(sandbox: Sandbox) -> None:
    before_mb, started = resident_mb(), time.perf_counter()

    with pytest.raises(TooManyPixelsError):
        sandbox.read(png_of(60_000, 60_000))

    assert time.perf_counter() - started < 0.1
    assert resident_mb() - before_mb < 50


def test_i4_a_strange_file_is_refused_without_a_decoder(sandbox: Sandbox) -> None:
    with pytest.raises(UnsupportedFormatError) as caught:
        sandbox.read(b"<svg xmlns='http://www.w3.org/2000/svg'/>")

    assert caught.value.format == "svg"


def test_an_error_crosses_with_its_facts(sandbox: Sandbox) -> None:
    with pytest.raises(UndecodableImageError) as caught:
        sandbox.read(heif_of(40, 30, box(b"hvcC", bytes(23))))

    assert caught.value.detail == "the decoder refused it"


def test_the_callers_limits_hold() -> None:
    with Sandbox(limits=Limits(max_pixels=100)) as strict, pytest.raises(TooManyPixelsError) as caught:
        strict.read(encode(scene(20, 10), "png"))

    assert caught.value.limit == 100


def test_a_decoder_that_dies_is_an_error_and_the_next_photo_is_read(
    sandbox: Sandbox, slow_photo: bytes
) -> None:
    spare = idle_child(sandbox)

    timer = threading.Timer(0.1, os.kill, (spare, signal.SIGSEGV))
    timer.start()
    with pytest.raises(DecoderCrashedError):
        sandbox.read(slow_photo)
    timer.join()

    assert sandbox.thumbnail(encode(scene(), "png"), 32).pixels.shape == (21, 32, 3)


def test_a_decoder_that_takes_too_long_is_killed(slow_photo: bytes) -> None:
    with Sandbox(wall_s=0.15) as hurried:
        hurried.thumbnail(encode(scene(), "png"), 32)
        started = time.perf_counter()

        with pytest.raises(DecodeTimeoutError):
            hurried.read(slow_photo)

        assert time.perf_counter() - started < 1.0
        assert hurried.thumbnail(encode(scene(), "png"), 32).width_px == 32


def test_a_decoding_process_that_is_killed_between_photos_is_started_again(sandbox: Sandbox) -> None:
    sandbox.thumbnail(encode(scene(), "png"), 32)
    first = process_of(sandbox)

    os.kill(first, signal.SIGKILL)
    frame = sandbox.thumbnail(encode(scene(), "png"), 32)

    assert frame.width_px == 32
    assert process_of(sandbox) != first


def test_a_photo_survives_the_death_of_the_decoding_process(sandbox: Sandbox, slow_photo: bytes) -> None:
    sandbox.thumbnail(encode(scene(), "png"), 32)
    first = process_of(sandbox)

    timer = threading.Timer(0.1, os.kill, (first, signal.SIGKILL))
    timer.start()
    reading = sandbox.read(slow_photo)
    timer.join()

    assert reading.header.width_px == 3000
    assert process_of(sandbox) != first


def test_many_threads_read_at_once_and_each_gets_its_own(sandbox: Sandbox) -> None:
    sizes = list(range(20, 60))
    files = [encode(scene(size, 16), "png") for size in sizes]

    with ThreadPoolExecutor(8) as threads:
        frames = list(threads.map(lambda data: sandbox.read(data).frame, files))

    assert [frame.width_px for frame in frames] == sizes


def test_no_child_and_no_descriptor_is_left_behind(sandbox: Sandbox) -> None:
    sandbox.thumbnail(encode(scene(), "png"), 32)
    before = len(os.listdir("/proc/self/fd"))  # noqa: PTH208

    for _ in range(20):
        sandbox.thumbnail(encode(scene(), "png"), 32)

    assert idle_child(sandbox)
    assert len(os.listdir("/proc/self/fd")) == before  # noqa: PTH208


def test_the_decoding_process_knows_none_of_our_environment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("LIKENESS_MASTER_KEY", "a secret")

    with Sandbox() as opened:
        opened.thumbnail(encode(scene(), "png"), 32)
        environment = Path(f"/proc/{process_of(opened)}/environ").read_bytes()

    assert b"LIKENESS_MASTER_KEY" not in environment


def test_a_closed_sandbox_leaves_no_process_and_reads_nothing() -> None:
    opened = Sandbox()
    opened.thumbnail(encode(scene(), "png"), 32)
    pid = process_of(opened)

    opened.close()

    assert not Path(f"/proc/{pid}").exists()
    with pytest.raises(RuntimeError):
        opened.read(encode(scene(), "png"))


def test_what_confines_a_child_can_be_asked(sandbox: Sandbox) -> None:
    sandbox.read(encode(scene(), "png"))

    assert {"memory_limit", "cpu_limit", "descriptors_closed"} <= sandbox.protections
