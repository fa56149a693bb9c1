"""Which processes does a run own, and how is each of them ended, also when an earlier run was killed?

Every child leads a session of its own, so that Ctrl-C in a terminal reaches the run alone and the run ends its
children in order. A register beside the data names them: the next run ends what a crash left behind. It is
for demo, tests and benchmarks on Linux; in production a service manager does this.
"""

import json
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

_PROC = Path("/proc")
_SETPRIV = shutil.which("setpriv")  # util-linux; essential on Debian


class _Entry(TypedDict):
    name: str
    pid: int
    started: int | None
    signal: int


def boot_id() -> str:
    """The kernel's id of this boot: a process id means nothing after the next one."""
    return (_PROC / "sys/kernel/random/boot_id").read_text().strip()


def start_ticks(pid: int) -> int | None:
    """Clock ticks between boot and the start of the process; None when no such process lives.

    Pid and start together name a process for good: the kernel gives a pid out again (proc(5), /proc/pid/stat field 22).
    """
    try:
        fields = (_PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return None
    return None if fields[0] in "ZX" else int(fields[19])


def tail(log: Path, lines: int = 25) -> str:
    """The last lines of a log file, indented for a terminal; a sentence when there is nothing."""
    text = log.read_text(errors="replace") if log.exists() else ""
    return "\n".join(f"    | {line}" for line in text.splitlines()[-lines:]) or "    | (the log is empty)"


@dataclass(frozen=True)
class Child:
    """One process that this run started and must end."""

    name: str
    popen: "subprocess.Popen[bytes]"
    log: Path
    stop_signal: int
    started: int | None

    @property
    def alive(self) -> bool:
        return self.popen.poll() is None

    def describe_end(self) -> str:
        """One line on how it ended, for a person."""
        code = self.popen.returncode
        return f"ended by {signal.Signals(-code).name}" if code and code < 0 else f"ended with status {code}"


class Children:
    """The processes of one run, in the order in which they were started."""

    def __init__(self, *, register: Path, logs: Path) -> None:
        self._register = register
        self.logs = logs
        self._children: list[Child] = []
        logs.mkdir(parents=True, exist_ok=True, mode=0o700)

    def start(
        self,
        name: str,
        argv: Sequence[str],
        *,
        env: Mapping[str, str] | None = None,
        cwd: Path | None = None,
        stop_signal: int = signal.SIGTERM,
        stdin: bytes = b"",
        wrapper: Sequence[str] = (),
    ) -> Child:
        """Start one process with its output in NAME.log (the log before is kept as NAME.old.log).

        `wrapper` is a program that gives up rights and then becomes what follows it. The child gets `stop_signal` also
        when this process is killed.
        """
        log = self.logs / f"{name}.log"
        if log.exists():
            log.replace(log.with_suffix(".old.log"))
        with open(log, "wb", opener=_private) as output:
            popen = subprocess.Popen(
                [*wrapper, *_guard(stop_signal), *argv],
                env=env,
                cwd=cwd,
                stdin=subprocess.PIPE,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        child = Child(name, popen, log, stop_signal, start_ticks(popen.pid))
        self._children.append(child)
        self._write_register()
        if popen.stdin is not None:
            popen.stdin.write(stdin)
            popen.stdin.close()
        return child

    def pid(self, name: str) -> int:
        """The process id of a child. Raises StopIteration when there is none of that name."""
        return next(child.popen.pid for child in self._children if child.name == name)

    def first_dead(self) -> Child | None:
        """The first child that has ended although nobody asked it to."""
        return next((child for child in self._children if not child.alive), None)

    def stop(self, *names: str, patience: float = 10) -> None:
        """End the named children (all, without names), side by side; kill what outlasts `patience` seconds."""
        chosen = [child for child in self._children if not names or child.name in names]
        for child in chosen:
            if child.alive:
                _signal_group(child.popen.pid, child.stop_signal, leader_only=True)
        deadline = time.monotonic() + patience
        for child in chosen:
            try:
                child.popen.wait(max(0.05, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                _signal_group(child.popen.pid, signal.SIGKILL)
                child.popen.wait()
            _signal_group(child.popen.pid, signal.SIGKILL)  # what outlived its leader
        self._children = [child for child in self._children if child not in chosen]
        self._write_register()

    def kill(self, name: str) -> None:
        """End one child and all of its group at once, as a power cut would."""
        for child in [child for child in self._children if child.name == name]:
            _signal_group(child.popen.pid, signal.SIGKILL)
            child.popen.wait()
            self._children.remove(child)
        self._write_register()

    def end_leftovers(self, *, patience: float = 10) -> list[str]:
        """End what a killed run left behind, by the register. Returns the names of what was still alive."""
        left = [entry for entry in _read_register(self._register) if start_ticks(entry["pid"]) == entry["started"]]
        for entry in left:
            _signal_group(entry["pid"], entry["signal"], leader_only=True)
        deadline = time.monotonic() + patience
        for entry in left:
            while start_ticks(entry["pid"]) == entry["started"] and time.monotonic() < deadline:
                time.sleep(0.05)
            if start_ticks(entry["pid"]) == entry["started"]:
                _signal_group(entry["pid"], signal.SIGKILL)
        self._write_register()
        return [entry["name"] for entry in left]

    def _write_register(self) -> None:
        entries: list[_Entry] = [
            {"name": child.name, "pid": child.popen.pid, "started": child.started, "signal": child.stop_signal}
            for child in self._children
        ]
        if not entries:
            self._register.unlink(missing_ok=True)
            return
        new = self._register.with_suffix(".new")
        new.write_text(json.dumps({"boot": boot_id(), "children": entries}))
        new.replace(self._register)


def _read_register(register: Path) -> list[_Entry]:
    try:
        content = json.loads(register.read_text())
    except (FileNotFoundError, ValueError):
        return []
    return list(content["children"]) if content["boot"] == boot_id() else []


def _guard(stop_signal: int) -> list[str]:
    if _SETPRIV is None:
        return []  # then only the register ends what a killed run leaves behind
    return [_SETPRIV, "--pdeathsig", signal.Signals(stop_signal).name.removeprefix("SIG"), "--"]


def _signal_group(pid: int, number: int, *, leader_only: bool = False) -> None:
    try:
        if leader_only:
            os.kill(pid, number)
        else:
            os.killpg(pid, number)
    except (ProcessLookupError, PermissionError):
        pass


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
