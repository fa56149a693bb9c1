"""If the child is taken over and says what it likes, does the portal believe it?"""

import logging
from pathlib import Path

import pytest

from privacy_portal.lib.uploads import cleaning
from privacy_portal.lib.uploads.refusal import FileRefused, Refusal
from tests.uploads.corpus import SECRET
from tests.uploads.liar import LIES

LIAR = Path(__file__).with_name("liar.py")
NOT_READY = {"silence", "not ready", "talks to stderr"}  # no byte of the file was read: the file is not to blame
TOO_HARD = {"memory", "killed", "hangs"}


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(cleaning, "START", LIAR)
    monkeypatch.setattr(cleaning, "SECONDS", 3)
    return tmp_path


def told(lie: str, workspace: Path) -> cleaning.Cleaned:
    """What the portal makes of it."""
    original = workspace / "original"
    original.write_bytes(b"%PDF-1.7 " + lie.encode())
    return cleaning.clean(original, name="paper.pdf", workspace=workspace)


@pytest.mark.threat("A56")
@pytest.mark.parametrize("lie", sorted(set(LIES) - {"truth"}))
def test_no_lie_is_believed(lie: str, workspace: Path) -> None:
    with pytest.raises(FileRefused) as refused:
        told(lie, workspace)
    expected = Refusal.NOT_STORED if lie in NOT_READY else Refusal.TOO_HARD if lie in TOO_HARD else Refusal.DAMAGED
    assert refused.value.code is expected


def test_the_truth_is(workspace: Path) -> None:
    done = told("truth", workspace)
    assert (done.media_type, done.pages) == ("application/pdf", 1)
    assert done.document.is_file()
    assert [path.is_relative_to(workspace) for path in (done.document, *done.previews)] == [True, True]


@pytest.mark.threat("A56")
def test_what_the_child_writes_elsewhere_reaches_no_log(
    workspace: Path, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    with pytest.raises(FileRefused):
        told("talks to stderr", workspace)
    assert caplog.messages == ["A file was not cleaned: NOT_STORED, child ended with 0"]
    assert SECRET.decode() not in capfd.readouterr().err


def test_a_file_that_is_a_link_is_not_followed(workspace: Path) -> None:
    (workspace / "original").symlink_to("/etc/passwd")
    with pytest.raises(FileRefused):
        cleaning.clean(workspace / "original", name="paper.pdf", workspace=workspace)


def test_a_file_larger_than_any_that_is_let_in_is_not_read(workspace: Path) -> None:
    with (workspace / "original").open("wb") as file:
        file.truncate(cleaning.MAX_BYTES + 1)
    with pytest.raises(FileRefused) as refused:
        cleaning.clean(workspace / "original", name="paper.pdf", workspace=workspace)
    assert refused.value.code is Refusal.TOO_BIG


def test_a_workspace_that_is_gone_is_our_fault_and_not_the_files(workspace: Path) -> None:
    with pytest.raises(FileRefused) as refused:
        cleaning.clean(workspace / "original", name="paper.pdf", workspace=workspace / "gone")
    assert refused.value.code is Refusal.NOT_STORED
