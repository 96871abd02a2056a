"""What a decoding process gives up before it reads a stranger's bytes.

Each protection that this machine offers is taken; the ones it does not offer are named, so that the service
can say so. Limits: 1.5 GB of address space, 10 s of CPU, no file may be written, few may be open.
"""

import contextlib
import ctypes
import os
import resource
import signal
import sys

from api.storage._seccomp import Filter

MEMORY_BYTES = 1_500_000_000
CPU_S = 10
OPEN_FILES = 16
THREADS = 256  # of the unprivileged user, counted over all its processes

_NOBODY = 65534
_PR_SET_PDEATHSIG = 1


def drop_root() -> list[str]:
    """Become nobody where this process is root; names what was gained."""
    if os.geteuid() != 0:
        return []
    try:
        os.setgroups([])
        os.setresgid(_NOBODY, _NOBODY, _NOBODY)
        os.setresuid(_NOBODY, _NOBODY, _NOBODY)
    except OSError:
        # A container may map no such user: the other protections stand without it.
        return []
    resource.setrlimit(resource.RLIMIT_NPROC, (THREADS, THREADS))
    return ["unprivileged_user", "thread_limit"]


def make_filter() -> Filter | None:
    """The system call filter of this machine, or None."""
    try:
        return Filter()
    except OSError:
        return None


def confine(system_calls: Filter | None, *, keep: int) -> list[str]:
    """Give up everything but the descriptor `keep`; names the protections that hold from now on."""
    _close_all_but(keep)
    held = ["descriptors_closed", *_limit()]
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        held.append("dies_with_parent")
    if system_calls is not None:
        with contextlib.suppress(OSError):
            system_calls.install()
            held.append("system_call_filter")
    return held


def _limit() -> list[str]:
    limits = {
        "cpu_limit": (resource.RLIMIT_CPU, CPU_S + 1),
        "no_writing": (resource.RLIMIT_FSIZE, 0),
        "open_files_limit": (resource.RLIMIT_NOFILE, OPEN_FILES),
        "no_core_dump": (resource.RLIMIT_CORE, 0),
        "memory_limit": (resource.RLIMIT_AS, MEMORY_BYTES),
    }
    held = []
    for name, (which, most) in limits.items():
        hard = resource.getrlimit(which)[1]
        bound = most if hard == resource.RLIM_INFINITY else min(most, hard)
        # CPU time has a softer bound first, whose signal tells it from other deaths.
        soft = min(bound, CPU_S) if which == resource.RLIMIT_CPU else bound
        try:
            resource.setrlimit(which, (soft, bound))
        except (OSError, ValueError):
            continue  # told by its absence from what is returned
        held.append(name)
    return held


def _close_all_but(keep: int) -> None:
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    os.closerange(3, keep)
    os.closerange(keep + 1, max(keep + 1, min(most, 65_536)))
