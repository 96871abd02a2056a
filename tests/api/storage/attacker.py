"""A stand-in for code that took over a decoder: it tries what such code would want, and tells what it got.

Run as a program of its own: python attacker.py DESCRIPTOR SECRET_FILE ATTEMPT
"""

import ctypes
import json
import mmap
import os
import socket
import sys
from collections.abc import Callable

from api.storage import _confine


def read_a_file(secret: str) -> str:
    with open(secret, encoding="utf-8") as file:  # noqa: PTH123
        return file.read()


def write_a_file(secret: str) -> str:
    with open(f"{secret}.planted", "w", encoding="utf-8") as file:  # noqa: PTH123
        return str(file.write("planted"))


def list_a_folder(secret: str) -> str:
    return str(os.listdir(os.path.dirname(secret)))  # noqa: PTH120, PTH208


def open_a_socket(secret: str) -> str:
    return str(socket.socket(socket.AF_INET, socket.SOCK_STREAM))


def open_a_local_socket(secret: str) -> str:
    return str(socket.socket(socket.AF_UNIX, socket.SOCK_STREAM))


def start_a_process(secret: str) -> str:
    pid = os.fork()
    if pid == 0:
        os._exit(0)
    return str(pid)


def run_a_program(secret: str) -> str:
    os.execv("/bin/sh", ["sh", "-c", "true"])  # noqa: S606
    return "unreachable"


def kill_the_parent(secret: str) -> str:
    os.kill(os.getppid(), 0)
    return "reached"


def take_executable_memory(secret: str) -> str:
    return str(mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC))


def trace_the_parent(secret: str) -> str:
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.ptrace(16, os.getppid(), 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "refused")
    return "attached"


def take_two_gigabytes(secret: str) -> str:
    return str(len(bytearray(2_000_000_000)))


def use_an_inherited_descriptor(secret: str) -> str:
    return os.read(INHERITED, 100).decode()


ATTEMPTS: dict[str, Callable[[str], str]] = {
    attempt.__name__: attempt
    for attempt in (
        read_a_file,
        write_a_file,
        list_a_folder,
        open_a_socket,
        open_a_local_socket,
        start_a_process,
        run_a_program,
        kill_the_parent,
        take_executable_memory,
        trace_the_parent,
        take_two_gigabytes,
        use_an_inherited_descriptor,
    )
}
INHERITED = -1

if __name__ == "__main__":
    told, secret_file, chosen = int(sys.argv[1]), sys.argv[2], sys.argv[3]
    INHERITED = os.open(secret_file, os.O_RDONLY)
    held = _confine.drop_root()
    held += _confine.confine(_confine.make_filter(), keep=told)
    try:
        answer = {"held": held, "got": ATTEMPTS[chosen](secret_file)}
    except (OSError, MemoryError) as error:
        answer = {"held": held, "refused": type(error).__name__}
    os.write(told, json.dumps(answer).encode())
    os._exit(0)
