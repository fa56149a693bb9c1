"""Is what the portal is made of, and started with, what it should be?"""

import hashlib
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from privacy_portal.embedded import profiles
from privacy_portal.embedded.profiles import BASE_DIR
from tests.architecture.sources import name, tracked

SECRETS = ("SECRET_KEY", "FIELD_KEYS", "DOCUMENT_KEYS", "BLIND_INDEX_KEY", "CHALLENGE_KEY")
NEEDED = (*SECRETS, "DATABASE_URL", "REDIS_URL", "PORTAL_BASE_URL")
COMPILED = {".js", ".css", ".woff", ".woff2", ".ttf", ".min.js", ".map", ".wasm"}
# Written here, not taken from elsewhere.
OURS = {
    "static/agents.css",
    "static/documents.css",
    "static/documents.js",
    "static/letter.css",
    "static/passkeys.js",
    "static/portal.css",
    "static/portal.js",
    "static/queue.css",
    "static/session.js",
    "static/sign_in.css",
    "static/staff.css",
    "static/step_up.js",
    "static/today.css",
}


# --- A79 -------------------------------------------------------------------------------------------------------------


@pytest.mark.threat("A79")
def test_every_dependency_is_pinned_by_the_hash_of_each_of_its_files() -> None:
    lock = tomllib.loads((BASE_DIR / "uv.lock").read_text())
    loose = [
        package["name"]
        for package in lock["package"]
        if "virtual" not in package["source"] and "editable" not in package["source"]
        for file in [*package.get("wheels", []), *([package["sdist"]] if "sdist" in package else [])] or [{}]
        if not re.fullmatch(r"sha256:[0-9a-f]{64}", file.get("hash", ""))
    ]
    assert loose == []
    assert len(lock["package"]) > 50


@pytest.mark.threat("A79")
def test_every_dependency_comes_from_the_package_index_and_none_from_a_branch_or_an_address() -> None:
    lock = tomllib.loads((BASE_DIR / "uv.lock").read_text())
    sources = {str(package["source"].get("registry", package["source"])) for package in lock["package"]}
    assert {source for source in sources if not source.startswith("https://")} <= {"{'virtual': '.'}"}


@pytest.mark.threat("A79")
def test_the_installation_takes_exactly_what_the_lock_says() -> None:
    assert "--frozen" in (BASE_DIR / "docs" / "running.md").read_text()
    assert re.search(r"--(?:frozen|locked|check)", (BASE_DIR / "bin" / "bootstrap").read_text())


@pytest.mark.threat("A79")
def test_no_file_from_elsewhere_is_without_its_checksum() -> None:
    foreign = [path for path in tracked() if path.suffix in COMPILED and name(path) not in OURS]
    unchecked = [name(path) for path in foreign if path.name not in _checksums(path.parent)]
    assert foreign
    assert unchecked == []


@pytest.mark.threat("A79")
def test_every_file_from_elsewhere_is_the_one_that_was_taken() -> None:
    lists = [path for path in tracked() if path.name == "SHA256SUMS"]
    changed = [
        f"{name(each.parent)}/{file}"
        for each in lists
        for file, checksum in _checksums(each.parent).items()
        if hashlib.sha256((each.parent / file).read_bytes()).hexdigest() != checksum
    ]
    assert lists
    assert changed == []


def _checksums(directory: Path) -> dict[str, str]:
    listed = directory / "SHA256SUMS"
    lines = listed.read_text().splitlines() if listed.exists() else []
    return {file: checksum for checksum, file in (line.split(maxsplit=1) for line in lines)}


# --- A80 -------------------------------------------------------------------------------------------------------------


def start(**changes: str | None) -> subprocess.CompletedProcess[str]:
    """Read the settings in a process of its own, with the environment of a careful operator and some changes."""
    kept = {key: value for key, value in os.environ.items() if key in ("PATH", "HOME", "LANG", "VIRTUAL_ENV")}
    env = {
        **profiles.production_like(given=kept),
        "DATABASE_URL": "postgres://u:p@127.0.0.1:1/x",
        "REDIS_URL": "redis://127.0.0.1:1/0",
    }
    env |= {key: value for key, value in changes.items() if value is not None}
    for gone in [key for key, value in changes.items() if value is None]:
        env.pop(gone, None)
    command = [sys.executable, "-c", "from django.conf import settings; print(settings.DEBUG, settings.DEMO)"]
    return subprocess.run(command, env=env, cwd=BASE_DIR, capture_output=True, text=True)


@pytest.mark.threat("A80")
def test_a_careful_environment_starts_as_no_demo() -> None:
    assert start().stdout.split() == ["False", "False"]
    assert start(DEBUG=None, DEMO=None).stdout.split() == ["False", "False"]


@pytest.mark.threat("A80")
@pytest.mark.parametrize("missing", NEEDED)
def test_nothing_starts_without_each_of_its_secrets(missing: str) -> None:
    done = start(**{missing: None})
    assert done.returncode != 0
    assert missing in done.stderr


@pytest.mark.threat("A80")
def test_no_secret_has_a_default_and_none_is_written_down() -> None:
    settings = (BASE_DIR / "privacy_portal" / "settings.py").read_text()
    for secret in SECRETS:
        assert re.search(rf'^{secret} = env\.(?:str|list)\("{secret}"\)$', settings, re.MULTILINE)
    kept = profiles.new_secrets()
    assert all(kept[secret] != profiles.new_secrets()[secret] for secret in SECRETS)


@pytest.mark.threat("A80")
def test_no_account_comes_with_the_portal() -> None:
    made = [
        name(path)
        for path in tracked()
        if path.suffix == ".py"
        and "migrations" in path.parts
        and re.search(r"create_(super)?user|make_password", path.read_text())
    ]
    assert made == []
