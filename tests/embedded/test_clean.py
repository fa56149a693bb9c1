"""Does `make clean` spare what is in use?"""

import shutil
import subprocess
from pathlib import Path

import pytest

from privacy_portal.embedded import servers
from privacy_portal.embedded.profiles import BASE_DIR


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A scratch project: the script works on the directory that it lies in."""
    (tmp_path / "bin").mkdir()
    shutil.copy(BASE_DIR / "bin/clean", tmp_path / "bin/clean")
    (tmp_path / "var/tests/0").mkdir(parents=True)
    (tmp_path / "var/uv").mkdir()
    return tmp_path


def clean(project: Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run([project / "bin/clean"], stdin=subprocess.DEVNULL, capture_output=True, text=True)


def test_nothing_is_removed_while_a_test_run_goes_on(project: Path) -> None:
    claim = servers.Claim(project / "var/tests/0")
    assert claim.take("a test run")
    refused = clean(project)
    claim.give_back()
    assert refused.returncode == 1
    assert "a test run" in refused.stderr
    assert (project / "var/tests/0").exists()


def test_what_nobody_uses_is_removed_and_the_installer_stays(project: Path) -> None:
    assert clean(project).returncode == 0
    assert [path.name for path in (project / "var").iterdir()] == ["uv"]
