"""What can a taken-over child do? It locks itself in as the child does, tries one thing, and says what came of it.

    python -I prisoner.py ORDERS   {"start": path, "task": name, "memory": …, "seconds": …, "layers": "all" or "limits"}

Nothing of the portal is imported by its name, as in the child itself.
"""

import ctypes
import importlib
import importlib.util
import json
import mmap
import os
import resource
import socket
import subprocess
import sys
from pathlib import Path

ORDERS = json.loads(sys.argv[1])


def load(name: str):
    """A module of the child's package."""
    spec = importlib.util.spec_from_file_location("start", ORDERS["start"])
    start = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(start)
    start.load()
    return importlib.import_module(f".{name}", start.PACKAGE)


def write_outside() -> None:
    """A file where the caller asks for one."""
    Path(ORDERS["target"]).write_text("was here")


def write_a_gigabyte() -> None:
    """Into a file that was open already, as stderr."""
    for _ in range(1_024):
        os.write(2, bytes(1 << 20))


def allocate_a_gigabyte() -> None:
    """At once."""
    bytearray(1 << 30)


def run_new_code() -> None:
    """Memory that can be written and then run, as most attacks on parsers need."""
    mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)


def change_directory_of_files() -> None:
    """Give the caller's file another name."""
    Path(ORDERS["target"]).rename(ORDERS["target"] + ".moved")


def loop() -> None:
    """For ever."""
    while True:
        pass


def limits() -> dict[str, int]:
    """What the kernel says of the limits."""
    names = ("AS", "CPU", "FSIZE", "NOFILE", "NPROC", "CORE")
    return {name: resource.getrlimit(getattr(resource, f"RLIMIT_{name}"))[1] for name in names}


def raise_limits() -> None:
    """Get more memory than was given."""
    resource.setrlimit(resource.RLIMIT_AS, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))


def become_root() -> None:
    """Again, or for the first time."""
    os.setuid(0)


def trace_the_parent() -> None:
    """Look into the process that started this one."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.ptrace(16, os.getppid(), 0, 0) != 0:  # PTRACE_ATTACH
        raise OSError(ctypes.get_errno(), "ptrace")


TASKS = {
    "open a socket": lambda: socket.socket(socket.AF_INET, socket.SOCK_STREAM),
    "open a local socket": lambda: socket.socketpair(),
    "read a file": lambda: Path("/etc/passwd").read_text(),
    "read its own memory map": lambda: Path("/proc/self/maps").read_text(),
    "write outside": write_outside,
    "write inside": lambda: Path("inside").write_text("was here"),
    "rename a file": change_directory_of_files,
    "fork": os.fork,
    "run a program": lambda: os.execv("/bin/true", ["true"]),
    "start a program": lambda: subprocess.run(["/bin/true"], check=True),
    "end its parent": lambda: os.kill(os.getppid(), 9),
    "allocate a gigabyte": allocate_a_gigabyte,
    "write a gigabyte": write_a_gigabyte,
    "run new code": run_new_code,
    "raise limits": raise_limits,
    "become root": become_root,
    "trace its parent": trace_the_parent,
    "list limits": limits,
    "say who it is": lambda: [os.getuid(), os.getgid()],
    "list interfaces": lambda: [name for _, name in socket.if_nameindex()],
    "loop": loop,
}


if __name__ == "__main__":
    sandbox = load("sandbox")
    if ORDERS["layers"] == "limits":
        sandbox.syscalls.MACHINES.clear()
    if ORDERS["task"] == "write a gigabyte":
        os.dup2(os.open(ORDERS["target"], os.O_WRONLY | os.O_CREAT), 2)
    held = sandbox.enter(memory=ORDERS["memory"], seconds=ORDERS["seconds"])
    try:
        came = TASKS[ORDERS["task"]]()
        answer = {"held": held, "came": came if isinstance(came, dict | list) else "done"}
    except (OSError, MemoryError, ValueError) as error:
        answer = {"held": held, "failed": type(error).__name__}
    os.write(1, json.dumps(answer).encode() + b"\n")
    os._exit(0)
