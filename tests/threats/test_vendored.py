"""Is what we took from others what they published? (A69)"""

import hashlib
from pathlib import Path

import pytest
from django.conf import settings

VENDORED = sorted(path.parent for path in Path(settings.BASE_DIR, "static", "vendor").glob("*/SHA256SUMS"))


@pytest.mark.threat("A69")
@pytest.mark.parametrize("directory", VENDORED, ids=lambda path: path.name)
def test_every_vendored_file_is_as_published(directory):
    lines = (directory / "SHA256SUMS").read_text().splitlines()
    expected = {name: digest for digest, name in (line.split() for line in lines)}
    there = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in directory.iterdir()
        if path.name not in {"SHA256SUMS", "README.md"}
    }
    assert there == expected


@pytest.mark.threat("A69")
def test_every_vendored_directory_has_its_checksums():
    directories = [path for path in Path(settings.BASE_DIR, "static", "vendor").iterdir() if path.is_dir()]
    assert sorted(directories) == VENDORED


@pytest.mark.threat("A69")
def test_the_solver_talks_to_nobody():
    source = Path(settings.BASE_DIR, "static", "vendor", "altcha-3.2.2", "pbkdf2.js").read_text()
    calls = ("fetch(", "XMLHttpRequest", "WebSocket", "importScripts", "sendBeacon", "http:", "https:", "eval(")
    assert [call for call in calls if call in source] == []
