"""A filter on system calls: a decoder may compute, and talk on what is already open. Nothing else.

Whatever is not listed fails with EPERM: opening a file, a socket, another process, another program. Memory
that can be executed cannot be had either. Linux on x86-64 and arm64; elsewhere `install` says so.
"""

import ctypes
import errno
import platform
import struct

_AUDIT_ARCH = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
# Numbers by machine: (x86-64, arm64); None where a machine has no such call.
_ALLOWED: dict[str, tuple[int | None, int | None]] = {
    "brk": (12, 214),
    "clock_getres": (229, 114),
    "clock_gettime": (228, 113),
    "clock_nanosleep": (230, 115),
    "close": (3, 57),
    "exit": (60, 93),
    "exit_group": (231, 94),
    "fstat": (5, 80),
    "futex": (202, 98),
    "getpid": (39, 172),
    "getrandom": (318, 278),
    "getrusage": (98, 165),
    "gettid": (186, 178),
    "gettimeofday": (96, 169),
    "lseek": (8, 62),
    "madvise": (28, 233),
    "membarrier": (324, 283),
    "mremap": (25, 216),
    "munmap": (11, 215),
    "nanosleep": (35, 101),
    "poll": (7, None),
    "ppoll": (271, 73),
    "read": (0, 63),
    "readv": (19, 65),
    "recvmsg": (47, 212),
    "restart_syscall": (219, 128),
    "rseq": (334, 293),
    "rt_sigaction": (13, 134),
    "rt_sigprocmask": (14, 135),
    "rt_sigreturn": (15, 139),
    "sched_getaffinity": (204, 123),
    "sched_yield": (24, 124),
    "set_robust_list": (273, 99),
    "sigaltstack": (131, 132),
    "sysinfo": (99, 179),
    "uname": (63, 160),
    "write": (1, 64),
    "writev": (20, 66),
}
_CLONE, _CLONE3, _MMAP, _MPROTECT = (56, 220), (435, 435), (9, 222), (10, 226)
_CLONE_THREAD = 0x00010000
_PROT_EXEC = 4

_LOAD_WORD, _JUMP_EQUAL, _JUMP_BITS, _RETURN = 0x20, 0x15, 0x45, 0x06
_NUMBER_AT, _ARCH_AT, _ARGUMENTS_AT = 0, 4, 16
_KILL, _ALLOW, _FAIL = 0x80000000, 0x7FFF0000, 0x00050000
_PR_SET_NO_NEW_PRIVS, _PR_SET_SECCOMP, _FILTER = 38, 22, 2


class Filter:
    """The filter for this machine, made once and installed in each child."""

    def __init__(self) -> None:
        machine = platform.machine()
        if machine not in _AUDIT_ARCH:
            raise OSError(errno.ENOSYS, f"no system call filter for `{machine}`")
        program = b"".join(_program(machine))
        self._code = ctypes.create_string_buffer(program, len(program))
        self._header = ctypes.create_string_buffer(
            struct.pack("@HP", len(program) // 8, ctypes.addressof(self._code))
        )
        self._libc = ctypes.CDLL(None, use_errno=True)

    def install(self) -> None:
        """Bind this process and its threads, for good.

        Raises
        ------
        OSError
            The kernel refuses.
        """
        self._prctl(_PR_SET_NO_NEW_PRIVS, 1)
        self._prctl(_PR_SET_SECCOMP, _FILTER, ctypes.addressof(self._header))

    def _prctl(self, option: int, second: int, third: int = 0) -> None:
        if self._libc.prctl(option, ctypes.c_ulong(second), ctypes.c_ulong(third), 0, 0) != 0:
            code = ctypes.get_errno()
            raise OSError(code, "the kernel refused the system call filter")


def _program(machine: str) -> list[bytes]:
    column = 0 if machine == "x86_64" else 1
    allowed = [numbers[column] for numbers in _ALLOWED.values()]
    return [
        _step(_LOAD_WORD, value=_ARCH_AT),
        _step(_JUMP_EQUAL, yes=1, value=_AUDIT_ARCH[machine]),
        _step(_RETURN, value=_KILL),
        _step(_LOAD_WORD, value=_NUMBER_AT),
        *(step for number in allowed if number is not None for step in _allow(number)),
        # Threads, but no processes: the C library falls back from clone3, whose flags a filter cannot see.
        *_when(_CLONE3[column], [_step(_RETURN, value=_FAIL | errno.ENOSYS)]),
        *_when(_CLONE[column], _if_bit(0, _CLONE_THREAD, then=_ALLOW, otherwise=_FAIL | errno.EPERM)),
        *_when(_MMAP[column], _if_bit(2, _PROT_EXEC, then=_FAIL | errno.EPERM, otherwise=_ALLOW)),
        *_when(_MPROTECT[column], _if_bit(2, _PROT_EXEC, then=_FAIL | errno.EPERM, otherwise=_ALLOW)),
        _step(_RETURN, value=_FAIL | errno.EPERM),
    ]


def _allow(number: int) -> list[bytes]:
    return _when(number, [_step(_RETURN, value=_ALLOW)])


def _when(number: int, then: list[bytes]) -> list[bytes]:
    return [_step(_JUMP_EQUAL, no=len(then), value=number), *then]


def _if_bit(argument: int, bit: int, *, then: int, otherwise: int) -> list[bytes]:
    return [
        _step(_LOAD_WORD, value=_ARGUMENTS_AT + 8 * argument),
        _step(_JUMP_BITS, no=1, value=bit),
        _step(_RETURN, value=then),
        _step(_RETURN, value=otherwise),
    ]


def _step(code: int, *, yes: int = 0, no: int = 0, value: int) -> bytes:
    return struct.pack("=HBBI", code, yes, no, value)
