"""Are all processes of a run ended, and only those?"""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from privacy_portal.embedded import launch
from privacy_portal.embedded.processes import Children, boot_id, start_ticks

SLEEP = ["sleep", "600"]
DEAF = ["sh", "-c", "trap '' TERM; while :; do sleep 1; done"]


@pytest.fixture
def children(tmp_path: Path) -> Iterator[Children]:
    children = Children(register=tmp_path / "processes.json", logs=tmp_path / "log")
    yield children
    children.stop(patience=1)


def registered(tmp_path: Path) -> list[str]:
    path = tmp_path / "processes.json"
    return [entry["name"] for entry in json.loads(path.read_text())["children"]] if path.exists() else []


def gone(pid: int) -> bool:
    for _ in range(200):
        if start_ticks(pid) is None:
            return True
        time.sleep(0.05)
    return False


def test_a_child_is_registered_until_it_is_stopped(children: Children, tmp_path: Path) -> None:
    children.start("sleeper", SLEEP)
    assert registered(tmp_path) == ["sleeper"]
    children.stop("sleeper")
    assert registered(tmp_path) == []


def test_a_child_that_does_not_listen_is_killed(children: Children) -> None:
    deaf = children.start("deaf", DEAF)
    children.stop(patience=0.2)
    assert gone(deaf.popen.pid)


def test_what_a_child_started_ends_with_it(children: Children) -> None:
    parent = children.start("parent", ["sh", "-c", "sleep 600 & echo $!; wait"])
    while not (grandchild := parent.log.read_text().strip()):
        time.sleep(0.02)
    children.stop()
    assert gone(int(grandchild))


def test_the_end_of_a_child_is_noticed_and_its_log_is_shown(children: Children) -> None:
    children.start("clumsy", ["sh", "-c", "echo it slipped; exit 3"]).popen.wait()
    with pytest.raises(launch.Trouble, match=r"clumsy ended with status 3.*(?s:.*)it slipped"):
        launch.raise_if_dead(children)


def test_only_the_owner_can_read_a_log(children: Children) -> None:
    assert children.start("sleeper", SLEEP).log.stat().st_mode & 0o077 == 0


def test_the_log_before_is_kept(children: Children, tmp_path: Path) -> None:
    for word in ("first", "second"):
        children.start("talker", ["echo", word]).popen.wait()
    assert (tmp_path / "log/talker.old.log").read_text() == "first\n"


def test_children_end_when_their_run_is_killed(tmp_path: Path) -> None:
    script = (
        "import sys, time; from pathlib import Path; from privacy_portal.embedded.processes import Children\n"
        "home = Path(sys.argv[1]); children = Children(register=home / 'processes.json', logs=home / 'log')\n"
        "print(children.start('sleeper', ['sleep', '600']).popen.pid, flush=True); time.sleep(600)"
    )
    with subprocess.Popen([sys.executable, "-c", script, str(tmp_path)], stdout=subprocess.PIPE, text=True) as run:
        assert run.stdout is not None
        pid = int(run.stdout.readline())
        time.sleep(0.2)  # until setpriv has become sleep
        run.kill()
    assert gone(pid)


def test_what_a_killed_run_left_behind_is_ended_by_the_next(tmp_path: Path) -> None:
    with subprocess.Popen(SLEEP, start_new_session=True) as orphan:
        write_register(tmp_path, pid=orphan.pid, started=start_ticks(orphan.pid))
        children = Children(register=tmp_path / "processes.json", logs=tmp_path / "log")
        assert children.end_leftovers() == ["orphan"]
        assert orphan.wait(5) == -signal.SIGTERM
    assert registered(tmp_path) == []


def test_a_process_that_merely_got_the_same_number_is_left_alone(tmp_path: Path) -> None:
    write_register(tmp_path, pid=os.getpid(), started=1)
    children = Children(register=tmp_path / "processes.json", logs=tmp_path / "log")
    assert children.end_leftovers() == []


def test_a_register_of_an_earlier_boot_means_nothing(tmp_path: Path) -> None:
    write_register(tmp_path, pid=os.getpid(), started=start_ticks(os.getpid()), boot="another")
    children = Children(register=tmp_path / "processes.json", logs=tmp_path / "log")
    assert children.end_leftovers() == []


def write_register(home: Path, *, pid: int, started: int | None, boot: str | None = None) -> None:
    entry = {"name": "orphan", "pid": pid, "started": started, "signal": signal.SIGTERM}
    (home / "processes.json").write_text(json.dumps({"boot": boot or boot_id(), "children": [entry]}))
