"""If a parser is taken over by a file, what can it do from inside the child?"""

import json
import os
import signal
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from privacy_portal.lib.uploads import cleaning
from privacy_portal.lib.uploads.confined import Broken, Confined, Ended, Late

pytestmark = pytest.mark.threat("A56")

PRISONER = Path(__file__).with_name("prisoner.py")
SEALED = "calls" not in cleaning.missing_layers()
needs_seccomp = pytest.mark.skipif(not SEALED, reason="this kernel or machine has no seccomp filter")

FORBIDDEN = [
    *(
        "open a socket",
        "open a local socket",
        "read a file",
        "read its own memory map",
        "write outside",
        "write inside",
    ),
    *("fork", "start a program", "allocate a gigabyte", "raise limits", "become root"),
]
FORBIDDEN_BY_THE_KERNEL = ["run a program", "rename a file", "run new code", "end its parent", "trace its parent"]


class Prison:
    """A child that tries one thing."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self.target = place / "target"
        self.ended: Ended | None = None

    def tries(self, task: str, *, layers: str = "all", cpu: int = 5, seconds: float = 20) -> dict[str, Any]:
        """What it says came of it."""
        orders: dict[str, Any] = {
            "start": str(cleaning.START),
            "task": task,
            "layers": layers,
            "target": str(self.target),
        }
        orders |= {"memory": cleaning.MEMORY, "seconds": cpu}
        command = [sys.executable, "-I", str(PRISONER), json.dumps(orders)]
        with Confined(command, stdin=Path(os.devnull), directory=self.place, seconds=seconds) as child:
            try:
                return json.loads(child.line(1_000))
            finally:
                self.ended = child.end()


@pytest.fixture
def prison(tmp_path: Path) -> Prison:
    return Prison(tmp_path)


@needs_seccomp
@pytest.mark.parametrize("task", [*FORBIDDEN, *FORBIDDEN_BY_THE_KERNEL])
def test_the_child_cannot(prison: Prison, task: str) -> None:
    assert "failed" in prison.tries(task)
    assert list(prison.place.iterdir()) == []


@pytest.mark.parametrize("task", FORBIDDEN)
def test_limits_alone_keep_it_from_the_same_where_the_kernel_refuses_no_calls(prison: Prison, task: str) -> None:
    answer = prison.tries(task, layers="limits")
    assert "calls" not in answer["held"]
    assert "failed" in answer
    assert not prison.target.exists()


@pytest.mark.parametrize("layers", ["all", "limits"])
def test_it_cannot_fill_the_disk_even_through_a_file_that_is_open(prison: Prison, layers: str) -> None:
    assert "failed" in prison.tries("write a gigabyte", layers=layers)
    assert prison.target.stat().st_size == 0


def test_its_memory_time_files_and_processes_are_limited_by_the_kernel(prison: Prison) -> None:
    assert prison.tries("list limits", layers="limits", cpu=3)["came"] == {
        "AS": cleaning.MEMORY,
        "CPU": 4,
        "FSIZE": 0,
        "NOFILE": 3,
        "NPROC": 0,
        "CORE": 0,
    }
    assert cleaning.MEMORY <= 300_000_000


@pytest.mark.skipif(os.getuid() != 0, reason="only root can become somebody else")
def test_started_as_root_it_is_nobody(prison: Prison) -> None:
    assert prison.tries("say who it is", layers="limits")["came"] == [65534, 65534]


def test_a_child_that_computes_for_ever_is_ended_by_the_kernel(prison: Prison) -> None:
    with pytest.raises(Broken):
        prison.tries("loop", cpu=1)
    assert prison.ended is not None
    assert prison.ended.status == -signal.SIGXCPU


def test_a_child_that_is_late_is_ended_by_the_portal(prison: Prison) -> None:
    with pytest.raises(Late):
        prison.tries("loop", seconds=1)
    assert prison.ended is not None
    assert prison.ended.status is None


def test_whatever_a_child_has_started_ends_with_it(tmp_path: Path) -> None:
    parent = "import os, time; print(os.fork() or os.getpid(), flush=True); time.sleep(60)"
    with Confined(
        [sys.executable, "-I", "-c", parent], stdin=Path(os.devnull), directory=tmp_path, seconds=20
    ) as child:
        started = {int(child.line(20)), int(child.line(20))}
    until = time.monotonic() + 20  # the kernel takes a moment to end what it was told to
    while any(_is_alive(pid) for pid in started) and time.monotonic() < until:
        time.sleep(0.01)
    assert [pid for pid in started if _is_alive(pid)] == []


def test_the_child_gets_no_environment_and_no_open_file_but_three(tmp_path: Path) -> None:
    look = (
        "import os, json; print(json.dumps([sorted(os.environ), sorted(map(int, os.listdir('/proc/self/fd')))[:-1]]))"
    )
    with open(tmp_path / "secret", "w"):  # noqa: SIM117 - a file that is open when the child starts
        with Confined(
            [sys.executable, "-I", "-c", look], stdin=Path(os.devnull), directory=tmp_path, seconds=20
        ) as child:
            environment, files = json.loads(child.line(1_000))
    assert set(environment) <= {"LC_CTYPE"}  # which Python sets for itself
    assert files == [0, 1, 2]


def test_this_machine_says_which_layers_it_lacks() -> None:
    assert set(cleaning.missing_layers()) <= {"network", "calls"}


def test_where_no_child_can_be_started_every_layer_is_missing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(cleaning, "START", tmp_path / "nothing.py")
    assert cleaning.missing_layers() == list(cleaning.LAYERS)


def _is_alive(pid: int) -> bool:
    """Whether a process still runs; one that has ended and was not yet collected does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False
