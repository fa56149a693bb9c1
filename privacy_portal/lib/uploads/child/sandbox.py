"""How is the child locked in, before it reads a byte of a stranger's file?

In layers, so that one that a machine does not have leaves the others: limits (memory, time, no further open file, no
process, nothing written), another user where it was started as root, no network, and the kernel's refusal of nearly
every call. Limits need nothing from the machine; with no file descriptor left, no file and no socket can be opened.
"""

import ctypes
import os
import resource

from . import syscalls

NOBODY = 65534
OPEN_ALREADY = 3  # stdin (the file), stdout (the answer), stderr (nowhere)

PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_SET_NO_NEW_PRIVS = 1, 4, 38
SIGKILL = 9
CLONE_NEWNS, CLONE_NEWIPC, CLONE_NEWUSER, CLONE_NEWNET = 0x00020000, 0x08000000, 0x10000000, 0x40000000


def enter(*, memory: int, seconds: int) -> list[str]:
    """Give up every right that cleaning does not need, for good. `memory`: bytes of address space; `seconds`: of CPU.

    Answers which layers hold: "network", "user", "limits", "calls". Raises OSError when limits cannot be set.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    layers = []
    root = os.geteuid() == 0
    if libc.unshare(CLONE_NEWNET | CLONE_NEWIPC | (CLONE_NEWNS if root else CLONE_NEWUSER)) == 0:
        layers.append("network")
    if root:
        _become_nobody()
    if os.geteuid() != 0:
        layers.append("user")
    libc.prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0)
    libc.prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)
    os.closerange(OPEN_ALREADY, 1024)
    _limit(memory, seconds)
    layers.append("limits")
    if libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 and syscalls.restrict(libc):
        layers.append("calls")
    return layers


def _become_nobody() -> None:
    os.setgroups([])
    os.setresgid(NOBODY, NOBODY, NOBODY)
    os.setresuid(NOBODY, NOBODY, NOBODY)


def _limit(memory: int, seconds: int) -> None:
    for what, amount in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NPROC, 0),
        (resource.RLIMIT_MEMLOCK, 0),
        (resource.RLIMIT_NOFILE, OPEN_ALREADY),
        (resource.RLIMIT_AS, memory),
    ):
        resource.setrlimit(what, (amount, amount))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))  # the first ends it, the second kills it
