"""Debian's clamd for tests: the real daemon, with signatures of the tests' own, on sockets that nobody else knows.

It downloads nothing and asks nobody. Where the tests run as root it runs as the user `clamav` (or `nobody`), since it
parses what is meant to be hostile.
"""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

import pytest

from tests.lib.servers import free_port

# The test file that every scanner knows (eicar.org); in two parts, so that no scanner finds it in this file.
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + rb"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
# Found wherever it stands, inside other formats too.
MARK = b"portal-test-malware-7f3a9c"
STREAM_LIMIT = 11 * 1024 * 1024  # bytes; as docs/running.md asks for

_CONFIGURATION = """
LocalSocket {home}/clamd.ctl
LocalSocketMode 666
TCPSocket {port}
TCPAddr 127.0.0.1
DatabaseDirectory {home}/signatures
TemporaryDirectory {home}/work
LogFile {home}/clamd.log
Foreground yes
OfficialDatabaseOnly no
StreamMaxLength {limit}
MaxThreads 4
AlertExceedsMax yes
ExtendedDetectionInfo yes
SelfCheck 0
"""
_SETPRIV = shutil.which("setpriv")  # util-linux; essential on Debian


class Clamd:
    """One running daemon. `unix` and `tcp` are values for the setting CLAMD."""

    def __init__(self, program: str) -> None:
        self._program = program
        # Not under pytest's directory: that is closed to other users, and the path of a socket has to be short.
        self._home = Path(tempfile.mkdtemp(prefix="clamd-"))
        self._port = free_port()
        self._process: subprocess.Popen[bytes] | None = None
        self.unix = f"unix://{self._home}/clamd.ctl"
        self.tcp = f"tcp://127.0.0.1:{self._port}"

    def start(self) -> None:
        """Return when it answers. Raises RuntimeError with its log when it does not."""
        self._prepare()
        # It ends with the tests, also when they are killed.
        ending = [_SETPRIV, "--pdeathsig", "TERM"] if _SETPRIV else []
        command = [*ending, self._program, "--config-file", str(self._home / "clamd.conf")]
        rights = self._somebody_without_rights()
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **rights)
        end = time.monotonic() + 30
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > end:
                log = self._home / "clamd.log"
                words = log.read_text() if log.exists() else "(no log)"
                self.stop()
                raise RuntimeError(f"clamd did not start:\n{words}")
            time.sleep(0.05)

    def stop(self) -> None:
        """End this process and no other, and remove its directory."""
        if self._process is not None:
            self._process.terminate()
            try:
                self._process.wait(10)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
            self._process = None
        shutil.rmtree(self._home, ignore_errors=True)

    def _prepare(self) -> None:
        """Write configuration and signatures."""
        text = _CONFIGURATION.format(home=self._home, port=self._port, limit=STREAM_LIMIT)
        (self._home / "clamd.conf").write_text(text)
        for name in ("signatures", "work"):
            (self._home / name).mkdir()
        # name : any kind of file : any place (or the beginning) : the bytes
        lines = [f"Portal.Test.Mark:0:*:{MARK.hex()}", f"Portal.Test.Eicar:0:0:{EICAR.hex()}"]
        (self._home / "signatures" / "portal.ndb").write_text("\n".join(lines) + "\n")

    def _somebody_without_rights(self) -> dict[str, Any]:
        """Give the directory to who shall run it; return what tells Popen so (nothing where nobody is root)."""
        if os.geteuid() != 0:
            return {}
        user = next(each for each in pwd.getpwall()[::-1] if each.pw_name in ("clamav", "nobody"))
        for path in (self._home, *self._home.rglob("*")):
            os.chown(path, user.pw_uid, user.pw_gid)
        return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}

    def _answers(self) -> bool:
        with socket.socket(socket.AF_UNIX) as asking:
            try:
                asking.connect(f"{self._home}/clamd.ctl")
                asking.sendall(b"zPING\0")
                return asking.recv(16) == b"PONG\0"
            except OSError:
                return False


def needed_program() -> str:
    """Where clamd is (`bin/clamd-path` installs it). Without it a test is skipped, and fails where CI runs it."""
    found = os.environ.get("CLAMD_PROGRAM") or shutil.which("clamd", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if found is None and os.environ.get("CI") == "true":
        pytest.fail("There is no clamd, and CI must run the tests of the scanner.")
    return found or pytest.skip("there is no clamd: as root, apt-get install clamav-daemon")
