"""Which questions may the child still ask the kernel? An allow-list in BPF, as seccomp(2) reads it."""

import ctypes
import errno
import platform
import struct
from collections.abc import Iterator

# Memory, time, reading and writing what is open already, and ending. No open, socket, fork, exec, kill, rename.
# name: (x86_64, aarch64), from arch/x86/entry/syscalls/syscall_64.tbl and include/uapi/asm-generic/unistd.h
ALLOWED = {
    "read": (0, 63),
    "write": (1, 64),
    "close": (3, 57),
    "fstat": (5, 80),
    "lseek": (8, 62),
    "munmap": (11, 215),
    "brk": (12, 214),
    "rt_sigaction": (13, 134),
    "rt_sigprocmask": (14, 135),
    "rt_sigreturn": (15, 139),
    "pread64": (17, 67),
    "readv": (19, 65),
    "writev": (20, 66),
    "sched_yield": (24, 124),
    "mremap": (25, 216),
    "madvise": (28, 233),
    "nanosleep": (35, 101),
    "getpid": (39, 172),
    "exit": (60, 93),
    "getcwd": (79, 17),  # asked by Pillow before it saves to memory
    "gettimeofday": (96, 169),
    "getrusage": (98, 165),
    "sysinfo": (99, 179),
    "sigaltstack": (131, 132),
    "gettid": (186, 178),
    "futex": (202, 98),
    "sched_getaffinity": (204, 123),
    "restart_syscall": (219, 128),
    "clock_gettime": (228, 113),
    "clock_getres": (229, 114),
    "clock_nanosleep": (230, 115),
    "exit_group": (231, 94),
    "getrandom": (318, 278),
    "membarrier": (324, 283),
    "rseq": (334, 293),
}
# Memory may be asked for, but none that can be run.
UNLESS_EXECUTABLE = {"mmap": (9, 222), "mprotect": (10, 226)}

MACHINES = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}  # column above, AUDIT_ARCH of linux/audit.h

PR_SET_SECCOMP, SECCOMP_MODE_FILTER = 22, 2
ALLOW, REFUSE, KILL = 0x7FFF0000, 0x00050000 | errno.EPERM, 0x80000000
LOAD, EQUAL, ANY_BIT, RETURN = 0x20, 0x15, 0x45, 0x06
NUMBER, MACHINE, THIRD_ARGUMENT = 0, 4, 32  # offsets in struct seccomp_data (lower half on little-endian machines)
PROT_EXEC = 4


class _Program(ctypes.Structure):
    """struct sock_fprog"""

    _fields_ = [("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p)]


def restrict(libc: ctypes.CDLL) -> bool:
    """Let the kernel refuse everything else from now on; False where this machine or kernel cannot."""
    if platform.machine() not in MACHINES:
        return False
    code = b"".join(_program(*MACHINES[platform.machine()]))
    program = _Program(len(code) // 8, code)
    return bool(libc.prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.byref(program), 0, 0) == 0)


def _program(column: int, machine: int) -> Iterator[bytes]:
    yield _do(LOAD, MACHINE)
    yield _do(EQUAL, machine, 1, 0)
    yield _do(RETURN, KILL)
    yield _do(LOAD, NUMBER)
    for numbers in UNLESS_EXECUTABLE.values():
        yield _do(EQUAL, numbers[column], 0, 4)
        yield _do(LOAD, THIRD_ARGUMENT)
        yield _do(ANY_BIT, PROT_EXEC, 0, 1)
        yield _do(RETURN, REFUSE)
        yield _do(RETURN, ALLOW)
    for numbers in ALLOWED.values():
        yield _do(EQUAL, numbers[column], 0, 1)
        yield _do(RETURN, ALLOW)
    yield _do(RETURN, REFUSE)


def _do(code: int, operand: int, if_true: int = 0, if_false: int = 0) -> bytes:
    """struct sock_filter"""
    return struct.pack("=HBBI", code, if_true, if_false, operand)
