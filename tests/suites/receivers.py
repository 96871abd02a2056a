"""The two receivers of the kill test: a bare ingest process, and the real server over HTTP."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from pathlib import Path
from typing import IO
from uuid import UUID

from tests.suites.kill import Hear

START_S = 90.0  # a process that is not ready by then is broken
CLIENTS = 4


class Pipe:
    """`tests.suites.ingest`, spoken to by pipes."""

    def __init__(self, home: Path, *, clinic_id: UUID, patient_id: UUID, under: Sequence[str] = ()) -> None:
        """`under` is a command that runs it, such as a tracer."""
        ids = [str(clinic_id), str(patient_id)]
        self._command = [*under, sys.executable, "-m", "tests.suites.ingest", str(home), *ids]

    def start(self) -> None:
        """Start it, and wait for its word, or for its early death by a kill."""
        self._child = subprocess.Popen(
            self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        too_late = threading.Timer(START_S, self._child.kill)
        too_late.start()
        ready = any(line == "ready\n" for line in iter(_is(self._child.stdout).readline, ""))
        too_late.cancel()
        assert ready or self.is_killed(), "the process did not start"

    def send(self, photos: Mapping[str, Path], hear: Hear) -> None:
        """Name the files; hear until it ends."""
        lines = "".join(f"{capture_id} {path}\n" for capture_id, path in photos.items())
        feeding = threading.Thread(target=_feed, args=(_is(self._child.stdin), lines))
        feeding.start()
        for line in _is(self._child.stdout):
            if line.startswith("capture-") and line.endswith("\n"):
                capture_id, photo_id = line.split()
                hear(capture_id, UUID(photo_id))
        feeding.join()
        _is(self._child.stdout).close()

    def kill(self) -> None:
        """SIGKILL."""
        self._child.send_signal(signal.SIGKILL)

    def is_killed(self) -> bool:
        """It ended by itself or was killed."""
        return self._child.wait() == -signal.SIGKILL


class Server:
    """`likeness serve`, spoken to by HTTP as a tablet would, several uploads at once."""

    def __init__(self, home: Path, *, patient_id: UUID, token: str, log: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self._port: int = free.getsockname()[1]
        self._home = home
        self._path = f"/api/v1/patients/{patient_id}/photos?region=face&view=front&capture_id="
        self._token = token
        self._log = log

    def start(self) -> None:
        """Start it, and ask until it answers."""
        with self._log.open("ab") as log:
            self._child = subprocess.Popen(
                [sys.executable, "-m", "api", "serve", "--home", str(self._home), "--port", str(self._port)],
                stdout=log,
                stderr=log,
                env={**os.environ, "LIKENESS_WORKERS": "1"},
            )
        until = time.monotonic() + START_S
        while time.monotonic() < until:
            assert self._child.poll() is None, f"the server did not start: {self._log.read_text()[-2000:]}"
            with suppress(OSError, http.client.HTTPException), self._connection() as connection:
                connection.request("GET", "/healthz")
                if connection.getresponse().status == http.HTTPStatus.OK:
                    return
            time.sleep(0.05)
        raise AssertionError("the server did not answer in time")

    def send(self, photos: Mapping[str, Path], hear: Hear) -> None:
        """Post each; a broken connection is no answer."""

        def one(capture_id: str, path: Path) -> None:
            if self._child.poll() is not None:
                return
            with suppress(OSError, http.client.HTTPException):
                photo_id = self._post(capture_id, path.read_bytes())
                hear(capture_id, photo_id)

        with ThreadPoolExecutor(CLIENTS) as pool:
            for done in [pool.submit(one, *photo) for photo in photos.items()]:
                done.result()

    def kill(self) -> None:
        """SIGKILL."""
        self._child.send_signal(signal.SIGKILL)

    def is_killed(self) -> bool:
        """Stop it as an administrator would, if it still lives."""
        if self._child.poll() is None:
            self._child.terminate()
        return self._child.wait(timeout=60) == -signal.SIGKILL

    def _connection(self) -> closing[http.client.HTTPConnection]:
        return closing(http.client.HTTPConnection("127.0.0.1", self._port, timeout=60))

    def _post(self, capture_id: str, data: bytes) -> UUID:
        headers = {"Authorization": f"Bearer {self._token}", "Content-Type": "image/jpeg"}
        with self._connection() as connection:
            connection.request("POST", self._path + capture_id, body=data, headers=headers)
            answer = connection.getresponse()
            body = answer.read()
        assert answer.status in {200, 201}, f"{answer.status}: {body[:500]!r}"
        return UUID(json.loads(body)["photo"]["id"])


def _feed(stdin: IO[str], lines: str) -> None:
    with suppress(BrokenPipeError):
        stdin.write(lines)
    with suppress(BrokenPipeError):
        stdin.close()


def _is(stream: IO[str] | None) -> IO[str]:
    assert stream is not None
    return stream
